"""The page of a gallery: every picture with its command, sizes and words, as HTML to browse and for GitHub."""

from __future__ import annotations

from pathlib import Path

from convanim.core.errors import ConvanimError
from convanim.core.files import content, inside
from convanim.publish.gallery.github_page import github_page
from convanim.publish.gallery.html_page import html_page

PAGES = {"index.html": html_page, "README.md": github_page}
"""Every file that shows a whole gallery, by its name: from a page and its cards to text."""


OUR_SIGNS = (b'<meta name="generator" content="convanim gallery">', b"<!-- Made by convanim gallery")


def is_ours(data: bytes) -> bool:
    """Whether a file was made here, and not by hand."""
    return any(mark in data[:400] for mark in OUR_SIGNS)


def require_ours(manifest: Path) -> None:
    """Refuse to replace a page beside the manifest that was written by hand."""
    for name in PAGES:
        path = manifest.parent / name
        inside(manifest.parent, name, str(path))
        found = content(path)
        if found is not None and not is_ours(found):
            raise ConvanimError(
                f"{path} is not from convanim and would be replaced by the page; move it away, or take [page] out "
                f"of {manifest}"
            )
