"""What the gather view says: what was done to its input, and its alternative text."""

from __future__ import annotations

from convanim.core.limits import WHOLE
from convanim.layers.axis import ZEROS, Axis
from convanim.layers.base import Layer
from convanim.layers.padding import CAUSAL
from convanim.planner.alt_text import Seen, a_window, about_holes, about_numbers, an, joined
from convanim.planner.layer_to_show import ZERO, phrases


def input_caption(layer: Layer) -> str:
    """The input's size, and what is done to it before the slide."""
    rows, columns = layer.axes
    done = []
    if layer.upsampled != layer.input:
        done.append("spread out with zeros")
    cropped = rows.crops or columns.crops
    if max(rows.before, rows.after, columns.before, columns.after) > 0:
        done.append("cropped and padded" if cropped else _padded(layer))
    elif cropped:
        done.append("cropped")
    if rows.beyond or columns.beyond:
        done.append(f"overhung by {max(rows.beyond, columns.beyond)}")
    elif cropped or len(done) > 1:
        done[-1] += f" to {layer.size_of(layer.slid_over)}"
    return phrases([f"input {layer.size_of(layer.input)}", *done])


RINGS = {1: "one ring", 2: "two rings", 3: "three rings"}


def _padded(layer: Layer) -> str:
    """`one ring of zeros`, `2 zeros in front`, `padded: 0 before, 1 after`, or `padded`."""
    rows, columns = layer.axes
    zeros = layer.upsampled == layer.input and layer.padding_value == ZERO and columns.mode == ZEROS
    if layer.one_row and zeros:
        return _beside(columns.before, columns.after)
    amounts = {rows.before, rows.after, columns.before, columns.after}
    if zeros and amounts in ({1}, {2}, {3}):
        return f"{RINGS[rows.before]} of zeros"
    filling = f" with copies: {columns.mode}" if columns.mode != ZEROS else " with zeros" if zeros else ""
    if columns.before == columns.after or (not layer.one_row and rows[2:4] != columns[2:4]):
        return f"padded{filling}"
    between = "," if columns.mode != ZEROS else ":"
    return f"padded{filling}{between} {columns.before} before, {columns.after} after"


def _beside(before: int, after: int) -> str:
    """`2 zeros in front`, `1 zero behind`, or `3 zeros: 1 in front, 2 behind`."""
    zeros = f"{before + after} zero{'s' * (before + after != 1)}"
    if before and after:
        return f"{zeros}: {before} in front, {after} behind"
    return f"{zeros} in front" if before else f"{zeros} behind"


# Alternative text


SIDES = ("top", "bottom", "left", "right")


def alt(layer: Layer, seen: Seen) -> list[str]:
    """What slides over what, how the input was changed for it, and what is never read."""
    rows, columns = layer.axes
    zeros, padding = _zeros(layer), _padding(rows, columns)
    kernel = f"{a_window(layer)} slides{_strides(rows, columns)} over"
    source, fills = an(layer.own(layer.input)), f"fills {an(layer.own(layer.output))} output"
    if not rows.flipped:  # the layer itself, and not what it equals
        around = f" {padding}" if padding else ""
        copies = f" with copies ({rows.mode})" if padding and rows.mode != ZEROS else ""
        sentence = f"{kernel} {source} input{around}{copies} and {fills}"
        said = layer.reduction.said
        sentence += f"; {said}" if said else ""
    elif zeros or padding:
        made = f"{zeros}{' and is ' * bool(zeros and padding)}{'is ' * bool(padding and not zeros)}{padding}"
        if layer.slid_over != layer.input:
            made += f", {layer.size_of(layer.slid_over)} in all"
        sentence = f"{source} input {made}; {kernel} it and {fills}"
    else:
        sentence = f"{kernel} {source} input and {fills}"
    if seen.stages:
        sentence = f"{'in steps side by side' if seen.still == WHOLE else 'step by step'}, {sentence}"
    return [
        sentence,
        *_about_time(layer),
        *_about_end(layer),
        *_about_unread(layer),
        *about_holes(layer),
        *about_numbers(seen),
    ]


def _about_time(layer: Layer) -> list[str]:
    """A sentence on a layer that reads nothing that comes later."""
    return ["No output reads an input that comes after it."] * layer.is_padded_by(CAUSAL)


def _about_end(layer: Layer) -> list[str]:
    """Sentences on a last window that overhangs the end, and on padding that does not count."""
    beyond = max(axis.beyond for axis in layer.axes)
    uncounted = layer.padding_value is None and any(map(any, layer.padding))
    return [
        *([f"The last windows overhang the end by {beyond}."] if beyond else []),
        *(["Padding is not counted."] if uncounted else []),
    ]


def _about_unread(layer: Layer) -> list[str]:
    rows, columns = layer.axes
    sentences = []
    ends = [
        name if axis.unread == 1 else f"{axis.unread} {name}s"
        for axis, name in ((rows, "row"), (columns, "cell" if layer.flat else "column"))
        if axis.unread
    ]
    if ends:
        one = len(ends) == 1 and max(rows.unread, columns.unread) == 1
        sentences.append(f"The last {joined(ends)} {'is' if one else 'are'} never read.")
    if any(axis.gaps for axis in layer.axes):
        sentences.append("Cells between windows are never read.")
    return sentences


def _strides(rows: Axis, columns: Axis) -> str:
    """How far the window goes at a time, along the axes that it moves on."""
    strides = {name: axis.stride for name, axis in (("down", rows), ("across", columns)) if axis.output > 1}
    if len(set(strides.values())) == 2:
        return f" in steps of {rows.stride} down and {columns.stride} across"
    step = max(strides.values(), default=1)
    return f" in steps of {step}" if step > 1 else ""


def _zeros(layer: Layer) -> str:
    """How many zeros come between neighbours, where there are two of them."""
    counts = [axis.zeros if axis.input > 1 else 0 for axis in layer.own_axes]
    if not any(counts):
        return ""
    if len(set(counts)) == 1:
        return f"gets {counts[0]} zero{'s' * (counts[0] != 1)} between neighbours"
    between = [
        f"{count} zero{'s' * (count != 1)} between {name}"
        for count, name in zip(counts, ("rows", "columns"), strict=True)
        if count
    ]
    return f"gets {' and '.join(between)}"


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
        parts.append(f"{act + ' by ' if act != said else ''}{abs(amount)} at the {joined(sides)}")
        said = act
    return joined(parts)


def _act(amount: int) -> str:
    return "cropped" if amount < 0 else "padded"
