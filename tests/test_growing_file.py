"""What is written is read, in order and whole, however the two take turns."""

from __future__ import annotations

import io
import random
from pathlib import Path
from threading import Thread

import pytest

from convanim.encoder.growing_file import GrowingFile


@pytest.mark.parametrize("seed", range(8))
def test_a_reader_gets_what_is_written_while_it_is(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    parts = [dice.randbytes(dice.choice([1, 30, 5_000, 200_000])) for _ in range(40)]
    found = bytearray()
    with (tmp_path / "file").open("w+b") as file:
        growing = GrowingFile(file)
        reader = growing.reader()

        def read() -> None:
            while data := reader.read(dice.choice([1, 4_096])):
                found.extend(data)

        thread = Thread(target=read)
        thread.start()
        for part in parts:
            growing.write(part)
        growing.end()
        thread.join()
        assert file.tell() == len(found)
        file.seek(0)
        assert bytes(found) == b"".join(parts) == file.read()


def test_a_reader_goes_back_and_has_nothing_after_the_end() -> None:
    growing = GrowingFile(io.BytesIO())
    growing.write(b"0123456789" * 20_000)
    growing.end()
    reader = growing.reader()
    assert reader.read(100_000)[-3:] == b"789"
    reader.seek(2)
    assert reader.read(3) == b"234"
    assert reader.tell() == 5
    reader.seek(199_998)
    assert reader.read(10) == b"89"
    assert reader.read(10) == b""


def test_of_a_file_that_is_given_up_nothing_more_is_read() -> None:
    growing = GrowingFile(io.BytesIO())
    growing.write(b"x" * 10)
    growing.end(whole=False)
    assert growing.reader().read(10) == b""
