"""The page of a gallery in a real browser: it is seen, heard, searched and driven by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from convanim.publish.gallery.draw import draw_gallery
from tests.browser import Browser, Page
from tests.test_gallery import ROOT, states

MANIFEST = """
[page]
title = "A small gallery"
[defaults]
width = 400
[[picture]]
name = "one"
kind = "conv"
input = 3
kernel = 2
dark_theme = "dark"
[[picture]]
name = "two"
kind = "transposed"
input = 2
kernel = 2
stride = 2
stages = true
group = "Last"
[[picture]]
name = "three"
kind = "conv"
input_values = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"
kernel_values = "1 -1"
still = "last"
group = "Last"
"""

SHOWN = "[...document.images].map(image => image.currentSrc.split('/').pop())"

LOADED = """Promise.all([...document.images].map(image => {
  image.loading = "eager";
  return image.complete && image.currentSrc ? 1 : new Promise(done => { image.onload = image.onerror = done; });
}))"""

VISIBLE = "[...document.querySelectorAll('.card')].filter(card => card.checkVisibility()).map(card => card.id)"

FOCUS = (
    "document.activeElement.id || document.activeElement.getAttribute('aria-label') || document.activeElement.href"
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = tmp_path_factory.mktemp("gallery") / "gallery.toml"
    manifest.write_text(MANIFEST)
    states(draw_gallery(manifest))
    return manifest.parent / "index.html"


@pytest.fixture
def page(browser: Browser, small: Path) -> Iterator[Page]:
    page = browser.page(width=1280)
    page.open(small)
    yield page
    assert page.errors == []
    page.close()


@pytest.mark.parametrize(
    ("scheme", "reduced", "shown"),
    [
        ("light", False, ["one.gif", "two.gif", "three.png"]),
        ("dark", False, ["one_dark.gif", "two.gif", "three.png"]),
        ("light", True, ["one_still.png", "two_still.png", "three.png"]),
        ("dark", True, ["one_dark_still.png", "two_still.png", "three.png"]),
    ],
    ids=lambda value: str(value),
)
def test_pictures_are_as_the_reader_wants_them(
    scheme: str, reduced: bool, shown: list[str], page: Page, small: Path
) -> None:
    page.media(scheme, reduced)
    page.open(small)
    page.evaluate(LOADED)
    assert page.evaluate(SHOWN) == shown
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)], ids=["light", "dark"])
def test_the_page_is_light_or_dark_and_its_text_can_be_read(scheme: str, dark: bool, page: Page) -> None:
    page.media(scheme)
    corner = page.screenshot()[5, 5]
    assert corner.max() < 40 if dark else corner.min() > 230
    assert page.evaluate(CONTRAST) >= 4.5


CONTRAST = """(() => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const light = color => color.slice(0, 3).map(c => c / 255)
    .map(c => c <= .04 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const behind = node => {
    while (node) {
      const color = numbers(getComputedStyle(node).backgroundColor);
      if (color.length < 4 || color[3]) return color;
      node = node.parentElement;
    }
  };
  const ratios = [...document.querySelectorAll("body *")]
    .filter(node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
    .filter(node => !["SCRIPT", "STYLE"].includes(node.tagName))
    .map(node => [light(numbers(getComputedStyle(node).color)), light(behind(node))])
    .map(([a, b]) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05));
  return Math.min(...ratios);
})()"""


def test_the_search_is_reached_and_used_by_keyboard(page: Page) -> None:
    page.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the pictures"
    page.press("Tab")
    assert page.evaluate(FOCUS) == "_search"
    assert page.evaluate("document.getElementById('_hits').textContent") == "3 pictures"
    for key in "stride 2":
        page.press(key)
    assert page.evaluate("document.getElementById('_hits').textContent") == "1 of 3 pictures"
    assert page.evaluate(VISIBLE) == ["two"]
    assert page.evaluate("[...document.querySelectorAll('h2')].filter(h => h.checkVisibility()).length") == 1
    assert page.evaluate("[...document.querySelectorAll('nav a')].filter(a => a.checkVisibility()).length") == 1
    page.press("Escape")
    assert page.evaluate(VISIBLE) == ["one", "two", "three"]
    assert page.evaluate("document.getElementById('_hits').textContent") == "3 pictures"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["one", "two", "three"]),
        ("TRANSPOSED", ["two"]),
        ("3x3", ["one"]),
        ("3×3", ["one"]),
        ("last", ["two", "three"]),
        ("kernel conv 3x3", ["one"]),
        ("two.gif", ["two"]),
        ("--kernel-values", ["three"]),
        ("copy", []),
        ("nothing of that kind", []),
    ],
)
def test_a_search_finds_all_words_in_any_order(words: str, found: list[str], page: Page) -> None:
    page.evaluate(
        "(box => { box.value = " + repr(words) + "; box.dispatchEvent(new Event('input')) })"
        "(document.getElementById('_search'))"
    )
    assert page.evaluate(VISIBLE) == found
    assert page.evaluate("document.getElementById('_none').checkVisibility()") is (found == [])


def test_the_skip_link_leads_past_the_tools(page: Page) -> None:
    page.press("Tab")
    page.press("Enter")
    page.press("Tab")
    assert page.evaluate(FOCUS).endswith("#one")


def to_copy_button(page: Page) -> None:
    for _ in range(20):
        page.press("Tab")
        if page.evaluate(FOCUS) == "Copy the command of one":
            return
    pytest.fail("Tab does not lead to the button")


def test_enter_copies_a_command_and_says_so(page: Page) -> None:
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text }")
    to_copy_button(page)
    page.press("Enter")
    assert page.wait_for("window.copied") == "convanim conv -i 3 -k 2 --width 400"
    assert (
        page.wait_for("document.getElementById('_said').textContent") == "Copied: convanim conv -i 3 -k 2 --width 400"
    )
    assert page.evaluate("document.activeElement.textContent") == "Copied"
    assert page.wait_for("document.activeElement.textContent === 'Copy'")


@pytest.mark.parametrize("clipboard", ["undefined", "{ writeText: () => Promise.reject(new Error('not allowed')) }"])
def test_without_a_clipboard_the_command_is_copied_from_the_page(clipboard: str, page: Page) -> None:
    page.evaluate(f"Object.defineProperty(navigator, 'clipboard', {{ value: {clipboard} }}), 1")
    page.evaluate("document.addEventListener('copy', () => { window.copied = String(getSelection()) }), 1")
    to_copy_button(page)
    page.press("Enter")
    assert page.wait_for("window.copied") == "convanim conv -i 3 -k 2 --width 400"
    assert page.evaluate("document.activeElement.textContent") == "Copied"


def test_a_command_that_cannot_be_copied_is_selected_and_that_is_said(page: Page) -> None:
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined }), 1")
    page.evaluate("document.execCommand = () => false, 1")
    to_copy_button(page)
    page.press("Enter")
    assert "is selected" in page.wait_for("document.getElementById('_said').textContent")
    assert page.evaluate("String(getSelection())") == "convanim conv -i 3 -k 2 --width 400"
    assert page.evaluate("document.activeElement.textContent") == "Selected"


def test_whatever_has_the_focus_is_outlined_and_not_covered(page: Page) -> None:
    page.resize(1280, 500)
    seen = []
    for _ in range(30):
        page.press("Tab")
        if not (found := page.evaluate(FOCUSED)):
            break
        seen.append(found)
    assert len(seen) == 1 + 2 + 2 + 3 * 3  # skip, search and motion, two groups, three links of each card
    assert all(width >= 2 and style != "none" and on_top for width, style, on_top in seen), seen


FOCUSED = """(() => {
  const node = document.activeElement, style = getComputedStyle(node);
  if (node === document.body) return null;
  const box = node.getClientRects()[0];
  const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return [parseFloat(style.outlineWidth), style.outlineStyle, node.contains(there)];
})()"""


def test_motion_can_be_stopped_and_started(page: Page) -> None:
    page.evaluate(LOADED)
    button = "document.getElementById('_still')"
    page.evaluate(f"{button}.focus()")
    page.press(" ")
    assert page.evaluate(f"{button}.getAttribute('aria-pressed')") == "true"
    assert page.wait_for(f"{SHOWN}.includes('one_still.png') && {SHOWN}.includes('two_still.png')")
    page.press("Enter")
    assert page.wait_for(f"{SHOWN}.includes('one.gif') && {SHOWN}.includes('two.gif')")
    assert page.evaluate(f"{button}.getAttribute('aria-pressed')") == "false"
    page.media("light", reduced_motion=True)
    assert not page.evaluate(f"{button}.checkVisibility()")


def test_without_script_everything_is_shown_and_nothing_that_would_not_work(page: Page, small: Path) -> None:
    page.call("Emulation.setScriptExecutionDisabled", {"value": True})
    page.open(small)
    assert page.evaluate(VISIBLE) == ["one", "two", "three"]
    for what in ("#_search", "#_still", ".command button"):
        assert not page.evaluate(f"document.querySelector({what!r}).checkVisibility()")
    assert page.evaluate("document.documentElement.className") == ""


def test_headings_go_down_one_step_at_a_time_and_all_has_a_name(page: Page) -> None:
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))")
    assert levels == [1, 2, 3, 2, 3, 3]
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    named = [node for node in nodes if node.get("role", {}).get("value") in ("image", "button", "link", "searchbox")]
    assert len(named) > 12
    assert all(node["name"]["value"] for node in named)
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("width", [320, 360, 1280, 1800])
def test_nothing_is_wider_than_the_window(width: int, page: Page, small: Path) -> None:
    page.resize(width, 800)
    page.open(small)
    page.evaluate(LOADED)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("[...document.images].every(image => image.width <= image.naturalWidth)")
    columns = page.evaluate("getComputedStyle(document.querySelector('.grid')).gridTemplateColumns.split(' ').length")
    assert columns == {320: 1, 360: 1, 1280: 2, 1800: 3}[width]


TOO_WIDE = """[...document.querySelectorAll(".card, .card *")]
  .filter(e => e.clientWidth && e.scrollWidth > e.clientWidth).map(e => `${e.tagName} ${e.textContent}`)"""


@pytest.mark.parametrize("reduced", [False, True], ids=["moving", "still"])
def test_our_gallery_is_whole_and_stands_still_while_it_loads(reduced: bool, browser: Browser) -> None:
    page = browser.page(width=1280, reduced_motion=reduced)
    page.open(ROOT / "gallery" / "index.html")
    page.evaluate(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => { shift += e.value }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    before = page.evaluate("document.documentElement.scrollHeight")
    page.evaluate(LOADED)
    assert page.evaluate("[...document.images].filter(image => !image.naturalWidth).map(image => image.src)") == []
    assert page.evaluate(DISTORTED) == []
    assert page.evaluate("document.documentElement.scrollHeight") == before
    assert page.evaluate("new Promise(done => setTimeout(() => done(shift), 100))") == 0
    moving = page.evaluate(MOVING)
    assert len(moving) > 30
    assert all(name.endswith("_still.png" if reduced else ".gif") for name in moving)
    assert page.errors == []
    page.close()


MOVING = """[...document.querySelectorAll("picture:has(source[media*=motion]) > img")]
  .map(image => image.currentSrc.split("/").pop())"""

DISTORTED = """[...document.images].filter(image => {
  const source = [...image.parentElement.querySelectorAll("source")].find(s => matchMedia(s.media).matches) || image;
  const wanted = ["width", "height"].map(name => Number(source.getAttribute(name)));
  const found = [image.naturalWidth, image.naturalHeight];
  return String(wanted) !== String(found) || Math.abs(image.width / image.height - found[0] / found[1]) > .01;
}).map(image => image.currentSrc)"""
