"""What to paste into a page to show a picture there: light or dark, still where less motion is wanted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.escape import _markdown_url, markdown_attribute, one_line, url_of
from convanim.core.suggest import choose
from convanim.publish.page_files import IMAGES, PLAYER, PictureFile, Showing
from convanim.recipe.formats import FORMATS
from convanim.recipe.options import Options

MATERIAL, FURO, PYDATA = "material", "furo", "pydata"

STEP_SUFFIX = ".png"
"""Of the file of one step."""

CONTROLS_PX = 150
"""Height that the player's controls take below the picture."""


class OnPage(NamedTuple):
    """A picture on a page: its files, their URLs, the alternative text, and the page's own switch to dark."""

    files: Sequence[PictureFile]
    urls: Sequence[str]
    alt: str
    switch: str = ""

    @property
    def each(self) -> list[OnPage]:
        """The files one by one."""
        return [self._replace(files=[file], urls=[url]) for file, url in zip(self.files, self.urls, strict=True)]

    @property
    def url(self) -> str:
        """The URL of the last file; for Material for MkDocs it says on which pages it is shown."""
        side = self.files[-1].side
        return self.urls[-1] + (f"#only-{side}" if side and self.switch == MATERIAL else "")

    @property
    def class_name(self) -> str:
        """The class by which other themes know on which pages it is shown; empty where there is none."""
        side = self.files[-1].side
        if not side or self.switch == MATERIAL:
            return ""
        return f"only-{side}" if self.switch in (FURO, PYDATA) else f"convanim-{side}"

    @property
    def rules(self) -> str:
        """CSS that follows a switch known by a selector; empty for all others."""
        if not self.switch or self.switch in (MATERIAL, FURO, PYDATA):
            return ""
        return (
            f".convanim-dark{{display:none}}{self.switch} .convanim-dark{{display:inline}}"
            f"{self.switch} .convanim-light{{display:none}}"
        )


class Target(NamedTuple):
    """A kind of page: how a picture is written there."""

    summary: str
    write: Callable[[OnPage], list[str]]
    suffix: str = ".gif"
    """The format where none is asked for."""
    sources: bool = False
    """Whether it picks among several files."""
    in_markdown: bool = True
    in_html: bool = True
    """Whether a selector can say where the page's switch is."""
    suffixes: tuple[str, ...] = IMAGES
    """What it shows."""
    steps: bool = False
    """Whether each step is a file of its own."""


def showing(target: str, dark: str, switch: str) -> Showing:
    """How such a page shows a picture. Raises ConvanimError for a target that there is not."""
    return Showing(dark, target_named(target).sources, bool(switch))


def target_named(name: str) -> Target:
    """The kind of page. Raises ConvanimError that points to the nearest."""
    return choose(Setting("page"), name, TARGETS)


def suffix_for(target: str, options: Options, switch: str = "") -> str:
    """The format that is asked for, or the one that suits the page. Raises ConvanimError for one that it cannot show.

    With a switch of the page's own there are no sources, so that only shapes can be still where that is wanted.
    """
    row = target_named(target)
    usual = ".svg" if switch and row.sources else row.suffix
    suffix = FORMATS[options.format] if options.format else options.suffix if options.single else usual
    require_on_page(target, suffix)
    return suffix


def require_on_page(target: str, suffix: str) -> None:
    """Refuse a format that such a page does not show. Raises ConvanimError with the kind of page that does."""
    if suffix not in target_named(target).suffixes:
        other = "iframe" if suffix == PLAYER else "html"
        way = ("use ", Setting("page", other)) if suffix in (PLAYER, *IMAGES) else f"use {', '.join(IMAGES[:2])}"
        raise ConvanimError(Setting("page", target), f" does not show a {suffix} file", way=way)


def require_switch(target: str, switch: str) -> None:
    """Refuse a switch that such a page cannot serve. Raises ConvanimError."""
    row = target_named(target)
    if not switch:
        return
    if not row.in_html and switch not in (MATERIAL, FURO, PYDATA):
        ways = ("use ", Setting("dark_switch", MATERIAL), f", {FURO} or {PYDATA}, or ", Setting("page", "html"))
        raise ConvanimError(Setting("dark_switch", switch), " is a selector, which needs HTML", way=ways)
    if row.suffixes == (PLAYER,) or row.steps or (target, switch) == ("rst", MATERIAL):
        raise ConvanimError(
            Setting("page", target), " has no ", Setting("dark_switch", switch), way=("use ", Setting("page", "html"))
        )
    if not re.fullmatch(r"[\w .#:\[\]=\"'>~^$*|()-]{1,120}", switch):
        way = "use one such as .dark or [data-theme=dark]"
        raise ConvanimError(Setting("dark_switch", switch), " is not a CSS selector", way=way)


def snippet(target: str, files: Sequence[PictureFile], alt: str, prefix: str, switch: str = "") -> list[str]:
    """Lines to paste; a file's URL is its name behind the prefix.

    Raises ConvanimError for a target that there is not, and for a switch that it cannot serve.
    """
    require_switch(target, switch)
    return target_named(target).write(OnPage(files, [url_of(file.file, prefix) for file in files], alt, switch))


LAZY = ' loading="lazy" style="max-width:100%;height:auto"'
"""Attributes where they are kept: loaded when it is near, never wider than the page, also in one without CSS."""


def _html(shown: OnPage) -> list[str]:
    return _in_html(shown, LAZY)


def _github(shown: OnPage) -> list[str]:
    return _in_html(shown, "")


