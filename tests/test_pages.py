"""What is pasted, in a real browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.browser import Browser, Page, find_browser

READERS = {
    ("light", False): "a.gif",
    ("dark", False): "a_dark.gif",
    ("light", True): "a_still.png",
    ("dark", True): "a_dark_still.png",
}

ALT = "Animated convolution: a 2×2 kernel slides over a 3×3 input and fills a 2×2 output."

BOX = "JSON.stringify(document.querySelector('#after').getBoundingClientRect().top)"

LOADED = "(image => image.complete && image.naturalWidth > 0)(document.images[0])"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    one = Browser(find_browser())
    yield one
    one.close()


@pytest.fixture(scope="module", params=["html", "github", "md"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with what `embed` prints, or with a post that went through `md`; pictures are in a folder beside it."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "p").mkdir()
    convanim = [sys.executable, "-m", "convanim"]
    picture = ["conv", "-i", "3", "-k", "2", "--fps", "20"]
    if request.param == "md":
        (folder / "post.md").write_text(f"A *post*\n\n```convanim name=a\n{' '.join(picture)}\n```\nAfter\n")
        subprocess.run(
            [*convanim, "md", "post.md", "-o", "out.md", "--images", "p", "--for", "html", "-q"],
            cwd=folder,
            check=True,
        )
        markup = MarkdownIt("commonmark").render((folder / "out.md").read_text())
    else:
        words = [*convanim, "embed", *picture, "--for", request.param, "--write", "-q", "-o", "p/a.gif"]
        markup = subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True).stdout
    path = folder / "index.html"
    path.write_text(
        "<!doctype html><html lang=en><meta charset=utf-8><title>Page</title>"
        "<style>img { max-width: 100%; height: auto }</style>"
        f"<h1>Page</h1>{markup}<p id=after>After</p></html>",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(("scheme", "reduced"), READERS, ids=str)
def test_every_reader_sees_the_right_file_and_nothing_moves(
    scheme: str, reduced: bool, page: Path, browser: Browser
) -> None:
    tab = browser.page(360, 1200, scheme, reduced)
    release = hold(tab, "*/p/*")
    tab.call("Page.navigate", {"url": page.as_uri()})
    tab.wait_for("document.querySelector('#after') !== null")
    before = tab.evaluate(BOX)
    assert not tab.evaluate(LOADED)
    release()
    tab.wait_for(LOADED)
    assert tab.evaluate(BOX) == before
    assert shift(tab) == 0
    assert tab.evaluate("document.images.length") == 1
    assert tab.evaluate("document.images[0].currentSrc.split('/').pop()") == READERS[scheme, reduced]
    assert tab.evaluate("document.images[0].alt") == ALT
    natural = tab.evaluate("[document.images[0].naturalWidth, document.images[0].naturalHeight]")
    shown = tab.evaluate("(box => [box.width, box.height])(document.images[0].getBoundingClientRect())")
    assert shown[0] < natural[0]  # a phone
    assert abs(shown[1] / shown[0] - natural[1] / natural[0]) < 0.01
    assert tab.errors == []
    tab.close()


def hold(tab: Page, pattern: str) -> Callable[[], None]:
    """Keep back all files of a pattern until the function given is called."""
    held: list[str] = []
    hear = tab.hear

    def hear_held(method: str, parameters: dict[str, Any]) -> None:
        if method == "Fetch.requestPaused":
            held.append(parameters["requestId"])
        hear(method, parameters)

    tab.hear = hear_held  # type: ignore[method-assign]
    tab.call("Fetch.enable", {"patterns": [{"urlPattern": pattern}]})

    def release() -> None:
        while not held:
            tab.evaluate("new Promise(done => setTimeout(() => done(1), 20))")
        for request in held:
            tab.call("Fetch.continueRequest", {"requestId": request})

    return release


def shift(tab: Page) -> float:
    """How much the layout has moved, as browsers measure it."""
    return float(
        tab.evaluate(
            "new Promise(done => { let sum = 0; new PerformanceObserver(list => list.getEntries().forEach("
            "entry => sum += entry.value)).observe({type: 'layout-shift', buffered: true});"
            "setTimeout(() => done(sum), 100) })"
        )
    )


def test_the_measure_sees_a_picture_without_a_size(page: Path, browser: Browser) -> None:
    """So that the test above can fail."""
    sizeless = page.parent / "sizeless.html"
    sizeless.write_text(re.sub(r' (?:width|height)="\d+"', "", page.read_text(encoding="utf-8")), encoding="utf-8")
    tab = browser.page(360, 1200)
    release = hold(tab, "*/p/*")
    tab.call("Page.navigate", {"url": sizeless.as_uri()})
    tab.wait_for("document.querySelector('#after') !== null")
    before = tab.evaluate(BOX)
    release()
    tab.wait_for(LOADED)
    assert tab.evaluate(BOX) != before
    tab.close()
