"""A picture through a kernel, beside the film that a user makes of it with imshow and FuncAnimation.

python -m tests.bench.imshow OUT.gif NAME KERNEL
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from convanim.layers.compute import Planes
from convanim.layers.convolution import Convolution
from convanim.layout.cell_text import longest_fit
from convanim.pipeline.compose import compose
from convanim.recipe.recipe import Recipe
from tests.bench.measure import Bar, Bench, Row, Work, process, python, ratios

DPI, POINTS = 100, 72

SHORT = 12
"""Runs of ours for one of theirs."""

CASES = ("house", "sobel-x"), ("digit", "gaussian")


def by_imshow(target: Path, name: str, kernel: str) -> None:
    """The same steps, panels, words and numbers, as large as ours; each artist is kept, and set anew."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation, PillowWriter
    from matplotlib.patches import Rectangle

    recipe = Recipe.of(Convolution, {"input_values": name, "kernel_values": kernel, "kernel": 3})
    composition = compose(recipe)
    steps = [step for step in composition.picture.survey.steps if step is not None]
    layout, numbers = composition.layout, recipe.numbers
    assert isinstance(numbers, Planes)  # a convolution has them
    x, w, y = (np.array(part, float) for part in (numbers.input[0], numbers.kernel[0][0], numbers.output[0]))
    k, columns = len(w), y.shape[1]
    digits = longest_fit("0.00", layout.places["window"].cell) * POINTS / DPI
    figure = plt.figure(figsize=(layout.width / DPI, layout.height / DPI), dpi=DPI)
    figure.suptitle(f"Convolution, {name}, {kernel}")
    caption, most = figure.text(0.5, 0.03, "", ha="center"), float(np.abs(y).max())
    grid = figure.add_gridspec(2, 12)
    axes = {
        "input": figure.add_subplot(grid[0, :6]), "output": figure.add_subplot(grid[0, 6:]),
        "pixels": figure.add_subplot(grid[1, :3]), "kernel": figure.add_subplot(grid[1, 3:6]),
        "products": figure.add_subplot(grid[1, 6:9]), "sum": figure.add_subplot(grid[1, 9:]),
    }  # fmt: skip
    signed: dict[str, Any] = {"cmap": "RdBu_r", "vmin": -most, "vmax": most}
    grey: dict[str, Any] = {"cmap": "gray", "vmin": 0, "vmax": 1}
    colours = {"input": grey, "pixels": grey, "kernel": {"cmap": "Oranges"}}
    shown = {"input": x, "output": y * np.nan, "pixels": x[:k, :k], "kernel": w, "products": w * 0, "sum": y[:1, :1]}
    images, texts = {}, {}
    for panel, cells in shown.items():
        images[panel] = axes[panel].imshow(cells, **colours.get(panel, signed))
        axes[panel].set_title(panel)
        axes[panel].axis("off")
        places = np.ndindex(*cells.shape) if cells.size <= k * k else iter(())
        texts[panel] = [axes[panel].text(c, r, "", ha="center", va="center", fontsize=digits) for r, c in places]
    window = Rectangle((-0.5, -0.5), k, k, fill=False, edgecolor="red")
    made = Rectangle((-0.5, -0.5), 1, 1, fill=False, edgecolor="red")
    axes["input"].add_patch(window)
    axes["output"].add_patch(made)

    def draw(step: int) -> tuple[()]:
        row, column = divmod(step, columns)
        done = np.where(np.arange(y.size).reshape(y.shape) <= step, y, np.nan)
        pixels = x[row : row + k, column : column + k]
        now = {
            "output": done,
            "pixels": pixels,
            "kernel": w,
            "products": pixels * w,
            "sum": y[row : row + 1, column : column + 1],
        }
        for panel, cells in now.items():
            images[panel].set_data(cells)
            for text, value in zip(texts[panel], cells.ravel(), strict=False):
                text.set_text(f"{value:.2f}")
        window.set_xy((column - 0.5, row - 0.5))
        made.set_xy((column - 0.5, row - 0.5))
        caption.set_text(f"output ({row}, {column}) = sum of {w.size} products = {y[row, column]:.2f}")
        return ()

    FuncAnimation(figure, draw, frames=steps).save(target, PillowWriter(fps=5))


def beside_imshow(bench: Bench, ours: str, squeeze: Any) -> Iterator[Row]:
    """Seconds and bytes of both, on the same pictures; `squeeze` gives the bytes after gifsicle."""
    for name, kernel in CASES:
        drawn, theirs = bench.folder / f"{name}.gif", bench.folder / f"{name}_imshow.gif"
        values = ("--input-values", name, "--kernel-values", kernel, "-k", "3")
        by_us: Work = process(ours, "conv", *values, "-o", drawn, "-q")
        by_us()
        them = python("-m", "tests.bench.imshow", theirs, name, kernel)
        found = ratios(them, by_us, bench.few, SHORT)
        yield Row(f"imshow and FuncAnimation ÷ ours, {name}, seconds", found, Bar("≥", 20))
        if squeeze is None:
            continue
        share = drawn.stat().st_size / squeeze(theirs, bench)
        yield Row(f"ours ÷ imshow's after `gifsicle -O3`, {name}, bytes", [share], Bar("≤", 0.5))


if __name__ == "__main__":
    by_imshow(Path(sys.argv[1]), *sys.argv[2:])
