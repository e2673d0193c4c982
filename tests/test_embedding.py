from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import docutils.core
import docutils.nodes
import pytest
from markdown_it import MarkdownIt
from PIL import Image

from convanim.core.escape import markdown_attribute, url_of
from convanim.layers.convolution import Convolution
from convanim.pipeline.write import animate_bytes
from convanim.planner.views import VIEWS
from convanim.publish.page_files import DARK_PAGE, REDUCED, Showing, dark_theme, picture_files
from convanim.publish.snippet import snippet
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from tests.cases import LAYER_VIEWS
from tests.conftest import Run

LAYER = Convolution.of(4, 3)

HOSTILE = [
    '"', "'", "<b>", "</picture><script>alert(1)</script>", "-->", "a\nb", "a\r\n\r\nb", "\\", "\\\"", "](x)",
    "![a](b)", "|", "a | b", "`code`", "``", "*a*", "__a__", "_", "a_", "{{ a }}", "{% raw %}", "$x$", "&amp;", "&",
    "&#34;", "~~a~~", "\t", "\0", "\x1b[0m", "\u2028", "ü×→", ":: a", ".. raw:: html", ":alt: x", "a\n   :target: x",
    "`_", "|sub|", "[^1]",
]  # fmt: skip


class Found(HTMLParser):
    """Tags with their attributes, in order, and all text between."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def of_gif(alt: str = "words", prefix: str = "", target: str = "html", name: str = "a") -> str:
    shown = picture_files(Recipe(LAYER), Showing("dark"), name, ".gif")
    return "\n".join(snippet(target, shown, alt, prefix))


def test_sources_stand_in_the_order_in_which_they_are_tried() -> None:
    tags = Found(of_gif()).tags
    assert [tag for tag, _ in tags] == ["picture", "source", "source", "source", "img"]
    assert [(row.get("media"), row.get("srcset") or row.get("src")) for _, row in tags[1:]] == [
        (f"{REDUCED} and {DARK_PAGE}", "a_dark_still.png"),
        (REDUCED, "a_still.png"),
        (DARK_PAGE, "a_dark.gif"),
        (None, "a.gif"),
    ]
    assert tags[-1][1]["loading"] == "lazy"
    assert tags[-1][1]["style"] == "max-width:100%;height:auto"  # a page without CSS does not cut or squash it


def test_a_still_has_no_source_for_less_motion() -> None:
    shown = picture_files(Recipe(LAYER, Options(still="last")), Showing("dark"), "a", ".png")
    assert [file.file for file in shown] == ["a_dark.png", "a.png"]


@pytest.mark.parametrize(
    ("theme", "dark", "files"),
    [
        ("light", None, ["a_dark_still.png", "a_still.png", "a_dark.gif", "a.gif"]),
        ("dark", None, ["a_still.png", "a.gif"]),
        ("light", "light", ["a_still.png", "a.gif"]),
        ("dark", "light", ["a_light_still.png", "a_still.png", "a_light.gif", "a.gif"]),
    ],
)
def test_pages_of_both_schemes_have_a_theme(theme: str, dark: str | None, files: list[str]) -> None:
    options = Options(theme=theme)
    shown = picture_files(Recipe(LAYER, options), Showing(dark_theme(options, dark)), "a", ".gif")
    assert [file.file for file in shown] == files


@pytest.mark.parametrize("alt", HOSTILE)
@pytest.mark.parametrize("target", ["html", "github"])
def test_no_text_breaks_out_of_an_attribute(target: str, alt: str) -> None:
    text = of_gif(alt, target=target)
    found, plain = Found(text), Found(of_gif(target=target))
    assert [tag for tag, _ in found.tags] == [tag for tag, _ in plain.tags]
    assert found.text.split() == []
    assert (found.tags[-1][1]["alt"] or "").split() == "".join(c if c.isprintable() else " " for c in alt).split()
    assert "\n\n" not in text
    assert len(text.splitlines()) == 6


@pytest.mark.parametrize("prefix", HOSTILE)
@pytest.mark.parametrize("target", ["html", "github", "hugo"])
def test_no_address_breaks_out_of_an_attribute(target: str, prefix: str) -> None:
    found = Found(of_gif(prefix=prefix, target=target))
    assert [tag for tag, _ in found.tags] == ["picture", "source", "source", "source", "img"]
    sources = [row.get("srcset") or row.get("src") or "" for _, row in found.tags[1:]]
    assert all(re.fullmatch(r"[!-~]+", source) and "," not in source for source in sources)
    assert [source.rsplit("a", 1)[1] for source in sources][-1] == ".gif"


@pytest.mark.parametrize("alt", HOSTILE)
def test_markdown_gives_the_html_through_as_it_is(alt: str) -> None:
    text = of_gif(alt)
    rendered = MarkdownIt("commonmark").render(f"before\n\n{text}\n\nafter *this*\n")
    assert rendered == f"<p>before</p>\n{text}\n<p>after <em>this</em></p>\n"
    assert not set("`*|[]\\{}~$^") & set(markdown_attribute(alt))


@pytest.mark.parametrize("text", HOSTILE)
def test_commonmark_reads_one_image_with_the_words_and_the_address_that_were_meant(text: str) -> None:
    files = picture_files(Recipe(LAYER), Showing("dark", sources=False), "a", ".svg")
    tokens = MarkdownIt("commonmark").parse(
        "\n".join(["before", *snippet("commonmark", files, text, "x" + text), ""])
    )
    (image,) = [token for inline in tokens for token in inline.children or () if token.type == "image"]
    shown = "".join(token.content for token in image.children or ())
    assert shown.split() == "".join(c if c.isprintable() else " " for c in text).split()
    assert unquote(str(image.attrs["src"])) == unquote(url_of("a.svg", "x" + text))
    assert all(token.type in ("text", "text_special") for token in image.children or ())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("target", ["mdx", "hugo", "iframe"])
def test_other_pages_hold_one_element_whose_text_ends_nothing(target: str, text: str) -> None:
    suffix = ".html" if target == "iframe" else ".svg"
    files = picture_files(Recipe(LAYER), Showing("dark"), "a", suffix)
    written, plain = ("\n".join(snippet(target, files, words, "")) for words in (text, "words"))
    assert [tag for tag, _ in Found(written).tags] == [tag for tag, _ in Found(plain).tags]
    assert written.count("{") == plain.count("{")  # no template and no expression but ours
    assert (written.count("<"), len(written.splitlines())) == (plain.count("<"), len(plain.splitlines()))


SWITCHES = {
    "material": ("commonmark", "material", ["a_dark.svg#only-dark", "a.svg#only-light"]),
    "furo": ("commonmark", "furo", ["{image} a_dark.svg\n:class: only-dark", "{image} a.svg\n:class: only-light"]),
    "pydata in RST": ("rst", "pydata", [":class: only-dark", ":class: only-light"]),
    "selector": (
        "html",
        "[data-theme=dark]",
        ['class="convanim-dark"', "[data-theme=dark] .convanim-light{display:none}"],
    ),
    "selector in JSX": ("mdx", ".dark", ['className="convanim-dark"', '<style>{".convanim-dark{display:none}']),
}


@pytest.mark.parametrize(("target", "switch", "words"), SWITCHES.values(), ids=SWITCHES)
def test_a_pages_own_switch_picks_between_two_files_of_fixed_themes(
    target: str, switch: str, words: list[str]
) -> None:
    files = picture_files(Recipe(LAYER), Showing("dark", switched=True), "a", ".svg")
    assert [(one.recipe.options.theme, one.recipe.options.keep_theme) for one in files] == [
        ("dark", True), ("light", True),
    ]  # fmt: skip
    written = "\n".join(snippet(target, files, "words", "", switch))
    assert [word for word in words if word not in written] == []


def test_a_kept_theme_does_not_follow_the_device() -> None:
    adapting, kept = (animate_bytes(Recipe(LAYER, Options(keep_theme=keep)), ".svg")[0] for keep in (False, True))
    assert b"prefers-color-scheme" in adapting
    assert b"prefers-color-scheme" not in kept
    assert b"prefers-reduced-motion" in kept


@pytest.mark.parametrize("text", HOSTILE)
def test_rst_reads_back_what_was_meant(text: str) -> None:
    shown = picture_files(Recipe(LAYER), Showing("dark"), "a", ".gif")
    rst = "\n".join(snippet("rst", shown, text, "x" + text))
    settings = {"report_level": 5, "halt_level": 5, "raw_enabled": False, "file_insertion_enabled": False}
    tree = docutils.core.publish_doctree(f"Before\n\n{rst}\n\nAfter\n", settings_overrides=settings)
    (image,) = tree.findall(docutils.nodes.image)
    assert not list(tree.findall(docutils.nodes.system_message))
    assert [len(list(tree.findall(kind))) for kind in (docutils.nodes.paragraph, docutils.nodes.raw)] == [2, 0]
    assert image["uri"] == url_of("a.gif", "x" + text)
    assert image.get("alt", "").split() == "".join(c if c.isprintable() else " " for c in text).split()
    assert (image["width"], image["height"]) == (f"{shown[-1].facts.width}px", f"{shown[-1].facts.height}px")


def test_a_name_is_never_taken_for_a_scheme_or_a_folder() -> None:
    assert url_of("javascript:a/..b.gif") == "javascript%3Aa%2F..b.gif"


def test_github_keeps_no_loading() -> None:
    assert "loading" not in of_gif(target="github")
    assert "style" not in of_gif(target="github")


@pytest.mark.parametrize("view", LAYER_VIEWS)
def test_sizes_are_those_of_the_files_that_are_written(view: str, run: Run, tmp_path: Path) -> None:
    kind = VIEWS[view].kinds[0]
    words = [kind, "-i", "3", "-k", "2", "--view", view] if view != "roundtrip" else [view, "-i", "3", "-k", "2"]
    result = run("embed", *words, "--for", "html", "--write", "-o", "pic.gif", "--fps", "10")
    assert result.returncode == 0, result.stderr
    tags = Found(result.stdout).tags[1:]
    assert len(tags) == 4
    for _, row in tags:
        name = row.get("srcset") or row["src"]
        with Image.open(tmp_path / str(name)) as image:
            assert image.size == (int(str(row["width"])), int(str(row["height"])))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "pic.gif", "pic_dark.gif", "pic_dark_still.png", "pic_still.png",
    ]  # fmt: skip


def test_without_write_nothing_is_written(run: Run, tmp_path: Path) -> None:
    result = run("embed", "conv", "-i", "4", "-k", "3", "-o", "images/a.gif")
    assert result.returncode == 0
    assert "](images/a.gif)" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_address_and_a_text_of_ones_own_are_taken(run: Run) -> None:
    words = [
        "embed",
        "conv",
        "-i",
        "4",
        "-k",
        "3",
        "-o",
        "images/a.gif",
        "--url-prefix",
        "/p/",
        "--alt",
        'ein "Bild"',
    ]
    assert "](/p/a.gif)" in run(*words).stdout
    assert "![ein &quot;Bild&quot;](" in run(*words).stdout


def test_a_webp_has_a_still_in_png(run: Run, tmp_path: Path) -> None:
    words = [
        "embed",
        "conv",
        "-i",
        "3",
        "-k",
        "2",
        "--format",
        "webp",
        "--plays",
        "2",
        "--write",
        "-q",
        "--for",
        "html",
    ]
    result = run(*words)
    assert result.returncode == 0, result.stderr
    assert 'src="conv_i3_k2_plays2.webp"' in result.stdout
    endings = [".webp", "_dark.webp", "_dark_still.png", "_still.png"]
    names = [f"conv_i3_k2_plays2{ending}" for ending in endings]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


BAD = {
    "page": ("conv -i 4 -k 3 --for htlm", "did you mean 'html'?"),
    "picture": ("cnv -i 4 -k 3", "did you mean 'conv'?"),
    "layer": ("conv -i 4 -k 9 --write", "kernel 9 does not fit input 4"),
    "theme on dark pages": ("conv -i 4 -k 3 --dark-theme drak", "--dark-theme 'drak' is not known; did you mean"),
    "too many cells": ("conv -i 1x400 -k 1x3 --write", "--width"),
    "suffix": ("conv -i 4 -k 3 -o a.gfi", "did you mean '.gif'?"),
    "not an image": ("conv -i 4 -k 3 --still -o a.pdf", "is not shown by an <img>"),
    "a film": ("conv -i 4 -k 3 -o a.mp4", "a.mp4"),
    "two formats": ("conv -i 4 -k 3 -o a.gif --format webp", "are two formats"),
    "stdout": ("conv -i 4 -k 3 -o -", "-o - has no name"),
    "no folder": ("conv -i 4 -k 3 --write -o no/a.gif", "there is no folder 'no'"),
    "option": ("conv -i 4 -k 3 --wirte", "--wirte"),
    "output padding of a convolution": ("conv -i 4 -k 3 --output-padding 1", "--output-padding"),
}


@pytest.mark.parametrize(("line", "words"), BAD.values(), ids=BAD)
def test_a_wrong_request_is_one_line_and_nothing_written(line: str, words: str, run: Run, tmp_path: Path) -> None:
    result = run("embed", *line.split())
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []
