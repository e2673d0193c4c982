"""Which format is wanted, by suffix or by name, and whether it holds what is wanted."""

from __future__ import annotations

from pathlib import Path

from convanim.core.errors import ConvanimError, Setting
from convanim.core.suggest import choose
from convanim.encoder.encoders import ENCODERS, VECTORS
from convanim.renderer.shape_formats import SHAPE_FORMATS

FORMATS = {suffix.removeprefix("."): suffix for suffix in (*ENCODERS, *SHAPE_FORMATS, *VECTORS)}
"""Every suffix by the name of its format."""


def require_format(path: Path, named: str | None, single: bool, plays: str | None) -> str:
    """The suffix of a path, or of the format that is `named` where it has none.

    Raises ConvanimError for one that is unknown or contradicts the name, and as `require_suffix`.
    """
    suffix = path.suffix.lower() or (FORMATS[named] if named else "")
    choose(("the suffix of ", Setting("path")), suffix, dict.fromkeys(FORMATS.values()), f"'{path.name}'")
    if named and suffix != FORMATS[named]:
        raise ConvanimError(
            Setting("path", path.name),
            " and ",
            Setting("format", named),
            " are two formats",
            way=("leave out ", Setting("format"), ", or use ", Setting("path", f"{path.stem}{FORMATS[named]}")),
        )
    return require_suffix(suffix, single, plays)


def require_suffix(suffix: str, single: bool, plays: str | None) -> str:
    """The suffix, for a picture that is `single` or plays as often as asked.

    Raises ConvanimError where its format does not hold that, or cannot be written here.
    """
    encoder = ENCODERS.get(suffix)
    if encoder is None:
        if not single and suffix not in SHAPE_FORMATS:
            moving = ", ".join((*ENCODERS, *SHAPE_FORMATS))
            way = ("add ", Setting("still"), " or ", Setting("filmstrip"), f", or use {moving}")
            raise ConvanimError(f"a {suffix} file holds one picture", way=way)
        if single and suffix not in VECTORS:
            raise ConvanimError(f"a {suffix} file holds all steps, not one picture", way=f"use {_stills()}")
    elif encoder.video_only and single:
        raise ConvanimError(f"a {suffix} file holds a film, not one picture", way=f"use {_stills()}")
    elif encoder.video_only and plays:
        raise ConvanimError(
            Setting("plays", plays),
            f": the program that plays a {suffix} file says how often",
            way="leave it out, or use .gif",
        )
    else:
        encoder.require()
    return suffix


def _stills() -> str:
    """The suffixes of what holds one picture."""
    return ", ".join((*(name for name, row in ENCODERS.items() if not row.video_only), *VECTORS))
