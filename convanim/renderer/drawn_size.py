"""How large a drawn file may become; found out before it is put together, or while it is; never after."""

from __future__ import annotations

from convanim.core.errors import ConvanimError
from convanim.core.limits import ANIMATED_STEPS, DRAWN_BYTES
from convanim.renderer.moments import Scene
from convanim.scene.frames import Picture

LEAST_BYTES = 12
"""Less than one change of a cell takes in any drawn file."""


def require_size(size: int, steps: int, scene: Scene) -> None:
    """Refuse a file that has grown past the limit after some steps. Raises ConvanimError."""
    if size > DRAWN_BYTES:
        count = scene.picture.survey.count
        raise ConvanimError(
            f"a drawing of these {count:,} steps passes {DRAWN_BYTES:,} bytes at step {steps:,}, too "
            "many for a browser to play smoothly; use -o with .gif, --every N or --rows A:B for some of the "
            "steps, a smaller -i or -k, or a larger -s"
        )


def require_animated_steps(picture: Picture) -> None:
    """Refuse more steps than an animated SVG can keep time for. Raises ConvanimError."""
    count = picture.survey.count
    if count > ANIMATED_STEPS:
        raise ConvanimError(
            f"an animated SVG of {count:,} steps would keep a browser busy all the time, and "
            f"{ANIMATED_STEPS:,} are the most; use -o with .html or .gif, --every N or --rows A:B for "
            "some of the steps, a smaller -i, or a larger -s"
        )
