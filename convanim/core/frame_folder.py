"""A folder that gets all of its files or none."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from convanim.core.errors import ConvanimError, OutputError, Sentence, Setting
from convanim.core.part_files import PartFolder, remove_stale, removed_at_end, umask, waited_for
from convanim.core.signals import undisturbed


def require_folder_place(path: Path) -> None:
    """Refuse a target that cannot become a folder: a file, or one in a folder that is not there."""
    if path.exists() and not path.is_dir():
        way: Sentence = ("use ", Setting("frames"), " with the name of a folder")
        raise ConvanimError(Setting("frames", str(path)), " is a file", way=way)
    if not path.parent.is_dir():
        way = ("make it first, or use ", Setting("frames", path.name))
        raise ConvanimError(Setting("frames", str(path)), f": there is no folder '{path.parent}'", way=way)


@contextlib.contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """A temporary folder whose files move into `folder` when the block ends well, and vanish otherwise.

    A folder that is missing appears with all its files at once. Into one that is there they move while no other
    writer does; where one cannot, what was there is put back. Files of other names stay. Raises OutputError where the
    place cannot be written to.
    """
    try:
        target = Path(os.path.realpath(folder))
        with removed_at_end(partial(_part_of, target)) as part:
            yield part.path
            _place(part, target)
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from error


def _part_of(target: Path) -> PartFolder:
    """A part folder in what is there, or beside what is not; stale ones are removed."""
    for beside in {target, target.parent}:
        remove_stale(target, beside, folders=True)
    return PartFolder(target, target if target.is_dir() else target.parent)


def _place(part: PartFolder, target: Path) -> None:
    if not target.is_dir():
        part.path.chmod(0o777 & ~umask())
        try:
            with undisturbed():
                part.place(target)
            return
        except OSError:
            if not target.is_dir():  # else another writer has made it meanwhile
                raise
    with waited_for(target), undisturbed():
        _exchange(part.path, target)


def _exchange(part: Path, target: Path) -> None:
    """Every file of a part takes its place in the target; where one cannot, those that were there are put back."""
    names = sorted(file.name for file in part.iterdir())
    for name in names:
        if (target / name).is_dir():
            raise OutputError(f"cannot write {target / name}: it is a folder")
    kept = part / "kept"
    kept.mkdir()
    try:
        for name in names:
            _keep(target / name, kept / name)
            (part / name).replace(target / name)
    except BaseException:
        for name in names:
            with contextlib.suppress(OSError):
                _put_back(name, part, target)
        raise


def _keep(file: Path, kept: Path) -> None:
    """Give a file a second name, so that its first one never misses; a new name where there are no links."""
    with contextlib.suppress(FileNotFoundError):
        try:
            os.link(file, kept, follow_symlinks=False)
        except OSError:
            file.rename(kept)


def _put_back(name: str, part: Path, target: Path) -> None:
    if os.path.lexists(part / "kept" / name):
        (part / "kept" / name).replace(target / name)
    elif not os.path.lexists(part / name):  # it is in its place, where nothing was
        (target / name).unlink()
