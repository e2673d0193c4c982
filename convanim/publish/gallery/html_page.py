"""A page to browse: one file without a network, searchable, light and dark, calm where that is wanted."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from importlib.resources import files
from statistics import median_high

from convanim.core.escape import html_attribute, one_line, url_of
from convanim.publish.gallery.cards import Card, Page, anchors, counted, grouped
from convanim.publish.snippet import snippet

UNBROKEN = 26
"""Letters of a command that fit a line on a phone."""


SCRIPTED = 'document.documentElement.classList.add("scripted")'
"""Run before anything is drawn, so that what needs the script is never seen to come or go."""


PLACE_IN_PAGE = re.compile(r"\{\{(\w+)\}\}")


def html_page(page: Page, cards: Sequence[Card]) -> str:
    """The whole page. Names, captions and commands are text: nothing in them is read as HTML."""
    groups = grouped(cards)
    usual = median_high(card.shown[-1].facts.width for card in cards) if cards else 1
    # A name of a picture begins with a letter or digit, so that all other ids, with "_", are different from them.
    ids = [f"_{anchor}" for anchor in anchors(groups)]
    links = [
        f'<li><a href="#{url_of(name)}">{html_attribute(title)} <span>{len(members)}</span></a></li>'
        for name, (title, members) in zip(ids, groups.items(), strict=True)
    ]
    sections = [
        _section(page, name, title, members, usual)
        for name, (title, members) in zip(ids, groups.items(), strict=True)
    ]
    script = f"\n{_file('page.js')}"
    parts = {
        "policy": _policy(SCRIPTED, script),
        "title": html_attribute(page.title),
        "about": html_attribute(page.text or page.title),
        "text": f"<p>{html_attribute(page.text)}</p>" if page.text else "",
        "css": _file("page.css"),
        "mark": SCRIPTED,
        "js": script,
        "count": counted(len(cards), "picture"),
        "nav": _lines('<nav aria-label="Groups">', "<ul>", *links, "</ul>", "</nav>") if len(groups) > 1 else "",
        "groups": _lines(*sections),
    }
    return PLACE_IN_PAGE.sub(
        lambda gap: parts[gap[1]], _file("page.html")
    )  # at once: what is put in may look like a gap


def _policy(*scripts: str) -> str:
    """What the page may load: pictures beside it, and these scripts, known by their hashes; nothing else.

    Styles are inline, also those of single pictures, which have no hash. A page opened from a disk is of no origin
    to some browsers, and `file:` lets it show what lies beside it.
    """
    hashes = " ".join(f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts)
    return (
        f"default-src 'none'; img-src 'self' file: data:; style-src 'unsafe-inline'; script-src {hashes}; "
        "base-uri 'none'; form-action 'none'"
    )


def _section(page: Page, name: str, title: str, cards: Sequence[Card], usual: int) -> str:
    sentence = page.groups.get(title, "")
    return _lines(
        f'<section aria-labelledby="{html_attribute(name)}-title" id="{html_attribute(name)}">',
        f'<h2 id="{html_attribute(name)}-title">{html_attribute(title)}</h2>',
        *([f"<p>{html_attribute(sentence)}</p>"] if sentence else []),
        '<div class="grid">',
        *(_card(card, usual) for card in cards),
        "</div>",
        "</section>",
    )


def _card(card: Card, usual: int) -> str:
    name, file = card.name, html_attribute(card.file)
    light, dark = card.backgrounds
    wide = card.shown[-1].facts.width
    scale = f"--part:{wide / usual:.4g};--wide:{wide}px"  # all of one scale, but for what is wider than usual
    return _lines(
        f'<article class="card" id="{name}" aria-labelledby="{name}_caption">',
        f'<div class="shot" style="--light:{light};--dark:{dark};{scale}">',
        *snippet("html", card.shown, card.alt, ""),
        "</div>",
        '<div class="body">',
        '<div class="top">',
        f'<h3 id="{name}_caption"><a href="#{name}">{html_attribute(card.caption)}</a></h3>',
        f'<p class="sizes">{html_attribute(card.sizes)}</p>',
        "</div>",
        # Who hears the page has heard it: it is the picture's alternative text.
        f'<p class="says" aria-hidden="true">{html_attribute(card.alt)}</p>',
        '<ul class="facts">',
        f'<li><a href="{url_of(card.file)}">{file}</a></li>',
        *(f"<li>{html_attribute(fact)}</li>" for fact in card.facts),
        "</ul>",
        f'<div class="command"><pre><code>{_command(card.command)}</code></pre>'
        f'<button type="button" aria-label="Copy the command of {name}">Copy</button></div>',
        "</div>",
        "</article>",
    )


def _command(command: str) -> str:
    """The command, to be broken between options; within one only if it is too long for a line, between words."""
    options = re.split(r" (?=-)", one_line(command))
    parts = [part for option in options for part in ([option] if len(option) <= UNBROKEN else option.split(" "))]
    return " ".join(
        f"<span>{html_attribute(part)}</span>" if len(part) <= UNBROKEN else html_attribute(part) for part in parts
    )


def _file(name: str) -> str:
    return (files("convanim.publish.gallery") / name).read_text(encoding="utf-8")


def _lines(*lines: str) -> str:
    return "\n".join(lines)
