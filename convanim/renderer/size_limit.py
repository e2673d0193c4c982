"""How large a file of shapes may become, checked while it is put together."""

from __future__ import annotations

from convanim.core.errors import ConvanimError
from convanim.core.limits import DRAWN_BYTES


def require_size(size: int, steps: int, count: int) -> None:
    """Refuse a file of `count` steps that has grown past the limit after `steps`. Raises ConvanimError."""
    if size > DRAWN_BYTES:
        raise ConvanimError(
            f"a drawing of these {count:,} steps passes {DRAWN_BYTES:,} bytes at step {steps:,}, too "
            "many for a browser to play smoothly; use -o with .gif, --every N or --rows A:B for some of the "
            "steps, a smaller -i or -k, or a larger -s"
        )
