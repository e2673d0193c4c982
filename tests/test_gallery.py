from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from convanim.pipeline.compose import compose
from convanim.publish.gallery.draw import GALLERY_CACHE, check_gallery, draw_gallery
from convanim.publish.gallery.manifest import Entry, read_manifest
from convanim.recipe.options import Options
from convanim.renderer.raster.rasterizer import Renderer
from tests.bench.peers import stock_imageio
from tests.conftest import Run
from tests.decoders import by_pillow

ROOT = Path(__file__).parent.parent

TWO = """
[defaults]
width = 400
[[picture]]
name = "one"
kind = "conv"
input = 4
kernel = 3
[[picture]]
name = "two"
kind = "transposed"
input = [2, 3]
kernel = 2
theme = "dark"
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "gallery.toml"
    path.write_text(TWO)
    return path


def states(outcomes: object) -> dict[str, str]:
    return {outcome.name: outcome.state for outcome in outcomes}  # type: ignore[attr-defined]


def test_pictures_are_drawn_beside_the_manifest(manifest: Path) -> None:
    assert states(draw_gallery(manifest)) == {"one": "drawn", "two": "drawn"}
    frames, _ = by_pillow(manifest.parent / "two.gif")
    assert len(frames) == 3 * 4 + 4  # and the question, the ends of two rows, the answer
    assert frames[0].shape[1] <= 400


def test_only_what_changed_is_drawn_again(manifest: Path) -> None:
    states(draw_gallery(manifest))
    assert states(draw_gallery(manifest)) == {"one": "kept", "two": "kept"}
    manifest.write_text(TWO.replace("kernel = 2", "kernel = 3"))
    assert states(draw_gallery(manifest)) == {"one": "kept", "two": "drawn"}
    (manifest.parent / "one.gif").write_bytes(b"damaged")
    assert states(draw_gallery(manifest)) == {"one": "drawn", "two": "kept"}
    (manifest.parent / "two.gif").unlink()
    assert states(draw_gallery(manifest)) == {"one": "kept", "two": "drawn"}


def test_neither_order_nor_bytes_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    text = "".join(f'[[picture]]\nname = "p{n}"\nkind = "conv"\ninput = {n}\nkernel = 2\n' for n in range(2, 10))
    answers = []
    for jobs in (1, 3):
        folder = tmp_path / str(jobs)
        folder.mkdir()
        (folder / "gallery.toml").write_text(text)
        outcomes = list(draw_gallery(folder / "gallery.toml", jobs))
        answers.append((outcomes, [(folder / f"{outcome.name}.gif").read_bytes() for outcome in outcomes]))
    assert answers[0] == answers[1]


def test_a_theme_file_is_found_beside_the_manifest_and_its_change_is_a_change(manifest: Path) -> None:
    (manifest.parent / "my.toml").write_text('background = "#102030"')
    manifest.write_text(TWO.replace('"dark"', '"my.toml"'))
    states(draw_gallery(manifest))
    assert by_pillow(manifest.parent / "two.gif")[0][0][0, 0].tolist() == [0x10, 0x20, 0x30]
    assert states(draw_gallery(manifest)) == {"one": "kept", "two": "kept"}
    (manifest.parent / "my.toml").write_text('background = "#203040"')
    assert states(check_gallery(manifest)) == {"one": "same", "two": "differs"}
    assert states(draw_gallery(manifest)) == {"one": "kept", "two": "drawn"}
    assert by_pillow(manifest.parent / "two.gif")[0][0][0, 0].tolist() == [0x20, 0x30, 0x40]


def test_a_damaged_ledger_only_costs_time(manifest: Path) -> None:
    states(draw_gallery(manifest))
    (manifest.parent / GALLERY_CACHE).write_text("{")
    assert states(draw_gallery(manifest)) == {"one": "drawn", "two": "drawn"}


def test_a_file_that_would_be_the_same_is_not_touched(manifest: Path) -> None:
    states(draw_gallery(manifest))
    (manifest.parent / GALLERY_CACHE).unlink()
    before = (manifest.parent / "one.gif").stat().st_mtime_ns
    states(draw_gallery(manifest))
    assert (manifest.parent / "one.gif").stat().st_mtime_ns == before


def test_the_check_names_what_is_not_as_it_would_be_drawn(manifest: Path) -> None:
    states(draw_gallery(manifest))
    assert states(check_gallery(manifest)) == {"one": "same", "two": "same"}
    (manifest.parent / "one.gif").write_bytes((manifest.parent / "two.gif").read_bytes())
    (manifest.parent / "two.gif").unlink()
    (manifest.parent / "stray.gif").write_bytes(b"")
    assert states(check_gallery(manifest)) == {"one": "differs", "two": "missing", "stray": "in no manifest"}


def test_a_picture_that_fails_does_not_stop_the_others(manifest: Path, run: Run) -> None:
    manifest.write_text(TWO.replace("input = 4\nkernel = 3", "input = [1, 400]\nkernel = [1, 3]"))
    result = run("gallery", str(manifest))
    assert result.returncode == 1
    assert (manifest.parent / "two.gif").exists()
    assert "one" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "one"', "", "picture 1: name is missing"),
        ('name = "one"', 'name = "../one"', "picture 1: the name '../one' is not one for a file"),
        ('name = "one"', 'name = "two"', "picture 2: there is another picture named 'two'"),
        ("kernel = 3", "kernle = 3", "picture 1: key 'kernle' is not known; did you mean 'kernel'?"),
        ("kernel = 3", "kernel = 9", "picture 1: kernel 9 does not fit input 4"),
        ("kernel = 3", "kernel = 3.5", "picture 1: "),
        ('kind = "conv"', 'kind = "roundtrip"\nview = "matrix"', "takes no view; leave view out"),
        ('kind = "conv"', 'kind = "cnv"', "picture 1: kind 'cnv' is not known; did you mean 'conv'?"),
        ("width = 400", 'width = "wide"', "picture 1: width = 'wide' is of the wrong type"),
        ("width = 400", "size = 400", "defaults: key 'size' is not known"),
        ('theme = "dark"', 'theme = "drak"', "did you mean 'dark'?"),
        ('theme = "dark"', 'theme = "no.toml"', "no.toml: there is no such file"),
        ("[defaults]", "[defaults", "is not TOML"),
        ("[defaults]", "[default]", "key 'default' is not known; did you mean 'defaults'?"),
        (TWO, "", "has no picture"),
        (TWO, "picture = 3", "[[picture]]"),
    ],
)
def test_a_wrong_manifest_is_one_line_with_the_place(
    old: str, new: str, words: str, manifest: Path, run: Run
) -> None:
    manifest.write_text(TWO.replace(old, new, 1))
    result = run("gallery", str(manifest))
    assert result.returncode == 2
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert [path.name for path in manifest.parent.iterdir()] == ["gallery.toml"]


def test_our_gallery_has_the_article_and_the_guide_in_small_files() -> None:
    entries = read_manifest(ROOT / "gallery" / "gallery.toml")
    assert len(entries) >= 37
    for entry in entries:
        path = ROOT / "gallery" / entry.file
        assert 0 < path.stat().st_size < 260_000, entry.name
        if entry.recipe.options == Options(width=entry.recipe.options.width):
            assert len(by_pillow(path)[0]) == compose(entry.recipe).picture.survey.frames


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("conv_S2P3", (5, 5)),
        ("conv_S3P2", (3, 3)),
        ("transposed_conv_S1P0", (5, 5)),
        ("transposed_conv_S1P1", (3, 3)),
        ("transposed_conv_S2P0", (7, 7)),
        ("transposed_conv_S2P1", (5, 5)),
        ("arbitrary_padding_no_strides", (6, 6)),
        ("arbitrary_padding_no_strides_transposed", (5, 5)),
        ("same_padding_no_strides", (5, 5)),
        ("full_padding_no_strides", (7, 7)),
        ("full_padding_no_strides_transposed", (5, 5)),
        ("padding_strides_odd", (3, 3)),
        ("padding_strides_odd_transposed", (6, 6)),
        ("dilation", (3, 3)),
    ],
)
def test_a_well_known_picture_has_its_well_known_size(name: str, output: tuple[int, int]) -> None:
    entries = {entry.name: entry for entry in read_manifest(ROOT / "gallery" / "gallery.toml")}
    assert entries[name].recipe.subject.size_pairs[0][1] == output


ONE_OF_EACH_GROUP = {
    entry.group: entry
    for entry in reversed(read_manifest(ROOT / "gallery" / "gallery.toml"))
    if entry.file.endswith(".gif")
}


@pytest.mark.parametrize("entry", ONE_OF_EACH_GROUP.values(), ids=lambda entry: entry.name)
def test_a_picture_of_the_gallery_decodes_as_by_imageios_own_writer(entry: Entry, tmp_path: Path) -> None:
    composition = compose(entry.recipe)
    renderer = Renderer(composition.picture, composition.layout, composition.theme)
    stack = np.stack([raster.image.copy() for raster in renderer.frames()])
    durations_ms = list(composition.durations_ms())
    theirs, ours = tmp_path / "theirs.gif", tmp_path / "ours.gif"
    theirs.write_bytes(stock_imageio(stack, renderer.palette[:, :3], durations_ms))
    ours.write_bytes(entry.drawn().data)
    assert total_ms(ours) == total_ms(theirs) == sum(durations_ms)
    pairs = zip(distinct(ours), distinct(theirs), strict=True)
    assert all(np.array_equal(one, other) for one, other in pairs)


def total_ms(path: Path) -> int:
    return sum(by_pillow(path)[1])


def distinct(path: Path) -> Iterator[NDArray[np.uint8]]:
    """Frames that differ from the one before: imageio's writer merges the others, and adds their times."""
    return (next(group) for _, group in groupby(by_pillow(path)[0], key=lambda frame: frame.tobytes()))
