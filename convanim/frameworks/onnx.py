"""ONNX: nodes of a graph written and read. It counts channels before rows and columns.

Two of its words changed their meaning. `SAME_UPPER` of a ConvTranspose cut more at the start in the text of opset 1,
and cuts more at the end since opset 11. With `ceil_mode`, a window that would start in the padding at the end counted
in the texts of opsets 10 to 19, and is dropped since opset 22. Here they mean what the newer texts say, and what ONNX
Runtime 1.32.0 does in every opset.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from convanim.core.errors import ConvanimError
from convanim.core.text import Pair
from convanim.frameworks.base import (
    NUMPY_MODES,
    Classes,
    Framework,
    InputSize,
    LayerClass,
    LayerObject,
    Recognised,
    Sizes,
    call,
    grouped,
)
from convanim.layers.axis import ZEROS, Axis
from convanim.layers.base import Layer

AUTO_PADS = {"same": "SAME_UPPER", "same-lower": "SAME_LOWER"}

UPPER = "  # SAME_UPPER cuts more at the end since opset 11; the text of opset 1 cut more at the start"

REFUSED = "  # output_padding of a stride or more is legal below the dilation, and ONNX Runtime 1.32.0 refuses it"

DROPPED = (
    "  # the window that would start in the end padding is dropped since opset 22; the texts of 10 to 19 keep it"
)


def _node(op: str, inputs: Sequence[str], output: str = "y", **attributes: Any) -> str:
    return call("onnx.helper.make_node", repr(op), list(inputs), [output], **attributes)


def _numbers(layer: Layer, *names: str) -> dict[str, Any]:
    """The attributes for those numbers that are not ONNX's default, which is 1 for a pool's strides, too."""
    attributes = {"kernel": "kernel_shape", "stride": "strides", "dilation": "dilations"}
    values = {name: list(layer.own(getattr(layer, name))) for name in names}
    return {attributes[name]: value for name, value in values.items() if name == "kernel" or max(value) > 1}


def _pads(layer: Layer) -> dict[str, Any]:
    """All that is before each axis, then all that is after; a name where it was asked for by one."""
    if layer.padding_name in AUTO_PADS:
        return {"auto_pad": AUTO_PADS[layer.padding_name]}
    return _numbered_pads(layer)


def _numbered_pads(layer: Layer) -> dict[str, Any]:
    sides = layer.own(layer.padding)
    pads = [*(before for before, _ in sides), *(after for _, after in sides)]
    return {"pads": pads} if any(pads) else {}


def _convolution(layer: Layer) -> str:
    numbers = _numbers(layer, "kernel", "stride", "dilation") | grouped(layer, "group")
    mode = layer.resolved("padding_mode")
    if mode == ZEROS or not any(map(any, layer.own(layer.padding))):
        return _node("Conv", ("x", "w"), **numbers, **_pads(layer))
    sides = layer.own(layer.padding)
    pads = [0, 0, *(before for before, _ in sides), 0, 0, *(after for _, after in sides)]
    nodes = [
        _node("Constant", (), "pads", value_ints=pads),
        _node("Pad", ("x", "pads"), "padded", mode=NUMPY_MODES[mode]),
        _node("Conv", ("padded", "w"), **numbers),
    ]
    return f"[{', '.join(nodes)}]"


def _transposed(layer: Layer) -> str:
    """Output padding is a number, also where a name says it: ONNX Runtime leaves it out under a name."""
    numbers, added = _numbers(layer, "kernel", "stride", "dilation"), list(layer.own(layer.output_padding))
    numbers |= ({"output_padding": added} if any(added) else {}) | grouped(layer, "group")
    pads = _numbered_pads(layer) if any(added) else _pads(layer)
    words = UPPER * (pads.get("auto_pad") == "SAME_UPPER" and not layer.padded_evenly)
    if any(op >= s for op, s in zip(added, layer.own(layer.stride), strict=True)):
        words = REFUSED
    return _node("ConvTranspose", ("x", "w"), **numbers, **pads) + words


def _max_pool(layer: Layer) -> str | None:
    return _pool(layer, "Max", _numbers(layer, "kernel", "stride", "dilation"))


def _average_pool(layer: Layer) -> str | None:
    """ONNX does not count padding unless told to."""
    padded = any(map(any, layer.own(layer.padding)))
    counted = padded and layer.resolved("count_include_pad") is not False
    counts: dict[str, Any] = {"count_include_pad": 1} if counted else {}
    return _pool(layer, "Average", {**_numbers(layer, "kernel", "stride"), **counts})


def _pool(layer: Layer, name: str, numbers: dict[str, Any]) -> str | None:
    """One node. None for windows of sizes of their own, and for padding of a window or more."""
    if layer.resolved("output_size") and layer.output == (1, 1):
        return _node(f"Global{name}Pool", ("x",))
    axes = layer.own_axes
    if any(axis.adaptive and axis.input % axis.adaptive for axis in axes):
        return None
    if any(max(axis.before, axis.after) >= axis.kernel for axis in axes if axis.before or axis.after):
        return None
    beyond: dict[str, Any] = (
        {"ceil_mode": 1} if any(axis.beyond for axis in axes) or layer.resolved("ceil_mode") else {}
    )
    dropped = bool(beyond) and any(map(_drops, axes))
    pads = _pads(layer)
    if beyond and "auto_pad" in pads:  # the text does not say what both together are
        return None
    return _node(f"{name}Pool", ("x",), **numbers, **pads, **beyond) + DROPPED * dropped


def _drops(axis: Axis) -> bool:
    """Whether rounding up would make a window more."""
    room = axis.input + axis.before + axis.after - axis.effective_kernel
    return -(-room // axis.stride) + 1 > axis.output


def _recognise(module: object, classes: Classes) -> Recognised | None:
    """A node by its operation; its attributes by their names."""
    if not any(base.__name__ == "NodeProto" for base in type(module).__mro__):
        return None
    op = str(getattr(module, "op_type", ""))
    if op not in classes:
        ways = ", ".join(classes)
        raise ConvanimError(f"this node is a {op or 'node without an operation'}; use one of {ways}")
    attributes = {one.name: _value(one) for one in getattr(module, "attribute", ())}
    return Recognised(op, classes[op], SimpleNamespace(**attributes))


def _value(attribute: Any) -> Any:
    """A number, text, or a list of numbers: which of them is set, its type says."""
    kinds = {2: "i", 3: "s", 7: "ints"}
    value = getattr(attribute, kinds.get(attribute.type, ""), None)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return tuple(value) if attribute.type == 7 and value is not None else value


def _count(attributes: object, size: InputSize) -> int:
    """The dimensions of a node: as many as its window has numbers; of a global one, as its input."""
    kernel = getattr(attributes, "kernel_shape", None)
    if kernel is not None:
        return len(kernel)
    numbers = len(size) if isinstance(size, Sequence) else 2
    return numbers - 2 if numbers > 2 else numbers


def _read_sizes(module: LayerObject, input_size: InputSize) -> Sizes:
    sizes: Sizes = {"input": module.input(input_size, channels_last=False), "kernel": module.sizes("kernel_shape")}
    return sizes | {"stride": module.sizes("strides", 1), "dilation": module.sizes("dilations", 1)}


def _read_padding(module: LayerObject) -> Sizes:
    name = str(module.attribute("auto_pad", "NOTSET"))
    names = {shown: ours for ours, shown in AUTO_PADS.items()}
    if name in names:
        return {"padding": names[name]}
    if name not in ("NOTSET", "VALID"):
        ways = ", ".join((*names, "VALID"))
        raise ConvanimError(f"{module.class_name} has auto_pad {name!r}, which is not known; use one of {ways}")
    pads = tuple(module.attribute("pads", ()) or ()) if name == "NOTSET" else ()
    dims = module.dimensions
    if len(pads) not in (0, 2 * dims):
        raise ConvanimError(f"pads of this {module.class_name} is {list(pads)!r}; use {2 * dims} numbers")
    return {"padding": list(zip(pads[:dims], pads[dims:], strict=True))} if pads else {}


def _read_planes(module: LayerObject, input_size: InputSize) -> Sizes:
    """Its planes as far as a node and the input's whole shape say them: how many it makes is in its weights."""
    inputs = module.in_channels(input_size, channels_last=False)
    return ({} if inputs is None else {"in_channels": inputs}) | {"groups": module.count("group") or 1}


