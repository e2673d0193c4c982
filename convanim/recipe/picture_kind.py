"""What one kind of picture is: the row of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from convanim.layers.parameters import CHANNEL_OPTIONS, LAYER_OPTIONS, PARAMETERS
from convanim.layers.subject import Subject


class PictureKind(NamedTuple):
    """A kind of picture: what it is of, and what it makes of the options that were given."""

    subject: type[Subject]
    summary: str
    help: str
    values: Callable[[Mapping[str, Any]], dict[str, Any]] = dict
    planned: bool = False
    """Whether it has a plan of its own although its view cannot be chosen."""
    compared: bool = True
    """Whether it may stand in a comparison."""
    spread: bool = False
    """Whether in Python its layers are arguments of their own, and not one list."""
    viewed: bool = True
    """Whether its view can be chosen."""
    on_paper: bool = False
    """Whether it is a sheet of paper."""
    left_out: tuple[str, ...] = ()
    """Options that its name says already, or that it has no use for."""

    @property
    def options_left_out(self) -> tuple[str, ...]:
        """The options of a layer or a view that it does not have."""
        taken = {*self.subject.parameters, *self.subject.options}
        others = [name for name in (*PARAMETERS, *LAYER_OPTIONS) if name not in taken]
        others += [] if self.on_paper else ["paper"]
        unviewed = () if self.viewed else ("view", "stages", *(() if self.subject.several else CHANNEL_OPTIONS))
        return (*others, *self.subject.lacks(), *self.left_out, *unviewed)
