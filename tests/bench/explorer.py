"""How long the page to explore takes while k is dragged on a 12×12 input: python -m tests.bench.explorer.

Ms by the clock, as a reader has them on this machine, and ms of the processor, which other programs do not lengthen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import click

from convanim.core.files import temporary_folder
from convanim.pipeline.explore import layer_to_explore, write_page
from tests.browser import Browser, Page, find_browser

WANTED_MS, TURNS, FIRST_TURNS = 16, 200, 40
"""What a frame has, the turns that count, and those before them in which the script is still compiled."""

DRAGGED = """(async k => {
  await new Promise(requestAnimationFrame);
  const slider = document.querySelectorAll("#numbers input[type=range]")[1], before = performance.now();
  slider.value = k;
  slider.dispatchEvent(new Event("input"));
  document.documentElement.getBoundingClientRect();
  return performance.now() - before;
})"""
"""The new layer, its numbers, its picture and the layout of the page; ms by the clock."""

COUNTED = "ScriptDuration", "LayoutDuration", "RecalcStyleDuration"
"""What the browser counts of it, seconds of the processor."""


class Turn(NamedTuple):
    """One redraw, ms."""

    clock: float
    processor: float


def turns(page: Page) -> Iterator[Turn]:
    """Redraws after each other, k going up and down by leaps."""
    page.call("Performance.enable", {"timeDomain": "threadTicks"})
    for number in range(FIRST_TURNS + TURNS):
        before = _counted(page)
        clock = page.evaluate(f"{DRAGGED}({1 + number * 5 % 11})")
        if number >= FIRST_TURNS:
            yield Turn(clock, 1000 * (_counted(page) - before))


def _counted(page: Page) -> float:
    metrics = {one["name"]: one["value"] for one in page.call("Performance.getMetrics")["metrics"]}
    return sum(float(metrics[name]) for name in COUNTED)


def main() -> None:
    """Print the size of the page, and the median and the slowest tenth of the redraws."""
    browser = Browser(find_browser())
    try:
        with temporary_folder() as folder:
            path = folder / "page.html"
            size = write_page(layer_to_explore(None, {}), "light", path)
            page = browser.page(width=1100)
            page.open(f"{path.as_uri()}#kind=conv&i=12&k=3")
            clocks, processors = (sorted(times) for times in zip(*turns(page), strict=True))
        click.echo(f"{size:,} bytes; a redraw takes, of wanted {WANTED_MS} ms:")
        for name, times in (("by the clock", clocks), ("of the processor", processors)):
            median, slow = times[len(times) // 2], times[len(times) * 9 // 10]
            click.echo(f"  {name}: {median:.1f} ms, a tenth over {slow:.1f} ms")
    finally:
        browser.close()


if __name__ == "__main__":
    main()
