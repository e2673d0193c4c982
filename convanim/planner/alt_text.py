"""Alternative text: one or two sentences that say what a picture shows, written from the layer's arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from convanim.core.limits import WHOLE
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.planner.views import VIEWS

FILMSTRIP = "filmstrip"
"""A still that is many frames."""


SIDES = ("top", "bottom", "left", "right")


class Seen(NamedTuple):
    """What of a layer a picture shows."""

    view: str
    stages: bool = False
    still: str | None = None
    numbers: bool = False


def alt_text(layer: Layer, seen: Seen) -> str:
    """What is seen, in words, for who does not see it.

    >>> from convanim.layers.convolution import Convolution
    >>> alt_text(Convolution.of(5, 3, padding=1, stride=2), Seen("gather"))
    'Animated convolution: a 3×3 kernel slides in steps of 2 over a 5×5 input padded by 1 and fills a 3×3 output.'
    """
    title = layer.title.lower()
    head = f"Animated {title}" if not seen.still else title.capitalize()
    frame = {
        None: "",
        WHOLE: "",
        "first": ", first frame",
        "last": ", last frame",
        FILMSTRIP: ", frames in a row",
    }.get(seen.still)
    if frame is None:
        frame = f", frame {seen.still}"
    sentences = [f"{head}{frame}: {VIEW_WORDS.get(seen.view, _any_view)(layer, seen)}.", *_remarks(layer, seen)]
    return " ".join(sentences)


def _gather(layer: Layer, seen: Seen) -> str:
    rows, columns = layer.axes
    size, slid = _size(layer.input), (rows.size, columns.size)
    zeros, padding = _zeros(rows, columns), _padding(rows, columns)
    kernel = f"{_kernel(layer)} slides{_steps(rows, columns)} over"
    fills = f"fills {_a(layer.output)} output"
    if not rows.flipped:  # the layer itself, and not what it equals
        around = f" {padding}" if padding else ""
        sentence = f"{kernel} {_a(layer.input)} input{around} and {fills}"
    elif zeros or padding:
        made = f"{zeros}{' and is ' * bool(zeros and padding)}{'is ' * bool(padding and not zeros)}{padding}"
        if slid != layer.input:
            made += f", {_size(slid)} in all"
        sentence = f"{_article(size)} {size} input {made}; {kernel} it and {fills}"
    else:
        sentence = f"{kernel} {_a(layer.input)} input and {fills}"
    if seen.stages:
        return f"{'in steps side by side' if seen.still == WHOLE else 'step by step'}, {sentence}"
    return sentence


def _scatter(layer: Layer, seen: Seen) -> str:
    from convanim.layers.compute import full_size

    full = (full_size(layer, 0), full_size(layer, 1))
    cut = f" (cut from {_size(full)})" if full != layer.output else ""
    cells = "their sums" if seen.numbers else "how often they are reached"
    return (
        f"each cell of {_a(layer.input)} input stamps {_kernel(layer)} onto {_a(layer.output)} output{cut}, "
        f"{layer.given('stride')} apart; cells show {cells}"
    )


def _matrix(layer: Layer, seen: Seen) -> str:
    inputs, outputs = layer.input[0] * layer.input[1], layer.output[0] * layer.output[1]
    return (
        f"{_a((outputs, inputs))} matrix, made of {_kernel(layer)}, times the {inputs} cells of "
        f"{_a(layer.input)} input gives the {outputs} cells of {_a(layer.output)} output"
    )


def _round_trip(layer: Layer, seen: Seen) -> str:
    return (
        f"{_kernel(layer)} takes {_a(layer.input)} input to {_a(layer.output)} output, and the transposed "
        f"convolution with the same numbers takes that back to {_size(layer.input)}; the size comes back, the values "
        "need not"
    )


def _any_view(layer: Layer, seen: Seen) -> str:
    return f"{VIEWS[seen.view].summary}; {_a(layer.input)} input, {_kernel(layer)}, {_a(layer.output)} output"


VIEW_WORDS: dict[str, Callable[[Layer, Seen], str]] = {
    "gather": _gather,
    "scatter": _scatter,
    "matrix": _matrix,
    "roundtrip": _round_trip,
}
"""What is said of a view; another is described by its summary and the sizes."""


def _remarks(layer: Layer, seen: Seen) -> list[str]:
    """What must not be overlooked: cells that are never read, outputs that nothing reaches, numbers."""
    rows, columns = layer.axes
    sentences = []
    if seen.view == "gather":
        unread = ((rows.unread, "row"), (columns.unread, "column"))
        ends = [name if count == 1 else f"{count} {name}s" for count, name in unread if count]
        if ends:
            one = len(ends) == 1 and max(rows.unread, columns.unread) == 1
            sentences.append(f"The last {_joined(ends)} {'is' if one else 'are'} never read.")
        if any(slide.stride > slide.effective_kernel and slide.output > 1 for slide in layer.axes):
            sentences.append("Cells between windows are never read.")
    if seen.view != "roundtrip" and (holes := holes_of(layer)):
        cells = rows.output * columns.output
        which = "the output" if holes == cells else f"{holes} of the {cells} output cells"
        sentences.append(f"No input reaches {which}.")
    if seen.numbers and seen.view != "roundtrip":
        sentences.append("Cells hold their numbers.")
    return sentences


def holes_of(layer: Layer) -> int:
    """Output cells that no input reaches."""
    reached = [sum(bool(slide.reads(output)) for output in range(slide.output)) for slide in layer.axes]
    rows, columns = layer.output
    return rows * columns - reached[0] * reached[1]


def _size(pair: tuple[int, int]) -> str:
    return f"{pair[0]}×{pair[1]}"


def _article(words: str) -> str:
    """As it is read aloud: `an 8×8 input`, `an 11×3 input`."""
    number = words.split("×")[0]
    return "an" if number.startswith("8") or number in ("11", "18") or _thousands(number, ("11", "18")) else "a"


def _thousands(number: str, starts: tuple[str, ...]) -> bool:
    return len(number) == 5 and number.startswith(starts)


def _a(pair: tuple[int, int]) -> str:
    size = _size(pair)
    return f"{_article(size)} {size}"


def _kernel(layer: Layer) -> str:
    dilated = f" with dilation {layer.given('dilation')}" if layer.dilation != (1, 1) else ""
    return f"{_a(layer.kernel)} kernel{dilated}"


def _steps(rows: Axis, columns: Axis) -> str:
    """How far the window goes at a time, along the axes that it moves on."""
    strides = {name: slide.stride for name, slide in (("down", rows), ("across", columns)) if slide.output > 1}
    if len(set(strides.values())) == 2:
        return f" in steps of {rows.stride} down and {columns.stride} across"
    step = max(strides.values(), default=1)
    return f" in steps of {step}" if step > 1 else ""


def _zeros(rows: Axis, columns: Axis) -> str:
    """How many zeros come between neighbours, where there are two of them."""
    counts = [slide.zeros if slide.input > 1 else 0 for slide in (rows, columns)]
    if not any(counts):
        return ""
    if counts[0] == counts[1]:
        return f"gets {_count(counts[0])} between neighbours"
    between = [
        f"{_count(count)} between {name}" for count, name in zip(counts, ("rows", "columns"), strict=True) if count
    ]
    return f"gets {' and '.join(between)}"


def _count(zeros: int) -> str:
    return "1 zero" if zeros == 1 else f"{zeros} zeros"


def _padding(rows: Axis, columns: Axis) -> str:
    """`padded by 1`, or what is added and cut off at which side."""
    amounts = dict(zip(SIDES, (rows.before, rows.after, columns.before, columns.after), strict=True))
    if len(set(amounts.values())) == 1:
        amount = rows.before
        return f"{_act(amount)} by {abs(amount)}" if amount else ""
    groups: dict[int, list[str]] = {}
    for side, amount in amounts.items():
        if amount:
            groups.setdefault(amount, []).append(side)
    parts, said = [], ""
    for amount, sides in sorted(groups.items(), key=lambda group: group[0] > 0):
        act = _act(amount)
        parts.append(f"{act + ' by ' if act != said else ''}{abs(amount)} at the {_joined(sides)}")
        said = act
    return _joined(parts)


def _act(amount: int) -> str:
    return "cropped" if amount < 0 else "padded"


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
