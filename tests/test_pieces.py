from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text

from convanim.encoder.base import Playing
from convanim.layout.page import Layout, Place
from convanim.layout.place import lay_out
from convanim.renderer.geometry import number
from convanim.renderer.pdf import artists_of
from convanim.renderer.pieces import drawn_pieces
from convanim.renderer.player.player import write_html
from convanim.renderer.raster.rasterizer import Renderer
from convanim.renderer.svg.animation import write_svg
from convanim.scene.cells import Cells
from convanim.scene.film import Film
from convanim.scene.filmstrip import filmstrip
from convanim.scene.frames import Frame, Grid, Piece, Region, Window
from convanim.scene.nodes import Heading, Panel
from convanim.scene.picture import Picture
from convanim.scene.roles import Role
from convanim.scene.timeline import Course
from convanim.style.color import rgb
from convanim.style.themes import THEMES, Theme
from tests.shape_check import check

TURNS = (0.0, 30.0, 90.0, 135.0, 180.0)
themes = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


def picture_with(turn: float = 0.0, outlined: bool = True) -> Picture:
    """A piece of two rows glides over a panel of six by six, between whole cells."""

    def frames() -> Iterator[Frame]:
        cells = Cells()
        empty = np.full((6, 6), cells.code(Role.EMPTY), np.uint16)
        codes = [[cells.code(Role.INPUT, f"{row}{column}") for column in range(3)] for row in range(2)]
        codes[1][2] = cells.code(Role.EMPTY)
        grid = Grid(np.array(codes, np.uint16), cells, Window(0, 0, 2, 3) if outlined else None)
        for step in range(4):
            piece = Piece("panel", 1 + step / 3, 1 + step / 3, grid, turn)
            yield Frame({"panel": Grid(empty, cells)}, "it glides", pieces=(piece,), step=step)

    return Picture(Heading("Piece"), Panel("panel", 6, 6), frames)


def laid_out(picture: Picture) -> Layout:
    return lay_out(picture, 480)


@themes
@pytest.mark.parametrize("turn", TURNS)
def test_the_quarters_of_a_piece_s_cells_have_the_color_of_their_role(theme: Theme, turn: float) -> None:
    picture = picture_with(turn)
    layout = laid_out(picture)
    renderer = Renderer(picture, layout, theme)
    for raster, frame in zip(renderer.frames(), picture.frames(), strict=True):
        (piece,) = drawn_pieces(frame, layout.places)
        assert len(piece.cells) == 5
        for placed in piece.cells:
            x, y = (round(edge) for edge in placed.middle)
            reach = round(placed.size * 0.33)
            most = np.bincount(raster.image[y - reach : y + reach, x - reach : x + reach].ravel()).argmax()
            assert tuple(renderer.palette[most])[:3] == rgb(theme.look(Role.INPUT).fill)


@pytest.mark.parametrize("turn", TURNS)
def test_what_a_piece_leaves_is_as_before_and_changes_are_in_the_boxes(turn: float) -> None:
    picture = picture_with(turn)
    layout = laid_out(picture)
    last = None
    for number_, raster in enumerate(Renderer(picture, layout, THEMES["light"]).frames()):
        frames = list(picture.frames())[number_ : number_ + 1]
        (alone,) = Renderer(replace(picture, frames=partial(iter, frames)), layout, THEMES["light"]).frames()
        assert np.array_equal(alone.image, raster.image)
        if last is not None:
            outside = np.ones(raster.image.shape, bool)
            for box in raster.changed:
                outside[box.slices] = False
            assert not (outside & (raster.image != last)).any()
        last = raster.image.copy()


def test_a_piece_that_is_not_turned_lies_on_whole_px() -> None:
    picture = picture_with()
    layout = laid_out(picture)
    for frame in picture.frames():
        for placed in drawn_pieces(frame, layout.places)[0].cells:
            assert all(edge == int(edge) for edge in placed.corner)


