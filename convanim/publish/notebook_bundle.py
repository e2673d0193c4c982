"""What a notebook keeps of a picture, in at most 40 KB: it is saved with every output in it, and kept in Git.

The animated SVG comes first, for it is the smallest and follows light, dark and less motion by itself. One that is
too long for that goes packed; a line of script unpacks it, and where scripts do not run, its still is seen.
"""

from __future__ import annotations

import gzip
import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import NamedTuple

from convanim.core.escape import html_attribute

MOST_SAVED = 40_000
"""Characters of a picture in a saved notebook, all its forms together."""

SMALL_WIDTH = 400
"""Px of a still where the one of the picture's own width has no room."""

_UNPACK = (
    "(async()=>{const b=Uint8Array.from(atob('PACKED'),c=>c.charCodeAt(0)),"
    "r=new Response(new Blob([b]).stream().pipeThrough(new DecompressionStream('gzip'))),"
    "u=URL.createObjectURL(new Blob([await r.arrayBuffer()],{type:'image/svg+xml'}));"
    "for(const i of document.querySelectorAll('[data-convanim=\"NAME\"]'))i.src=u})()"
)

_ESCAPED = (("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E"), ('"', "'"), ("&", "%26"), ("\n", "%0A"))
"""What an SVG without apostrophes becomes in a URL in quotes: a quarter shorter than base64."""


class Form(NamedTuple):
    """A file of a picture, and its size in px."""

    data: bytes
    width: int
    height: int


class Forms(NamedTuple):
    """How a picture can be drawn; each is drawn when it is asked for."""

    animation: Callable[[], Form | None]
    """The animated SVG; None where there is none."""
    still: Callable[[int | None], Form]
    """A PNG, of that width at most."""


def notebook_bundle(forms: Forms, alt: str) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
    """HTML for a screen and a PNG for paper, by their types, and the size of the PNG; the best that has room."""
    for html, still in _bundles(forms, alt):
        data = {"text/html": html, "image/png": b64encode(still.data).decode()}
        if sum(map(len, data.values())) <= MOST_SAVED:
            return data, {"image/png": {"width": still.width, "height": still.height}}
    return {"text/html": f"<p>{html_attribute(alt)}</p>"}, {}


def _bundles(forms: Forms, alt: str) -> Iterator[tuple[str, Form]]:
    """All that can be kept, the best first; a small still is drawn only where it is needed."""
    animation, still = forms.animation(), forms.still(None)
    plain = _image(_shapes(animation.data), animation, alt) if animation else ""
    if plain:
        yield plain, still
    small = forms.still(SMALL_WIDTH)
    if animation:
        yield plain, small
        packed = b64encode(gzip.compress(animation.data, 9, mtime=0)).decode()
        name = hashlib.sha256(animation.data).hexdigest()[:12]
        script = f"<script>{_UNPACK.replace('PACKED', packed).replace('NAME', name)}</script>"
        seen = _image(_carried("image/png", small.data), animation, alt, f' data-convanim="{name}"')
        yield seen + script, still
        yield seen + script, small
    for one in (still, small):
        yield _image(_carried("image/png", one.data), still, alt), one


def _shapes(data: bytes) -> str:
    """An SVG as a URL."""
    text = data.decode()
    if "'" in text:
        return _carried("image/svg+xml", data)
    for sign, code in _ESCAPED:
        text = text.replace(sign, code)
    return f"data:image/svg+xml,{text}"


def _carried(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"


def _image(url: str, size: Form, alt: str, more: str = "") -> str:
    """Never wider than the page."""
    return (
        f'<img src="{url}" width="{size.width}" height="{size.height}" '
        f'style="max-width:100%;height:auto"{more} alt="{html_attribute(alt)}">'
    )
