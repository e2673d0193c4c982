"""The one base class of everything that convanim refuses."""

from __future__ import annotations


class ConvanimError(ValueError):
    """A request that is wrong; the message is the one line that the user reads (exit code 2)."""


class OutputError(ConvanimError):
    """A right request that could not be carried out: a file not written, a check not passed (exit code 1)."""
