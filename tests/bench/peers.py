"""Other ways to the same file, each a fair try: what its user would write, and no slower than it has to be.

python -m tests.bench.peers plain|same OUT.gif I K P S [WIDTH]
"""

from __future__ import annotations

import sys
from pathlib import Path

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
    _, peer, path, *numbers = sys.argv
    {"plain": plain, "same": same}[peer](Path(path), *map(int, numbers))
