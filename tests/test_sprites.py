"""Sprites on disk: whatever becomes of the store, a picture has the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shlex
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from convanim.core import cache_folder
from convanim.core.cache_folder import FOLDER_VARIABLE, OFF_VARIABLE, cached_files, forget_oldest
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.write import animate_bytes
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster import sprites as store
from convanim.renderer.raster.agg import Pen
from convanim.renderer.raster.ink import LEVELS, Lettering, Sprite, Strokes
from convanim.renderer.raster.sprite_pages import BODY, SpritePages, body_of, name_of, packed
from convanim.renderer.raster.sprites import Sprites
from tests.conftest import Run

RECIPE = Recipe.of(TransposedConvolution, {"input": 2, "kernel": 2, "stride": 2, "values": True})
COMMAND = "transposed -i 2 -k 2 -s 2 --values -o a.gif -q"

WANTED: list[Lettering | Strokes] = [
    Lettering("Transposed", 20, True),
    Lettering("Transposed", 20),
    Lettering("−1/2", 9),
    Strokes(20, 20, [[(4.0, 16.0), (15.5, 5.0)]], 3),
    Strokes(20, 20, [[(4.0, 16.0), (15.5, 5.0)]], 3, (2.0, 1.0)),
    Strokes(20, 20, [[(4.0, 16.0), (15.5, 5.0)]], 3, None, True),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test's own, which is not there yet."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def meant() -> bytes:
    """The picture without a store."""
    return animate_bytes(RECIPE, ".gif", cache=False)[0]


def drawn() -> bytes:
    return animate_bytes(RECIPE, ".gif")[0]


def file_of(folder: Path) -> Path:
    (file,) = cached_files(folder)
    return file.path


def wrong_sprites(pages: SpritePages) -> dict[int, bytes]:
    """Full ink under every name, with the right checksums: what must not be seen."""
    bodies = {}
    for name, body in pages.bodies():
        height, width, column, row, length = BODY.unpack_from(body)
        key = body[BODY.size : BODY.size + length]
        full = np.full((height, width), LEVELS, np.uint8)
        bodies[name] = body_of(key, Sprite(full, column, row)) or b""
    return bodies


def of_another_version(file: Path) -> None:
    pages = SpritePages(file.read_bytes())
    stamp = pages.stamp.replace(b"matplotlib/__init__.py", b"matplotlib/__init_.py", 1)
    file.write_bytes(packed(stamp, wrong_sprites(pages), 4_000_000))


def of_a_changed_font(file: Path) -> None:
    pages = SpritePages(file.read_bytes())
    *lines, last = pages.stamp.split(b"\n")
    size, rest = last.split(b" ", 1)
    stamp = b"\n".join([*lines, b"%d %s" % (int(size) + 1, rest)])
    file.write_bytes(packed(stamp, wrong_sprites(pages), 4_000_000))


def by_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


CHANGES: dict[str, Callable[[Path], object]] = {
    "warm": lambda file: None,
    "missing": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-500]),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"more"),
    "something else": lambda file: file.write_text("something else"),
    "another format": lambda file: file.write_bytes(file.read_bytes().replace(b"sprites 1", b"sprites 2")),
    "another version": of_another_version,
    "another font": of_a_changed_font,
    "a folder": by_a_folder,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_bytes_are_the_same_whatever_the_store_is(
    change: Callable[[Path], object], folder: Path, meant: bytes
) -> None:
    assert drawn() == meant
    change(file_of(folder))
    assert drawn() == meant
    assert drawn() == meant


def test_wrong_sprites_would_be_seen(folder: Path, meant: bytes) -> None:
    drawn()
    pages = SpritePages(file_of(folder).read_bytes())
    file_of(folder).write_bytes(packed(pages.stamp, wrong_sprites(pages), 4_000_000))
    assert drawn() != meant, "the store is what the cases above were drawn from"


@pytest.mark.parametrize("seed", range(15))
def test_a_damaged_store_is_drawn_again(seed: int, folder: Path, meant: bytes) -> None:
    drawn()
    file, dice = file_of(folder), random.Random(seed)
    data = bytearray(file.read_bytes())
    first, last = [(0, len(data)), (0, 40), (len(data) // 2, len(data))][seed % 3]
    for place in dice.sample(range(first, last), dice.choice([1, 3, 30])):
        data[place] ^= dice.randrange(1, 256)
    file.write_bytes(data)
    assert drawn() == meant
    whole = SpritePages(file.read_bytes())
    assert drawn() == meant
    assert sum(1 for _ in whole.bodies()) == len(whole._names), "what was damaged is whole again"


def test_a_warm_run_finds_all_and_loads_no_matplotlib(folder: Path, tmp_path: Path) -> None:
    script = (
        "import sys\nfrom convanim.cli import main\ntry: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print('matplotlib' in sys.modules)\n"
    )
    answers = []
    for words in (COMMAND, COMMAND, f"{COMMAND} --theme dark", f"{COMMAND} --no-cache"):
        command = [sys.executable, "-c", script, *shlex.split(words)]
        answers.append(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout)
    assert answers == ["True\n", "False\n", "False\n", "True\n"]


LISTENING = """
import sys, threading
from convanim.cli import main

