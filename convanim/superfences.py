"""Python-Markdown: a fence for `pymdownx.superfences`, in MkDocs, Zensical and all that reads its settings.

    custom_fences: [{name: convanim, class: convanim, format: convanim.superfences.formatter,
                     validator: convanim.superfences.validator}]

It knows neither page nor site, so the picture is in the page itself. Files of numbers are below the folder in which
the site is built, and pictures are kept in its `.cache/convanim`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from convanim.core.errors import ConvanimError
from convanim.publish.explore_frame import explore_frame, without_explore
from convanim.publish.picture_html import carried, require_words, worded
from convanim.publish.render import RenderOptions, render

KEPT_BESIDE = Path(".cache") / "convanim"
"""The folder of the pictures, seen from where the site is built."""


def validator(language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: Any) -> bool:
    """Take the words behind the mark. Raises SuperFencesException, which ends the build, for one that is wrong."""
    try:
        require_words(inputs)
    except ConvanimError as error:
        raise _failure(f"convanim: {error}") from error
    options.update(inputs)
    return True


def formatter(source: str, language: str, class_name: str, options: dict[str, Any], md: Any, **more: Any) -> str:
    """The picture as HTML. Raises SuperFencesException, which ends the build, where there can be none."""
    try:
        text, explored = without_explore(source)
        width = options.get("width", "")
        if explored:
            return explore_frame(text, worded(RenderOptions(KEPT_BESIDE, Path()), options)).carried(width)
        wanted = RenderOptions(KEPT_BESIDE, Path(), format="svg" if "format" not in options else None)
        return carried(render(source, worded(wanted, options)._replace(medium="slide")), width)
    except ConvanimError as error:
        first = next(iter(source.strip().splitlines()), "")
        raise _failure(f"convanim: '{first:.60}': {error}") from error


def _failure(message: str) -> Exception:
    from pymdownx.superfences import SuperFencesException

    failure: Exception = SuperFencesException(message)
    return failure
