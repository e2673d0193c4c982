"""Programs that are not Pillow, decoding a picture to RGB frames and milliseconds."""

from __future__ import annotations

import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageSequence

Frames = list[NDArray[np.uint8]]


def by_ffmpeg(path: Path, pixels: str = "rgb24") -> Frames:
    """Every frame as ffmpeg sees it, in order; `pixels` may be rgba."""
    if pixels == "rgba":
        with Image.open(path) as image:
            width, height = image.size
        data = _ffmpeg(path, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", pixels)
        return list(np.frombuffer(data, np.uint8).reshape(-1, height, width, 4))
    data = _ffmpeg(path, "-fps_mode", "passthrough", "-f", "image2pipe", "-vcodec", "ppm")
    width, height = map(int, data.split(b"\n", 2)[1].split())
    header = len(b"P6\n%d %d\n255\n" % (width, height))
    pictures = np.frombuffer(data, np.uint8).reshape(-1, header + height * width * 3)
    return list(pictures[:, header:].reshape(-1, height, width, 3))


def times_by_ffmpeg(path: Path) -> list[int]:
    """Milliseconds of every frame in the file, as ffmpeg reads them from its container."""
    lines = _ffmpeg(path, "-c", "copy", "-f", "framecrc").decode().splitlines()
    (unit,) = (Fraction(line.split()[-1]) for line in lines if line.startswith("#tb"))
    return [round(int(line.split(",")[3]) * unit * 1000) for line in lines if not line.startswith("#")]


def _ffmpeg(path: Path, *options: str) -> bytes:
    kind = ["-f", "apng"] if path.suffix == ".png" else []
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *kind, "-i", str(path), *options, "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def by_libwebp(path: Path, folder: Path) -> tuple[Frames, list[int], int]:
    """Every frame, its milliseconds and how often it plays, as libwebp's own tools see them."""
    for program in ("webpinfo", "webpmux", "dwebp"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: no second opinion on WebP")
    words = subprocess.run(["webpinfo", str(path)], check=True, capture_output=True, text=True).stdout
    head, *chunks = words.split("Chunk ANMF")
    width, height = map(int, re.findall(r"Canvas size (\d+) x (\d+)", head)[0])
    canvas = Image.new("RGBA", (width, height))
    frames, times = [], []
    for number, chunk in enumerate(chunks, 1):
        place = dict(re.findall(r"(Offset_X|Offset_Y|Duration|Blend): (\d+)", chunk))
        one, decoded = folder / "one.webp", folder / "one.png"
        get = ["webpmux", "-get", "frame", str(number), str(path), "-o", str(one)]
        subprocess.run(get, check=True, capture_output=True)
        subprocess.run(["dwebp", "-quiet", str(one), "-o", str(decoded)], check=True, capture_output=True)
        with Image.open(decoded) as image:
            piece = image.convert("RGBA")
        corner = int(place["Offset_X"]), int(place["Offset_Y"])
        canvas.paste(piece, corner, piece if place["Blend"] == "0" else None)  # 0: over what is there
        frames.append(np.asarray(canvas.convert("RGB")))
        times.append(int(place["Duration"]))
    return frames, times, int(re.findall(r"Loop count *: (\d+)", head)[0])


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


def pixel_format(path: Path) -> tuple[str, str]:
    """The profile of H.264 of a video, and how its pixels are stored, as ffmpeg says it."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", str(path)]
    words = subprocess.run(command, capture_output=True, text=True).stderr  # it fails: nothing is to be written
    ((profile, pixels),) = re.findall(r"Video: h264 \((.*?)\).*?, (yuv\w+)", words)
    return profile, pixels
