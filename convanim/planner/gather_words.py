"""What the gather view says: what was done to its input, and its alternative text."""

from __future__ import annotations

from convanim.core.limits import WHOLE
from convanim.language.english import both, listing, say
from convanim.language.phrase import Phrase, together
from convanim.layers.axis import ZEROS, Axis
from convanim.layers.base import Layer
from convanim.layers.padding import CAUSAL
from convanim.planner.alt_text import Seen, a_window, about_holes, about_numbers, an
from convanim.planner.layer_to_show import ZERO, phrases


def input_caption(layer: Layer) -> str:
    """The input's size, and what is done to it before the slide."""
    rows, columns = layer.axes
    done = []
    if layer.upsampled != layer.input:
        done.append(say("input.spread"))
    cropped = rows.crops or columns.crops
    if max(rows.before, rows.after, columns.before, columns.after) > 0:
        done.append(say("input.cropped_and_padded") if cropped else _padded(layer))
    elif cropped:
        done.append(say("input.cropped"))
    if rows.beyond or columns.beyond:
        done.append(say("input.overhung", cells=max(rows.beyond, columns.beyond)))
    elif cropped or len(done) > 1:
        done[-1] = say("input.to", done=done[-1], size=layer.size_of(layer.slid_over))
    return phrases([say("panel.input", size=layer.size_of(layer.input)), *done])


def turned_words(kernel: str, turned: bool) -> str:
    """What is said below a kernel."""
    return say("panel.turned", kernel=kernel) if turned else kernel


def _padded(layer: Layer) -> Phrase:
    """`one ring of zeros`, `2 zeros in front`, `padded: 0 before, 1 after`, or `padded`."""
    rows, columns = layer.axes
    zeros = layer.upsampled == layer.input and layer.padding_value == ZERO and columns.mode == ZEROS
    if layer.one_row and zeros:
        return _beside(columns.before, columns.after)
    amounts = {rows.before, rows.after, columns.before, columns.after}
    if zeros and amounts in ({1}, {2}, {3}):
        return say(f"input.rings_{rows.before}")
    filled = say("input.padded_with_zeros") if zeros else say("input.padded")
    padded = say("input.padded_with_copies", mode=columns.mode) if columns.mode != ZEROS else filled
    if columns.before == columns.after or (not layer.one_row and rows[2:4] != columns[2:4]):
        return padded
    form = "input.copies_on_sides" if columns.mode != ZEROS else "input.on_sides"
    return say(form, padded=padded, before=columns.before, after=columns.after)


def _beside(before: int, after: int) -> Phrase:
    """`2 zeros in front`, `1 zero behind`, or `3 zeros: 1 in front, 2 behind`."""
    if before and after:
        return say("input.zeros_around", count=before + after, before=before, after=after)
    return say("input.zeros_in_front", count=before) if before else say("input.zeros_behind", count=after)


# Alternative text


SIDES = ("top", "bottom", "left", "right")


def alt(layer: Layer, seen: Seen) -> list[str]:
    """What slides over what, how the input was changed for it, and what is never read."""
    rows, columns = layer.axes
    zeros, padding = _zeros(layer), _padding(rows, columns)
    ends = {"input": an(layer.own(layer.input)), "output": an(layer.own(layer.output))}
    slides = {"window": a_window(layer), "steps": _strides(rows, columns), **ends}
    if not rows.flipped:  # the layer itself, and not what it equals
        copies = say("alt.copies", mode=rows.mode) if padding and rows.mode != ZEROS else ""
        around = together(" ", padding, copies) if padding else ""
        sentence = say("alt.slides", around=around, **slides)
        said = layer.reduction.said
        sentence = say("list.semicolon", before=sentence, last=say(said)) if said else sentence
    elif zeros or padding:
        sentence = say("alt.changed_then_slides", changed=_changed(layer, zeros, padding), **slides)
    else:
        sentence = say("alt.slides", around="", **slides)
    if seen.stages:
        sentence = say(f"alt.{'steps_beside' if seen.still == WHOLE else 'step_by_step'}", sentence=sentence)
    return [
        sentence,
        *_about_time(layer),
        *_about_end(layer),
        *_about_unread(layer),
        *about_holes(layer),
        *about_numbers(seen),
    ]


