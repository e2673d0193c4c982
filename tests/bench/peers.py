"""Other ways to the same file, each a fair try: what its user would write, and no slower than it has to be.

python -m tests.bench.peers plain|numbers|same OUT.gif I K P S [WIDTH]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convanim.recipe.recipe import Recipe

Indices = NDArray[np.uint8]

DPI = 100


def plain(target: Path, i: int, k: int, p: int, s: int, width: int = 1000) -> None:
    """A transposed convolution by matplotlib alone: two axes, cleared and drawn again for each frame."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation, PillowWriter
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Rectangle

    before = k - 1 - p
    size = (i - 1) * s + 1 + 2 * before
    output = size - k + 1
    padded = np.zeros((size, size))
    padded[before : size - before : s, before : size - before : s] = 1

    # One mesh for each grid: a rectangle for each cell, the other common way, takes five times as long at 19×19.
    figure, (left, right) = plt.subplots(1, 2, figsize=(width / DPI, width / DPI / 2), dpi=DPI)
    figure.suptitle(f"Transposed convolution, i={i} k={k} p={p} s={s}")
    caption = figure.text(0.5, 0.03, "", ha="center")
    input_colors = ListedColormap(["white", "lightblue", "moccasin", "orange"])
    output_colors = ListedColormap(["white", "lightgreen", "green"])

    def draw(step: int) -> tuple[()]:
        row, column = divmod(step, output)
        slid = padded.copy()
        slid[row : row + k, column : column + k] += 2
        made = np.zeros(output * output)
        made[:step], made[step] = 1, 2
        panels = (left, slid, input_colors, "input"), (right, made.reshape(output, output), output_colors, "output")
        for axes, cells, colors, name in panels:
            axes.clear()
            axes.pcolormesh(cells, cmap=colors, vmin=0, vmax=colors.N - 1, edgecolors="gray", linewidth=1)
            axes.set_title(f"{name} {len(cells)}×{len(cells)}")
            axes.set_aspect("equal")
            axes.invert_yaxis()
            axes.axis("off")
        left.add_patch(Rectangle((column, row), k, k, fill=False, edgecolor="red", linewidth=3))
        rows, columns = f"rows {row}–{row + k - 1}", f"columns {column}–{column + k - 1}"
        caption.set_text(f"output ({row}, {column}) reads {rows}, {columns}")
        return ()

    animation = FuncAnimation(figure, draw, frames=output * output)
    animation.save(target, PillowWriter(fps=2))


