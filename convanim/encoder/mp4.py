"""Video, H.264 in MP4, by an ffmpeg with x264: lossy, so it is compared within a tolerance.

Frames come at a constant rate, as editors and slides want it: a step is a number of equal frames.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, cast

from convanim.core.errors import OutputError
from convanim.core.files import temporary_folder
from convanim.encoder.base import Playing, ShownFrame, Timed

if TYPE_CHECKING:
    from convanim.encoder.base import Pixels
    from convanim.encoder.delta import Indices

SHORTEST_TICK_MS, LONGEST_TICK_MS = 20, 100
"""Ms of one frame: 50 to 10 a second. Players stumble over fewer, and a repeated frame costs some 30 bytes."""


THREADS = 2
"""x264's bytes depend on how many there are, so it is not left to the machine."""


VIDEO_OPTIONS = [
    "-vf", "scale=out_color_matrix=bt709:flags=area+accurate_rnd+full_chroma_int+full_chroma_inp",
    "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",  # not guessed
    "-pix_fmt", "yuv420p",  # all that QuickTime, browsers and phones play
    "-c:v", "libx264", "-crf", "14", "-preset", "medium", "-tune", "animation", "-g", "100", "-x264-params",
    "psy=0:colorprim=bt709:transfer=bt709:colormatrix=bt709",
    "-threads", str(THREADS),
    "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact",  # no date, no program
    "-movflags", "+faststart", "-f", "mp4",
]  # fmt: skip
"""ffmpeg's options for what is written."""


def require_ffmpeg() -> str:
    """The program: the one that imageio-ffmpeg carries, else that on the PATH.

    Raises OutputError, with what to install, where there is none.
    """
    import shutil

    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        if found := shutil.which("ffmpeg"):
            return found
        raise OutputError(
            "an .mp4 needs ffmpeg, and none is on the PATH; install ffmpeg, or imageio-ffmpeg, which carries one: "
            "pip install imageio-ffmpeg (in a clone of convanim: pip install -e '.[video]')"
        ) from error


def tick_of(times: Iterable[int]) -> int:
    """Ms of one frame of the video: what all times are multiples of, if a player can show that many a second.

    >>> tick_of([500, 500, 2000]), tick_of([30, 40, 500]), tick_of([340, 320])
    (100, 20, 20)
    """
    common = math.gcd(*times)
    if common < SHORTEST_TICK_MS:
        return SHORTEST_TICK_MS
    parts = next(n for n in range(-(-common // LONGEST_TICK_MS), common + 1) if common % n == 0)
    return max(SHORTEST_TICK_MS, common // parts)


def repeats_of(times: Iterable[int], tick: int) -> Iterator[int]:
    """How many frames of the video each frame becomes, so that the total is right to half a tick.

    >>> list(repeats_of([30, 30, 30, 30], 20))
    [2, 1, 2, 1]
    """
    exact = given = 0
    for ms in times:
        exact += ms
        repeats = max(1, round((exact - given) / tick))
        given += repeats * tick
        yield repeats


def write_mp4(file: BinaryIO, frames: Iterable[Timed], palette: Indices, playing: Playing) -> None:
    """Write a video: ffmpeg wants a file of its own, to put the index first."""
    import shutil

    tick = tick_of(playing.times())
    stream = iter(frames)
    first = next(stream)
    height, width = first.image.shape
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"1000/{tick}", "-i", "-"]
    comment = ["-metadata", f"comment={playing.comment}"] if playing.comment else []
    with temporary_folder() as folder:
        path = folder / "film.mp4"
        with _ffmpeg(*raw, *VIDEO_OPTIONS, *comment, str(path)) as (feed, _):
            for frame, repeats in zip(chain([first], stream), repeats_of(playing.times(), tick), strict=True):
                pixels = palette[frame.image].tobytes()
                for _ in range(repeats):
                    feed.write(pixels)
        with path.open("rb") as film:
            shutil.copyfileobj(film, file)


def read_mp4(file: BinaryIO, palette: Indices, shown: Sequence[ShownFrame]) -> Iterator[tuple[Pixels, int | None]]:
    """Each frame's colours and ms, the last of its repeats: the one that codecs had most time to get wrong.

    The first frame's box is the whole picture. Raises ValueError where there are too few frames, or too many.
    """
    import shutil

    import numpy as np

    times = [frame.ms for frame in shown]
    tick = tick_of(times)
    _, _, width, height = shown[0].box
    with temporary_folder() as folder:
        path = folder / "film.mp4"
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        with _ffmpeg("-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-") as (_, found):
            for ms, repeats in zip(times, repeats_of(times, tick), strict=True):
                for _ in range(repeats):
                    data = found.read(width * height * 3)
                if len(data) != width * height * 3:
                    raise ValueError("it ends too early")
                yield np.frombuffer(data, np.uint8).reshape(height, width, 3), ms
            if found.read(1):
                raise ValueError("it lasts longer than it should")


@contextlib.contextmanager
def _ffmpeg(*options: str) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Run ffmpeg: give its input and its output. Raises OutputError, with its words, where it fails."""
    import subprocess
    import tempfile

    command = [require_ffmpeg(), "-v", "error", "-nostats", *options]
    with tempfile.TemporaryFile() as errors:
        program = subprocess.Popen(  # noqa: S603  # the words are ours, but the comment, which is one word
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
        )
        with program:
            assert program.stdin is not None  # noqa: S101  # both are pipes
            assert program.stdout is not None  # noqa: S101
            try:
                with contextlib.suppress(BrokenPipeError):  # then it has failed, and says why
                    yield cast("BinaryIO", program.stdin), cast("BinaryIO", program.stdout)
                    program.stdin.close()
                failed = program.wait() != 0
            except BaseException:
                program.kill()
                raise
        if failed:
            errors.seek(0)
            words = " ".join(errors.read().decode(errors="replace").split())
            raise OutputError(f"ffmpeg could not do it: {words or 'it did not say why'}; nothing was replaced")