def _changed(layer: Layer, zeros: str, padding: str) -> Phrase:
    """What is done to the input of a layer that is drawn as what it equals."""
    made = say("alt.padded_alone", padding=padding) if padding else together(zeros)
    if zeros and padding:
        made = say("alt.zeros_and_padded", zeros=zeros, padding=padding)
    if layer.slid_over == layer.input:
        return made
    return say("alt.in_all", changed=made, size=layer.size_of(layer.slid_over))


def _about_time(layer: Layer) -> list[str]:
    """A sentence on a layer that reads nothing that comes later."""
    return [say("alt.causal")] if layer.is_padded_by(CAUSAL) else []


def _about_end(layer: Layer) -> list[str]:
    """Sentences on a last window that overhangs the end, and on padding that does not count."""
    beyond = max(axis.beyond for axis in layer.axes)
    uncounted = layer.padding_value is None and any(map(any, layer.padding))
    return [
        *([say("alt.overhang", cells=beyond)] if beyond else []),
        *([say("alt.uncounted")] if uncounted else []),
    ]


def _about_unread(layer: Layer) -> list[str]:
    rows, columns = layer.axes
    sentences: list[str] = []
    ends = [
        say(f"alt.last_{name}", count=axis.unread)
        for axis, name in ((rows, "rows"), (columns, "cells" if layer.flat else "columns"))
        if axis.unread
    ]
    if ends:
        one = len(ends) == 1 and max(rows.unread, columns.unread) == 1
        sentences.append(say("alt.unread", count=1 if one else 2, lines=listing(ends)))
    if any(axis.gaps for axis in layer.axes):
        sentences.append(say("alt.gaps"))
    return sentences


def _strides(rows: Axis, columns: Axis) -> str:
    """How far the window goes at a time, along the axes that it moves on."""
    strides = {name: axis.stride for name, axis in (("down", rows), ("across", columns)) if axis.output > 1}
    if len(set(strides.values())) == 2:
        return say("alt.steps_down_and_across", down=rows.stride, across=columns.stride)
    step = max(strides.values(), default=1)
    return say("alt.steps", cells=step) if step > 1 else ""


def _zeros(layer: Layer) -> str:
    """How many zeros come between neighbours, where there are two of them."""
    counts = [axis.zeros if axis.input > 1 else 0 for axis in layer.own_axes]
    if not any(counts):
        return ""
    if len(set(counts)) == 1:
        return say("alt.gets_zeros", count=counts[0])
    between = [
        say(f"alt.zeros_between_{name}", count=count)
        for count, name in zip(counts, ("rows", "columns"), strict=True)
        if count
    ]
    return say("alt.gets", zeros=both(between))


def _padding(rows: Axis, columns: Axis) -> str:
    """`padded by 1`, or what is added and cut off at which side."""
    amounts = dict(zip(SIDES, (rows.before, rows.after, columns.before, columns.after), strict=True))
    if len(set(amounts.values())) == 1:
        amount = rows.before
        return say(f"alt.{_act(amount)}_by", cells=abs(amount)) if amount else ""
    groups: dict[int, list[str]] = {}
    for side, amount in amounts.items():
        if amount:
            groups.setdefault(amount, []).append(side)
    parts: list[str] = []
    said = ""
    for amount, sides in sorted(groups.items(), key=lambda group: group[0] > 0):
        act = _act(amount)
        where = listing([say(f"side.{side}") for side in sides])
        parts.append(say(f"alt.{act if act != said else 'more'}_at", cells=abs(amount), sides=where))
        said = act
    return listing(parts)


def _act(amount: int) -> str:
    return "cropped" if amount < 0 else "padded"
