"""MkDocs: `plugins: [convanim]`, and each ```convanim fence of a page is a picture, a real file of the site."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.utils import get_relative_url

from convanim.core.errors import ConvanimError
from convanim.language.known import language_of_page
from convanim.publish.explore_frame import explore_frame, without_explore
from convanim.publish.markdown.fences import FENCE, BlockError, blocks_in
from convanim.publish.picture_html import linked, require_words, worded, words_beside
from convanim.publish.render import RenderOptions, render
from convanim.publish.snippet import MATERIAL

SUPERFENCES = "pymdownx.superfences"

ASSETS = "assets/convanim"
"""The folder of the pictures in the site."""


class PluginSettings(Config):
    """What may stand under `convanim` in mkdocs.yml."""

    theme = config_options.Optional(config_options.Type(str))
    lang = config_options.Optional(config_options.Type(str))
    format = config_options.Optional(config_options.Type(str))
    dark_switch = config_options.Optional(config_options.Type(str))
    cache_dir = config_options.Type(str, default=".cache/convanim")


def _language_of(theme: Any) -> Any:
    """The language that a site's theme is set to: Material has one, others a locale."""
    return next((str(theme[key]) for key in ("language", "locale") if key in theme), None)


class ConvanimPlugin(BasePlugin[PluginSettings]):
    """Draws the fences of all pages.

    Where superfences reads them, also those in admonitions and tabs, it gets the fence; elsewhere a page's Markdown
    is searched as CommonMark says.
    """

    def on_config(self, config: Any) -> Any:
        """Have superfences know the fence, where it is there."""
        self._home = Path(config["config_file_path"] or "mkdocs.yml").absolute().parent
        themed = config["theme"].name == MATERIAL
        self._switch = self.config["dark_switch"] if self.config["dark_switch"] is not None else MATERIAL * themed
        self._lang = self.config["lang"] or language_of_page(_language_of(config["theme"]))
        self._drawn: dict[str, Path] = {}
        self._problems: list[str] = []
        self._nested = SUPERFENCES in config["markdown_extensions"]
        if self._nested:
            fences = config["mdx_configs"].setdefault(SUPERFENCES, {}).setdefault("custom_fences", [])
            fences.append({"name": FENCE, "class": FENCE, "format": self._formatted, "validator": self._accepted})
        return config

    def on_page_markdown(self, markdown: str, page: Any, config: Any, files: Any) -> str:
        """Put pictures into the place of fences, unless superfences does that later."""
        self._page, self._text = page, markdown
        if self._nested:
            return markdown
        parts, done = [], 0
        for block in blocks_in(markdown):
            if isinstance(block, BlockError):
                self._problem(block, block.line)
            elif not block.done:
                html = self._html("\n".join(block.recipe), block.words, block.line)
                parts += [markdown[done : block.start], block.prefix + html]
                done = block.end
        return "".join([*parts, markdown[done:]])

    def on_page_content(self, html: str, page: Any, config: Any, files: Any) -> str:
        """End the build where a fence is wrong."""
        if self._problems:
            raise PluginError("\n".join(self._problems))
        return html

    def on_post_build(self, config: Any) -> None:
        """Copy the pictures into the site."""
        folder = Path(config["site_dir"]) / ASSETS
        for name, path in self._drawn.items():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / name)

    def _accepted(self, language: str, inputs: dict[str, str], options: dict[str, Any], attrs: Any, md: Any) -> bool:
        """Take what stands behind the mark, right or wrong: it is checked where its line is known."""
        options.update(inputs)
        return True

    def _formatted(
        self, source: str, language: str, css_class: str, options: dict[str, Any], md: Any, **_: Any
    ) -> str:
        return self._html(source, options, self._line_of(source))

    def _line_of(self, source: str) -> int:
        """The line of the page's fence that holds a text; 0 where it is not found."""
        lines, wanted = [line.strip() for line in self._text.split("\n")], source.strip().split("\n")
        for number, line in enumerate(lines):
            if FENCE in line and lines[number + 1 : number + 1 + len(wanted)] == [one.strip() for one in wanted]:
                return number + 1
        return 0

    def _html(self, text: str, beside: Sequence[str] | dict[str, str], line: int) -> str:
        """The picture that a text asks for; what is wrong is kept for the end of the page."""
        source = Path(self._page.file.abs_src_path)
        wanted = RenderOptions(
            self._home / self.config["cache_dir"], source.parent, format=self.config["format"],
            theme=self.config["theme"], lang=self._lang, switch=self._switch,
            line=line + self._hidden() if line else 0,
        )  # fmt: skip
        try:
            given = beside if isinstance(beside, dict) else words_beside(beside)
            require_words(given)
            return self._shown(text, worded(wanted, given), given.get("width", ""))
        except ConvanimError as error:
            self._problem(error, line)
            return ""

    def _shown(self, text: str, wanted: RenderOptions, width: str) -> str:
        """The picture, or the page to explore, whose files the site will have."""
        prefix = f"{get_relative_url(ASSETS, self._page.url).rstrip('/')}/"
        asked, explored = without_explore(text)
        if explored:
            own = wanted.format if wanted.format != self.config["format"] else None  # the site's is for pictures
            frame = explore_frame(asked, wanted._replace(format=own))
            self._drawn[frame.file] = frame.written_into(wanted.cache)
            return frame.linked(prefix, width)
        rendered = render(text, wanted)
        self._drawn |= {one.file: rendered.folder / one.file for one in rendered.files}
        return linked(rendered, prefix, self._switch, width)

    def _problem(self, error: ConvanimError, line: int) -> None:
        place = f", line {line + self._hidden()}" if line else ""
        self._problems.append(f"convanim: {self._page.file.src_uri}{place}: {error}")

    def _hidden(self) -> int:
        """Lines of the page's file above its Markdown, where that is as it was written."""
        whole = Path(self._page.file.abs_src_path).read_text(encoding="utf-8-sig", errors="replace")
        return whole[: -len(self._text)].count("\n") if whole.endswith(self._text) else 0
