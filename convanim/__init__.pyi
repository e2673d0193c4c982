"""What editors know of the calls in Python. Made from the table of options by `make docs`."""

from collections.abc import Sequence
from typing import Any

from convanim.api import Animation as Animation
from convanim.api import from_module as from_module
from convanim.core.errors import ConvanimError as ConvanimError
from convanim.core.errors import OutputError as OutputError

__all__: list[str]
__version__: str

Size = int | Sequence[int]
Paddings = int | Sequence[int] | Sequence[Sequence[int]] | str

def conv(
    input: Size | None = None,
    kernel: Size | None = None,
    padding: Paddings = 0,
    stride: Size = 1,
    dilation: Size = 1,
    *,
    values: bool = False,
    seed: int | None = None,
    input_values: str | Sequence[Any] | Any | None = None,
    kernel_values: str | Sequence[Any] | Any | None = None,
    width: int = 800,
    theme: str = "light",
    keep_theme: bool = False,
    fps: float = 2.0,
    hold: float = 2.0,
    title: str | None = None,
    no_title: bool = False,
    no_legend: bool = False,
    no_caption: bool = False,
    formula: bool = False,
    view: str = "gather",
    stages: bool = False,
    still: int | str | None = None,
    plays: int | str | None = None,
    every: int = 1,
    rows: str | None = None,
    max_frames: int = 5000,
    max_cells: int = 250000,
    max_taps: int = 2000000,
    max_labels: int = 20000,
    max_pixels: int = 20000000,
    max_work: int = 10000000000,
) -> Animation:
    """A standard convolution as a picture that moves."""

def transposed(
    input: Size | None = None,
    kernel: Size | None = None,
    padding: Paddings = 0,
    stride: Size = 1,
    dilation: Size = 1,
    output_padding: Size = 0,
    *,
    values: bool = False,
    seed: int | None = None,
    input_values: str | Sequence[Any] | Any | None = None,
    kernel_values: str | Sequence[Any] | Any | None = None,
    width: int = 800,
    theme: str = "light",
    keep_theme: bool = False,
    fps: float = 2.0,
    hold: float = 2.0,
    title: str | None = None,
    no_title: bool = False,
    no_legend: bool = False,
    no_caption: bool = False,
    formula: bool = False,
    view: str = "gather",
    stages: bool = False,
    still: int | str | None = None,
    plays: int | str | None = None,
    every: int = 1,
    rows: str | None = None,
    max_frames: int = 5000,
    max_cells: int = 250000,
    max_taps: int = 2000000,
    max_labels: int = 20000,
    max_pixels: int = 20000000,
    max_work: int = 10000000000,
) -> Animation:
    """A transposed convolution as a picture that moves."""

def roundtrip(
    input: Size | None = None,
    kernel: Size | None = None,
    padding: Paddings = 0,
    stride: Size = 1,
    dilation: Size = 1,
    *,
    values: bool = False,
    seed: int | None = None,
    input_values: str | Sequence[Any] | Any | None = None,
    kernel_values: str | Sequence[Any] | Any | None = None,
    width: int = 800,
    theme: str = "light",
    keep_theme: bool = False,
    fps: float = 2.0,
    hold: float = 2.0,
    title: str | None = None,
    no_title: bool = False,
    no_legend: bool = False,
    no_caption: bool = False,
    formula: bool = False,
    still: int | str | None = None,
    plays: int | str | None = None,
    every: int = 1,
    rows: str | None = None,
    max_frames: int = 5000,
    max_cells: int = 250000,
    max_taps: int = 2000000,
    max_labels: int = 20000,
    max_pixels: int = 20000000,
    max_work: int = 10000000000,
) -> Animation:
    """A convolution, and the transposed one as a picture that moves."""

def checkerboard(
    input: Size | None = None,
    kernel: Size | None = None,
    padding: Paddings = 0,
    stride: Size = 1,
    dilation: Size = 1,
    output_padding: Size = 0,
    *,
    values: bool = False,
    seed: int | None = None,
    input_values: str | Sequence[Any] | Any | None = None,
    kernel_values: str | Sequence[Any] | Any | None = None,
    width: int = 800,
    theme: str = "light",
    keep_theme: bool = False,
    fps: float = 2.0,
    hold: float = 2.0,
    title: str | None = None,
    no_title: bool = False,
    no_legend: bool = False,
    no_caption: bool = False,
    formula: bool = False,
    still: int | str | None = None,
    plays: int | str | None = None,
    every: int = 1,
    rows: str | None = None,
    max_frames: int = 5000,
    max_cells: int = 250000,
    max_taps: int = 2000000,
    max_labels: int = 20000,
    max_pixels: int = 20000000,
    max_work: int = 10000000000,
) -> Animation:
    """A count of overlaps as a picture that moves."""
