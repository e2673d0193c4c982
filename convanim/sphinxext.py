"""Sphinx: `extensions = ["convanim.sphinxext"]`, then `.. convanim:: conv -i 5 -k 3`, or MyST's ```{convanim}.

A page of HTML has the animation, LaTeX a still of shapes, an EPUB a still of pixels, and what shows no pictures their
alternative text. Pictures are drawn when a page is written, for only then is it known what for, and kept in
`convanim_cache`, by default a folder beside Sphinx's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.images import Figure, Image
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from convanim.core.errors import ConvanimError
from convanim.core.escape import html_attribute
from convanim.language.known import language_of_page
from convanim.publish.build_cache import drawing_tools
from convanim.publish.explore_frame import ExploreFrame, explore_frame
from convanim.publish.page_files import PictureFile, alternative
from convanim.publish.render import Rendered, RenderOptions, read_fence, render
from convanim.publish.snippet import FURO, OnPage
from convanim.recipe.files_read import files_read

THEMES_WITH_SWITCH = {"furo": "furo", "pydata_sphinx_theme": "pydata", "sphinx_book_theme": "pydata"}
"""Themes whose readers switch to dark on the page, and what that switch is called here."""


class PictureRequest(nodes.General, nodes.Element):
    """A picture that is not drawn yet: the text of its fence, and how it is wanted."""


class Sources(nodes.General, nodes.Inline, nodes.Element):
    """A <picture>: sources, each for readers of some kind, and the image for all others."""


class SourceImage(nodes.image):
    """One of these sources."""


class ExplorePage(nodes.image):
    """The page in which a layer is explored, in a frame."""


class PictureDirective(SphinxDirective):
    """`.. convanim::` with a command's words behind it or below, or TOML below."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = {
        "alt": directives.unchanged,
        "width": directives.length_or_percentage_or_unitless,
        "align": Image.align,
        "class": directives.class_option,
        "caption": directives.unchanged_required,
        "name": directives.unchanged,
        "theme": directives.unchanged_required,
        "lang": directives.unchanged_required,
        "format": directives.unchanged_required,
        "explore": directives.flag,
    }

    def run(self) -> list[Any]:
        """The picture, in a figure where it has a caption. An error is Sphinx's, with file and line."""
        text = "\n".join([*self.arguments, *self.content])
        source = Path(self.get_source_info()[0] or self.env.doc2path(self.env.docname))
        folder = (source if source.is_absolute() else Path(self.env.srcdir) / source).parent
        config = self.config
        wanted = RenderOptions(
            _cache_of(self.env.app),
            folder,
            format=self.options.get("format", config.convanim_format),
            theme=self.options.get("theme", config.convanim_theme),
            lang=self.options.get("lang", config.convanim_lang or language_of_page(config.language)),
            alt=self.options.get("alt"),
            line=0 if self.arguments else self.content_offset,
        )
        frame = None
        try:
            asked = read_fence(text, wanted)
            if "explore" in self.options:
                frame = explore_frame(text, wanted._replace(format=self.options.get("format")))
        except ConvanimError as error:
            raise self.error(f"convanim: {error}") from error
        for path in files_read(asked.recipe, folder):
            self.env.note_dependency(str(path))
        picture = PictureRequest(
            fence=text,
            wanted=wanted,
            frame=frame,
            said=alternative(asked.recipe, self.options.get("alt", asked.page.alt)),
        )
        self.set_source_info(picture)
        return [self._placed(picture)]

    def _placed(self, picture: Any) -> Any:
        """The picture with the options of where and how large it is, and its caption."""
        options = self.options
        picture["shown"] = {key: options[key] for key in ("width",) if key in options}
        outer = picture
        if "caption" in options:
            words, messages = self.state.inline_text(options["caption"], self.lineno)
            outer = nodes.figure("", picture, nodes.caption(options["caption"], "", *words), *messages)
            self.set_source_info(outer)
            if options.get("align", "left") not in Figure.align_h_values:
                raise self.error(f"convanim: a picture with a caption stands {', '.join(Figure.align_h_values)}")
        if "align" in options:
            (outer if outer is not picture else picture["shown"])["align"] = options["align"]
        outer["classes"] = options.get("class", [])
        self.add_name(outer)
        return outer


