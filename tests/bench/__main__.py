"""Speed and size against other ways, as ratios: python -m tests.bench [--runs N | --quick] [MEASURE …]."""

from __future__ import annotations

import io
import itertools
import os
import platform
import shutil
import statistics
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from compileall import compile_dir
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest import mock

import click
import imageio.v3 as iio
import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from convanim.encoder.delta import Indices
from convanim.encoder.gif import read_gif
from convanim.encoder.gif_plugin import GifPlugin
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.compose import Composition, compose
from convanim.pipeline.write import animate_bytes
from convanim.publish.gallery.draw import GALLERY_CACHE
from convanim.recipe.numbers import seeded_numbers
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.raster.rasterizer import Renderer
from convanim.scene.frames import Frame
from convanim.scene.survey import Foreseen
from tests.bench.imshow import beside_imshow
from tests.bench.measure import HEADER, ROOT, Bar, Bench, Row, Work, process, python, ratios, seconds, table, watched
from tests.bench.peers import stock_imageio
from tests.decoders import by_pillow
from tests.own_cache import own_cache

CONVANIM = shutil.which("convanim", path=sysconfig.get_path("scripts")) or "convanim"
GIFSICLE = shutil.which("gifsicle")
NO_GIFSICLE = "gifsicle is not installed: sizes were not compared with it."

WIDTH = 1000
OPTIONS = Options(width=WIDTH)

SIDES = 5, 10, 19, 32, 62
FRAMES = [side * side for side in SIDES]
"""25 to 3,844, one for each output cell."""

PLOT = ROOT / "tests" / "bench" / "growth.svg"
"""Where the README finds the plot of cost against frames."""

SAMPLE = 37
"""Every how manieth changed box is timed: it shares no factor with a row of 62, so all columns come up."""

HELP, PLAN = 1.6, 4.2
"""What `--help` and `plan` took when sprites were first kept, in imports of click."""

FORMER_PLANNING = 1.35
"""What it took then to plan a 40×40 layer with values, in `plain_work`."""

Found = Iterator[Row | str]
"""Rows of the table, and notes below it."""


def ours(kind: str, i: int, target: Path, *more: str) -> list[str | Path]:
    """The command for a layer with a kernel of 3."""
    return [CONVANIM, kind, "-i", str(i), "-k", "3", *more, "--width", str(WIDTH), "-o", target]


def transposed(i: int, target: Path) -> list[str | Path]:
    """The command for the layer that most measures share."""
    return ours("transposed", i, target, "-p", "1", "-s", "2")


def first_ever(draw: Work) -> Work:
    """The same work with an empty store of what matplotlib drew."""

    def anew() -> None:
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, CONVANIM_CACHE_DIR=folder):
            draw()

    return anew


def start(bench: Bench) -> Found:
    """What a user waits for before anything is drawn."""
    target = bench.folder / "start.gif"
    draw, with_values = process(*transposed(3, target)), process(*transposed(3, target), "--values")
    plan = process(CONVANIM, "plan", "transposed", "-i", "3", "-k", "3", "-p", "1", "-s", "2")
    help_text, click_alone = process(CONVANIM, "--help"), python("-c", "import click")
    stack = python("-c", "import numpy, matplotlib.backends.backend_agg, imageio.v3, click")
    for warm_up in (draw, with_values, plan, stack, help_text, click_alone):
        warm_up()
    yield Row("25 frames ÷ importing what draws letters", ratios(draw, stack, bench.runs), Bar("≤", 0.8))
    yield Row("the same, with values", ratios(with_values, stack, bench.runs), Bar("≤", 0.9))
    yield Row("the same without, the first run ever", ratios(first_ever(draw), stack, bench.runs), Bar("≤", 1.25))
    yield Row("`--help` ÷ `import click`", ratios(help_text, click_alone, bench.runs), Bar("≤", HELP))
    yield Row("`plan` ÷ `import click`", ratios(plan, click_alone, bench.runs), Bar("≤", PLAN))


def planning(bench: Bench) -> Found:
    """A large layer with values planned and laid out, beside plain Python and numpy, which stay as they are."""
    layer = Convolution.of(input=40, kernel=3)
    recipe = Recipe(layer, Options(width=1600), numbers=seeded_numbers(layer))
    found = ratios(lambda: compose(recipe), plain_work, bench.runs)
    yield Row("40×40 with values planned ÷ what it took", [one / FORMER_PLANNING for one in found], Bar("≤", 0.35))


