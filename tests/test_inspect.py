from __future__ import annotations

import io
import json
import os
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from convanim.encoder.encoders import ENCODERS
from convanim.layers.convolution import Convolution
from convanim.pipeline.write import animate_bytes
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from tests.conftest import Run

LAYER = Convolution.of(4, 3)


def inspected(run: Run, name: str, *words: str) -> dict[str, Any]:
    result = run("inspect", name, "--json", *words)
    assert (result.returncode, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def drawn(path: Path, comment: str, **options: Any) -> None:
    """A picture of 4×4 → 2×2 with any comment."""
    path.write_bytes(animate_bytes(Recipe(LAYER, Options(**options), comment=comment), path.suffix)[0])


OURS = [
    "conv -i 4 -k 3",
    "conv -i 4 -k 3 --fps 4 --hold 1.5 --theme dark --width 500 --no-title",
    "transposed -i 2 -k 3 -s 2 --output-padding 1 --stages",
    "transposed -i 2x3 -k 3x2 -s 2 --view scatter --seed 5",
    "conv -i 4 -k 4 -p same --view matrix",
    "conv -i 4 --kernel-values gaussian",
    "conv --input-values '0.123456789 -2 3; 1 2 123456.789012; 1 1 1' --kernel-values '1 2; 3 4' --width 1200",
    "roundtrip -i 4 -k 2",
    "checkerboard -k 3 -s 2 -o a.png",
    "conv -i 6 -k 3 --every 3 --rows 1:3",
    "conv -i 4 -k 3 --max-frames 9",
    "conv -i 4 -k 3 --still -o a.gif",
    "conv -i 4 -k 3 --plays 2 -o a.webp",
    "conv -i 4 -k 3 --theme transparent -o a.png",
    "conv -i 4 -k 3 --filmstrip 2 --every 2 -o a.webp",
]


@pytest.mark.parametrize("line", OURS)
def test_the_command_in_a_file_draws_that_file_again(line: str, run: Run) -> None:
    words = shlex.split(line)
    path = words[-1] if "-o" in words else "a.gif"
    result = run(*words, *([] if "-o" in words else ["-o", path]))
    assert result.returncode == 0, result.stderr
    found = inspected(run, path)
    assert found["comment"].startswith("convanim ")
    assert (found["matches"], found["reason"], found["same"]) == (True, "", "bytes")


@pytest.mark.parametrize("name", ["a.svg", "a.html"])
def test_the_command_in_a_drawing_draws_it_again(name: str, run: Run, tmp_path: Path) -> None:
    assert run("conv", "-i", "4", "-k", "3", "--plays", "2", "-o", name).returncode == 0
    found = inspected(run, name)
    assert (found["matches"], found["reason"], found["plays"]) == (True, "", 2)
    assert found["durations_ms"] == [1200, 1000, 1000, 180, 1000, 500, 2000]
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data + b" ")
    assert inspected(run, name)["matches"] is False
    (tmp_path / name).write_bytes(b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + data)
    if name == "a.svg":
        assert "holds no command that inspect reads" in run("inspect", name).stderr


READ = [suffix for suffix, encoder in ENCODERS.items() if not encoder.video_only]


@pytest.mark.parametrize("suffix", READ)
@pytest.mark.parametrize("still", [None, "last"])
def test_a_file_is_described(suffix: str, still: str | None, run: Run, tmp_path: Path) -> None:
    options = Options(width=400, still=still, plays=None if still else "3")
    data, report = animate_bytes(Recipe(LAYER, options, comment="hello"), suffix)
    (tmp_path / f"a{suffix}").write_bytes(data)
    found = inspected(run, f"a{suffix}")
    assert found["size"] == [report.width, report.height]
    assert found["frames"] == report.frames == (1 if still else 7)
    assert found["seconds"] == report.seconds
    assert found["plays"] == (1 if still else 3)
    assert found["comment"] == "hello"
    assert found["matches"] is None
    assert 2 < found["colors"] < 256


def test_a_person_is_told_the_same(run: Run, tmp_path: Path) -> None:
    drawn(tmp_path / "a.gif", "convanim conv -i 4 -k 3")
    lines = run("inspect", "a.gif").stdout.splitlines()
    rows = {line[:16].strip(): line[18:] for line in lines}
    assert list(rows) == ["file", "comment", "frames", "times", "colours", "plays", "matches a redraw"]
    assert rows["comment"] == "convanim conv -i 4 -k 3"
    assert rows["times"] == "1200 ms, 1000 ms × 2, 180 ms, 1000 ms, 500 ms, 2000 ms; 6.88 s"
    assert rows["plays"] == "forever"
    assert rows["matches a redraw"] == "yes"


def test_a_changed_byte_is_noticed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    drawn(path, "convanim conv -i 4 -k 3")
    data = bytearray(path.read_bytes())
    data[13] ^= 1  # a colour of the table
    path.write_bytes(data)
    found = inspected(run, "a.gif")
    assert (found["matches"], found["same"]) == (False, None)
    assert found["reason"].startswith("the pixel 0,0 in frame 1 is not as it is drawn")


