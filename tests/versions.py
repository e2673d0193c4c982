"""Proves what pyproject.toml promises: the wheel by itself, the lowest versions it allows, and the newest.

`python -m tests.versions wheel lowest newest`, any of them. Environments are made in temporary folders, by the pip
that runs this, and tests run in the unpacked sdist. Needs a network.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
"""What is published, once it is proved."""

TESTS = [
    "test_agg", "test_api", "test_cli", "test_encoder", "test_formats", "test_gif", "test_metrics",
    "test_other_fonts",
]  # fmt: skip
"""What meets the libraries: letters, files, the command line. All tests would take many times as long."""

MANIFEST = """
[page]
title = "One picture"

[[picture]]
name = "picture"
kind = "conv"
input = 3
kernel = 2
"""

COMMANDS: list[tuple[str, dict[str, bytes]]] = [
    ("--version", {}),
    ("--help", {}),
    ("transposed -i 3 -k 3 -p 1 -s 2 --plays forever -o a.gif", {"a.gif": b"GIF89a"}),
    ("conv -i 4 -k 3 --values -o a.webp", {"a.webp": b"RIFF"}),
    ("conv -i 4 -k 3 --theme transparent -o a.png", {"a.png": b"\x89PNG"}),
    ("roundtrip -i 5 -k 3 -p 1 -s 2 -o a.svg", {"a.svg": b"<svg"}),
    ("conv -i 4 -k 3 --view matrix -o a.html", {"a.html": b"<!doctype html"}),
    ("conv -i 4 -k 3 --still -o still.svg", {"still.svg": b"<?xml"}),
    ("conv -i 4 -k 3 --still -o still.pdf", {"still.pdf": b"%PDF"}),
    ("conv -i 4 -k 3 --frames slides", {"slides/conv_i4_k3_1.png": b"\x89PNG"}),
    ("plan transposed -i 3 -k 3 -p 1 -s 2 --json", {}),
    ("inspect a.gif", {}),
    ("embed conv -i 4 -k 3 --write -o b.gif", {"b.gif": b"GIF89a"}),
    ("themes -o themes.png", {"themes.png": b"\x89PNG"}),
    ("gallery g/gallery.toml", {"g/picture.gif": b"GIF89a", "g/index.html": b"<!doctype html"}),
    ("gallery --check g/gallery.toml", {}),
]
"""What the wheel must do by itself, and how the files begin that it makes."""

IN_PYTHON = """
import convanim
slide = convanim.conv(5, 3, padding=1, stride=2)
slide.save("slide.gif")
assert slide.plan()["output"] == [3, 3]
assert "slide.gif" in slide.embed("html", "slide.gif")
assert slide._repr_mimebundle_()
"""

STRICT = ("-X", "dev", "-W", "error")


class Failed(Exception):  # noqa: N818  # a promise has failed, not this program
    """A promise that does not hold; its message says which."""


def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


DRAWING = ("video",)
"""Extras without which some format is not written."""


def lowest_pins(table: dict[str, Any]) -> list[str]:
    """Every dependency of a [project] that draws or writes a picture, the optional ones too, at its lower bound.

    Extras for the programs that people write in are left to `make sites`, which builds a site with each.

    >>> lowest_pins({"dependencies": ["click>=8.1"], "optional-dependencies": {"video": ["imageio-ffmpeg>=0.6"]}})
    ['click==8.1', 'imageio-ffmpeg==0.6']
    """
    optional = table.get("optional-dependencies", {})
    entries = [*table["dependencies"], *(entry for name in DRAWING for entry in optional.get(name, ()))]
    for entry in entries:
        if not re.fullmatch(r"[\w.-]+>=[\d.]+", entry):
            raise Failed(f"{entry!r} in pyproject.toml is not NAME>=VERSION, so it has no lowest version to prove")
    return [entry.replace(">=", "==") for entry in entries]


def call(command: Sequence[str | Path], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program; raises Failed, with all that it said, where it does not end with 0."""
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def environment(folder: Path, *options: str | Path) -> Path:
    """A new environment with what pip is told to install; its Python."""
    call([sys.executable, "-m", "venv", "--without-pip", folder])
    python = folder / "bin" / "python"
    call([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *options])
    return python