class DrawPictures(SphinxPostTransform):
    """Puts in the place of each request what the builder can show."""

    default_priority = 5  # before the transforms that look after images

    def run(self, **kwargs: Any) -> None:
        """Draw what is not in the cache."""
        for node in list(self.document.findall(PictureRequest)):
            found = self._found(node)
            found[0]["ids"] += node["ids"]
            found[0]["names"] += node["names"]
            node.replace_self(found)

    def _found(self, node: Any) -> list[Any]:
        medium, wanted = self._medium(), node["wanted"]
        if node["frame"] and medium == "page":
            return [self._framed(node, node["frame"])]
        switch = self._switch() if medium == "page" else ""
        if medium:
            try:
                return list(
                    self._images(node, render(node["fence"], wanted._replace(medium=medium, switch=switch)), switch)
                )
            except ConvanimError as error:
                logging.getLogger(__name__).warning("convanim: %s", error, location=node)
        return [nodes.paragraph("", node["said"])]

    def _medium(self) -> str:
        """What the builder writes; empty where it shows no pictures."""
        builder = self.app.builder
        if builder.format == "html" and not builder.name.startswith("epub"):
            return "page"
        if "application/pdf" in builder.supported_image_types:
            return "paper"
        return "book" if builder.supported_image_types else ""

    def _switch(self) -> str:
        """The switch to dark of the site's theme; empty where pictures follow the device."""
        asked = self.config.convanim_dark_switch
        return str(THEMES_WITH_SWITCH.get(self.config.html_theme, "") if asked is None else asked)

    def _images(self, node: Any, rendered: Rendered, switch: str) -> Iterator[Any]:
        """Nodes for the files: one image, one for each side of a switch, or sources."""
        images = [self._image(node, rendered, file, nodes.image) for file in rendered.files]
        if switch:
            for image, file in zip(images, rendered.files, strict=True):
                image["classes"] += [OnPage([file], [""], "", FURO).class_name]
                yield image
        elif len(images) > 1:
            sources = [self._image(node, rendered, file, SourceImage) for file in rendered.files[:-1]]
            yield Sources("", *sources, images[-1])
        else:
            yield images[0]

    def _framed(self, node: Any, frame: ExploreFrame) -> Any:
        """The page to explore: a file of the site, as pictures are."""
        path = str(frame.written_into(node["wanted"].cache))
        page = ExplorePage(uri=path, candidates={"*": path}, alt=frame.title, frame=frame, **node["shown"])
        page["classes"] = [*node["classes"]]
        self.env.images.add_file(self.env.docname, path)
        return page

    def _image(self, node: Any, rendered: Rendered, file: PictureFile, kind: type) -> Any:
        path = str(rendered.folder / file.file)
        image = kind(uri=path, candidates={"*": path}, alt=rendered.alt, **node["shown"])
        image["classes"] = [*node["classes"]]
        image["media"], image["size"] = file.media, (file.facts.width, file.facts.height)
        image.source, image.line = node.source, node.line
        self.env.images.add_file(self.env.docname, path)
        return image


def _cache_of(app: Any) -> Path:
    """The folder of the pictures; a relative one is seen from the configuration."""
    named = app.config.convanim_cache
    return Path(app.confdir or app.srcdir) / named if named else Path(app.doctreedir) / "convanim"


def _visit_sources(translator: Any, node: Any) -> None:
    translator.body.append("<picture>")


def _depart_sources(translator: Any, node: Any) -> None:
    translator.body.append("</picture>")


def _visit_source(translator: Any, node: Any) -> None:
    from urllib.parse import quote

    builder, (width, height) = translator.builder, node["size"]
    url = f"{builder.imgpath}/{quote(builder.images[node['uri']])}"
    translator.body.append(
        f'<source media="{html_attribute(node["media"])}" srcset="{html_attribute(url)}" '
        f'width="{width}" height="{height}">'
    )
    raise nodes.SkipNode


def _visit_page(translator: Any, node: Any) -> None:
    builder, frame = translator.builder, node["frame"]
    html = frame.linked(f"{builder.imgpath}/", node.get("width", ""))
    aligned = [f"align-{node['align']}"] if "align" in node else []
    translator.body.append(translator.starttag(node, "div", "", CLASS=" ".join(aligned)) + html + "</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Add the directive, its nodes and its settings."""
    app.add_directive("convanim", PictureDirective)
    app.add_post_transform(DrawPictures)
    app.add_node(PictureRequest)
    app.add_node(Sources, html=(_visit_sources, _depart_sources))
    app.add_node(SourceImage, html=(_visit_source, None))
    app.add_node(ExplorePage, html=(_visit_page, None))
    app.add_config_value("convanim_cache", None, "env", (str, type(None)))
    app.add_config_value("convanim_theme", None, "env", (str, type(None)))
    app.add_config_value("convanim_lang", None, "env", (str, type(None)))
    app.add_config_value("convanim_format", None, "env", (str, type(None)))
    app.add_config_value("convanim_dark_switch", None, "html", (str, type(None)))
    app.add_config_value("convanim_drawn_by", drawing_tools(), "env")  # another version draws other pictures
    return {"version": version("convanim"), "parallel_read_safe": True, "parallel_write_safe": True}
