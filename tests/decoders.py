"""Programs that are not Pillow, decoding a GIF to RGB frames."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageSequence

Frames = list[NDArray[np.uint8]]


def by_ffmpeg(path: Path, pixels: str = "rgb24") -> Frames:
    """Every frame as ffmpeg sees it, in order; `pixels` may be rgba."""
    with Image.open(path) as image:
        width, height = image.size
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(path)]
    command += ["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", pixels, "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return list(np.frombuffer(data, np.uint8).reshape(-1, height, width, len(pixels.strip("24"))))


def by_gifsicle(path: Path, folder: Path) -> Frames:
    """Every frame as gifsicle sees it: each written out as a file of its own."""
    program = shutil.which("gifsicle")
    if program is None:
        pytest.skip("gifsicle is not installed: no second opinion from it")
    command = [program, "--unoptimize", "--explode", str(path), "-o", str(folder / "frame")]
    subprocess.run(command, check=True, capture_output=True)
    return [by_pillow(frame)[0][0] for frame in sorted(folder.glob("frame.*"))]


def by_pillow(path: Path, mode: str = "RGB") -> tuple[Frames, list[int]]:
    """Every frame and its milliseconds (0 in a still) as Pillow sees them."""
    with Image.open(path) as image:
        frames, times = [], []
        for frame in ImageSequence.Iterator(image):
            frames.append(np.asarray(frame.convert(mode)))
            times.append(int(frame.info.get("duration", 0)))
    return frames, times
