"""The name of a file to write, as click takes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convanim.core.files import file_named


class FileParameter(click.Path):
    """A path that does not end like a folder's."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises ConvanimError."""
        return super().convert(file_named(value) if isinstance(value, str) else value, param, ctx)