def build(folder: Path, *options: str) -> None:
    """The sdist and, built from it, the wheel, in a folder."""
    call([sys.executable, "-m", "build", *options, "--outdir", folder])


def require_all_files(wheel: Path) -> None:
    """Raise Failed where a file of the package, a style sheet or py.typed, say, is not in the wheel."""
    meant = {path.relative_to(ROOT).as_posix() for path in (ROOT / "convanim").rglob("*") if path.is_file()}
    missing = {name for name in meant if "__pycache__" not in name} - set(zipfile.ZipFile(wheel).namelist())
    if missing:
        raise Failed(f"{wheel.name} has no {', '.join(sorted(missing))}")


def prove_wheel(folder: Path) -> str:
    """The wheel in an environment of its own, with the newest versions, where every warning is an error."""
    shutil.rmtree(DIST, ignore_errors=True)
    build(DIST)
    (wheel,) = DIST.glob("*.whl")
    require_all_files(wheel)
    python = environment(folder / "environment", wheel)
    place = folder / "place"
    (place / "g").mkdir(parents=True)
    (place / "g" / "gallery.toml").write_text(MANIFEST, encoding="utf-8")
    found = call([python, "-c", "import convanim; print(convanim.__file__)"], place).stdout
    if not Path(found).is_relative_to(folder):
        raise Failed(f"the convanim that was run is not the wheel's but {found}")
    call([python.parent / "convanim", "--version"], place)
    for words, files in COMMANDS:
        require_silence([python, *STRICT, "-m", "convanim", *words.split()], place)
        for name, start in files.items():
            path = place / name
            if not (path.is_file() and path.read_bytes().startswith(start)):
                raise Failed(f"convanim {words} wrote no {name} that begins with {start!r}")
    require_silence([python, *STRICT, "-c", IN_PYTHON], place)
    return f"{wheel.name}: {len(COMMANDS)} commands, no warning"


def require_silence(command: Sequence[str | Path], folder: Path) -> None:
    """Run a program; raises Failed where it warns, even in a destructor, which ends with 0."""
    said = call(command, folder).stderr
    if re.search(r"Warning|Traceback|Exception ignored", said):
        raise Failed(f"{' '.join(map(str, command))} warned:\n{said}")


def prove_tests(folder: Path, pins: Iterable[str] = (), options: Iterable[str] = ()) -> str:
    """The tests, in the unpacked sdist, with the dependencies at these versions."""
    build(folder, "--sdist")
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    unpacked = folder / sdist.name.removesuffix(".tar.gz")
    group = f"{unpacked / 'pyproject.toml'}:test"
    python = environment(folder / "environment", "--editable", f"{unpacked}[video]", "--group", group, *pins)
    files = [f"tests/{name}.py" for name in TESTS]
    done = call([python, "-m", "pytest", *options, *files], unpacked)
    return done.stdout.splitlines()[-1]


def prove_lowest(folder: Path) -> str:
    """The tests with every dependency at its lower bound, on the lowest Python."""
    table = project()["project"]
    least = table["requires-python"].removeprefix(">=")
    if "{}.{}".format(*sys.version_info) != least:
        raise Failed(f"the lowest versions are for Python {least}; use make clean lowest PYTHON=python{least}")
    pins = lowest_pins(table)
    # Old libraries call what newer neighbours of theirs have deprecated: that is not ours to mend.
    said = prove_tests(folder, [*pins, "--only-binary=:all:"], ["-W", "ignore::DeprecationWarning"])
    return f"{' '.join(pins)}: {said}"


PROOFS: dict[str, Callable[[Path], str]] = {"wheel": prove_wheel, "lowest": prove_lowest, "newest": prove_tests}


def main(names: Sequence[str]) -> None:
    """Prove what is named, and say what was proved and how long it took."""
    for name in names:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="convanim-") as folder:
            try:
                said = PROOFS[name](Path(folder))
            except Failed as failure:
                sys.exit(f"{name}: {failure}")
        sys.stdout.write(f"{name}: {said} ({time.monotonic() - began:.0f} s)\n")


if __name__ == "__main__":
    main(sys.argv[1:])
