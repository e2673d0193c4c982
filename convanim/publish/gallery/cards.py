"""What a page says: its title, its groups, and a card for each picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from convanim.core.errors import ConvanimError
from convanim.core.suggest import choose
from convanim.core.text import size_words
from convanim.publish.page_files import DARK_PAGE, PictureFile
from convanim.recipe.recipe import Recipe
from convanim.style.theme_file import theme_named

DEFAULT_TITLE, DEFAULT_GROUP = "Gallery", "Pictures"
"""The title of a page, and that of its pictures without a group, where none is given."""


class Page(NamedTuple):
    """A page as the manifest asks for it: `groups` gives the sentence below a group's title."""

    title: str
    text: str
    groups: Mapping[str, str]


class Card(NamedTuple):
    """One picture on a page; `shown` are its files as a browser tries them, the last one its own."""

    name: str
    group: str
    caption: str
    sizes: str
    alt: str
    facts: Sequence[str]
    command: str
    shown: Sequence[PictureFile]
    backgrounds: tuple[str, str]
    """The colour around it on a light page and on a dark one, in CSS."""

    @property
    def file(self) -> str:
        """The file that the command makes."""
        return self.shown[-1].file


def read_page(document: Mapping[str, Any]) -> Page | None:
    """The page that a manifest asks for with [page] and [groups]; None where it asks for none.

    Raises ConvanimError for a key that there is not, or one of the wrong type.
    """
    if "page" not in document:
        if "groups" in document:
            raise ConvanimError("[groups] are those of a page; add a [page] table, with a title")
        return None
    page, groups = document["page"], document.get("groups", {})
    if not isinstance(page, dict) or not isinstance(groups, dict):
        raise ConvanimError("page and groups are tables: [page] with a title, [groups] with a sentence for each")
    for key in page:
        choose("page: key", key, {"title": 0, "text": 0})
    for where, table in (("page", page), ("groups", groups)):
        for key, text in table.items():
            if not isinstance(text, str):
                raise ConvanimError(f"{where}: {key} = {text!r} is of the wrong type; use a text in quotes")
    return Page(page.get("title") or DEFAULT_TITLE, page.get("text", ""), groups)


def card_of(name: str, shown: Sequence[PictureFile], size_bytes: int, group: str, caption: str) -> Card:
    """What is said of a picture: all but the size of its file is known without drawing it."""
    recipe = shown[-1].recipe
    said = shown[-1].facts
    facts = [f"{said.width}×{said.height} px"]
    if not recipe.options.single:
        facts += [counted(said.frames, "frame"), f"{said.ms / 1000:,.10g} s"]
    facts.append(f"{size_bytes / 1000:,.{1 if size_bytes < 10_000 else 0}f} kB")
    on_dark = next((file.recipe for file in shown if DARK_PAGE in file.media), recipe)
    return Card(
        name,
        group,
        caption or recipe.description,
        ", ".join(f"{size_words(i)} → {size_words(o)}" for i, o in recipe.subject.size_pairs),
        said.alt,
        facts,
        recipe.command,
        shown,
        (_background(recipe), _background(on_dark)),
    )


def _background(recipe: Recipe) -> str:
    theme = theme_named(recipe.options.theme)
    return "transparent" if theme.transparent else theme.background


def grouped(cards: Iterable[Card]) -> dict[str, list[Card]]:
    """The cards of each group, in the order in which the groups first appear."""
    groups: dict[str, list[Card]] = {}
    for card in cards:
        groups.setdefault(card.group or DEFAULT_GROUP, []).append(card)
    return groups


def anchors(headings: Iterable[str]) -> list[str]:
    """What GitHub calls each of a page's headings in a link, repeated ones counted.

    >>> anchors(["Stride 2", "What's this?", "stride 2"])
    ['stride-2', 'whats-this', 'stride-2-1']
    """
    seen: dict[str, int] = {}
    found = []
    for heading in headings:
        slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        name, count = slug, seen.get(slug, 0)
        while name in seen:
            name, count = f"{slug}-{count + 1}", count + 1
        seen[slug] = count
        seen[name] = 0
        found.append(name)
    return found


def counted(number: int, noun: str) -> str:
    """`1 frame`, `25 frames`, `3,844 frames`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
