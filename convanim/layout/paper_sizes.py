"""The papers that a sheet may be on."""

from __future__ import annotations

from typing import NamedTuple

from convanim.core.errors import Setting
from convanim.core.suggest import choose


class PaperSize(NamedTuple):
    """A sheet's width and height in points, 72 of which are an inch."""

    width: float
    height: float


PAPERS = {"a4": PaperSize(595.276, 841.89), "letter": PaperSize(612, 792)}
"""Every paper by its name."""


def require_paper(name: str) -> None:
    """A paper that there is."""
    choose(Setting("paper"), name, PAPERS)