def plain_work() -> None:
    """Python objects made and found again, and small arrays copied: about what planning is made of."""
    known: dict[int, tuple[int, str]] = {}
    for number in range(300_000):
        known[number % 1000] = number, str(number & 7)
    codes = np.zeros((40, 40), np.uint16)
    for number in range(20_000):
        codes = codes.copy()
        codes[3, 4] = number


def stock(bench: Bench) -> Found:
    """imageio's own GIF writer on the same frames, after a look at whether both say the same."""
    composition = compose(Recipe(TransposedConvolution.of(input=3, kernel=3, padding=1, stride=2), OPTIONS))
    renderer = Renderer(composition.picture, composition.layout, composition.theme)
    stack = np.stack([raster.image.copy() for raster in renderer.frames()])
    palette, durations_ms = renderer.palette, list(composition.durations_ms())

    def by_stock() -> bytes:
        return stock_imageio(stack, palette, durations_ms)

    def by_us() -> bytes:
        plugin: Any = iio.imopen("<bytes>", "w", extension=".gif", plugin=GifPlugin, palette=palette)
        with plugin as file:
            return bytes(file.write(stack, duration=durations_ms))

    sizes = {}
    for name, data in (("stock", by_stock()), ("ours", by_us())):
        path = bench.folder / f"{name}.gif"
        path.write_bytes(data)
        sizes[name] = len(data)
        if not np.array_equal(by_pillow(path)[0], palette[stack]):
            raise click.ClickException(f"{name}.gif does not decode to the frames it was made from")
    yield Row("imageio's own GIF writer ÷ ours, seconds", ratios(by_stock, by_us, bench.runs))
    yield Row("imageio's own GIF writer ÷ ours, bytes", [sizes["stock"] / sizes["ours"]])


def growth(bench: Bench) -> Found:
    """The cost of one more frame: one picture, cut off after some frames, so that only their number differs."""
    layer = Convolution.of(input=64, kernel=3)
    whole = cut(layer, FRAMES[-1])
    boxes, bits = changed_boxes(whole)
    times, slopes_ms, over_lzw = [], [], []
    for _ in range(bench.runs):
        times.append([seconds(partial(cut, layer, count)) for count in FRAMES])
        slope = float(np.polyfit(FRAMES, times[-1], 1)[0])
        slopes_ms.append(1000 * slope)
        over_lzw.append(slope / lzw_seconds(boxes, bits))
    yield Row("one more frame", slopes_ms, Bar("≤", 0.7), " ms")
    yield Row("one more frame ÷ LZW of its changed box", over_lzw, Bar("≤", 2.2))
    slopes, lzws = zip(*(more_with_values() for _ in range(bench.runs)), strict=True)
    yield Row("one more frame, with values", [1000 * slope for slope in slopes], Bar("≤", 1.5), " ms")
    over_lzw = [slope / lzw for slope, lzw in zip(slopes, lzws, strict=True)]
    yield Row("one more frame ÷ LZW of its changed box, with values", over_lzw, Bar("≤", 2.8))

    processes = [
        [watched(*ours("conv", side + 2, bench.folder / "growth.gif")) for side in SIDES] for _ in range(bench.few)
    ]
    more = [run[-1][1] - run[0][1] for run in processes]
    yield Row(f"peak memory, {FRAMES[-1]:,} frames − {FRAMES[0]}", more, Bar("≤", 20), " MB")

    pixels = statistics.mean(box.width * box.height for box in boxes)
    yield f"A changed box has {pixels:,.0f} px on average; one more frame adds {len(whole) / FRAMES[-1]:,.0f} bytes."
    in_one = [statistics.median(run[index] for run in times) for index in range(len(FRAMES))]
    alone = [statistics.median(run[index][0] for run in processes) for index in range(len(FRAMES))]
    peaks = [statistics.median(run[index][1] for run in processes) for index in range(len(FRAMES))]
    yield table(
        ("frames", "one picture cut off, s", "whole process for n×n outputs, s", "its peak, MB"),
        [
            (f"{count:,}", f"{cutoff:.3f}", f"{process:.3f}", f"{peak:.1f}")
            for count, cutoff, process, peak in zip(FRAMES, in_one, alone, peaks, strict=True)
        ],
    )
    yield plotted(in_one)