def test_a_piece_turned_half_way_round_has_its_cells_in_reverse_order() -> None:
    frames = picture_with(180.0).frames()
    layout = laid_out(picture_with())
    (straight,) = drawn_pieces(next(picture_with().frames()), layout.places)
    (turned,) = drawn_pieces(next(frames), layout.places)
    middle = np.mean([placed.middle for placed in straight.cells[:1] + straight.cells[-1:]], axis=0)
    assert len(middle) == 2
    sums = {
        tuple(np.round(np.add(one.middle, other.middle)).tolist())
        for one, other in zip(straight.cells, turned.cells, strict=True)
    }
    assert len(sums) == 1  # each cell is opposite itself, as seen from the piece's middle


@pytest.mark.parametrize("turn", TURNS)
def test_vectors_have_each_cell_and_its_turn(turn: float) -> None:
    picture = picture_with(turn)
    layout, theme = laid_out(picture), THEMES["light"]
    playing = Playing(plays=1, times=lambda: [100] * 4)
    svg, html = io.BytesIO(), io.BytesIO()
    write_svg(svg, picture, layout, theme, playing)
    write_html(html, picture, layout, theme, playing)
    for data, suffix in ((svg.getvalue(), ".svg"), (html.getvalue(), ".html")):
        check(data, suffix, picture, layout, theme, playing)
    frames = list(picture.frames())
    groups = [element for element in ElementTree.fromstring(svg.getvalue()).iter() if element.get("class") == "G"]
    (data_text,) = re.findall(r'type="application/json">(.*?)</script>', html.getvalue().decode(), re.DOTALL)
    steps = json.loads(data_text)["steps"]
    for frame, group, step in zip(frames, groups, steps, strict=True):
        (piece,) = drawn_pieces(frame, layout.places)
        turns = re.findall(r"rotate\(([\d. ]+)\)", ElementTree.tostring(group, "unicode"))
        meant = [" ".join(map(number, (turn, *placed.middle))) for placed in piece.cells] if turn else []
        assert turns == meant
        assert [cell[1:3] for cell in step[6]] == [[round(edge, 2) for edge in one.corner] for one in piece.cells]
        assert [cell[3:4] for cell in step[6]] == [[turn] if turn else []] * 5
    artists = list(artists_of(frames[0], layout, theme))
    words = [artist.get_text() for artist in artists if isinstance(artist, Text)]
    assert [word for word in words if word.isdigit()] == ["00", "01", "02", "10", "11"]
    assert sum(isinstance(artist, Polygon) and not isinstance(artist, Rectangle) for artist in artists) == 1


def test_the_survey_knows_the_cells_of_pieces() -> None:
    found = picture_with().survey
    assert found.roles == (Role.INPUT, Role.EMPTY)
    assert found.labels["panel"] == ("00", "01", "02", "10", "11")
    assert not found.linked
    assert picture_with(30.0).survey.linked  # a slanted outline needs the colours of a link's lines


def test_a_filmstrip_keeps_pieces_in_their_tiles() -> None:
    (frame,) = filmstrip(picture_with(), "1,4", Film(Course((), ((1, 4),), ()))).frames()
    assert [piece.panel for piece in frame.pieces] == ["1 panel", "4 panel"]


@pytest.mark.parametrize("way", [0.0, 0.25, 1.0])
def test_a_piece_from_another_panel_is_so_much_of_the_straight_way_to_its_place(way: float) -> None:
    cells = Cells()
    grid = Grid(np.array([[cells.code(Role.OUTPUT_CURRENT, "7")]], np.uint16), cells)
    empty = Grid(np.full((2, 2), cells.code(Role.EMPTY), np.uint16), cells)
    piece = Piece("to", 1, 0, grid, 0.0, Region("from", 0, 1), way)
    frame = Frame({"from": empty, "to": empty}, "it flies", pieces=(piece,))
    places = {"from": Place(300, 200, 80, 2, 2), "to": Place(10, 20, 40, 2, 2)}
    ((placed,),) = (drawn.cells for drawn in drawn_pieces(frame, places))
    assert placed.size == 40
    assert placed.middle == pytest.approx((420 + (30 - 420) * way, 240 + (80 - 240) * way), abs=0.5)
