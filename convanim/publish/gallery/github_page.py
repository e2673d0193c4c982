"""The same for GitHub, which keeps of HTML in Markdown what chooses a picture, and no script."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convanim.core.escape import markdown_attribute, one_line
from convanim.publish.gallery.cards import Card, Page, anchors, counted, grouped
from convanim.publish.snippet import snippet


def github_page(page: Page, cards: Sequence[Card]) -> str:
    """The whole page, with a table of contents. Names, captions and commands are text, never Markdown."""
    groups = grouped(cards)
    headings = [one_line(page.title)]
    places = []
    for title, members in groups.items():
        places.append(len(headings))
        headings += [one_line(title), *(one_line(card.caption) for card in members)]
    names = anchors(headings)
    lines = [
        "<!-- Made by convanim gallery from the TOML file beside this one: edit that, and draw again. -->",
        "",
        f"# {_text(page.title)}",
        "",
        *([_text(page.text), ""] if page.text else []),
        "[index.html](index.html), opened in a browser, has the same pictures with a search.",
        "",
    ]
    if len(groups) > 1:
        lines += [
            f"- [{_text(title)}](#{names[place]}): {counted(len(members), 'picture')}"
            for place, (title, members) in zip(places, groups.items(), strict=True)
        ]
        lines.append("")
    for title, members in groups.items():
        lines += [f"## {_text(title)}", ""]
        if sentence := page.groups.get(title):
            lines += [_text(sentence), ""]
        for card in members:
            lines += _card(card)
    return "\n".join(lines)


def _card(card: Card) -> list[str]:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", card.command)), default=0))
    return [
        f"### {_text(card.caption)}",
        "",
        *snippet("github", card.shown, card.alt, ""),
        "",
        f"`{card.file}`: {markdown_attribute(', '.join([card.sizes, *card.facts]))}",
        "",
        f"{fence}sh",
        one_line(card.command),
        fence,
        "",
    ]


def _text(words: str) -> str:
    """A line of text in Markdown; what begins a list or a heading at its start is written as an entity."""
    text = markdown_attribute(words)
    return text if text[:1].isalpha() or text[:1] == "&" else "".join(f"&#{ord(c)};" for c in text[:1]) + text[1:]
