"""The layers of a whole model, in the order in which one pass goes through them.

A PyTorch model is watched on one forward pass, on the meta device where that can be, so that nothing is computed; of
a Keras model the shapes are asked for, along its graph where it has one. The framework is the model's own: nothing
is imported that it has not loaded.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError

SPATIAL_FROM = 3
"""Dimensions of an input with batch, planes and at least one direction."""

NAMED_WHOLE = re.compile(r"Attention|Transformer|LSTM|GRU|RNN", re.ASCII)
"""Modules that are named as a whole, whatever is in them."""

PASSED_OVER = re.compile(r"Identity|Dropout|Flatten|Unflatten|StochasticDepth|DropPath|InputLayer", re.ASCII)
"""Modules that change no size and no number when a model is used, or only how numbers are listed."""


class Passed(NamedTuple):
    """A module that a pass went through: the shapes of its input and its output, and what they are."""

    module: object
    input: tuple[int, ...]
    output: tuple[int, ...]
    reads: tuple[int, ...]
    """Tell its inputs from others."""
    makes: int
    """Tells its output from others."""


def passed_through(model: object, shape: Sequence[int]) -> list[Passed]:
    """Every layer of a model in order, for an input of that whole shape. Raises ConvanimError."""
    if hasattr(model, "layers") and hasattr(model, "compute_output_shape"):  # with some backends it is a module, too
        walk = _KerasWalk()
        walk.through(model, [_Known((None, *shape[1:]), -1)])
        return walk.found
    if hasattr(model, "register_forward_hook") and hasattr(model, "named_modules"):
        return _watched(model, tuple(shape))
    name = type(model).__name__
    raise ConvanimError(f"cannot read a model from {name!r}", way="use a PyTorch module, or a Keras model")


def _leaves(module: Any) -> Iterator[Any]:
    """The modules that have none in them, and those that are named as a whole."""
    inner = list(module.children())
    if not inner or NAMED_WHOLE.search(type(module).__name__):
        yield module
        return
    for one in inner:
        yield from _leaves(one)


def _watched(model: Any, shape: tuple[int, ...]) -> list[Passed]:
    """What a forward pass of a PyTorch module goes through."""
    torch: Any = sys.modules["torch"]
    found: list[Passed] = []
    kept: list[Any] = []  # so that no two things are told by one number

    def note(module: Any, given: Any, made: Any) -> None:
        read = [one for one in given if hasattr(one, "shape")]
        y = made if hasattr(made, "shape") else next((one for one in made if hasattr(one, "shape")), None)
        if read and y is not None:
            kept.extend((*read, y))
            found.append(Passed(module, tuple(read[0].shape), tuple(y.shape), tuple(map(id, read)), id(y)))

    leaves = dict.fromkeys(_leaves(model))
    training = [module for _, module in model.named_modules() if module.training]
    model.eval()
    hooks = [leaf.register_forward_hook(note) for leaf in leaves]
    try:
        _pass(torch, model, shape, found, kept)
    except ConvanimError:
        raise
    except Exception as error:
        reason = str(error).split("\n", 1)[0][:200]
        raise ConvanimError(
            f"the model does not take an input of {shape}: {reason}", way="give the input's whole shape"
        ) from error
    finally:
        for hook in hooks:
            hook.remove()
        for module in training:
            module.training = True
    return found


def _pass(torch: Any, model: Any, shape: tuple[int, ...], found: list[Passed], kept: list[Any]) -> None:
    """One pass with shapes alone; where the model cannot do that, one with zeros."""
    named = [*model.named_parameters(), *model.named_buffers()]
    with torch.no_grad():
        try:
            shapes = {name: value.to("meta") for name, value in named}
            torch.func.functional_call(model, shapes, (torch.empty(shape, device="meta"),))
        except Exception:  # whatever a model does with numbers that are not there
            found.clear()
            kept.clear()
            device = named[0][1].device if named else "cpu"
            model(torch.zeros(shape, device=device))


class _Known(NamedTuple):
    """What goes from layer to layer: its shape, and a number that tells it from others."""

    shape: tuple[int | None, ...]
    number: int


class _LayerCall(NamedTuple):
    """A layer of a graph where it is called: what it takes and what it makes, as the graph has them."""

    layer: Any
    takes: Sequence[Any]
    makes: Sequence[Any]


class _KerasWalk:
    """The layers of a Keras model with the shapes that they say they make, along its graph where it has one."""

    def __init__(self) -> None:
        self.found: list[Passed] = []
        self._numbers = count()

    def through(self, model: Any, given: Sequence[_Known]) -> list[_Known]:
        """What a model makes of what it is given."""
        known = list(given)
        inputs = [] if _is_a_line(model) else _listed(getattr(model, "inputs", None))
        if not inputs:
            for layer in model.layers:
                known = self._called(_LayerCall(layer, (), ()), known)
            return known
        held = dict(zip(map(id, inputs), known, strict=False))
        calls = _calls_of(model)
        while calls:
            left = [call for call in calls if not self._called_with(call, held)]
            if len(left) == len(calls):  # those of other graphs
                break
            calls = left
        return [held[id(one)] for one in _listed(model.outputs) if id(one) in held]

    def _called_with(self, call: _LayerCall, held: dict[int, _Known]) -> bool:
        """Call a layer if all is there that it takes."""
        if not all(id(one) in held for one in call.takes):
            return False
        made = self._called(call, [held[id(one)] for one in call.takes])
        held.update(zip(map(id, call.makes), made, strict=False))
        return True

    def _called(self, call: _LayerCall, given: list[_Known]) -> list[_Known]:
        """What a layer makes; the layers of a model that is one are gone through in its place."""
        if hasattr(call.layer, "layers"):
            return self.through(call.layer, given)
        shapes = [one.shape for one in given]
        made = [_Known(shape, next(self._numbers)) for shape in _shapes_made(call, shapes)]
        reads = tuple(one.number for one in given)
        self.found.append(Passed(call.layer, _whole(shapes[0]), _whole(made[0].shape), reads, made[0].number))
        return made


def _is_a_line(model: Any) -> bool:
    """Whether a Keras model is its layers one after another."""
    return any(base.__name__ == "Sequential" for base in type(model).__mro__)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


def _calls_of(model: Any) -> list[_LayerCall]:
    """The layers of a Keras model in its graph; operations that are no layers, such as `x + y`, are among them."""
    calls = []
    for layer in getattr(model, "operations", None) or model.layers:
        for node in getattr(layer, "_inbound_nodes", None) or (layer,):
            ends = ("input_tensors", "outputs") if node is not layer else ("input", "output")
            takes, makes = (_listed(getattr(node, end, None)) for end in ends)
            if takes:  # an input takes nothing
                calls.append(_LayerCall(layer, takes, makes))
    return calls


def _shapes_made(call: _LayerCall, shapes: Sequence[Sequence[int | None]]) -> list[tuple[int | None, ...]]:
    """The shapes that a layer says it makes; of one that does not say it those in its graph, or what comes in."""
    try:
        made = call.layer.compute_output_shape(shapes[0] if len(shapes) == 1 else list(shapes))
    except Exception:  # whatever a layer of somebody's own does
        before = getattr(call.takes[0], "shape", None) if call.takes else None
        found = [getattr(one, "shape", None) or before for one in call.makes] or [before]
        return [tuple(shapes[0] if one is None or one == before else _filled(one, shapes[0])) for one in found]
    several = made and isinstance(made[0], list | tuple)
    return [tuple(one) for one in (made if several else [made])]


def _filled(shape: Sequence[int | None], given: Sequence[int | None]) -> list[int | None]:
    """A shape whose unknown sizes are those that come in."""
    same = len(shape) == len(given)
    return [given[place] if size is None and same else size for place, size in enumerate(shape)]


def _whole(shape: Sequence[int | None]) -> tuple[int, ...]:
    """A shape whose batch is one."""
    return tuple(1 if size is None else int(size) for size in shape)
