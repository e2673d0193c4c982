"""A picture in the HTML of a page, with the words that its fence may have beside its mark."""

from __future__ import annotations

import re
import shlex
from base64 import b64encode
from collections.abc import Mapping, Sequence

from convanim.core.errors import ConvanimError
from convanim.core.escape import html_attribute
from convanim.core.suggest import choose
from convanim.publish.render import Rendered, RenderOptions
from convanim.publish.snippet import snippet

FENCE_WORDS = ("alt", "format", "lang", "theme", "width")
"""What may stand behind ```convanim in a system that reads attributes there."""


MIME = {
    ".svg": "image/svg+xml", ".gif": "image/gif", ".png": "image/png", ".apng": "image/png", ".webp": "image/webp",
    ".avif": "image/avif", ".pdf": "application/pdf",
}  # fmt: skip


_LENGTH = re.compile(r"\d+(\.\d+)?(%|px|em|rem|ch|vw)?")


def require_words(given: Mapping[str, str]) -> None:
    """Refuse a word that says nothing here, and a width that is none. Raises ConvanimError."""
    for word, value in given.items():
        choose("word after convanim", word, dict.fromkeys(FENCE_WORDS))
        if not isinstance(value, str):
            raise ConvanimError(f"{word} has no value", way=f'use one, as in {word}="…"')
    if "width" in given and not _LENGTH.fullmatch(given["width"]):
        raise ConvanimError(f"width={given['width']} is no width", way="use one such as width=80% or width=400px")


def words_beside(words: Sequence[str]) -> dict[str, str]:
    """The words behind a mark by their names, as `alt="Two words"`. Raises ConvanimError for an open quote.

    >>> words_beside(["width=80%", 'alt="Two', 'words"'])
    {'width': '80%', 'alt': 'Two words'}
    """
    try:
        found = shlex.split(" ".join(words))
    except ValueError as error:
        raise ConvanimError("a quote behind the mark is open", way="close it") from error
    return dict(word.partition("=")[::2] for word in found)


def worded(options: RenderOptions, given: Mapping[str, str]) -> RenderOptions:
    """The options with what stands beside a fence's mark."""
    return options._replace(**{word: value for word, value in given.items() if word != "width"})  # type: ignore[arg-type]


def linked(rendered: Rendered, prefix: str, switch: str = "", width: str = "") -> str:
    """One line of HTML that links to the files, whose URLs are their names behind the prefix."""
    lines = snippet("html", rendered.files, rendered.alt, prefix, switch)
    return _wide("".join(line.strip() for line in lines), width)


def carried(rendered: Rendered, width: str = "") -> str:
    """One line of HTML that carries the picture in itself, for pages that know no files beside them."""
    facts, data = rendered.files[-1].facts, b64encode(rendered.path.read_bytes()).decode()
    image = (
        f'<img src="data:{MIME[rendered.path.suffix]};base64,{data}" width="{facts.width}" height="{facts.height}" '
        f'style="max-width:100%;height:auto" alt="{html_attribute(rendered.alt)}">'
    )
    return _wide(image, width)


def _wide(html: str, width: str) -> str:
    """The same with a width of its own; a bare number is px."""
    length = f"{width}px" if width.replace(".", "").isdigit() else width
    return html.replace('style="max-width:100%', f'style="width:{length};max-width:100%') if width else html