def told(event, facts):
    if event == "import" and facts[0] not in loaded:
        loaded[facts[0]] = threading.current_thread().name

loaded = {}
sys.addaudithook(told)
try: main(sys.argv[1:])
except SystemExit: pass
print("matplotlib" in loaded, set(loaded.values()))
"""


@pytest.mark.parametrize("words", [COMMAND, f"{COMMAND} --no-cache"])
def test_only_the_main_thread_loads_modules(words: str, folder: Path, tmp_path: Path) -> None:
    """Two threads that do may wait for each other forever."""
    command = [sys.executable, "-c", LISTENING, *shlex.split(words)]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert answer == "True {'MainThread'}\n"


@pytest.mark.parametrize("words", ["--no-cache", ""], ids=["option", "variable"])
def test_the_store_can_be_left_out(words: str, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    if not words:
        monkeypatch.setenv(OFF_VARIABLE, "1")
    assert run(*COMMAND.split(), *words.split()).returncode == 0
    assert not folder.exists()


PICTURES = "".join(f'[[picture]]\nname = "p{n}"\nkind = "conv"\ninput = {n}\nkernel = 2\n' for n in range(3, 10))

MANY = {
    "a gallery in processes": "gallery gallery.toml --jobs 2",
    "its check": "gallery gallery.toml --check --jobs 1",
    "a post": "md post.md -o out.md --for html",
    "a snippet with its files": "embed conv -i 4 -k 3 --write --for html",
}


@pytest.mark.parametrize("words", MANY.values(), ids=MANY)
def test_commands_that_draw_many_can_leave_the_store_out(words: str, folder: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "gallery.toml").write_text(PICTURES)
    (tmp_path / "post.md").write_text("```convanim\nconv -i 4 -k 3\n```\n")
    if "--check" in words:
        assert run("gallery", "gallery.toml", "--no-cache").returncode == 0
    result = run(*words.split(), "--no-cache")
    assert result.returncode == 0, result.stderr
    assert not folder.exists()
    if "--check" not in words:
        (tmp_path / "gallery.toml").write_text(PICTURES.replace("kernel = 2", "kernel = 3"))
        (tmp_path / "post.md").write_text("```convanim\nconv -i 5 -k 3\n```\n")
    assert run(*words.split()).returncode == 0
    assert folder.exists()


NO_PLACE = {"a file": "file", "below a file": "file/cache", "a device": "/dev/full", "no such root": "/proc/none"}


@pytest.mark.parametrize("place", NO_PLACE.values(), ids=NO_PLACE)
def test_without_a_place_it_is_drawn_all_the_same(
    place: str, tmp_path: Path, meant: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / place))
    assert drawn() == meant
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_store_that_is_read_only_is_read(folder: Path, meant: bytes) -> None:
    drawn()
    folder.chmod(0o500)
    assert drawn() == meant
    assert animate_bytes(Recipe.of(TransposedConvolution, {"input": 3, "kernel": 2}), ".gif")[0]


def test_a_full_disk_keeps_the_old_store(folder: Path, meant: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert drawn() == meant
    before = file_of(folder).read_bytes()

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "packed", full)
    animate_bytes(Recipe.of(TransposedConvolution, {"input": 3, "kernel": 2, "width": 500}), ".gif")
    assert file_of(folder).read_bytes() == before
    assert drawn() == meant


def test_twelve_processes_may_share_it(folder: Path, tmp_path: Path, meant: bytes) -> None:
    def one(number: int) -> str:
        place = tmp_path / str(number)
        place.mkdir()
        words = f"{COMMAND} --no-comment" + f" --width {400 + number}" * (number % 2)
        subprocess.run([sys.executable, "-m", "convanim", *words.split()], cwd=place, check=True, capture_output=True)
        return hashlib.sha256((place / "a.gif").read_bytes()).hexdigest() if number % 2 == 0 else ""

    with ThreadPoolExecutor(12) as pool:
        found = set(pool.map(one, range(12)))
    assert len(found - {""}) == 1
    assert list(folder.iterdir()) == [file_of(folder)]
    assert drawn() == meant


def test_what_is_found_is_what_was_drawn(tmp_path: Path) -> None:
    first = Sprites(tmp_path)
    for wanted in WANTED:
        first.of(wanted)
    first.keep()
    second = Sprites(tmp_path)
    for wanted in reversed(WANTED):
        anew, found = Pen().draw(wanted), second.of(wanted)
        assert np.array_equal(found.levels, anew.levels)
        assert found[1:] == anew[1:]
        assert found.levels.max() <= LEVELS
    assert second._pen is None, "nothing was drawn"
    shapes = {Sprites(tmp_path).of(wanted).levels.tobytes() for wanted in WANTED}
    assert len(shapes) == len(WANTED), "each of their properties counts"


def test_what_was_drawn_before_does_not_matter() -> None:
    wanted = Strokes(33, 33, [[(0.1, 32.7), (32.9, 0.3)]], 1)
    used = Pen()
    used.draw(Strokes(700, 300, [[(0.0, 0.0), (700.0, 300.0)]], 30))
    used.draw(Lettering("bold", 40, True))
    assert np.array_equal(used.draw(wanted).levels, Pen().draw(wanted).levels)


def test_an_update_while_it_runs_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def updated() -> list[Path]:
        raise OSError("matplotlib was updated")

    monkeypatch.setattr("convanim.renderer.raster.agg.drawing_files", updated)
    sprites = Sprites(tmp_path)
    sprites.of(WANTED[0])
    sprites.keep()
    assert not list(tmp_path.iterdir())


def test_a_file_forgets_the_oldest_first() -> None:
    noise = np.random.default_rng(0)
    sprites = {
        b"%d" % number: Sprite(noise.integers(0, 8, (40, 40), np.uint8), 1, -2) for number in range(50)
    }  # fmt: skip
    bodies = {name_of(key): body or b"" for key, sprite in sprites.items() if (body := body_of(key, sprite))}
    data = packed(b"stamp", bodies, 20_000)
    assert len(data) <= 20_000
    pages = SpritePages(data)
    found = {key: sprite for key in sprites if (sprite := pages.find(key))}
    assert list(found) == list(sprites)[-len(found) :]
    assert 5 < len(found) < 50
    assert all(np.array_equal(found[key].levels, sprites[key].levels) for key in found)
    assert pages.find(b"another") is None


def test_all_files_together_never_reach_their_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        file = tmp_path / f"sprites-0000000{number}.convanim"
        file.write_bytes(bytes(2_500_000))
        os.utime(file, (number, number))
    (tmp_path / "mine.txt").write_bytes(bytes(1000))
    sprites = Sprites(tmp_path)
    sprites.of(WANTED[0])
    sprites.keep()
    kept = cached_files(tmp_path)
    assert sum(file.bytes for file in kept) <= cache_folder.MOST_CACHE_BYTES
    assert [file.path.name[15] for file in kept[:-1]] == list("345678")
    assert (tmp_path / "mine.txt").exists()
    forget_oldest(tmp_path, kept[-1].path, 0)
    assert [file.path for file in cached_files(tmp_path)] == [kept[-1].path]


def test_what_is_used_again_is_not_the_oldest(tmp_path: Path) -> None:
    for some in (WANTED[:3], WANTED[3:5], [WANTED[0], WANTED[5]]):
        sprites = Sprites(tmp_path)
        for wanted in some:
            sprites.of(wanted)
        sprites.keep()
    pages = SpritePages(file_of(tmp_path).read_bytes())
    order = [name for name, _ in pages.bodies()]
    assert order == [name_of(repr(WANTED[number]).encode()) for number in (1, 2, 3, 4, 0, 5)]


def test_the_command_says_where_it_is_and_how_large(folder: Path, run: Run) -> None:
    drawn()
    said = run("cache").stdout
    assert str(folder) in said
    assert f"{file_of(folder).stat().st_size:,} bytes in 1 file, " in said
    assert said.endswith("in use  yes\n")
    document = json.loads(run("cache", "--json").stdout)
    assert document["bytes"] == file_of(folder).stat().st_size
    assert document["used"]


UNUSED = {
    "left out": ({OFF_VARIABLE: "1"}, f"no: {OFF_VARIABLE} is set"),
    "not left out": ({OFF_VARIABLE: "0"}, "yes"),
    "a file": ({FOLDER_VARIABLE: __file__}, f"no: {__file__} is not a folder"),
}


@pytest.mark.parametrize(("environment", "answer"), UNUSED.values(), ids=UNUSED)
def test_the_command_says_whether_it_is_in_use(
    environment: dict[str, str], answer: str, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = run("cache")
    assert result.returncode == 0
    assert result.stdout.splitlines()[-1] == f"in use  {answer}"


def test_clearing_removes_our_files_alone(folder: Path, run: Run) -> None:
    drawn()
    ours = file_of(folder)
    (folder / f".{ours.name}.abcdefgh.part").write_bytes(b"a writer that was killed left it")
    (folder / "sprites-mine.convanim").write_text("mine")
    (folder / "sprites-00000000.convanim").mkdir()
    result = run("cache", "--clear")
    assert result.returncode == 0
    assert "0 bytes in 0 files" in result.stdout
    assert {path.name for path in folder.iterdir()} == {"sprites-mine.convanim", "sprites-00000000.convanim"}
    assert run("cache", "--clear").returncode == 0


def test_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE)
    place = cache_folder.cache_place()
    assert place is not None
    assert place.is_absolute()
    assert place.parts[-1] in ("convanim", "Cache")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: Path("~/.cache/convanim"))
    assert cache_folder.cache_place() is None
