"""A filmstrip: several steps of a picture on one page."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from convanim.core.errors import ConvanimError, Setting
from convanim.core.limits import WHOLE
from convanim.language.english import say, series
from convanim.scene.film import Film
from convanim.scene.frames import Frame, Grid, Link, Piece, Route
from convanim.scene.nodes import Group, Tiles, small_copy
from convanim.scene.picture import Picture

MOST = 60
"""Steps on a page: more are too small for paper."""


AT_ONCE = 30
"""Steps that are all shown, if they fit, where the request does not say which."""


FEWER = 12, 8, 6, 5, 4, 2
"""Or else as many of them as fit."""


RANGE = re.compile(r"(\d{1,6})(?:[-–…](\d{1,6}))?", re.ASCII)


def chosen(which: str, film: Film) -> list[int]:
    """The steps meant, counted from 1: `all`, so many that show the whole, or a list of numbers and ranges.

    Raises ConvanimError for what is none of these, or names a step that there is not.

    >>> from convanim.scene.timeline import Course
    >>> film = Film(Course((), ((3, 3),), ()))
    >>> chosen("3", film), chosen("5", film), chosen("1,4-6", film), chosen("2,", film)
    ([1, 5, 9], [1, 2, 3, 5, 9], [1, 4, 5, 6], [2])
    """
    count = film.stops
    if which.isascii() and which.isdecimal() and 1 <= int(which[:7]) <= count and int(which[:7]) <= MOST:
        return some_of(int(which), film)
    numbers: set[int] = set()
    if which == "all":
        numbers |= set(range(1, count + 1))
    elif not which.isdecimal():
        for part in filter(None, which.replace(" ", "").split(",")):
            match = RANGE.fullmatch(part)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            if not 1 <= first <= last <= count:
                raise ConvanimError(
                    Setting("filmstrip"),
                    f" '{which}': '{part}' is not among the steps 1 to {count}",
                    way="use all, how many, or steps as in 1,4-6",
                )
            numbers |= set(range(first, last + 1))
    if not numbers:
        raise ConvanimError(
            Setting("filmstrip"),
            f" '{which}' is not among the {count} steps",
            way=f"use all, how many (at most {min(count, MOST)}), or steps as in 1,4-6",
        )
    if len(numbers) > MOST:
        raise ConvanimError(
            Setting("filmstrip", which),
            f" is {len(numbers):,} steps, and {MOST} are the most on a page",
            way=("use ", Setting("filmstrip", str(FEWER[0])), " for so many of them"),
        )
    return sorted(numbers)


def some_of(few: int, film: Film) -> list[int]:
    """So many steps that show the whole: first, last, middle, second, a row's end; then some between these."""
    marks = film.landmarks
    some = sorted(dict.fromkeys(marks[:few]))
    while len(some) < few:
        gap, before = max(((after - before, -before) for before, after in pairwise(some)), default=(0, 0))
        beyond = min(set(range(1, film.stops + 1)) - set(some))
        some = sorted([*some, gap // 2 - before if gap > 1 else beyond])
    return some


def choices(which: str, count: int) -> list[str]:
    """What `chosen` is asked, the first that fits the page: several where the request does not say which."""
    if which != WHOLE:
        return [which]
    return ["all"] * (count <= AT_ONCE) + [str(some) for some in FEWER if some < count]


def filmstrip(picture: Picture, which: str, film: Film) -> Picture:
    """A picture of one frame, in which each chosen step of a film's picture is a tile with panels of its own.

    Raises ConvanimError as `chosen`.
    """
    numbers, count = chosen(which, film), film.stops
    wanted = set(numbers)
    kept = [panel.name for panel in picture.panels if not panel.aside]
    tiles: list[Group] = []
    grids: dict[str, Grid] = {}
    links: list[Link] = []
    pieces: list[Piece] = []
    for number, frame in enumerate(film.stop_frames(picture.frames()), 1):
        if number in wanted:
            prefix = f"{number} "
            tiles.append(Group(small_copy(picture.body, prefix), number=str(number), words=frame.caption))
            grids |= {prefix + name: frame.grids[name] for name in kept}
            links += [link.renamed(prefix) for link in links_between(frame.links, kept)]
            pieces += [piece._replace(panel=prefix + piece.panel) for piece in frame.pieces if piece.panel in kept]
        if number == numbers[-1]:
            break
    counter = say("film.all_steps", number=count) if count > 1 else say("film.steps", count=count)
    if len(tiles) < count:
        counter = say("film.some_steps", number=len(tiles), count=count)
    captions = series([panel.caption for panel in picture.panels if not panel.aside])
    say_in = picture.language.say
    frame = Frame(grids, say_in(captions), say_in(counter), links=tuple(links), pieces=tuple(pieces))
    return replace(picture, body=Tiles(tuple(tiles)), frames=lambda: iter((frame,)))


def links_between(links: Sequence[Link], kept: Container[str]) -> Iterator[Link]:
    """Links between panels that are kept; one that leads to panels left out goes on to where they lead.

    It runs as theirs does, but not round them, for nothing is in its way.
    """
    left = [link for link in links if link.source.panel not in kept and link.target.panel in kept]
    onward = {link.target: link.route for link in left}  # several may lead to one place
    for link in links:
        if link.source.panel in kept:
            ends = {link.target: link.route} if link.target.panel in kept else onward
            for target, route in ends.items():
                yield link._replace(target=target, route=link.route if route is Route.OUTSIDE else route)
