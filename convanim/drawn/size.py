"""How large a drawn file may become; found out while it is put together, before anything is written."""

from __future__ import annotations

from convanim.drawn.scene import Scene
from convanim.errors import ConvanimError
from convanim.limits import DRAWN_BYTES

LEAST_BYTES = 12
"""Less than one change of a cell takes in any drawn file."""


def require_size(size: int, steps: int, scene: Scene) -> None:
    """Refuse a file that has grown past the limit after some steps. Raises ConvanimError."""
    if size > DRAWN_BYTES:
        raise ConvanimError(
            f"a drawing of these {scene.picture.count:,} steps passes {DRAWN_BYTES:,} bytes at step {steps:,}, too "
            "many for a browser to play smoothly; use -o with .gif, a smaller -i or -k, or a larger -s"
        )
