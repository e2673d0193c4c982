from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from convanim.core.errors import ConvanimError, OutputError
from convanim.encoder.encoders import ENCODERS, VECTORS
from convanim.encoder.mp4 import repeats_of, require_ffmpeg, tick_of
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.metrics import width as text_width
from convanim.pipeline.compose import compose
from convanim.pipeline.write import animate, animate_bytes, animate_frames
from convanim.publish.plan_document import plan_document
from convanim.recipe.numbers import seeded_numbers
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.scene.roles import Role
from convanim.style.color import rgb
from convanim.style.themes import THEMES
from tests.cases import LAYER_CASES, steps_of
from tests.conftest import Run
from tests.decoders import Frames, by_ffmpeg, by_gifsicle, by_libwebp, by_pillow, pixel_format, times_by_ffmpeg

LAYER = Convolution.of(4, 3)
FILMS = [suffix for suffix, encoder in ENCODERS.items() if encoder.video_only]
LOOPING = [suffix for suffix in ENCODERS if suffix not in FILMS]


def foreign(path: Path, folder: Path) -> tuple[Frames, list[int]]:
    """Frames and milliseconds by a program that is not Pillow; of a film those of our frames, its repeats counted."""
    if path.suffix == ".webp":
        return by_libwebp(path, folder)[:2]
    return by_ffmpeg(path), times_by_ffmpeg(path)


