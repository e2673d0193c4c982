"""How large a drawn file may become; found out before it is put together, or while it is; never after."""

from __future__ import annotations

from convanim.core.errors import ConvanimError, Setting, Shown, Words
from convanim.core.files import file_with
from convanim.core.limits import ANIMATED_STEPS, DRAWN_BYTES
from convanim.renderer.moments import Scene
from convanim.scene.frames import Picture

FEWER_STEPS: tuple[Words, ...] = (
    ", ", Setting("every", Shown("N")), " or ", Setting("rows", Shown("A:B")), " for some of the steps, ",
)  # fmt: skip


LEAST_BYTES = 12
"""Less than one change of a cell takes in any drawn file."""


def require_size(size: int, steps: int, scene: Scene) -> None:
    """Refuse a file that has grown past the limit after some steps. Raises ConvanimError."""
    if size > DRAWN_BYTES:
        raise ConvanimError(
            f"a drawing of these {scene.picture.count:,} steps passes {DRAWN_BYTES:,} bytes at step {steps:,}, too "
            "many for a browser to play smoothly",
            way=(
                "use ", file_with(".gif"), *FEWER_STEPS, "a smaller ", Setting("input"), " or ", Setting("kernel"),
                ", or a larger ", Setting("stride"),
            ),
        )  # fmt: skip


def require_animated_steps(picture: Picture) -> None:
    """Refuse more steps than an animated SVG can keep time for. Raises ConvanimError."""
    if picture.count > ANIMATED_STEPS:
        raise ConvanimError(
            f"an animated SVG of {picture.count:,} steps would keep a browser busy all the time, and "
            f"{ANIMATED_STEPS:,} are the most",
            way=(
                "use ", file_with(".html", ".gif"), *FEWER_STEPS, "a smaller ", Setting("input"), ", or a larger ",
                Setting("stride"),
            ),
        )  # fmt: skip
