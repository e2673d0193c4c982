"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from convanim.errors import ConvanimError, OutputError


def require_writable_place(path: Path, example: str = "picture.gif") -> None:
    """Refuse a target that cannot become a file: a folder, or one in a folder that is not there."""
    if path.is_dir():
        raise ConvanimError(f"-o {path} is a folder; use -o with a file name, as in -o {path / example}")
    folder = path.parent
    if not folder.is_dir():
        raise ConvanimError(f"-o {path}: there is no folder '{folder}'; make it first, or use -o {path.name}")


def inside(folder: Path, name: str, what: str) -> Path:
    """The file of a relative name, in a folder or below it, links followed.

    Raises ConvanimError, which starts with `what`, for a name that leads elsewhere.
    """
    path = (folder / name).resolve()
    if Path(name).is_absolute() or not path.is_relative_to(folder.resolve()):
        raise ConvanimError(f"{what} is not below the folder '{folder}'; use a relative name of a file that is")
    return path


def content(path: Path) -> bytes | None:
    """A file's bytes, or None where there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A temporary file beside `path` that takes its place when the block ends well, and vanishes otherwise.

    Links are followed, and a file that was there keeps its mode. Raises OutputError where the place cannot be
    written to.
    """
    target = Path(os.path.realpath(path))
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
        part.chmod(_mode(target))
        part.replace(target)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def require_folder_place(path: Path) -> None:
    """Refuse a target that cannot become a folder: a file, or one in a folder that is not there."""
    if path.exists() and not path.is_dir():
        raise ConvanimError(f"--frames {path} is a file; use --frames with the name of a folder")
    if not path.parent.is_dir():
        raise ConvanimError(
            f"--frames {path}: there is no folder '{path.parent}'; make it first, or use --frames {path.name}"
        )


@contextlib.contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """A temporary folder whose files move into `folder` when the block ends well, and vanish otherwise.

    A folder that is missing appears with all its files at once. Into one that is there they move one by one, each
    whole; files of other names stay. Raises OutputError where the place cannot be written to.
    """
    target = Path(os.path.realpath(folder))
    there = target.is_dir()
    try:
        part = Path(
            tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target if there else target.parent)
        )
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror}") from error
    try:
        yield part
        if there:
            for file in sorted(part.iterdir()):
                file.replace(target / file.name)
        else:
            part.chmod(0o777 & ~_umask())
            part.rename(target)
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _mode(target: Path) -> int:
    """The mode of the file that was there, or that of any new file."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