@pytest.mark.parametrize("suffix", ENCODERS)
@pytest.mark.parametrize(
    "options", [Options(width=400), Options(width=300, theme="dark", fps=3, hold=1)], ids=["usual", "other"]
)
def test_a_program_that_is_not_ours_finds_the_cells_and_times_of_the_plan(
    suffix: str, options: Options, tmp_path: Path
) -> None:
    layer = TransposedConvolution.of(2, 2, 1, 3)
    animate(Recipe(layer, options), tmp_path / f"a{suffix}")
    frames, times = foreign(tmp_path / f"a{suffix}", tmp_path)
    plan = plan_document(Recipe(layer, options))
    meant = plan["picture"]["durations_ms"]
    if suffix in FILMS:
        tick = tick_of(meant)
        assert set(times) == {tick}
        repeats = list(repeats_of(meant, tick))
        assert len(frames) == sum(repeats)
        assert abs(len(frames) * tick - sum(meant)) <= tick / 2
        frames = [frames[end - 1] for end in np.cumsum(repeats)]
    else:
        assert times == meant
    tolerance = ENCODERS[suffix].tolerance
    place = plan["picture"]["panels"]["output"]
    drawn = compose(Recipe(layer, options)).picture.frames()
    for frame, picture in zip(frames, drawn, strict=True):
        assert [frame.shape[1], frame.shape[0]] == plan["picture"]["size"]
        for row, column in np.ndindex(place["rows"], place["cols"]):
            role = picture.grids["output"][row, column].role
            y, x = (place[axis] + n * place["cell"] + place["cell"] // 2 for axis, n in (("y", row), ("x", column)))
            wanted = rgb(plan["picture"]["colors"][role.key])
            assert abs(frame[y, x].astype(int) - wanted).max() <= tolerance, (row, column, role)


@pytest.mark.parametrize("layer", [LAYER, Convolution.of((3, 4), (2, 3))], ids=["square", "wide"])
def test_a_film_is_stored_as_every_player_reads_it(layer: Convolution, tmp_path: Path) -> None:
    animate(Recipe(layer, Options(width=241, theme="article")), tmp_path / "a.mp4")
    assert pixel_format(tmp_path / "a.mp4") == ("High", "yuv420p")
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def plays_found(path: Path, folder: Path) -> int:
    """How often a file plays, 0 forever, as another program or its bytes say."""
    if path.suffix == ".webp":
        return by_libwebp(path, folder)[2]
    data = path.read_bytes()
    if path.suffix == ".png":
        start = data.index(b"acTL") + 8
        return int.from_bytes(data[start : start + 4])
    if shutil.which("gifsicle") is None:
        pytest.skip("gifsicle is not installed: no second opinion on GIF")
    words = subprocess.run(["gifsicle", "--info", str(path)], capture_output=True, text=True, check=True).stdout
    loops = [line.split() for line in words.splitlines() if " loop " in f"{line} "]
    if not loops:
        return 1  # a file without the field
    return 0 if loops[0][-1] == "forever" else int(loops[0][-1]) + 1


@pytest.mark.parametrize("suffix", LOOPING)
@pytest.mark.parametrize(("plays", "times"), [(None, 0), ("forever", 0), ("1", 1), ("3", 3), ("auto", 1)])
def test_a_file_plays_as_often_as_asked(suffix: str, plays: str | None, times: int, tmp_path: Path) -> None:
    # four steps, the last held 1 s: 2.5 s; twice it moves until 4 s, three times until 6.5 s
    animate(Recipe(LAYER, Options(width=240, fps=2, hold=1, plays=plays)), tmp_path / f"a{suffix}")
    assert plays_found(tmp_path / f"a{suffix}", tmp_path) == times


@pytest.mark.parametrize(
    ("fps", "hold", "plays"),
    [(2, 2, 1), (5, 1, 2), (4, 0, 1), (0.5, 0, 1), (10, 2, 1), (50, 0, 2)],
)
def test_auto_plays_as_often_as_it_comes_to_rest_within_5_s(fps: float, hold: float, plays: int) -> None:
    composition = compose(Recipe(LAYER, Options(fps=fps, hold=hold, plays="auto")))
    times = list(composition.durations_ms())
    assert composition.plays() == plays
    moving = plays * sum(times) - times[-1]
    assert moving <= 5000 < moving + sum(times) or plays == 1


def test_what_moves_forever_is_said_in_json_unless_it_is_meant(run: Run) -> None:
    words = ("conv", "-i", "4", "-k", "3", "--width", "240", "--json")
    said = run(*words)
    assert said.stderr == ""
    assert json.loads(said.stdout)["endless"]
    for more in (["--plays", "forever"], ["--plays", "auto"], ["--still"], ["-o", "a.mp4"]):
        assert not json.loads(run(*words, *more).stdout)["endless"], more


@pytest.mark.parametrize("suffix", [*LOOPING, *VECTORS])
@pytest.mark.parametrize("still", ["first", "2", "last"])
def test_a_still_is_one_picture_in_every_format(suffix: str, still: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    report = animate(Recipe(LAYER, Options(width=300, still=still)), path)
    assert (report.frames, report.seconds) == (1, 0)
    if suffix not in VECTORS:
        every, _ = by_pillow_of(animate_bytes(Recipe(LAYER, Options(width=300)), ".gif")[0], tmp_path)
        (frame,), _ = by_pillow(path)
        meant = every[{"first": 1, "2": 2, "last": -1}[still]]  # before the first step there is the question
        panels = []  # the page is smaller: only this frame's words and roles need room on it
        for image, options in ((frame, Options(width=300, still=still)), (meant, Options(width=300))):
            place = compose(Recipe(LAYER, options)).layout.places["output"]
            panels.append(image[place.y : place.y + place.height, place.x : place.x + place.width])
        assert np.array_equal(panels[0], panels[1])


def by_pillow_of(data: bytes, folder: Path) -> tuple[Frames, list[int]]:
    (folder / "other.gif").write_bytes(data)
    return by_pillow(folder / "other.gif")


@pytest.mark.parametrize("suffix", LOOPING)
def test_stdout_takes_the_format_that_is_named(suffix: str, tmp_path: Path) -> None:
    name = suffix.removeprefix(".")
    command = [sys.executable, "-m", "convanim", "conv", "-i", "4", "-k", "3", "--width", "240", "-q", "-o", "-"]
    found = subprocess.run([*command, "--format", name], cwd=tmp_path, capture_output=True, check=True).stdout
    comment = f"convanim conv -i 4 -k 3 --width 240 --format {name}"
    assert found == animate_bytes(Recipe(LAYER, Options(width=240, format=name), comment=comment), suffix)[0]


def test_a_format_names_the_file_and_fills_one_without_a_suffix(run: Run, tmp_path: Path) -> None:
    for more in ([], ["-o", "picture"]):
        assert run("conv", "-i", "4", "-k", "3", "--format", "webp", "-q", *more).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["conv_i4_k3.webp", "picture"]
    assert (tmp_path / "picture").read_bytes() == (tmp_path / "conv_i4_k3.webp").read_bytes()


BAD = {
    "format": ("--format wepb", "did you mean 'webp'?"),
    "format and suffix": ("--format webp -o a.gif", "use -o a.webp"),
    "format that does not move": ("--format pdf", "add --still"),
    "suffix": ("-o a.webm", "did you mean '.webp'?"),
    "plays": ("--plays twice", "use forever, auto or 1 to 65535"),
    "plays 0": ("--plays 0", "use forever, auto or 1 to 65535"),
    "plays -1": ("--plays -1", "use forever, auto or 1 to 65535"),
    "plays too often": ("--plays 70000", "use forever, auto or 1 to 65535"),
    "plays of a still": ("--plays 2 --still", "leave out --plays or --still"),
    "plays of a film": ("--plays 2 -o a.mp4", "leave it out"),
    "still of a film": ("--still -o a.mp4", "holds a film"),
    "still past the end of a webp": ("--still 10 -o a.webp", "--still 10 is not a step"),
    "still past the end of a pdf": ("--still 10 -o a.pdf", "use first, last or a number from 1 to 9"),
    "still and filmstrip": ("--still --filmstrip", "use one of them"),
    "filmstrip past the end": ("--filmstrip 1,10", "steps 1 to 9"),
    "filmstrip more than there are": ("--filmstrip 10", "the 9 steps"),
    "filmstrip 0": ("--filmstrip 0", "the 9 steps"),
    "filmstrip backwards": ("--filmstrip 5-2", "'5-2'"),
    "filmstrip text": ("--filmstrip some", "'some'"),
    "filmstrip nothing": ("--filmstrip ,", "as in 1,4-6"),
    "filmstrip of numbers that cannot be read": ("--values --cells numbers --width 300 --filmstrip all", "use --"),
    "frames and file": ("--frames slides -o a.gif", "use one of them"),
    "frames and still": ("--frames slides --still", "use one of them"),
    "frames and filmstrip": ("--frames slides --filmstrip", "use one of them"),
    "frames and plays": ("--frames slides --plays 2", "leave out --plays 2"),
    "frames and format": ("--frames slides --format gif", "leave out --format gif"),
    "frames in no folder": ("--frames no/slides", "there is no folder 'no'"),
}


@pytest.mark.parametrize(("line", "words"), BAD.values(), ids=BAD)
def test_a_wrong_request_is_one_line_and_nothing_written(line: str, words: str, run: Run, tmp_path: Path) -> None:
    result = run("conv", "-i", "5", "-k", "3", *line.split())
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_more_frames_than_a_page_holds_are_refused(run: Run) -> None:
    result = run("conv", "-i", "12", "-k", "3", "--filmstrip", "all")
    assert result.returncode == 2
    assert "100 steps, and 60 are the most on a page; use --filmstrip 12" in result.stderr


@pytest.mark.parametrize("missing", ["imageio_ffmpeg", "the program"])
def test_a_missing_extra_is_one_line_that_says_what_to_install(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if missing == "imageio_ffmpeg":
        monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    else:

        def nowhere() -> str:
            raise RuntimeError("No ffmpeg exe could be found.")

        monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", nowhere)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OutputError, match=r"install ffmpeg, or .* pip install -e '\.\[video\]'\)$"):
        animate(Recipe(LAYER), tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_the_ffmpeg_on_the_path_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ffmpeg"
    program.symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert require_ffmpeg() == str(program)
    animate(Recipe(LAYER, Options(width=240)), tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").stat().st_size > 1000


def test_an_ffmpeg_that_fails_replaces_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.mp4").write_bytes(b"precious")
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\ncat > /dev/null\necho out of order >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: str(program))
    with pytest.raises(OutputError, match="out of order"):
        animate(Recipe(LAYER, Options(width=240)), tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").read_bytes() == b"precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp4", "ffmpeg"]


def test_frames_are_numbered_pictures_of_every_step(run: Run, tmp_path: Path) -> None:
    said = json.loads(run("conv", "-i", "5x6", "-k", "3x2", "--frames", "slides", "--json", "-q").stdout or "{}")
    assert said == {}
    names = [f"conv_i5x6_k3x2_{number:02}.png" for number in range(1, 18)]  # the question, 15 steps, the answer
    assert sorted(path.name for path in (tmp_path / "slides").iterdir()) == names
    assert [path.name for path in tmp_path.iterdir()] == ["slides"]
    recipe = Recipe(Convolution.of((5, 6), (3, 2)))
    every, _ = by_pillow_of(animate_bytes(recipe, ".gif")[0], tmp_path)
    passing = compose(recipe).picture.survey.passing
    held = [image for number, image in enumerate(every) if number not in passing]
    for name, meant in zip(names, held, strict=True):
        with Image.open(tmp_path / "slides" / name) as image:
            assert np.array_equal(np.asarray(image.convert("RGB")), meant)


def test_frames_leave_files_of_other_names_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    name = Path(Recipe(LAYER, Options(width=240)).file_name).stem
    (tmp_path / f"{name}_1.png").write_text("old")
    report = animate_frames(Recipe(LAYER, Options(width=240)), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [*(f"{name}_{n}.png" for n in range(1, 7)), "mine.txt"]
    assert (tmp_path / "mine.txt").read_text() == "precious"
    assert report.bytes == sum(path.stat().st_size for path in tmp_path.glob("*_?.png"))


@pytest.mark.parametrize("there", [True, False], ids=["a folder that is there", "a new one"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_frames_that_cannot_all_be_written_change_nothing(
    there: bool, error: type[BaseException], tmp_path: Path
) -> None:
    folder = tmp_path / "slides"
    if there:
        folder.mkdir()
        (folder / "a_1.png").write_text("precious")

    def stop(done: int, _: int) -> None:
        if done == 3:
            raise error

    with pytest.raises((error, OutputError)):
        animate_frames(Recipe(LAYER, Options(width=240)), folder, progress=stop)
    assert list(tmp_path.iterdir()) == [folder] * there
    assert not there or [path.read_text() for path in folder.iterdir()] == ["precious"]


def test_frames_into_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "slides").write_text("precious")
    with pytest.raises(ConvanimError, match="is a file"):
        animate_frames(Recipe(LAYER), tmp_path / "slides")
    assert (tmp_path / "slides").read_text() == "precious"


STRIPS: dict[str, tuple[Layer, Options, list[int]]] = {
    "all": (LAYER, Options(filmstrip="all"), [1, 2, 3, 4]),
    "evenly": (Convolution.of(5, 3), Options(filmstrip="3"), [1, 5, 9]),
    "named": (Convolution.of(5, 3), Options(filmstrip="1,4-6,9"), [1, 4, 5, 6, 9]),
    "as many as fit": (
        Convolution.of(8, 3),
        Options(filmstrip="whole"),
        [1, 2, 4, 6, 10, 14, 18, 22, 25, 29, 32, 36],
    ),
    "stages": (TransposedConvolution.of(2, 2), Options(filmstrip="1-3", stages=True), [1, 2, 3]),
    "one row": (Convolution.of((1, 9), (1, 3)), Options(filmstrip="all"), [1, 2, 3, 4, 5, 6, 7]),
    "scatter": (TransposedConvolution.of(2, 3), Options(filmstrip="all", view="scatter"), list(range(1, 8))),
    "round trip": (Convolution.of(3, 2), Options(filmstrip="2", view="roundtrip"), [1, 14]),
}


@pytest.mark.parametrize(("layer", "options", "numbers"), STRIPS.values(), ids=STRIPS)
def test_a_filmstrip_has_the_panels_of_the_frames_asked_for(
    layer: Layer, options: Options, numbers: list[int]
) -> None:
    strip = compose(Recipe(layer, options))
    whole = compose(Recipe(layer, Options(view=options.view, stages=options.stages)))
    every = list(whole.film.stop_frames(whole.picture.frames()))
    (page,) = strip.picture.frames()
    names = [f"{number} {panel.name}" for number in numbers for panel in whole.picture.panels if not panel.aside]
    assert sorted(page.grids) == sorted(names)
    assert list(strip.layout.places) == names
    for number in numbers:
        for name in (panel.name for panel in whole.picture.panels if not panel.aside):
            grid = every[number - 1].grids[name]
            found = page.grids[f"{number} {name}"]
            assert [found[at] for at in np.ndindex(found.codes.shape)] == [
                grid[at] for at in np.ndindex(grid.codes.shape)
            ]
            assert found.window == grid.window
    words = " ".join(text.text for text in strip.layout.texts)
    assert all(every[number - 1].caption.split()[0] in words for number in numbers)


@pytest.mark.parametrize("width", [600, 800, 1600])
@pytest.mark.parametrize(("layer", "options", "numbers"), STRIPS.values(), ids=STRIPS)
def test_nothing_on_a_filmstrip_leaves_the_page_or_covers_another_panel(
    layer: Layer, options: Options, numbers: list[int], width: int
) -> None:
    layout = compose(Recipe(layer, replace(options, width=width, filmstrip="whole"))).layout
    assert layout.width <= width
    assert layout.height <= 1.5 * width
    boxes = [(p.x, p.y, p.x + p.width, p.y + p.height) for p in layout.places.values()]
    for text in layout.texts:
        wide = text_width(text.text, text.size, text.bold)
        left = text.x - wide if text.right else text.x
        boxes.append((round(left), text.y - round(text.size * 0.7), round(left + wide), text.y))
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert right <= layout.width
        assert top >= 0
        assert bottom <= layout.height
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)
    assert min(place.cell for place in layout.places.values()) >= 6


@pytest.mark.parametrize("suffix", [*LOOPING, *VECTORS])
def test_a_filmstrip_is_written_in_every_still_format(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    report = animate(Recipe(LAYER, Options(filmstrip="all")), path)
    assert (report.frames, report.seconds) == (1, 0)
    assert report.bytes == path.stat().st_size > 1000


def test_the_plan_says_where_the_panels_of_a_filmstrip_are(run: Run, tmp_path: Path) -> None:
    line = ["conv", "-i", "5", "-k", "3", "--filmstrip", "2,9"]
    panels = json.loads(run("plan", *line, "--json").stdout)["picture"]["panels"]
    assert list(panels) == ["2 input", "2 output", "9 input", "9 output"]
    assert run(*line, "-q", "-o", "strip.png").returncode == 0
    (frame,), _ = by_pillow(tmp_path / "strip.png")
    place = panels["9 output"]
    current = frame[place["y"] + 2 * place["cell"] + place["cell"] // 2, place["x"] + int(2.5 * place["cell"])]
    assert tuple(current.tolist()) == rgb(THEMES["light"].look(Role.OUTPUT_CURRENT).fill)


def test_a_filmstrip_with_numbers_leaves_the_lens_out_and_joins_what_it_joined() -> None:
    layer = Convolution.of(4, 3)
    whole = compose(Recipe(layer, numbers=seeded_numbers(layer))).picture
    strip = compose(Recipe(layer, Options(filmstrip="3"), numbers=seeded_numbers(layer))).picture
    frames = steps_of(whole)
    (page,) = strip.frames()
    assert [panel.name for panel in strip.panels] == [
        "1 input",
        "1 output",
        "2 input",
        "2 output",
        "4 input",
        "4 output",
    ]
    assert {(link.source, link.target) for link in page.links} == {
        (
            first.source._replace(panel=f"{number} input"),
            last.target._replace(panel=f"{number} output"),
        )
        for number in (1, 2, 4)
        for first, last in [frames[number - 1].links]
    }


def test_gifsicle_agrees_on_a_gif(tmp_path: Path) -> None:
    animate(Recipe(LAYER, Options(width=240)), tmp_path / "a.gif")
    assert len(by_gifsicle(tmp_path / "a.gif", tmp_path)) == compose(Recipe(LAYER)).film.count


@pytest.mark.parametrize("suffix, program", [(".pdf", "pdftoppm"), (".svg", "rsvg-convert")])
@pytest.mark.parametrize("view, values", [("gather", True), ("scatter", False)])
def test_a_vector_still_has_the_cells_of_the_plan_for_a_program_that_is_not_ours(
    suffix: str, program: str, view: str, values: bool, tmp_path: Path
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: no second opinion on {suffix}")
    layer = LAYER_CASES["transposed"]
    numbers = seeded_numbers(layer) if values else None
    options = Options(view=view, still="3", width=600)
    path, pixels = tmp_path / f"a{suffix}", tmp_path / "a.png"
    animate(Recipe(layer, options, numbers=numbers), path)
    if program == "pdftoppm":
        command = [program, "-png", "-r", "72", "-singlefile", str(path), str(pixels.with_suffix(""))]
    else:
        command = [program, str(path), "--dpi-x", "72", "--dpi-y", "72", "-o", str(pixels)]
    subprocess.run(command, check=True, capture_output=True)
    (image,), _ = by_pillow(pixels)
    composition = compose(Recipe(layer, options, numbers=numbers))
    layout, (frame,) = composition.layout, composition.picture.frames()
    scale = image.shape[1] / layout.width
    for name, place in layout.places.items():
        for row, column in np.ndindex(place.rows, place.columns):
            x, y, cell = place.x + column * place.cell, place.y + row * place.cell, place.cell
            role = frame.grids[name][row, column].role
            fill = np.array(rgb(composition.theme.look(role).fill))
            left, top, right, bottom = (round(edge * scale) for edge in (x, y, x + cell, y + cell))
            near = np.abs(image[top:bottom, left:right].astype(int) - fill).max(2) <= 3
            assert near.mean() > 0.4, (name, row, column)
