"""Pictures as input: what is read, what is drawn by code, and files that are damaged or hostile."""

from __future__ import annotations

import io
import random
import struct
import zlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import convanim
from convanim.core.errors import ConvanimError
from convanim.layers.base import Layer
from convanim.layers.compute import Planes
from convanim.layers.kinds import LAYERS
from convanim.pipeline.compose import compose
from convanim.recipe.numbers import NOWHERE
from convanim.recipe.recipe import Recipe
from convanim.values.images import MOST_ACROSS, PICTURE_FORMATS, Reading, is_picture, read_picture
from convanim.values.pictures import BUILT_IN, PICTURE_SIDE, built_in


def read(path: Path, size: tuple[int, int] | None = None, white: int = 1) -> tuple[tuple[Any, ...], ...]:
    (plane,) = read_picture("input_values", str(path), size, Reading(white))
    return plane


def colours(rows: int, columns: int, mode: str = "RGB") -> Image.Image:
    planes = len(mode)
    pixels = np.random.default_rng(1).integers(0, 256, (rows, columns, planes), np.uint8)
    return Image.fromarray(pixels if planes > 1 else pixels[..., 0], mode)


@pytest.mark.parametrize("suffix", PICTURE_FORMATS)
def test_every_format_is_read(suffix: str, tmp_path: Path) -> None:
    Image.new("RGB", (6, 4), (255, 255, 255)).save(tmp_path / f"a{suffix}")
    assert read(tmp_path / f"a{suffix}") == ((1,) * 6,) * 4


def test_colours_become_as_grey_as_they_are_bright(tmp_path: Path) -> None:
    image = Image.new("RGB", (3, 1))
    for place, colour in enumerate(((255, 0, 0), (0, 255, 0), (0, 0, 255))):
        image.putpixel((place, 0), colour)
    image.save(tmp_path / "a.png")
    assert [float(value) for value in read(tmp_path / "a.png")[0]] == [0.3, 0.59, 0.11]


def test_what_is_see_through_lies_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (2, 2), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert read(tmp_path / "a.png") == ((1, 1), (1, 1))


def test_a_photo_is_turned_as_the_camera_was(tmp_path: Path) -> None:
    image = Image.new("L", (4, 2), 0)
    image.putpixel((0, 0), 255)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: what was at the top left is at the top right
    image.save(tmp_path / "a.png", exif=exif)
    assert [len(row) for row in read(tmp_path / "a.png")] == [2] * 4
    assert read(tmp_path / "a.png")[0] == (0, 1)


@pytest.mark.parametrize(
    ("made", "size", "expected"),
    [((100, 64), None, (32, 20)), ((20, 30), None, (20, 30)), ((100, 64), (9, 7), (9, 7)), ((2, 2), (5, 4), (5, 4))],
)
def test_pictures_come_in_the_size_that_is_wanted_or_small(
    made: tuple[int, int], size: tuple[int, int] | None, expected: tuple[int, int], tmp_path: Path
) -> None:
    colours(*made).save(tmp_path / "a.png")
    values = read(tmp_path / "a.png", size)
    assert (len(values), len(values[0])) == expected
    assert max(expected) <= MOST_ACROSS


def test_a_cell_is_the_mean_of_its_area(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 255, 255], [0, 255, 255]], np.uint8)).save(tmp_path / "a.png")
    assert read(tmp_path / "a.png", (1, 2)) == ((Fraction(33, 100), 1),)
    assert read(tmp_path / "a.png", (1, 2), 255) == ((85, 255),)


