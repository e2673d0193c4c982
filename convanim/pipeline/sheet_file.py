"""Sheets of many pictures in one .png, decoded again before they take their place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from convanim.core.errors import OutputError, Setting
from convanim.core.files import replacing, require_writable_place
from convanim.core.suggest import choose
from convanim.encoder.png import read_colors, write_colors
from convanim.pipeline.write import Report

if TYPE_CHECKING:
    from convanim.encoder.delta import Indices


def write_sheet(target: Path, colors: Callable[[], Indices]) -> Report:
    """Write the colours of a sheet, which are asked for once the place is known to be good.

    Raises ConvanimError for a suffix or a place that there is not, OutputError where it could not be written.
    """
    require_writable_place(target)
    choose(("the suffix of ", Setting("path")), target.suffix.lower(), {".png": None}, f"'{target.name}'")
    image = colors()
    with replacing(target) as file:
        write_colors(file, image)
        size = file.tell()
        file.seek(0)
        if (read_colors(file) != image).any():
            raise OutputError(f"the file written does not decode to what was drawn; {target} was not replaced")
    return Report(image.shape[1], image.shape[0], 1, 0, size)
