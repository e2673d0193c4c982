"""Codes of cells that are found when they are first asked for, and then for whole arrays at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from convanim.scene.cells import Codes

UNKNOWN = -1


class FoundCodes:
    """A table of codes; `find` says what stands at a place in it, and is asked once for each."""

    def __init__(self, shape: tuple[int, ...], find: Callable[..., int]) -> None:
        self._codes = np.full(shape, UNKNOWN, np.int32)
        self._find = find

    def at(self, *places: NDArray[Any]) -> Codes:
        """What stands at some places, given as for an array: their indices along each axis."""
        codes = self._codes[places]
        if codes.size and codes.min() == UNKNOWN:
            for place in dict.fromkeys(zip(*(part[codes == UNKNOWN].tolist() for part in places), strict=True)):
                self._codes[place] = self._find(*place)
            codes = self._codes[places]
        found: Codes = codes.astype(np.uint16)
        return found