@pytest.mark.parametrize(("plays", "loop"), [(0, 0), (1, None), (3, 2)])
def test_a_gif_of_somebody_else_is_described_and_not_ours(
    plays: int, loop: int | None, run: Run, tmp_path: Path
) -> None:
    frames = [Image.new("RGB", (8, 6), color) for color in ("red", "lime", "blue")]
    extra: dict[str, Any] = {"comment": b"hello"} | ({} if loop is None else {"loop": loop})
    times = [100, 200, 300]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=times, **extra)
    found = inspected(run, "a.gif")
    assert (found["size"], found["frames"], found["durations_ms"]) == ([8, 6], 3, [100, 200, 300])
    assert (found["colors"], found["plays"], found["comment"]) == (3, plays, "hello")
    assert found["matches"] is None
    assert "not ours" in run("inspect", "a.gif").stdout


LIES = {
    "another layer": "convanim conv -i 5 -k 3",
    "another theme": "convanim conv -i 4 -k 3 --theme dark",
    "no layer": "convanim conv",
    "an impossible layer": "convanim conv -i 4 -k 9",
    "too much": "convanim conv -i 4000 -k 3 --max-frames 99999999 --max-cells 99999999 --max-taps 999999999",
    "another command": "convanim gallery x.toml",
    "no command": "convanim --version",
    "an output": "convanim conv -i 4 -k 3 -o evil.gif",
    "stdout": "convanim conv -i 4 -k 3 -o -",
    "a quote": "convanim conv -i 4 -k '3",
    "a zero byte": "convanim conv -i 4 -k 3 -o a\0b.gif",
    "help": "convanim conv --help",
    "another format": "convanim conv -i 4 -k 3 --still --still=9",
    "a word": "convanim conv -i 4 -k 3 $(touch evil.gif) `touch evil.gif`; touch evil.gif",
    "a values file": "convanim conv --input-values secret.csv -k 3",
    "a values file without a suffix": "convanim conv --input-values secret -k 3",
    "a kernel's file": "convanim conv -i 4 --kernel-values ./secret.csv",
    "stdin": "convanim conv --input-values - -k 3",
    "a theme file": "convanim conv -i 4 -k 3 --theme secret.toml",
}


@pytest.mark.parametrize("comment", LIES.values(), ids=LIES)
def test_a_comment_that_lies_is_found_out_and_does_nothing(comment: str, run: Run, tmp_path: Path) -> None:
    drawn(tmp_path / "a.gif", comment)
    secret = "1 2 3 4\n" * 4
    for name in ("secret.csv", "secret", "secret.toml"):
        (tmp_path / name).write_text(secret)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    found = inspected(run, "a.gif")
    assert found["matches"] is False
    assert found["reason"]
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_no_file_that_a_comment_names_is_opened(run: Run, tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("pipes that block whoever opens them are those of Unix")
    os.mkfifo(tmp_path / "secret.csv")
    drawn(tmp_path / "a.gif", "convanim conv --input-values secret.csv --kernel-values secret.csv")
    assert inspected(run, "a.gif")["reason"] == "its command reads a file, which is not done here"


def test_control_characters_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    drawn(tmp_path / "a.gif", "convanim conv -i '\x1b[31m\x07\r\u202e' -k 3\x9b\n")
    printed = run("inspect", "a.gif").stdout
    assert all(line.isprintable() for line in printed.splitlines())
    assert "\\x1b[31m\\x07\\r\\u202e" in printed


def png_of_many_pixels() -> bytes:
    header = io.BytesIO()
    Image.new("1", (1, 1)).save(header, "png")
    data = header.getvalue()
    size = (200_000).to_bytes(4, "big") * 2
    import zlib

    chunk = b"IHDR" + size + data[24:29]
    return data[:12] + chunk + zlib.crc32(chunk).to_bytes(4, "big") + data[33:]


def with_text(text: str) -> bytes:
    said = PngImagePlugin.PngInfo()
    said.add_itxt("Comment", text)
    file = io.BytesIO()
    Image.fromarray(np.zeros((2, 2), np.uint8)).save(file, "png", pnginfo=said)
    return file.getvalue()


def test_a_comment_of_a_foreign_png_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(with_text("convanim conv -i 4 -k 3"))
    found = inspected(run, "a.png")
    assert (found["matches"], found["comment"]) == (False, "convanim conv -i 4 -k 3")


WRONG = {
    "a text": (b"hello\n", "is not a picture"),
    "empty": (b"", "is not a picture"),
    "zeros": (bytes(1000), "is not a picture"),
    "only a header": (b"GIF89a", ""),
    "a cut GIF": (animate_bytes(Recipe(LAYER, Options(width=300)), ".gif")[0][:3000], "is damaged"),
    "a cut PNG": (with_text("")[:60], ""),
    "too many pixels": (png_of_many_pixels(), ""),
}


@pytest.mark.parametrize(("data", "words"), WRONG.values(), ids=WRONG)
def test_what_is_not_a_picture_is_one_line(data: bytes, words: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(data)
    result = run("inspect", "a.gif")
    assert (result.returncode, result.stdout) == (2, ""), result
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("convanim: a.gif ")
    assert words in result.stderr


@pytest.mark.parametrize(
    ("name", "words"), [(".", "is not a file"), ("nothing.gif", "No such file"), ("x" * 300, "too long")]
)
def test_what_is_not_a_file_is_one_line(name: str, words: str, run: Run) -> None:
    result = run("inspect", name)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert words in result.stderr


def test_too_many_frames_are_not_decoded_unless_asked_for(run: Run, tmp_path: Path) -> None:
    drawn(tmp_path / "a.gif", "")
    result = run("inspect", "a.gif", "--max-frames", "3")
    assert result.returncode == 2
    assert "use --max-frames" in result.stderr
    assert inspected(run, "a.gif", "--max-frames", "7")["frames"] == 7
