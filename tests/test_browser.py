"""The browser that other tests drive does what they ask of it."""

from __future__ import annotations

from pathlib import Path

from tests.browser import Browser

PAGE = """<!doctype html><title>a page</title><style>
body{margin:0;background:#fff} @media (prefers-color-scheme:dark){body{background:#102030}}
p{margin:0;width:40px;height:40px;background:#f00;animation:a 10s step-end infinite}
@keyframes a{50%{background:#00f}}
@media (prefers-reduced-motion:reduce){p{animation:none}}
</style><p></p><script>onkeydown = e => window.heard = e.key + (e.shiftKey ? " shifted" : "")</script>"""


def test_a_page_is_opened_driven_and_seen(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    page = browser.page(width=320, height=200)
    page.open(tmp_path / "a.html")
    assert page.evaluate("document.title") == "a page"
    for key in ("ArrowRight", " ", "Home", "f"):
        page.press(key)
        assert page.evaluate("heard") == key
    page.press("Tab", shift=True)
    assert page.evaluate("heard") == "Tab shifted"
    page.at_ms(1000)
    image = page.screenshot(tmp_path / "a.png")
    assert image.shape == (200, 320, 3)
    assert image[20, 20].tolist() == [255, 0, 0]
    page.at_ms(6000)
    assert page.screenshot()[20, 20].tolist() == [0, 0, 255]
    assert page.screenshot()[100, 100].tolist() == [255, 255, 255]
    page.media("dark", reduced_motion=True)
    assert page.screenshot()[20, 20].tolist() == [255, 0, 0]
    assert page.screenshot()[100, 100].tolist() == [0x10, 0x20, 0x30]
    assert page.errors == []
    page.close()


def test_what_goes_wrong_in_a_page_is_collected(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<!doctype html><script>console.error('said', 1); nowhere()</script><img src='http://example.invalid/a.png'>",
        encoding="utf-8",
    )
    page = browser.page()
    page.open(tmp_path / "a.html")
    assert [word in " ".join(page.errors) for word in ("said 1", "nowhere is not defined", "ERR_")] == [True] * 3
    page.close()