def _in_html(shown: OnPage, more: str) -> list[str]:
    if not shown.switch:
        return _picture(shown, more)
    style = [f"<style>{shown.rules}</style>"] if shown.rules else []
    return [*style, *(line for one in shown.each for line in _picture(one, more))]


def _picture(shown: OnPage, more: str) -> list[str]:
    """The sources, each of its own size so that nothing moves when it is loaded, and the image."""
    lines = [
        f'  <source media="{file.media}" srcset="{_markdown_url(url)}" {_size(file)}>'
        for file, url in zip(shown.files[:-1], shown.urls, strict=False)
    ]
    named = f' class="{shown.class_name}"' if shown.class_name else ""
    alt = markdown_attribute(shown.alt)
    image = f'<img src="{_markdown_url(shown.url)}"{named} {_size(shown.files[-1])}{more} alt="{alt}">'
    return ["<picture>", *lines, f"  {image}", "</picture>"]


def _size(file: PictureFile) -> str:
    return f'width="{file.facts.width}" height="{file.facts.height}"'


def _commonmark(shown: OnPage) -> list[str]:
    """An image of Markdown, which every converter knows; for Sphinx's themes with a switch, a directive of MyST."""
    lines = []
    for one in shown.each[-2 if shown.switch else -1 :]:
        if one.class_name:
            lines += ["", f"```{{image}} {one.url}", f":class: {one.class_name}", f":alt: {one_line(one.alt)}", "```"]
        else:
            lines += ["", f"![{markdown_attribute(one_line(one.alt))}]({_markdown_url(one.url)})"]
    return lines


def _hugo(shown: OnPage) -> list[str]:
    """A shortcode, whose words Hugo lets through as they are."""
    return ["", "{{< convanim >}}", *_html(shown), "{{< /convanim >}}"]


SHORTCODE = "layouts/shortcodes/convanim.html"
"""Where a Hugo site keeps the shortcode."""

SHORTCODE_TEXT = "{{ .Inner | safeHTML }}\n"


def _mdx(shown: OnPage) -> list[str]:
    """JSX: names in camel case, sizes as numbers, every element closed."""
    style = [f"<style>{{{json.dumps(shown.rules)}}}</style>"] if shown.rules else []
    lines = []
    for one in shown.each if shown.switch else [shown]:
        for line in _picture(one, LAZY):
            line = line.replace(LAZY, ' loading="lazy" style={{maxWidth: "100%", height: "auto"}}')
            line = line.replace(" srcset=", " srcSet=").replace(" class=", " className=")
            lines.append(
                re.sub(r'(width|height)="(\d+)"', r"\1={\2}", re.sub(r"(<(?:img|source) .*)>$", r"\1 />", line))
            )
    return ["", *style, *lines]


def _iframe(shown: OnPage) -> list[str]:
    facts = shown.files[-1].facts
    return [
        f'<iframe src="{_markdown_url(shown.url)}" width="{facts.width}" height="{facts.height + CONTROLS_PX}" '
        f'loading="lazy" style="max-width:100%;border:0" title="{markdown_attribute(shown.alt)}"></iframe>'
    ]


def _revealjs(shown: OnPage) -> list[str]:
    """A stack of the steps: each is seen in the place of the one before it, when the speaker goes on."""
    last = len(shown.files) - 1
    lines = []
    for number, (file, url) in enumerate(zip(shown.files, shown.urls, strict=True)):
        way = "fragment" if number == last else "fragment current-visible" if number else "fragment fade-out"
        index = max(number - 1, 0)
        alt = "" if number else markdown_attribute(shown.alt)
        source = f'src="{_markdown_url(url)}" class="{way}" data-fragment-index="{index}"'
        lines.append(f'  <img {source} {_size(file)} alt="{alt}">')
    return ['<div class="r-stack">', *lines, "</div>"]


def _rst(shown: OnPage) -> list[str]:
    """RST has no sources: the image alone. An option's text is taken as it is, but for its line ends."""
    lines = []
    for one in shown.each[-2 if shown.switch else -1 :]:
        image = one.files[-1]
        lines += [
            "",
            f".. image:: {_rst_url(one.url)}",
            f"   :alt: {one_line(one.alt)}",
            f"   :width: {image.facts.width}px",
            f"   :height: {image.facts.height}px",
            *([f"   :class: {one.class_name}"] if one.class_name else []),
        ]
    return lines[1:]


def _rst_url(url: str) -> str:
    """A trailing `_` would be a reference; a backslash cannot be there."""
    return url.removesuffix("_") + "%5F" * url.endswith("_")


TARGETS = {
    "commonmark": Target("![…](…), for every site", _commonmark, ".svg", in_html=False),
    "html": Target("a <picture>", _html, sources=True),
    "github": Target("what GitHub keeps of it", _github, sources=True),
    "hugo": Target("a shortcode", _hugo, ".svg", sources=True),
    "mdx": Target("JSX", _mdx, ".svg", sources=True),
    "iframe": Target("the player", _iframe, PLAYER, suffixes=(PLAYER,)),
    "revealjs": Target(
        "a step a fragment",
        _revealjs,
        STEP_SUFFIX,
        in_markdown=False,
        in_html=False,
        suffixes=(STEP_SUFFIX,),
        steps=True,
    ),
    "rst": Target("an image directive", _rst, in_markdown=False, in_html=False),
}
"""Where a picture can be pasted into; a row here is offered, tested and documented."""