def more_with_values() -> tuple[float, float]:
    """Seconds of one more frame with numbers in its cells and a sum below, and of the LZW of its changed box."""
    layer = Convolution.of(input=16, kernel=3)
    few, many = 20, 190
    whole = cut(layer, many, True)
    slope = (seconds(lambda: cut(layer, many, True)) - seconds(lambda: cut(layer, few, True))) / (many - few)
    return slope, lzw_seconds(*changed_boxes(whole, 1))


def lzw_seconds(boxes: Sequence[Image.Image], bits: int) -> float:
    """What it takes to compress one of these, on average."""
    return seconds(lambda: [box.tobytes("gif", "L", bits, 0) for box in boxes]) / len(boxes)


def plotted(found: Sequence[float]) -> str:
    """Draw the cost against the number of frames; where the picture is."""
    figure = Figure(figsize=(5, 2.6), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(FRAMES, np.polyval(np.polyfit(FRAMES, found, 1), FRAMES), color="#8794a2", linewidth=1)
    axes.plot(FRAMES, found, "o", color="#b93a0a")
    axes.set(xlabel="frames", ylabel="seconds", xticks=FRAMES[2:], ylim=(0, None))
    axes.spines[["top", "right"]].set_visible(False)
    with mpl.rc_context({"svg.hashsalt": "convanim", "svg.fonttype": "none"}):
        figure.savefig(PLOT, metadata={"Date": None})
    return f"Cost against frames is drawn in {PLOT.relative_to(ROOT).as_posix()}."


def cut(layer: Layer, count: int, values: bool = False) -> bytes:
    """The layer's file as if it ended after `count` frames."""

    def shortened(*request: Any) -> Composition:
        whole = compose(*request)
        frames: Any = whole.picture.frames

        def some() -> Iterator[Frame]:
            return itertools.islice(frames(), count)

        foreseen = isinstance(frames, Foreseen)
        shorter = replace(frames, frames=some, shots=whole.film.shots[:count]) if foreseen else some
        return whole._replace(picture=replace(whole.picture, frames=shorter))

    with mock.patch("convanim.pipeline.write.compose", shortened):
        return animate_bytes(Recipe(layer, OPTIONS, numbers=seeded_numbers(layer) if values else None), ".gif")[0]


def changed_boxes(data: bytes, sample: int = SAMPLE) -> tuple[list[Image.Image], int]:
    """Every `sample`th box that differs from the last frame, found by decoding: what stays is one index; its bits."""
    bits = (data[10] & 7) + 1
    palette = np.frombuffer(data[13 : 13 + (3 << bits)], np.uint8).reshape(-1, 3)
    decoded = (image for image, _ in read_gif(io.BytesIO(data), palette))
    pairs = itertools.islice(itertools.pairwise(decoded), 0, None, sample)
    return [Image.fromarray(changed_box(old, new, 2**bits - 1)) for old, new in pairs], bits


def changed_box(old: Indices, new: Indices, unused: int) -> Indices:
    differs = old != new
    rows, columns = np.flatnonzero(differs.any(1)), np.flatnonzero(differs.any(0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return np.where(differs[box], new[box], np.uint8(unused))


def gallery(bench: Bench) -> Found:
    """Many pictures on two cores; and what a program made for it still squeezes out of our files."""
    manifest = bench.folder / "gallery.toml"
    manifest.write_text(MANY)

    def drawn(jobs: int) -> Work:
        def anew() -> None:
            (bench.folder / GALLERY_CACHE).unlink(missing_ok=True)
            process(CONVANIM, "gallery", manifest, "-j", str(jobs))()

        return anew

    yield Row("gallery of 100 pictures, 2 cores ÷ 1", ratios(drawn(2), drawn(1), bench.few), Bar("≤", 0.6))
    loops = [python("-c", "for _ in range(20_000_000): pass")] * 2
    both = ratios(lambda: at_once(loops), lambda: [loop() for loop in loops], bench.few)
    yield Row("the machine: two plain loops at once ÷ one after the other", both)
    if GIFSICLE is None:
        yield NO_GIFSICLE
        return
    paths = sorted((ROOT / "gallery").glob("*.gif"))
    before, after = sum(path.stat().st_size for path in paths), sum(optimized(path, bench) for path in paths)
    again = sum(optimized(path, bench, "-O0") for path in paths)
    yield Row("gallery after `gifsicle -O3` ÷ before, bytes", [after / before], Bar("≥", 0.985))
    yield Row("the same pixels written again by gifsicle ÷ before, bytes", [again / before])
    yield f"The gallery has {len(paths)} files of {before:,} bytes, and {after:,} after `gifsicle -O3`."


MANY = "\n".join(
    f'[[picture]]\nname = "p{number}"\nkind = "conv"\ninput = {4 + number % 3}\nkernel = {1 + number % 4}'
    for number in range(100)
)
"""A manifest of 100 small pictures."""


def at_once(works: Iterable[Work]) -> None:
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()


def optimized(path: Path, bench: Bench, level: str = "-O3") -> int:
    """Bytes after gifsicle."""
    target = bench.folder / "optimized.gif"
    subprocess.run([str(GIFSICLE), "--no-warnings", level, path, "-o", target], check=True)
    return target.stat().st_size


def funcanimation(bench: Bench) -> Found:
    """What a user writes alone: a matplotlib animation, saved by Pillow."""
    drawn, theirs = bench.folder / "ours.gif", bench.folder / "theirs.gif"
    large = process(*transposed(10, drawn), "--values")
    numbered = ratios(peer("numbers", theirs, 10), large, 1)  # it takes minutes
    yield Row("FuncAnimation with the same numbers ÷ ours, 361 frames, seconds", numbered, Bar("≥", 50))
    plainer = ratios(peer("plain", theirs, 10), large, bench.few)
    yield Row("FuncAnimation without numbers ÷ ours with them, 361 frames, seconds", plainer)
    i, frames = 3, 25
    found = ratios(peer("plain", theirs, i), process(*transposed(i, drawn)), bench.runs)
    yield Row(f"FuncAnimation ÷ ours, {frames} frames, seconds", found, Bar("≥", 6))
    if GIFSICLE is None:
        yield NO_GIFSICLE
        return
    peer("same", theirs, i)()
    with Image.open(drawn) as one, Image.open(theirs) as other:
        if one.size != other.size:
            raise click.ClickException("ours and FuncAnimation's are not on the same canvas")
        width, height = one.size
    size, plain, squeezed = drawn.stat().st_size, theirs.stat().st_size, optimized(theirs, bench)
    yield Row(
        f"ours ÷ FuncAnimation's of the same content after `gifsicle -O3`, {frames} frames, bytes",
        [size / squeezed],
        Bar("≤", 0.7),
    )
    yield (
        f"{frames} frames, {width}×{height} px, the same cells and words: ours has {size:,} bytes, FuncAnimation's "
        f"{plain:,}, and {squeezed:,} after `gifsicle -O3`."
    )


def peer(how: str, target: Path, i: int) -> Work:
    return python("-m", "tests.bench.peers", how, target, str(i), "3", "1", "2", str(WIDTH))


def pictures(bench: Bench) -> Found:
    """A picture through a kernel, as a user shows it alone."""
    yield from beside_imshow(bench, CONVANIM, optimized if GIFSICLE else None)
    if GIFSICLE is None:
        yield NO_GIFSICLE


MEASURES = {
    measure.__name__: measure for measure in (stock, start, planning, gallery, growth, funcanimation, pictures)
}


@click.command()
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1), help="Pairs of each measure.")
@click.option("--quick", is_flag=True, help="One pair.")
@click.argument("names", nargs=-1, metavar=f"[{'|'.join(MEASURES)}]…", type=click.Choice(list(MEASURES)))
def main(runs: int, quick: bool, names: tuple[str, ...]) -> None:
    """Measure speed and size against other ways, and print a table. Exit 1 only where pixels differ."""
    rows, notes = [], []
    compile_dir(ROOT / "convanim", quiet=1)  # what is timed is not the compiler, also where Python keeps no bytecode
    with own_cache(), tempfile.TemporaryDirectory() as folder:
        bench = Bench(1 if quick else runs, Path(folder))
        for name in names or MEASURES:
            click.echo(f"{name} …", err=True)
            for found in MEASURES[name](bench):
                if isinstance(found, Row):
                    rows.append(found.cells)
                else:
                    notes.append(found)
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "matplotlib", "imageio", "pillow", "click"))
    notes.append(f"Python {platform.python_version()}, {packages}.")
    click.echo("\n\n".join((table(HEADER, rows), *dict.fromkeys(notes))))


if __name__ == "__main__":
    main()
