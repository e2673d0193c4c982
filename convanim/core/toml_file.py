"""What has a name of ours or is in a .toml file of a user's own, such as a theme or a language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from convanim.core.errors import ConvanimError, Sentence, pieces
from convanim.core.suggest import choose

SUFFIX = ".toml"


def is_file(name: str | None) -> bool:
    """Whether a name is that of a user's own file."""
    return name is not None and name.lower().endswith(SUFFIX)


class OwnOrFile(NamedTuple):
    """Those of ours, by name, and how large a file may be."""

    kind: str
    """What one is called: `theme`."""
    ours: Mapping[str, object]
    only: str
    """What is done where a file may not be named: `themes of ours are drawn`."""
    most_bytes: int

    def require_name(self, option: Sentence, name: str) -> None:
        """Refuse a file, and a name that is not of ours: a post may not name files. Raises ConvanimError."""
        if is_file(name):
            sentence = f" {name!r:.60} is a file, and here only {self.only}"
            raise ConvanimError(*pieces(option), sentence, way=f"use one of {', '.join(self.ours)}")
        choose(option, name, self.ours)

    def read(self, path: Path, option: Sentence) -> bytes:
        """The bytes of a file. Raises ConvanimError where it cannot be read or is too large."""
        from convanim.core.files import read_file  # what has a name needs no file

        try:
            data = read_file(path, self.most_bytes)
        except FileNotFoundError as error:
            way = f"name one that is there, or use {', '.join(self.ours)}"
            raise ConvanimError(*pieces(option), f" {path}: there is no such file", way=way) from error
        except OSError as error:
            sentence = f" {path} cannot be read: {error.strerror}"
            raise ConvanimError(*pieces(option), sentence, way=f"name a {SUFFIX} file") from error
        if len(data) > self.most_bytes:
            problem = f"{path} has more than {self.most_bytes:,} bytes, the most for a {self.kind}"
            raise ConvanimError(problem, way="use a smaller file")
        return data
