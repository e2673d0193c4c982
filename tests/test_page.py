"""The page of a gallery as text: what is on it, that it is only text, and when it is written."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from convanim.publish.gallery.draw import check_gallery, draw_gallery
from convanim.publish.gallery.github_page import github_page
from convanim.publish.gallery.manifest import read_gallery
from convanim.publish.gallery.pages import PAGES
from convanim.style.themes import DARK, LIGHT
from tests.conftest import Run
from tests.test_gallery import ROOT, states

MANIFEST = """
[page]
title = "All <b>kinds</b> & {{css}}"
text = "One | two."
[groups]
"Ends </title><script>alert(1)</script>" = "A *sentence* with <img src=x onerror=alert(2)>."
"- [x](y) `z` # __q__" = ""
[defaults]
width = 400
[[picture]]
name = "one"
group = "- [x](y) `z` # __q__"
caption = "\\"><script>alert(3)</script>"
kind = "conv"
input = 3
kernel = 2
[[picture]]
name = "two"
group = "Ends </title><script>alert(1)</script>"
kind = "transposed"
input_values = "1 2"
kernel_values = "1 0; -1 2"
dark_theme = "dark"
[[picture]]
name = "three"
group = "- [x](y) `z` # __q__"
kind = "conv"
input = 3
kernel = 2
still = "last"
"""

FILES = ["one", "one_still", "two", "two_dark_still", "two_still", "two_dark", "three"]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "gallery.toml"
    path.write_text(MANIFEST, encoding="utf-8")
    return path


class Reader(HTMLParser):
    """A page as a browser reads it: its elements, and the text in each kind of them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "img", "source", "input"):
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, "elements are nested"

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(manifest: Path, name: str = "index.html") -> str:
    states(draw_gallery(manifest))
    return (manifest.parent / name).read_text(encoding="utf-8")


def test_a_page_brings_stills_and_dark_siblings(manifest: Path) -> None:
    assert states(draw_gallery(manifest)) == dict.fromkeys([*FILES, "index.html", "README.md"], "drawn")
    files = {path.name for path in manifest.parent.iterdir()}
    assert {"one.gif", "one_still.png", "two_dark.gif", "two_dark_still.png", "three.png"} <= files
    assert not any(name.startswith(("three_", "one_dark")) for name in files)


def test_without_a_page_nothing_but_the_pictures_is_drawn(manifest: Path) -> None:
    manifest.write_text(MANIFEST[MANIFEST.index("[defaults]") :].replace('dark_theme = "dark"', ""))
    manifest.write_text(re.sub(r"(?m)^(group|caption) = .*\n", "", manifest.read_text()))
    assert states(draw_gallery(manifest)) == dict.fromkeys(["one", "two", "three"], "drawn")


def test_words_of_the_manifest_are_text_on_the_page(manifest: Path) -> None:
    page = Reader(page_of(manifest))
    assert page.texts["title"] == page.texts["h1"] == ["All <b>kinds</b> & {{css}}"]
    assert page.texts["h2"] == ["- [x](y) `z` # __q__", "Ends </title><script>alert(1)</script>"]
    assert page.texts["h3"][0] == '"><script>alert(3)</script>'
    assert len(page.all("script")) == 2
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert not any("alert(" in text for text in page.texts["script"])


def test_a_page_says_all_of_each_picture(manifest: Path) -> None:
    page = Reader(page_of(manifest))
    entries = {entry.name: entry for entry in read_gallery(manifest).entries}
    assert [attributes["id"] for attributes in page.all("article")] == ["one", "three", "two"]
    assert page.texts["code"] == [entries[name].recipe.command for name in ("one", "three", "two")]
    images = page.all("img")
    assert [image["src"] for image in images] == ["one.gif", "three.png", "two.gif"]
    assert [image["alt"] for image in images] == [text for text in page.texts["p"] if "onvolution" in text]
    assert all(image["loading"] == "lazy" and image["width"] and image["height"] for image in images)
    assert page.texts["p"].count("3×3 → 2×2") == 2
    size = (manifest.parent / "one.gif").stat().st_size
    width, height = images[0]["width"], images[0]["height"]
    facts = ["one.gif", f"{width}×{height} px", "7 frames", "6.88 s", f"{size / 1000:.0f} kB"]
    assert page.texts["ul"][1].split("\n") == ["", *facts, ""]


def test_sources_come_in_the_order_in_which_a_browser_must_try_them(manifest: Path) -> None:
    sources = [source["srcset"] for source in Reader(page_of(manifest)).all("source")]
    assert sources == ["one_still.png", "two_dark_still.png", "two_still.png", "two_dark.gif"]