def test_sixteen_bits_of_grey(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 32768, 65535]], np.uint16)).save(tmp_path / "a.png")
    assert read(tmp_path / "a.png") == ((0, Fraction(1, 2), 1),)


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (np.array([[1.5, -2.0]]), ((Fraction(3, 2), -2),)),
        (np.array([[7, 8]], np.int64), ((7, 8),)),
        (np.array([[0, 255]], np.uint8), ((0, 1),)),
        (np.full((1, 2, 3), 255, np.uint8), ((1, 1),)),
    ],
)
def test_arrays(array: Any, expected: Any, tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", array)
    assert read(tmp_path / "a.npy") == expected


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("size", [(1, 1), (1, 9), (PICTURE_SIDE, PICTURE_SIDE), (12, 20)])
def test_drawn_pictures_have_any_size_and_values_from_black_to_white(name: str, size: tuple[int, int]) -> None:
    values = built_in(name, size)
    assert (len(values), len(values[0])) == size
    assert all(0 <= value <= 1 for row in values for value in row)
    assert all(0 <= value <= 255 for row in built_in(name, size, 255) for value in row)
    assert size != (PICTURE_SIDE, PICTURE_SIDE) or len({value for row in values for value in row}) > 1


def test_noise_is_the_same_on_every_machine() -> None:
    assert len({value for row in built_in("noise", (20, 20)) for value in row}) > 60
    assert built_in("noise", (3, 3))[:2] == built_in("noise", (2, 3))


@pytest.mark.parametrize(
    ("values", "size"),
    [({"input_values": "house"}, (28, 28)), ({"input_values": "digit", "input": "9x7"}, (9, 7)),
     ({"input_values": "ramp", "dims": 1}, (1, 28))],
)  # fmt: skip
def test_a_layer_takes_a_drawn_picture_and_its_command_names_it(
    values: dict[str, Any], size: tuple[int, int]
) -> None:
    recipe = Recipe.of(LAYERS["conv"], {"kernel": 3, "seed": 1, **values}, NOWHERE)
    assert isinstance(recipe.subject, Layer)
    assert recipe.subject.input == size
    assert f"--input-values {values['input_values']}" in recipe.command
    assert f"_{values['input_values']}" in recipe.file_name


def test_the_white_of_a_picture() -> None:
    recipe = Recipe.of(LAYERS["conv"], {"kernel": 3, "input_values": "impulse", "levels": 255})
    assert isinstance(recipe.numbers, Planes)
    assert max(max(row) for row in recipe.numbers.only.input) == 255
    assert "--levels 255" in recipe.command
    for wrong in ({"levels": 7}, {"levels": 255, "input_values": "1 2 3; 4 5 6; 7 8 9"}, {"levels": 255, "input": 5}):
        with pytest.raises(ConvanimError):
            Recipe.of(LAYERS["conv"], {"kernel": 3, **wrong})


def test_python_takes_images_and_coloured_arrays() -> None:
    pixels = np.random.default_rng(2).integers(0, 256, (40, 60, 3), np.uint8)
    of_image = convanim.conv(input_values=Image.fromarray(pixels), kernel=3)
    of_array = convanim.conv(input_values=pixels, kernel=3)
    small = convanim.conv(6, 3, input_values=pixels)
    assert of_image.plan()["values"] == of_array.plan()["values"]
    assert of_image.plan()["layer"]["input"] == [21, 32]
    assert small.plan()["layer"]["input"] == [6, 6]


def test_names_of_pictures() -> None:
    assert [is_picture(text) for text in ("a.png", "a.JPeG", "a.csv", "house", "1 2; 3.png")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def encoded(suffix: str) -> bytes:
    file = io.BytesIO()
    if suffix == ".npy":
        np.save(file, np.arange(600.0).reshape(20, 30))
    else:
        colours(20, 30).save(file, PICTURE_FORMATS[suffix])
    return file.getvalue()


def png_of(width: int, height: int, data: bytes = b"") -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + data
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def damaged() -> list[tuple[str, bytes]]:
    """Two hundred files: cut off, with bits turned, of a wrong kind, and larger than they look."""
    chance = random.Random(7)
    files: list[tuple[str, bytes]] = []
    suffixes = (".png", ".jpg", ".webp", ".gif", ".bmp", ".npy")
    for suffix in suffixes:
        whole = encoded(suffix)
        files += [(suffix, whole[: chance.randrange(len(whole))]) for _ in range(14)]
        for _ in range(17):
            data = bytearray(whole)
            for _ in range(chance.randrange(1, 30)):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            files.append((suffix, bytes(data)))
    text = b"iTXt\0\0\1\0\0\0\0" + zlib.compress(b"a" * 80_000_000)
    bomb = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    head = b"\x93NUMPY\x01\0\x76\0" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (4000000000, 9), }"
    files += [(".png", png_of(2**31 - 1, 2**31 - 1)), (".png", png_of(60_000, 60_000)), (".png", png_of(9, 9, bomb))]
    files += [
        (".npy", head.ljust(128, b" ")),
        (".npy", b"\x80\x04cos\nsystem\n"),
        (".png", b""),
        (".jpg", b"\xff\xd8"),
    ]
    files += [(suffix, bytes(chance.randrange(256) for _ in range(300))) for suffix in suffixes]
    files += [(".gif", b"<svg/>"), (".png", b"%!PS-Adobe-3.0 EPSF"), (".bmp", b"BM" + b"\xff" * 60)]
    return files


def test_two_hundred_damaged_files_are_read_or_refused_in_one_line(tmp_path: Path) -> None:
    files = damaged()
    assert len(files) >= 200
    refused = 0
    for number, (suffix, data) in enumerate(files):
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(data)
        try:
            values = read(path)
        except ConvanimError as error:
            refused += 1
            assert "\n" not in str(error)
            assert ";" in str(error)
        else:
            assert 1 <= len(values) <= MOST_ACROSS
            assert len({len(row) for row in values}) == 1
    assert refused >= 100


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_what_is_too_large_is_refused_before_it_is_decoded(size: tuple[int, int], tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png_of(*size))
    with pytest.raises(ConvanimError, match=r"pixels are more|no picture"):
        read(tmp_path / "a.png")


def test_a_request_in_a_file_reads_pictures_below_its_folder_only(tmp_path: Path) -> None:
    inner = tmp_path / "in"
    inner.mkdir()
    for place in (inner, tmp_path):
        Image.new("L", (4, 4), 255).save(place / "a.png")
    assert read_picture("input_values", "a.png", None, folder=inner) == (((1,) * 4,) * 4,)
    with pytest.raises(ConvanimError):
        read_picture("input_values", "../a.png", None, folder=inner)
    with pytest.raises(ConvanimError):
        Recipe.of(LAYERS["conv"], {"kernel": 3, "input_values": "a.png"}, NOWHERE)


def test_a_picture_in_colour_is_three_planes(tmp_path: Path) -> None:
    image = Image.new("RGB", (4, 3), (255, 0, 51))
    image.save(tmp_path / "a.png")
    given: dict[str, Any] = {"kernel": 2, "kernel_values": "1 0; 0 1", "channels": "rgb", "cells": "shades"}
    recipes = [Recipe.of(LAYERS["conv"], {**given, "input_values": str(tmp_path / "a.png")})]
    recipes.append(convanim.conv(**given, input_values=image).recipe)
    for recipe in recipes:
        assert isinstance(recipe.numbers, Planes)
        assert recipe.numbers.input == tuple(((value,) * 4,) * 3 for value in (1, 0, Fraction(1, 5)))
        assert len(compose(recipe).picture.scales) == 2
    for wrong in ({"channels": "red"}, {"input_values": "house"}, {"input_values": "1 2; 3 4"}):
        with pytest.raises(ConvanimError, match="channels"):
            Recipe.of(LAYERS["conv"], {**given, **wrong})