def _read_convolution(module: LayerObject, input_size: InputSize) -> Sizes:
    return _read_sizes(module, input_size) | _read_padding(module) | _read_planes(module, input_size)


def _read_transposed(module: LayerObject, input_size: InputSize) -> Sizes:
    """Padding follows from an output's size where that is given, or said by a name together with output padding."""
    sizes, padding = _read_sizes(module, input_size) | _read_planes(module, input_size), _read_padding(module)
    added = module.sizes("output_padding", 0)
    named = isinstance(padding.get("padding"), str)
    wanted = module.attribute("output_shape")
    if wanted is None and not (named and any(added)):
        return sizes | padding | {"output_padding": added}
    if wanted is None:
        wanted = [i * s for i, s in zip(sizes["input"], sizes["stride"], strict=True)]
    wanted = list(wanted)[-module.dimensions :]
    axes = zip(sizes["input"], sizes["kernel"], sizes["stride"], sizes["dilation"], strict=True)
    totals = [s * (i - 1) + op + (k - 1) * d + 1 - o for (i, k, s, d), op, o in zip(axes, added, wanted, strict=True)]
    upper = padding.get("padding") == "same"
    return sizes | {
        "padding": [_split(total, upper) for total in totals],
        "output_padding": [op + max(-total, 0) for op, total in zip(added, totals, strict=True)],
    }


def _split(total: int, upper: bool) -> Pair:
    """What is cut before and after: an odd cell at the end with SAME_UPPER, else at the start."""
    less = max(total, 0) // 2
    more = max(total, 0) - less
    return (less, more) if upper else (more, less)


def _read_pool(module: LayerObject, input_size: InputSize) -> Sizes:
    if module.class_name.startswith("Global"):
        return {"input": module.input(input_size, channels_last=False), "global_pooling": True}
    sizes = _read_sizes(module, input_size) | _read_padding(module)
    return sizes | {"ceil_mode": bool(module.attribute("ceil_mode", 0))}


def _read_average_pool(module: LayerObject, input_size: InputSize) -> Sizes:
    sizes = _read_pool(module, input_size)
    if "global_pooling" in sizes:
        return sizes
    return sizes | {"count_include_pad": bool(module.attribute("count_include_pad", 0))}


ONNX = Framework(
    title="ONNX",
    writers={"conv": _convolution, "transposed": _transposed, "maxpool": _max_pool, "avgpool": _average_pool},
    classes={
        "Conv": LayerClass(None, "conv"),
        "ConvTranspose": LayerClass(None, "transposed"),
        **{f"{word}MaxPool": LayerClass(None, "maxpool") for word in ("", "Global")},
        **{f"{word}AveragePool": LayerClass(None, "avgpool") for word in ("", "Global")},
    },
    readers={
        "conv": _read_convolution,
        "transposed": _read_transposed,
        "maxpool": _read_pool,
        "avgpool": _read_average_pool,
    },
    recognise=_recognise,
    dimensions_of=_count,
    on_pictures=False,
)