def test_what_is_around_a_picture_is_its_themes_background_or_the_page(manifest: Path) -> None:
    manifest.write_text(MANIFEST.replace('still = "last"', 'still = "last"\ntheme = "transparent"'))
    styles = [shot["style"] or "" for shot in Reader(page_of(manifest)).all("div") if shot.get("class") == "shot"]
    assert [style.partition(";--part")[0] for style in styles] == [
        "--light:#ffffff;--dark:#ffffff",
        "--light:transparent;--dark:transparent",
        f"--light:{LIGHT.background};--dark:{DARK.background}",
    ]


def test_a_picture_may_be_called_as_the_page_is(manifest: Path) -> None:
    manifest.write_text(MANIFEST.replace('name = "three"', 'name = "index"'))
    states(draw_gallery(manifest))
    assert (manifest.parent / "index.png").exists()
    assert set(states(check_gallery(manifest)).values()) == {"same"}


def test_a_theme_of_its_own_is_shown_on_every_page(manifest: Path) -> None:
    text = MANIFEST.replace("width = 400", 'width = 400\ndark_theme = "dark"')
    manifest.write_text(text.replace('still = "last"', 'still = "last"\ntheme = "print"'))
    states(draw_gallery(manifest))
    files = {path.name for path in manifest.parent.iterdir()}
    assert "one_dark.gif" in files
    assert "three_dark.png" not in files


def test_links_and_labels_of_a_page_lead_somewhere_and_ids_are_unique(manifest: Path) -> None:
    page = Reader(page_of(manifest))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    wanted = [link["href"] or "" for link in page.all("a") if (link["href"] or "").startswith("#")]
    wanted += [f"#{label['for']}" for label in page.all("label")]
    wanted += [
        f"#{attributes['aria-labelledby']}" for _, attributes in page.elements if "aria-labelledby" in attributes
    ]
    assert len(wanted) > 8
    assert {unquote(link)[1:] for link in wanted} <= set(ids)


def test_a_page_is_one_file_without_a_network(manifest: Path) -> None:
    text = page_of(manifest)
    assert not re.search("https?:", text)
    assert "url(" not in text
    assert not Reader(text).all("link")[1:]


def test_words_of_the_manifest_are_text_on_github_too(manifest: Path) -> None:
    text = page_of(manifest, "README.md")
    assert (
        re.findall("^#.*", text, re.MULTILINE)[0]
        == "# All &lt;b&gt;kinds&lt;/b&gt; &amp; &#123;&#123;css&#125;&#125;"
    )
    tags = set(re.findall(r"<(\w+)", text))
    assert tags == {"picture", "source", "img"}
    assert "[x](y)" not in text
    assert "`z`" not in text
    assert "\n- [&#45; &#91;x&#93;(y)" in text


def test_githubs_page_has_a_table_of_contents_of_its_headings(manifest: Path) -> None:
    text = page_of(manifest, "README.md")
    assert re.findall(r"^- \[.*\]\(#(.*)\): (.*)$", text, re.MULTILINE) == [
        ("--xy-z--__q__", "2 pictures"),
        ("ends-titlescriptalert1script", "1 picture"),
    ]
    assert text.count("```sh\nconvanim ") == 3
    assert text.count("<picture>") == text.count("</picture>") == 3


def test_a_command_with_backticks_does_not_end_its_block(manifest: Path) -> None:
    gallery = read_gallery(manifest)
    assert gallery.page
    card = gallery.entries[0].card(1000)._replace(command="convanim conv ```` \n# x")
    assert "`````sh\nconvanim conv ```` # x\n`````\n" in github_page(gallery.page, [card])


def test_a_page_that_would_be_the_same_is_not_touched(manifest: Path) -> None:
    states(draw_gallery(manifest))
    before = {name: (manifest.parent / name).stat().st_mtime_ns for name in PAGES}
    assert set(states(draw_gallery(manifest)).values()) == {"kept"}
    assert before == {name: (manifest.parent / name).stat().st_mtime_ns for name in PAGES}


def test_the_check_names_a_page_that_is_stale_or_missing(manifest: Path) -> None:
    states(draw_gallery(manifest))
    assert set(states(check_gallery(manifest)).values()) == {"same"}
    manifest.write_text(MANIFEST.replace("One | two.", "Others."))
    (manifest.parent / "README.md").unlink()
    (manifest.parent / "one_still.png").write_bytes(b"damaged")
    found = states(check_gallery(manifest))
    assert {name: state for name, state in found.items() if state != "same"} == {
        "one_still": "differs",
        "index.html": "differs",
        "README.md": "missing",
    }


