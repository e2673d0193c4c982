"""What pictures of all groups of the gallery are like: their part of cells, their smallest letters, what they take.

python -m tests.bench.pictures [WORD ...]     those whose command has all these words
"""

from __future__ import annotations

import shlex
import sys
from typing import NamedTuple

from convanim.layout.cell_text import fitted
from convanim.pipeline.compose import Composition, compose
from convanim.recipe.from_words import read_words
from tests.bench.links import gif_bytes

PHONE = 360
"""Width of a narrow page, px."""


COMMANDS = (
    "conv -i 5 -k 3 -p 1 -s 2",
    "conv -i 5 -k 3 -p 3 -s 2",
    "transposed -i 3 -k 3 -p 1 -s 2",
    "conv -i 5 -k 3 -p full",
    "transposed -i 6 -k 4 -p 2",
    "conv -i 7 -k 3 -d 2",
    "conv -i 5 -k 3 --seed 1 --kernel-values sobel-x",
    "transposed -i 3 -k 3 -p 1 -s 2 --seed 1 --kernel-values bilinear",
    "transposed -i 3 -k 3 -p 1 -s 2 --stages",
    "transposed -i 3 -k 3 -p 1 -s 2 --stages --still",
    "transposed -i 3 -k 2 -p 2 -s 3 --stages",
    "transposed -i 4 -k 3 -s 2 --view scatter",
    "transposed -i 2 -k 2 --view scatter --seed 1",
    "conv -i 4 -k 3 --view matrix",
    "roundtrip -i 5 -k 3 -p 1 -s 2",
    "conv -i 5 -k 3 -p 1 -s 2 --theme print",
    "transposed -i 3 -k 3 -p 1 -s 2 --theme transparent",
    "conv -i 1x8 -k 1x3 -p 0x2+0",
    "transposed -i 4 -k 3 -p 3 -s 2",
    "conv -i 6 -k 3 -s 2",
    "transposed -i 4 -k 2 -s 3",
    "conv -i 12 -k 3 -p 1",
    "conv -i 28 -k 5 -s 2 --every 8",
    "conv -i 3 -k 2",
    "maxpool -i 6 -k 2 -s 2",
    "checkerboard -i 4 -k 3 -s 2",
    "stack -i 16 'conv -k 3' 'maxpool -k 2'",
    "compare 'conv -i 7 -k 3' 'conv -i 7 -k 3 -s 2'",
)


class Found(NamedTuple):
    """What one picture is like."""

    cells: float
    """How much of it panels are, from 0 to 1."""
    words: float
    """The smallest font size of words on a narrow page, px."""
    labels: float
    """The same of what is written in cells; 0 where nothing is."""
    bytes: int
    seconds: float


def looked_at(composition: Composition) -> Found:
    """Measure one."""
    layout, labels = composition.layout, composition.picture.survey.labels
    panels = sum(place.width * place.height for place in layout.places.values())
    texts = [*layout.texts, *(slot.lines[0] for slot in layout.slots), *(swatch.words for swatch in layout.swatches)]
    sizes = [fitted(label, layout.places[name].cell) for name, some in labels.items() for label in some]
    narrow = min(1.0, PHONE / layout.width)
    return Found(
        panels / (layout.width * layout.height),
        min(text.size for text in texts) * narrow,
        min(filter(None, sizes), default=0) * narrow,
        gif_bytes(composition),
        sum(composition.durations_ms()) / 1000,
    )


def main(wanted: list[str]) -> int:
    """Print a table."""
    sys.stdout.write(f"{'picture':66} {'cells':>6} {'words':>6} {'labels':>6} {'bytes':>9} {'seconds':>8}\n")
    for command in COMMANDS:
        if all(word in command.split() for word in wanted):
            found = looked_at(compose(read_words(shlex.split(command)).recipe()))
            sys.stdout.write(
                f"{command:66} {100 * found.cells:4.0f} % {found.words:6.1f} {found.labels:6.1f} {found.bytes:9,} "
                f"{found.seconds:8.1f}\n"
            )
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
