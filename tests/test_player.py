"""The HTML player, driven in a real browser."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from convanim.encoder.base import Playing
from convanim.layers.axis import Axis
from convanim.layers.base import Layer
from convanim.layers.convolution import Convolution
from convanim.layers.pooling import MaxPooling
from convanim.layers.transposed import TransposedConvolution
from convanim.layout.page import Place
from convanim.layout.place import lay_out
from convanim.pipeline.compose import Composition, compose
from convanim.planner.layer_to_show import SUBSCRIPTS
from convanim.recipe.from_words import read_words
from convanim.recipe.numbers import seeded_numbers
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.renderer.shape_formats import SHAPE_FORMATS
from convanim.scene.frames import Frame
from convanim.scene.nodes import Heading
from convanim.style.themes import DARK, LIGHT
from convanim.values.exact import shown
from tests.browser import Browser, Page
from tests.test_shape_formats import HOSTILE, cells_of, free_cells_of, pixel, said

LAYER = Convolution.of(4, 3)
STEP = "document.getElementById('seek').value - 1"
PLAYING = "document.getElementById('play').getAttribute('aria-label') === 'Pause'"


def opened(
    browser: Browser,
    folder: Path,
    layer: Layer = LAYER,
    values: bool = False,
    changes: dict[str, Any] | None = None,
    media: dict[str, Any] | None = None,
    **options: Any,
) -> tuple[Page, Composition]:
    """A player in a tab, and what it plays."""
    composition = compose(Recipe(layer, Options(**options), numbers=seeded_numbers(layer) if values else None))
    if changes:
        picture = replace(composition.picture, **changes)
        composition = composition._replace(picture=picture, layout=lay_out(picture, 800))
    return playing(browser, folder, composition, media), composition


def playing(browser: Browser, folder: Path, composition: Composition, media: dict[str, Any] | None = None) -> Page:
    """A player in a tab."""
    path = folder / "player.html"
    with path.open("w+b") as file:
        picture, layout = composition.picture, composition.layout
        times = Playing("a command", composition.plays(), composition.durations_ms)
        SHAPE_FORMATS[".html"].write(file, picture, layout, composition.theme, times)
    page = browser.page(**({"width": 900, "height": 900} | (media or {})))
    page.open(path)
    return page


def looked_at(page: Page, frame: Frame, composition: Composition, dark: bool = False) -> None:
    """Hold most pixels of all cells against a frame: something may be written in them or run over them."""
    left, top, scale = page.evaluate(
        "(() => { const p = document.getElementById('picture'), m = p.getScreenCTM(); return [m.e, m.f, m.a] })()"
    )
    image = page.screenshot()
    theme = DARK if dark else LIGHT
    for one, (x, y), cell in free_cells_of(frame, composition.layout):
        around = [-0.36 * cell, -0.3 * cell, 0.0, 0.3 * cell, 0.36 * cell]
        points = [(left + (x + dx) * scale, top + (y + dy) * scale) for dx in around for dy in around]
        colors = [pixel(image, point) for point in points]
        assert max(colors, key=colors.count) == theme.look(one.role).fill, (one, x, y)


@pytest.mark.parametrize(
    ("layer", "values", "options"),
    [
        (Convolution.of(4, 3, 1, 2), False, {}),
        (Convolution.of(4, 3), True, {}),
        (TransposedConvolution.of(2, 2, 0, 2), False, {"view": "scatter"}),
        (Convolution.of(2, 2, 1, 2), False, {"stages": True}),
    ],
    ids=["gather", "values", "scatter", "stages"],
)
def test_every_step_shows_the_colors_and_words_of_its_frame(
    layer: Layer, values: bool, options: dict[str, Any], browser: Browser, tmp_path: Path
) -> None:
    page, composition = opened(browser, tmp_path, layer, values, media={"reduced_motion": True}, **options)
    page.press("Home")
    passing = composition.picture.survey.passing
    for number, frame in enumerate(composition.picture.frames()):
        if number in passing:
            continue
        assert page.evaluate(STEP) == number
        looked_at(page, frame, composition)
        words = page.evaluate("[...document.querySelectorAll('#words text')].map(text => text.textContent)")
        assert list(filter(None, words)) == said(frame, composition.layout)
        labels = page.evaluate(
            "[...document.querySelectorAll('#cells > g')].map(g => g.querySelector('.L')?.textContent)"
        )
        assert [label or "" for label in labels] == [one.label for one, *_ in cells_of(frame, composition.layout)]
        page.press("ArrowRight")
    page.media("dark", reduced_motion=True)
    looked_at(page, frame, composition, dark=True)
    page.press("Home")
    looked_at(page, next(iter(composition.picture.frames())), composition, dark=True)
    assert page.errors == []
    page.close()


WINDOW = "document.querySelector('#over .W').getAttribute('d')"


@pytest.mark.parametrize("calm", [False, True], ids=["", "less motion"])
def test_the_window_glides_to_the_next_step_unless_less_motion_is_wanted(
    calm: bool, browser: Browser, tmp_path: Path
) -> None:
    page, _ = opened(browser, tmp_path, fps=0.5, media={"reduced_motion": calm})
    page.press("End")
    page.press("Home")
    page.press("ArrowRight")
    seen = page.evaluate(
        f"""new Promise(done => {{
          const seen = [{WINDOW}], look = () => seen.push({WINDOW}) < 30 ? requestAnimationFrame(look) : done(seen);
          document.getElementById("next").click();
          seen.push({WINDOW});
          requestAnimationFrame(look);
        }})"""
    )
    places = [float(re.findall(r"[\d.]+", path)[0]) for path in seen]
    assert places == sorted(places)
    between = {place for place in places if places[0] < place < places[-1]}
    assert not between if calm else len(between) > 2
    page.press("ArrowLeft")
    assert page.evaluate(WINDOW) == seen[0], "it goes back at once"
    page.close()


def test_the_keyboard_drives_it(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, fps=0.5)
    assert page.evaluate(PLAYING)
    page.press(" ")
    assert not page.evaluate(PLAYING)
    for key, step in (
        ("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowRight", 4), ("ArrowLeft", 2), ("End", 6),
        ("ArrowRight", 6), ("Home", 0), ("ArrowLeft", 0),
    ):  # fmt: skip
        page.press(key)
        assert page.evaluate(STEP) == step, key
    page.press(" ")
    assert page.evaluate(PLAYING)
    page.press("ArrowRight")
    assert not page.evaluate(PLAYING), "who steps wants to look"
    page.close()


def test_every_control_can_be_reached_and_seen_and_has_a_name(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path)
    page.press(" ")
    page.press("Home")
    names = []
    for _ in range(8):
        page.press("Tab")
        name, outline = page.evaluate(
            "(e => [e.ariaLabel, getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        names.append(name)
        assert outline == "solid"
    controls = ["Step", "First step", "Step back", "Play", "Step forward", "Last step", "Speed"]
    assert names == ["Convolution", *controls]
    page.press("Tab", shift=True)
    page.press("Tab", shift=True)
    page.press("Enter")
    assert page.evaluate(STEP) == 1
    page.press("Tab", shift=True)
    page.press(" ")
    assert page.evaluate(PLAYING)
    page.press(" ")
    assert not page.evaluate(PLAYING)
    page.close()


def test_the_buttons_and_the_slider_do_what_they_say(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path)
    for button, step in (("first", 0), ("next", 1), ("last", 6), ("back", 5)):
        x, y = page.evaluate(
            "(box => [box.x + box.width / 2, box.y + box.height / 2])"
            f"(document.getElementById('{button}').getBoundingClientRect())"
        )
        page.click(x, y)
        assert page.evaluate(STEP) == step
        assert not page.evaluate(PLAYING)
    page.evaluate("document.getElementById('seek').focus()")
    page.press("Home")
    assert page.evaluate(STEP) == 0
    page.press("ArrowUp")
    assert page.evaluate(STEP) == 1
    assert page.evaluate("document.getElementById('where').textContent") == "step 1 of 4"
    page.close()


def test_it_plays_on_and_round_at_the_speed_asked_for(browser: Browser, tmp_path: Path) -> None:
    page, composition = opened(browser, tmp_path, fps=20, hold=0.1)
    times = page.evaluate(
        """new Promise(done => {
          const seen = [], seek = document.getElementById("seek");
          document.getElementById("speed").value = "0.5";
          const look = () => { seen.push([performance.now(), +seek.value]); if (seen.length > 13) done(seen) };
          new MutationObserver(look)
            .observe(seek, { attributes: true });
        })"""
    )
    steps = [step for _, step in times]
    assert all(after == before % 6 + 1 for before, after in itertools.pairwise(steps))
    whole = times[12][0] - times[6][0]
    assert whole >= 2 * sum(composition.durations_ms()) - 20
    page.close()


def test_it_plays_as_often_as_asked_and_can_be_asked_again(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, fps=50, hold=0, plays="2")
    for _ in range(2):
        page.wait_for(f"!({PLAYING})")
        assert page.evaluate(STEP) == 5
        page.press(" ")
    page.close()


def test_it_waits_where_less_motion_is_wanted(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, fps=50, media={"reduced_motion": True})
    assert not page.evaluate(PLAYING)
    page.evaluate("new Promise(done => setTimeout(done, 150))")
    assert page.evaluate(STEP) == 0
    page.press(" ")
    assert page.evaluate(PLAYING), "it can still be asked to"
    page.media(reduced_motion=False)
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate(PLAYING)
    page.media(reduced_motion=True)
    page.wait_for(f"!({PLAYING})")
    page.close()


def test_a_screen_reader_hears_a_step_when_it_stands_still(browser: Browser, tmp_path: Path) -> None:
    page, composition = opened(browser, tmp_path)
    said = "document.getElementById('said')"
    assert page.evaluate(f"{said}.ariaLive") == "off"
    page.press("Home")
    assert page.evaluate(f"{said}.ariaLive") == "polite"
    caption = next(iter(composition.picture.frames())).caption
    assert page.evaluate(f"{said}.textContent").replace("\u2060", "") == caption
    assert page.evaluate("document.getElementById('seek').getAttribute('aria-valuetext')") == f"4 steps: {caption}"
    page.evaluate("document.getElementById('seek').focus()")
    page.wait_for(f"{said}.ariaLive === 'off'")  # the slider says its own value
    (image,) = (
        node
        for node in page.call("Accessibility.getFullAXTree")["nodes"]
        if node.get("role", {}).get("value") == "image" and not node["ignored"]
    )
    assert image["name"]["value"] == "Convolution"
    assert "o = ⌊(i + 2p − k) / s⌋ + 1" in image["description"]["value"]
    page.close()


@pytest.mark.parametrize(
    ("size", "layer", "width"),
    [
        ((360, 440), Convolution.of(7, 3), 800),
        ((360, 640), Convolution.of(7, 3), 360),
        ((360, 640), Convolution.of(34, 3), 800),
        ((1200, 800), Convolution.of(7, 3), 800),
    ],
    ids=["small iframe", "phone, small picture", "phone, 1024 steps", "desktop"],
)
def test_all_of_it_fits(size: tuple[int, int], layer: Layer, width: int, browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, layer, width=width)
    page.press("End")
    (tmp_path / "host.html").write_text(
        '<!doctype html><body style="margin:0"><iframe src="player.html" style="border:0;width:100vw;height:100vh;'
        'display:block"></iframe>',
        encoding="utf-8",
    )
    page.resize(*size)
    wide, tall = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert wide == size[0]
    assert tall <= size[1]
    apart = page.evaluate(
        """(() => {
          const boxes = [...document.querySelectorAll("#bar button, #where, #speed, #seek, #picture")]
            .map(e => e.getBoundingClientRect());
          return boxes.every((a, i) => a.left >= 0 && a.right <= innerWidth && boxes.every((b, j) => i === j
            || a.right <= b.left + .5 || b.right <= a.left + .5 || a.bottom <= b.top + .5 || b.bottom <= a.top + .5));
        })()"""
    )
    assert apart
    page.open(tmp_path / "host.html")
    assert page.screenshot().std() > 10
    assert page.errors == []
    page.close()


def test_hostile_words_stay_words(browser: Browser, tmp_path: Path) -> None:
    plain = compose(Recipe(LAYER)).picture

    def frames() -> Iterator[Frame]:
        yield from (frame._replace(caption=HOSTILE, counter=HOSTILE) for frame in plain.frames())

    page, _ = opened(browser, tmp_path, changes={"heading": Heading(HOSTILE, HOSTILE), "frames": frames})
    page.press("Home")
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.images.length") == 0
    assert page.evaluate("document.title") == HOSTILE.strip()
    assert page.evaluate("document.getElementById('said').textContent").split() == HOSTILE.split()
    assert page.evaluate("document.querySelectorAll('script').length") == 2
    assert page.errors == []
    page.close()


def test_without_a_script_the_first_step_is_seen(browser: Browser, tmp_path: Path) -> None:
    page, composition = opened(browser, tmp_path)
    path = tmp_path / "player.html"
    path.write_text(re.sub(r"<script>.*?</script>", "", path.read_text("utf-8"), flags=re.DOTALL), encoding="utf-8")
    page.open(path)
    looked_at(page, next(iter(composition.picture.frames())), composition)
    assert page.evaluate("document.getElementById('bar').hidden")
    page.close()


def test_the_policy_of_the_page_allows_nothing_from_outside(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path)
    answer = page.evaluate("fetch('https://example.com/').then(() => 'got it', error => 'refused')")
    assert answer == "refused"
    assert any("Content Security Policy" in error for error in page.errors)
    page.close()


@pytest.mark.parametrize(
    ("layer", "view", "panel"),
    [(Convolution.of(4, 2, 1, 2), "gather", "output"), (TransposedConvolution.of(3, 2, 0, 2), "scatter", "input")],
    ids=["an output cell", "an input cell that stamps"],
)
def test_a_cell_that_is_touched_shows_its_step(
    layer: Layer, view: str, panel: str, browser: Browser, tmp_path: Path
) -> None:
    page, composition = opened(browser, tmp_path, layer, view=view, media={"reduced_motion": True})
    place = composition.layout.places[panel]
    left, top, scale = page.evaluate(
        "(() => { const m = document.getElementById('picture').getScreenCTM(); return [m.e, m.f, m.a] })()"
    )
    frames = composition.picture.survey.steps
    for number in (place.rows * place.columns - 1, 1, 0, place.columns):
        row, column = divmod(number, place.columns)
        x, y = place.x + (column + 0.5) * place.cell, place.y + (row + 0.5) * place.cell
        page.click(left + x * scale, top + y * scale)
        assert frames[page.evaluate(STEP)] == number
    assert page.errors == []
    page.close()


def test_a_presenters_remote_steps(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, media={"reduced_motion": True})
    page.press("Home")
    page.press("PageDown")
    page.press("PageDown")
    page.press("PageUp")
    assert page.evaluate(STEP) == 1
    for key in ("b", "."):
        dark = "getComputedStyle(document.body, '::after').backgroundColor"
        page.press(key)
        assert page.evaluate(dark) == "rgb(0, 0, 0)"
        page.press("PageDown")
        assert page.evaluate(dark) == "rgba(0, 0, 0, 0)", "any key brings the picture back"
    assert page.evaluate(STEP) == 1
    page.close()


LIT = r"""[...document.querySelectorAll('#lit path:not(.touched)')].map(path => {
  const next = path.nextElementSibling;
  const corner = path.getAttribute('d').match(/-?\d+/g).slice(0, 2).map(Number);
  return [...corner, next.tagName === 'text' ? next.textContent : ''];
})"""


def lit_at(page: Page, place: Place, row: int, column: int) -> list[list[Any]]:
    """What is lit when a cell is touched: corners, and what is written there."""
    left, top, scale = page.evaluate(
        "(() => { const m = document.getElementById('picture').getScreenCTM(); return [m.e, m.f, m.a] })()"
    )
    (x, y), (down, back) = place.corner(row, column), place.pitch
    page.click(left + (x + (place.cell - back) / 2) * scale, top + (y + down / 2) * scale)
    found: list[list[Any]] = page.evaluate(LIT)
    return sorted(found)


@pytest.mark.parametrize(
    ("layer", "options", "values"),
    [
        (Convolution.of(5, 3, 1, 2), {}, True),
        (TransposedConvolution.of(3, 3, 1, 2), {}, True),
        (Convolution.of(4, 2), {"view": "lifted"}, False),
        (MaxPooling.of(6, 3, 1, 2), {}, True),
        (Convolution.of(6, 3, "same", 1, 2, dims=1), {}, False),
    ],
    ids=["conv", "transposed", "lifted", "maxpool", "1-D"],
)
def test_an_input_cell_that_is_touched_lights_all_that_it_feeds_with_the_weights(
    layer: Layer, options: dict[str, Any], values: bool, browser: Browser, tmp_path: Path
) -> None:
    page, composition = opened(browser, tmp_path, layer, values, media={"reduced_motion": True}, **options)
    source, target = (composition.layout.places[name] for name in ("input", "output"))
    numbers = seeded_numbers(layer).only.kernel if values and layer.reduction.weighted else None
    rows, columns = layer.axes
    for row, column in ((rows.drawn // 2, columns.drawn // 2), (rows.drawn - 1, columns.drawn - 1)):
        wanted = []
        for out, other in itertools.product(range(rows.output), range(columns.output)):
            for (at, u), (beside, v) in itertools.product(_met(rows, out), _met(columns, other)):
                if (at, beside) == (row, column):
                    name = f"w{v if layer.flat else f'{u}{v}'}".translate(SUBSCRIPTS)
                    weight = shown(numbers[u][v]) if numbers else name if layer.reduction.weighted else ""
                    wanted.append([*target.corner(out, other), weight])
        assert lit_at(page, source, row, column) == sorted(wanted)
        said = page.evaluate("document.getElementById('said').textContent")
        assert str(len(wanted) or "no") in said
        assert said in page.evaluate("[...document.querySelectorAll('#words text')].map(text => text.textContent)")
    page.press("Home")
    assert page.evaluate(LIT) == []
    assert page.errors == []
    page.close()


def _met(axis: Axis, output: int) -> list[tuple[int, int]]:
    """Drawn positions and kernel indices that meet in an output."""
    return [
        (position, axis.kernel - 1 - tap if axis.flipped else tap)
        for tap, position in enumerate(axis.taps(output))
        if axis.source(position) is not None
    ]


@pytest.mark.parametrize(
    ("words", "touched", "lit", "said"),
    [
        (("conv", "-i", "3", "-k", "2", "--out-channels", "2"), ("input_0", 1, 1),
         {"output_0": ["w₀₀", "w₀₁", "w₁₀", "w₁₁"], "output_1": ["w₀₀", "w₀₁", "w₁₀", "w₁₁"]},
         "8 outputs read this cell"),
        (("stack", "-i", "5", "--1d", "conv -k 2", "conv -k 3"), ("layer 1", 0, 1),
         {"input": ["w₀", "w₁"], "output": ["w₀", "w₁"]}, "reads 2 cells, is read by 2"),
        (("conv", "-i", "2", "-k", "2", "-p", "1", "--view", "matrix"), ("picture", 1, 0),
         {"output": ["a", "b", "c", "d"], "matrix": [""] * 4}, "4 outputs read this cell"),
        (("conv", "-i", "2", "-k", "2", "-p", "1", "--view", "matrix"), ("matrix", 4, 3),
         {"output": [""], "input": [""], "picture": [""]}, "this weight × its x goes into its y"),
        (("roundtrip", "-i", "3", "-k", "2", "--kernel-values", "1 2; 3 4", "--seed", "1"), ("output", 0, 0),
         {"input": ["1", "2", "3", "4"], "back": ["1", "2", "3", "4"]}, "reads 4 cells, is read by 4"),
        (("compare", "conv -i 3 -k 2", "maxpool -i 4 -k 3 -s 1"), ("2 input", 1, 1),
         {"2 output": [""] * 4}, "4 outputs read this cell"),
        (("stack", "-i", "3", "--1d", "conv -k 2 -p 1 --padding-mode replicate"), ("input", 0, 0),
         {"output": ["w₀+w₁", "w₀"]}, "is read by 2"),
    ],
    ids=["planes", "stack", "matrix, x", "matrix, cell", "roundtrip", "compare", "read twice"],
)  # fmt: skip
def test_in_every_view_a_cell_lights_the_cells_that_it_meets(
    words: tuple[str, ...], touched: tuple[str, int, int], lit: dict[str, list[str]], said: str,
    browser: Browser, tmp_path: Path,
) -> None:  # fmt: skip
    recipe = read_words(words).recipe()
    composition = compose(recipe)
    page = playing(browser, tmp_path, composition, {"reduced_motion": True})
    places = composition.layout.places
    panel, row, column = touched
    found: dict[str, list[str]] = {}
    for x, y, name in lit_at(page, places[panel], row, column):
        (where,) = (
            name for name, one in places.items() if one.x <= x < one.x + one.width and one.y <= y < one.y + one.height
        )
        found.setdefault(where, []).append(name)
    assert {where: sorted(names) for where, names in found.items()} == {
        where: sorted(names) for where, names in lit.items()
    }
    assert page.evaluate("document.getElementById('said').textContent") == said
    assert page.errors == []
    page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 900), ("dark", 360)])
def test_nothing_keeps_people_out(scheme: str, width: int, browser: Browser, tmp_path: Path) -> None:
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
    page, composition = opened(browser, tmp_path, media={"scheme": scheme, "width": width, "reduced_motion": True})
    page.evaluate(f"{axe};0")
    for place in (None, (0, 0)):
        if place:
            assert lit_at(page, composition.layout.places["input"], *place)
        assert page.evaluate("axe.run().then(found => found.violations.map(one => one.help))") == []
    page.close()


def test_an_output_cell_of_stamps_lights_what_is_added_in_it(browser: Browser, tmp_path: Path) -> None:
    layer = TransposedConvolution.of(2, 3, 0, 2)
    page, composition = opened(browser, tmp_path, layer, view="scatter", media={"reduced_motion": True})
    places = composition.layout.places
    lit = lit_at(page, places["output"], 2, 2)
    assert [one[:2] for one in lit] == sorted(
        [*places["input"].corner(*place)] for place in itertools.product((0, 1), repeat=2)
    )
    assert {one[2] for one in lit} == {"w₀₀", "w₀₂", "w₂₀", "w₂₂"}
    page.close()


def test_arrow_keys_go_from_cell_to_cell_and_from_panel_to_panel(browser: Browser, tmp_path: Path) -> None:
    page, composition = opened(browser, tmp_path, media={"reduced_motion": True})
    frames = composition.picture.survey.steps
    page.evaluate("document.getElementById('picture').focus()")
    for key, step in (("ArrowRight", 1), ("ArrowDown", 3), ("ArrowLeft", 2)):
        page.press(key)
        assert frames[page.evaluate(STEP)] == step
    source, target = (composition.layout.places[name] for name in ("input", "output"))
    page.press("ArrowLeft" if source.x + source.width <= target.x else "ArrowUp")
    assert len(page.evaluate(LIT)) == 2
    page.press("ArrowRight" if source.x + source.width <= target.x else "ArrowDown")
    assert page.evaluate(LIT) == []
    page.close()
