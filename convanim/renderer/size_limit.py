"""How large a file of shapes may become, checked while it is put together."""

from __future__ import annotations

from convanim.core.errors import ConvanimError, Setting, Shown, Words
from convanim.core.files import file_with
from convanim.core.limits import DRAWN_BYTES

FEWER_STEPS: tuple[Words, ...] = (
    ", ", Setting("every", Shown("N")), " or ", Setting("rows", Shown("A:B")), " for some of the steps, ",
)  # fmt: skip
"""Ways out for a picture with too many steps."""


def require_size(size: int, frames: int, count: int) -> None:
    """Refuse a file of `count` frames that has grown past the limit after so many. Raises ConvanimError."""
    if size > DRAWN_BYTES:
        raise ConvanimError(
            f"a drawing of these {count:,} frames passes {DRAWN_BYTES:,} bytes at frame {frames:,}, too "
            "many for a browser to play smoothly",
            way=(
                "use ", file_with(".gif"), *FEWER_STEPS, "a smaller ", Setting("input"), " or ", Setting("kernel"),
                ", or a larger ", Setting("stride"),
            ),
        )  # fmt: skip
