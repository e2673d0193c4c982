"""Text made safe for HTML, for Markdown, for XML and for URLs."""

from __future__ import annotations

import html
import re

_FORBIDDEN = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def escaped(text: str) -> str:
    """Text for an element or a quoted attribute: characters that XML forbids are left out, wide gaps stay wide."""
    return html.escape(_FORBIDDEN.sub("", text).replace("  ", " \u00a0"))


def url_of(file: str, prefix: str = "") -> str:
    """A URL without a character that any of the targets could stumble over.

    >>> url_of("a b.gif", "images/"), url_of('x")(.gif', "https://example.org/?a=1&b=")
    ('images/a%20b.gif', 'https://example.org/?a=1&b=x%22%29%28.gif')
    """
    from urllib.parse import quote

    start = quote(prefix, safe="/:?#=&%@+~;!$", errors="surrogateescape")
    return start + quote(file, safe="~", errors="surrogateescape")


def html_attribute(text: str) -> str:
    r"""A text between double quotes in HTML, on one line.

    >>> html_attribute('"><script>\n& more')
    '&quot;&gt;&lt;script&gt; &amp; more'
    """
    for character, entity in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(character, entity)
    return one_line(text)


MARKDOWN_SIGNS = frozenset("`*_|[]\\{}~$^")
"""What some Markdown, or the template language of a site, may read inside of HTML."""


def markdown_attribute(text: str) -> str:
    """A text between double quotes in HTML that stands in Markdown: what Markdown marks with is written as entities.

    >>> markdown_attribute("a|b {{ c }}")
    'a&#124;b &#123;&#123; c &#125;&#125;'
    """
    return "".join(
        f"&#{ord(character)};" if character in MARKDOWN_SIGNS else character for character in html_attribute(text)
    )


def one_line(text: str) -> str:
    """The same words with single spaces between them, and without control characters."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _markdown_url(url: str) -> str:
    """`_` between letters marks nothing, and file names are full of it."""
    return "_".join(map(markdown_attribute, url.split("_")))