def numbers(target: Path, i: int, k: int, p: int, s: int, width: int = 1000) -> None:
    """The same with a number in each cell, and below it the window times the kernel, its products and their sum.

    Nothing is drawn that our own picture does not show, on a canvas of its size; every artist is made once, and only
    what changes is set, which takes less than to clear axes and draw them again.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation, PillowWriter
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    before = k - 1 - p
    size = (i - 1) * s + 1 + 2 * before
    output = size - k + 1
    random = np.random.default_rng(0)
    padded, kernel = np.zeros((size, size), int), random.integers(-1, 3, (k, k))
    padded[before : size - before : s, before : size - before : s] = random.integers(0, 10, (i, i))

    figure = plt.figure(figsize=(width / DPI, 1.14 * width / DPI), dpi=DPI)
    figure.suptitle(f"Transposed convolution, i={i} k={k} p={p} s={s}")
    caption = figure.text(0.03, 0.03, "")
    source = _NumberedGrid(figure.add_axes((0.03, 0.4, 0.5, 0.5)), padded, "lightblue")
    made = _NumberedGrid(figure.add_axes((0.56, 0.42, 0.42, 0.42)), np.zeros((output, output), int), "lightgreen")
    lens = [
        _NumberedGrid(figure.add_axes((left, 0.12, wide, 0.22)), np.zeros(shape, int), color)
        for left, wide, shape, color in (
            (0.03, 0.22, (k, k), "moccasin"), (0.31, 0.22, (k, k), "orange"),
            (0.59, 0.22, (k, k), "lightblue"), (0.88, 0.1, (1, 1), "green"),
        )
    ]  # fmt: skip
    lens[1].show(kernel)
    made.show(np.zeros((output, output), int), shown=0)
    window = source.axes.add_patch(Rectangle((0, 0), k, k, fill=False, edgecolor="red", linewidth=3))
    links = [Line2D([], [], color="red", linewidth=1) for _ in range(3)]
    for link in links:
        figure.add_artist(link)
    results = np.zeros((output, output), int)

    def draw(step: int) -> tuple[()]:
        row, column = divmod(step, output)
        read = padded[row : row + k, column : column + k]
        results[row, column] = (read * kernel).sum()
        for grid, values in zip(lens, (read, kernel, read * kernel, results[row, column].reshape(1, 1)), strict=True):
            if grid is not lens[1]:
                grid.show(values)
        made.show_one(step, int(results[row, column]))
        window.set_xy((column, row))
        ends = [((column + x, row + k), source, (x, 0), lens[0]) for x in (0, k)]
        for line, (start, one, end, other) in zip(
            links, [*ends, ((column, row), made, (0, 0), lens[3])], strict=True
        ):
            line.set_data(*zip(one.place(start), other.place(end), strict=True))
        terms = " + ".join(f"{a}·{b}" for a, b in zip(read.flat, kernel.flat, strict=True) if a)
        caption.set_text(f"output ({row}, {column}) = {terms or 0} = {results[row, column]}")
        return ()

    FuncAnimation(figure, draw, frames=output * output).save(target, PillowWriter(fps=2))


class _NumberedGrid:
    """Axes with a mesh of cells, and a number in each."""

    def __init__(self, axes: Any, values: NDArray[Any], color: str) -> None:
        from matplotlib.colors import ListedColormap

        self.axes, rows, columns = axes, *values.shape
        colors = ListedColormap(["white", color])
        self._mesh = axes.pcolormesh(values != 0, cmap=colors, vmin=0, vmax=1, edgecolors="gray", linewidth=1)
        font = min(14, 300 / max(rows, columns))
        self._texts = [
            axes.text(column + 0.5, row + 0.5, str(values[row, column]), ha="center", va="center", fontsize=font)
            for row in range(rows)
            for column in range(columns)
        ]
        axes.set_aspect("equal")
        axes.invert_yaxis()
        axes.axis("off")

    def show(self, values: NDArray[Any], shown: int | None = None) -> None:
        """Set all cells, and the numbers of the first `shown` ones."""
        self._mesh.set_array(values != 0)
        for at, (text, value) in enumerate(zip(self._texts, values.flat, strict=True)):
            text.set_text(str(value) if shown is None or at < shown else "")

    def show_one(self, at: int, value: int) -> None:
        """Set one cell more."""
        cells = self._mesh.get_array()
        cells.flat[at] = True
        self._mesh.set_array(cells)
        self._texts[at].set_text(str(value))

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Where a corner of a cell is in the figure."""
        axes = self.axes
        return tuple(axes.figure.transFigure.inverted().transform(axes.transData.transform(point)))


def same(target: Path, i: int, k: int, p: int, s: int, width: int = 1000) -> None:
    """The cells and words of our own picture, on its canvas, by matplotlib's artists."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib.animation import FuncAnimation, PillowWriter
    from matplotlib.figure import Figure

    from convanim.layers.transposed import TransposedConvolution
    from convanim.pipeline.compose import compose
    from convanim.recipe.options import Options
    from convanim.renderer.pdf import POINTS_PER_INCH, artists_of

    composition = compose(
        Recipe(TransposedConvolution.of(input=i, kernel=k, padding=p, stride=s), Options(width=width))
    )
    layout, frames = composition.layout, list(composition.picture.frames())
    size = layout.width / POINTS_PER_INCH, layout.height / POINTS_PER_INCH
    figure = Figure(figsize=size, dpi=POINTS_PER_INCH)

    def draw(step: int) -> tuple[()]:
        figure.clear()
        for artist in artists_of(frames[step], layout, composition.theme):
            figure.add_artist(artist)
        return ()

    FuncAnimation(figure, draw, frames=len(frames)).save(target, PillowWriter(fps=2))


def stock_imageio(stack: Indices, palette: Indices, durations_ms: list[int]) -> bytes:
    """imageio's own GIF writer, with every option that makes it exact and small."""
    import imageio.v3 as iio

    return iio.imwrite(
        "<bytes>", stack, extension=".gif", plugin="pillow", mode="P", palette=palette.tobytes(), optimize=True,
        duration=durations_ms, loop=0,
    )  # fmt: skip


if __name__ == "__main__":
    _, peer, path, *sizes = sys.argv
    {"plain": plain, "numbers": numbers, "same": same}[peer](Path(path), *map(int, sizes))
