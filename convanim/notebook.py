"""IPython: `%load_ext convanim`, then a cell that begins with `%%convanim` and holds a command's words, or TOML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from convanim.api import Animation
from convanim.core.errors import ConvanimError
from convanim.publish.asked_picture import FenceText


def convanim(line: str, cell: str | None = None) -> Animation:
    """The picture that the words of a line, or of a cell, ask for. Files of numbers are in the notebook's folder.

    Raises UsageError, which IPython shows as one line, for what is wrong.
    """
    from IPython.core.error import UsageError

    fence = FenceText("\n".join(filter(None, (line, cell))))
    try:
        asked = fence.read(Path())
        return Animation(asked.recipe, asked.page.alt)
    except ConvanimError as error:
        raise UsageError(f"convanim: {error.worded(fence.wording)}") from None


def load(shell: Any) -> None:
    """Have a shell know the magic."""
    shell.register_magic_function(convanim, "line_cell", "convanim")