def test_the_check_names_pages_and_stills_that_are_no_longer_wanted(manifest: Path) -> None:
    states(draw_gallery(manifest))
    manifest.write_text('[[picture]]\nname = "one"\nkind = "conv"\ninput = 3\nkernel = 2\nwidth = 400\n')
    found = states(check_gallery(manifest))
    assert found.pop("one") == "same"
    assert set(found) == {"index.html", "README.md", *FILES} - {"one"}
    assert set(found.values()) == {"in no manifest"}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_somebody_wrote_is_not_replaced(name: str, manifest: Path, run: Run) -> None:
    (manifest.parent / name).write_text("mine, about convanim gallery")
    result = run("gallery", str(manifest))
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert f"{name} is not from convanim" in result.stderr
    assert (manifest.parent / name).read_text() == "mine, about convanim gallery"
    assert {path.name for path in manifest.parent.iterdir()} == {name, "gallery.toml"}


def test_no_page_is_written_while_a_picture_is_missing(manifest: Path, run: Run) -> None:
    manifest.write_text(MANIFEST.replace("input = 3\nkernel = 2\nstill", "input = [1, 400]\nkernel = [1, 3]\nstill"))
    result = run("gallery", str(manifest))
    assert result.returncode == 1
    assert "three" in result.stderr
    assert "index.html: not written, for a picture on it is missing" in result.stderr
    assert not any((manifest.parent / name).exists() for name in PAGES)
    assert (manifest.parent / "two_dark.gif").exists()


def test_a_picture_of_the_manifest_stands_in_for_a_still_of_the_same_layer(manifest: Path) -> None:
    own = '[[picture]]\nname = "one_still"\nkind = "conv"\ninput = 3\nkernel = 2\nstill = "whole"\n'
    manifest.write_text(MANIFEST + own)
    assert list(states(draw_gallery(manifest))).count("one_still") == 1
    assert len(Reader(page_of(manifest)).all("article")) == 4


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[page]", "[pages]", "key 'pages' is not known; did you mean 'page'?"),
        ("title =", "tilte =", "page: key 'tilte' is not known; did you mean 'title'?"),
        ('text = "One | two."', "text = 3", "page: text = 3 is of the wrong type"),
        ('__q__" = ""', '__q__" = 3', "groups: - [x](y) `z` # __q__ = 3 is of the wrong type"),
        ('group = "Ends <', 'group = "End <', "picture 2: group 'End </title><script>alert"),
        ("[groups]", '[groups]\n"Unused" = ""', "no picture has the group 'Unused'"),
        ('dark_theme = "dark"', 'dark_theme = "drak"', "picture 2: dark_theme 'drak' is not known"),
        ("caption = ", "caption = 3 #", "picture 1: caption = 3 is of the wrong type"),
        ('name = "three"', 'name = "two_still"', "the picture 'two_still' has the name of a file that the page"),
        ('name = "three"', 'name = "one_still"', "the picture 'one_still' has the name of a file that the page"),
        ('name = "three"', 'name = "two_dark"', "the picture 'two_dark' has the name of a file that the page"),
        (MANIFEST[: MANIFEST.index("[groups]")], "", "[groups] are those of a page; add a [page] table"),
        (MANIFEST[: MANIFEST.index("[defaults]")], "", "picture 1: group is for a page; add a [page] table"),
    ],
)  # fmt: skip
def test_a_wrong_page_is_one_line_with_the_place(old: str, new: str, words: str, manifest: Path, run: Run) -> None:
    assert old in MANIFEST
    manifest.write_text(MANIFEST.replace(old, new, 1))
    result = run("gallery", str(manifest))
    assert result.returncode == 2
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert [path.name for path in manifest.parent.iterdir()] == ["gallery.toml"]


def test_our_gallery_has_a_page_with_every_picture_and_all_its_files() -> None:
    folder = ROOT / "gallery"
    page = Reader((folder / "index.html").read_text(encoding="utf-8"))
    entries = read_gallery(folder / "gallery.toml").entries
    assert {attributes["id"] for attributes in page.all("article")} == {entry.name for entry in entries}
    assert all(entry.group for entry in entries)
    shown = [image["src"] or "" for image in page.all("img")] + [
        source["srcset"] or "" for source in page.all("source")
    ]
    assert {path.name for path in folder.iterdir() if path.suffix in (".gif", ".png")} == set(shown)


def test_the_policy_lets_run_the_scripts_of_the_page_and_nothing_else(manifest: Path) -> None:
    states(draw_gallery(manifest))
    reader = Reader((manifest.parent / "index.html").read_text(encoding="utf-8"))
    (policy,) = [
        named["content"] for tag, named in reader.elements if named.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy and policy.startswith("default-src 'none'; ")
    rules = {name: set(words) for name, *words in map(str.split, policy.split("; "))}
    hashes = {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in reader.texts["script"]}
    assert rules["script-src"] == hashes
    assert len(hashes) == 2
    assert not [named for _, named in reader.elements for key in named if key.startswith("on")]
