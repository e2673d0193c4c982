"""The layers of a whole model, in the order in which one pass goes through them.

A PyTorch model is watched on one forward pass, on the meta device where that can be, so that nothing is computed; of
a Keras model the shapes are asked for. The framework is the model's own: nothing is imported that it has not loaded.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
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
    reads: int
    """Tells its input from others."""
    makes: int
    """Tells its output from others."""


def passed_through(model: object, shape: Sequence[int]) -> list[Passed]:
    """Every layer of a model in order, for an input of that whole shape. Raises ConvanimError."""
    if hasattr(model, "register_forward_hook") and hasattr(model, "named_modules"):
        return _watched(model, tuple(shape))
    if hasattr(model, "layers"):
        return list(_asked(model, (None, *shape[1:]), iter(range(1_000_000))))
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
        x = next((one for one in given if hasattr(one, "shape")), None)
        y = made if hasattr(made, "shape") else next((one for one in made if hasattr(one, "shape")), None)
        if x is not None and y is not None:
            kept.extend((x, y))
            found.append(Passed(module, tuple(x.shape), tuple(y.shape), id(x), id(y)))

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


def _asked(model: Any, shape: tuple[int | None, ...], numbers: Iterator[int]) -> Iterator[Passed]:
    """The layers of a Keras model, one after another, with the shapes that they say they make.

    Raises ConvanimError where one has several inputs.
    """
    reads = next(numbers)
    for layer in model.layers:
        if hasattr(layer, "layers"):
            inner = list(_asked(layer, shape, numbers))
            yield from inner
            shape = (None, *inner[-1].output[1:]) if inner else shape
            continue
        if isinstance(getattr(layer, "input", None), list | tuple):
            name = type(layer).__name__
            raise ConvanimError(
                f"{name} joins several branches, and a Keras model is read as layers one after another",
                way="draw a model of the layers on one branch",
            )
        made = tuple(layer.compute_output_shape(shape))
        makes = next(numbers)
        yield Passed(layer, _whole(shape), _whole(made), reads, makes)
        shape, reads = made, makes


def _whole(shape: Sequence[int | None]) -> tuple[int, ...]:
    """A shape whose batch is one."""
    return tuple(1 if size is None else int(size) for size in shape)
