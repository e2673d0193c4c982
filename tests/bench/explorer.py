"""How long the page to explore takes while k is dragged on a 12×12 input: python -m tests.bench.explorer."""

from __future__ import annotations

import click

from convanim.core.files import temporary_folder
from convanim.pipeline.explore import layer_to_explore, write_page
from tests.browser import Browser, find_browser

WANTED_MS = 16

DRAGGED = """(async () => {
  const k = document.querySelectorAll("#numbers input[type=range]")[1], times = [];
  for (let turn = 0; turn < 60; turn++) {
    await new Promise(requestAnimationFrame);
    k.value = 1 + turn * 5 % 11;
    const before = performance.now();
    k.dispatchEvent(new Event("input"));
    document.documentElement.getBoundingClientRect();
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b);
})()"""
"""The new layer, its numbers, its picture and the layout of the page; ms of each turn, from the least."""


def main() -> None:
    """Print the size of the page, and the median and the slowest tenth of the redraws."""
    browser = Browser(find_browser())
    try:
        with temporary_folder() as folder:
            path = folder / "page.html"
            size = write_page(layer_to_explore(None, {}), "light", path)
            page = browser.page(width=1100)
            page.open(f"{path.as_uri()}#kind=conv&i=12&k=3")
            times = page.evaluate(DRAGGED)
        median, slow = times[len(times) // 2], times[len(times) * 9 // 10]
        click.echo(
            f"{size:,} bytes; a redraw takes {median:.1f} ms, a tenth over {slow:.1f} ms (wanted: {WANTED_MS})"
        )
    finally:
        browser.close()


if __name__ == "__main__":
    main()
