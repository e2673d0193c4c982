"""The explorable page: its arithmetic held against Python's, its controls and picture driven in a real browser."""

from __future__ import annotations

import itertools
import json
import re
import shlex
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import convanim
from convanim.core.errors import ConvanimError
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.pipeline.explore import layer_to_explore, page_text, write_page
from convanim.publish.plan_document import plan_document
from convanim.recipe.from_words import read_words
from convanim.recipe.recipe import Recipe
from convanim.renderer.player.explorer import explorer_data
from convanim.renderer.player.presets import PRESETS
from convanim.renderer.squeeze import squeezed
from convanim.renderer.web_page import as_json, part
from convanim.scene.roles import Role
from convanim.style.themes import DARK, LIGHT
from tests.browser import Browser, Page
from tests.conftest import Run
from tests.explorer_vectors import NAMES, asked_vector, asked_vectors, axis_vector, known_layers, unseen

Asked = Callable[[str, Any], list[Any]]

KNOWN = """
const axisVector = ({ axis }) => {
  const one = axisOf(axis), outputs = Array.from({ length: one.output }, (_, at) => at);
  const positions = Array.from({ length: one.drawn }, (_, at) => at);
  return { axis, size: one.size, output: one.output, drawn: one.drawn, windows: outputs.map(one.window),
    spans: outputs.map(one.span), sources: positions.map(one.source), cropped: positions.map(one.cropped),
    reads: outputs.map(one.reads), feeds: Array.from({ length: one.input }, (_, at) => one.feeds(at)),
    counted: outputs.map(out => [true, false].map(padding => one.counted(out, padding))) };
};
const askedVector = ({ asked }) => {
  let layer;
  try { layer = withAxes(layerOf(asked)); } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { asked, refused: error.message };
  }
  return { asked, output: own(layer, layer.output), formula: formula(layer), code: codeLines(layer),
    axes: [0, 1].map(axis => plainAxis(layer, axis)) };
};
"""


@pytest.fixture(scope="module")
def scripts(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """What the scripts of the page make of each of many vectors, by the name of a function above."""
    data = as_json(explorer_data(Convolution.of(3, 3)))
    place = tmp_path_factory.mktemp("scripts") / "scripts.html"
    source = "\n".join(map(part, ("axes.js", "layer.js", "code.js")))
    place.write_text(f'<meta charset="utf-8"><script>const DATA = {data};\n{source}\n{KNOWN}</script>', "utf-8")
    page = browser.page()
    page.open(place)
    assert page.errors == []

    def asked(function: str, vectors: Any) -> list[Any]:
        found: list[Any] = json.loads(page.evaluate(f"JSON.stringify({json.dumps(vectors)}.map({function}))"))
        return found

    yield asked
    page.close()


def test_an_axis_reads_and_feeds_as_in_python(scripts: Asked) -> None:
    vectors = [axis_vector(axis) for axis in {axis for layer in known_layers() for axis in layer.axes}]
    assert len(vectors) > 300
    assert {vector["axis"]["mode"] for vector in vectors} == {"zeros", "reflect", "replicate", "circular"}
    assert any(vector["axis"]["beyond"] for vector in vectors)
    assert any(vector["axis"]["adaptive"] for vector in vectors)
    assert any(vector["axis"]["before"] < 0 for vector in vectors)
    for found, vector in zip(scripts("axisVector", vectors), vectors, strict=True):
        assert found == vector


def test_the_geometry_is_small() -> None:
    assert len(squeezed(part("axes.js"))) < 1_500


def test_layers_their_formulas_code_and_refusals_are_those_of_python(scripts: Asked) -> None:
    vectors = json.loads(json.dumps(asked_vectors()))
    refused = [vector for vector in vectors if "refused" in vector]
    assert len(refused) > 500
    assert len(vectors) - len(refused) > 1500
    for found, vector in zip(scripts("askedVector", vectors), vectors, strict=True):
        axes = [
            {key: value for key, value in axis.items() if key in found["axes"][0]} for axis in vector.get("axes", [])
        ]
        assert found == vector | ({"axes": axes} if axes else {}), vector["asked"]


def test_what_is_squeezed_does_the_same(browser: Browser) -> None:
    script = r"""
      const first = 1; // a comment
      const longName = { first, text: "a // b", quoted: 'it\'s' };
      const pattern = /[/"'`]+/g, divided = 8 / 2 / 2;
      const told = value => `<${ value ? `${ value + first }` : "{}" }> ${longName.text}`;
      let counted = 0;
      for (let step = 0; step < 3; step++) { counted += + +step; }
      const sum = (...values) => values.reduce((all, one) => all + one, 0);
      class Wrong extends Error {}
      const caught = () => { try { throw new Wrong("no"); } catch (error) { return error instanceof Wrong; } };
      return JSON.stringify([told(2), told(0), "a`/\"b".replace(pattern, "-"), divided, counted, sum(1, 2, first),
        caught(), longName.first, longName.quoted]);
    """
    page = browser.page()
    assert len(squeezed(script)) < 0.7 * len(script)
    whole, small = (page.evaluate(f"(() => {{{one}\n}})()") for one in (script, squeezed(script)))
    assert whole == small == '["<3> a // b","<{}> a // b","a-b",2,3,4,true,1,"it\'s"]'
    page.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explore") / "page.html"
    write_page(layer_to_explore(None, {}), "light", path)
    return path


@pytest.fixture(scope="module")
def shared(browser: Browser, file: Path) -> Iterator[Page]:
    page = browser.page(width=1100)
    page.open(file)
    yield page
    assert page.errors == []
    page.close()


def ask(page: Page, link: str) -> None:
    """Follow a link to a state of the page that is open."""
    page.evaluate(
        f"new Promise(done => {{ if (location.hash === {link!r}) location.hash = '';"
        f" addEventListener('hashchange', () => setTimeout(done), {{ once: true }}); location.hash = {link!r}; }})"
    )


def link_to(asked: dict[str, str]) -> str:
    return "#" + "&".join(f"{key}={value}" for key, value in asked.items())


def data(page: Page, name: str) -> str:
    return str(page.evaluate(f"document.documentElement.dataset.{name}"))


def pressed(page: Page, *keys: str) -> None:
    page.evaluate("document.getElementById('picture').focus()")
    for key in keys:
        page.press(key)


def said(page: Page) -> str:
    return str(page.evaluate("document.getElementById('said').textContent"))


UNSEEN = [vector for vector in map(asked_vector, itertools.islice(unseen(2024), 160)) if vector][:140]


def test_links_to_unseen_layers_give_the_sizes_reads_values_and_refusals_of_the_plan(shared: Page) -> None:
    refused = [vector for vector in UNSEEN if "refused" in vector]
    assert len(UNSEEN) >= 120
    assert 25 < len(refused) < 90
    for vector in UNSEEN:
        asked = vector["asked"]
        ask(shared, link_to(asked))
        assert data(shared, "refused") == vector.get("refused", ""), asked
        assert data(shared, "output") == "x".join(map(str, vector.get("output", []))), asked
        if "refused" in vector:
            assert data(shared, "code") == ""
            assert shared.evaluate("document.getElementById('why').textContent") == vector["refused"]
            continue
        assert json.loads(data(shared, "code")) == vector["code"]
        sizes = {name: asked[key] for key, name in NAMES.items()}
        values = {**sizes, "dims": int(asked["dims"]), "values": True}
        recipe = Recipe.of(LAYERS[asked["kind"]], values)
        plan = plan_document(recipe)
        steps, numbers = json.loads(shared.evaluate("JSON.stringify([convanim.steps(), convanim.values()])"))
        known = ("output", "window", "reads")
        assert steps == [{key: step[key] for key in known} for step in plan["steps"]], asked
        output = plan["values"]["output"]
        expected = [output] if asked["dims"] == "1" else output
        assert numbers == [[pytest.approx(value, abs=1e-6) for value in row] for row in expected], asked


def test_the_command_shown_draws_the_picture_with_the_same_numbers(shared: Page) -> None:
    for vector in UNSEEN[:60]:
        if "refused" in vector:
            continue
        asked = vector["asked"]
        ask(shared, link_to(asked))
        shown = shared.evaluate("[...document.querySelectorAll('#code code')].at(-2).textContent")
        recipe = read_words(shown.split()).recipe()
        sizes = {name: asked[key] for key, name in NAMES.items()}
        values = {**sizes, "dims": int(asked["dims"]), "seed": 0 if recipe.subject.weighted else None}
        assert recipe == Recipe.of(LAYERS[asked["kind"]], values)
        assert recipe.command == shown


def test_an_impossible_state_offers_the_nearest_possible_one(shared: Page) -> None:
    for vector in UNSEEN[::2]:
        if "refused" not in vector:
            continue
        ask(shared, link_to(vector["asked"]))
        shared.evaluate("document.getElementById('nearest').click()")
        assert data(shared, "refused") == "", vector["asked"]
        assert data(shared, "output"), vector["asked"]


@pytest.mark.parametrize(
    ("link", "way"),
    [
        ("#kind=conv&i=3&k=7", "use p = 2"),
        ("#kind=transposed&i=1&k=3&p=2", "use p = 1"),
        ("#kind=transposed&i=3&k=3&s=2&op=2", "use op = 1"),
        ("#kind=maxpool&i=5&k=2&p=2", "use p = 1"),
        ("#kind=conv&i=x&k=3", "use i = 3"),
        ("#kind=conv&i=100&k=3", "use i = 64"),
        ("#kind=wrong", "use kind = transposed"),
    ],
)
def test_the_way_out_is_small_and_said(link: str, way: str, shared: Page) -> None:
    ask(shared, link)
    assert data(shared, "refused")
    assert data(shared, "output") == ""
    assert shared.evaluate("document.getElementById('nearest').textContent") == way


def test_arrow_keys_move_the_window_and_show_what_an_input_feeds(shared: Page) -> None:
    ask(shared, "#kind=transposed&i=3&k=3&p=1&s=2")
    pressed(shared, "Home", "ArrowRight", "ArrowDown")
    assert data(shared, "at") == "output 1x1"
    assert said(shared) == "output (1, 1) = −1·1 + 6·2 + 0·0 + 8·1 = 19"
    pressed(shared, "ArrowLeft", "ArrowLeft")
    assert data(shared, "at") == "input 1x6"
    pressed(shared, *["ArrowLeft"] * 3)
    assert data(shared, "at") == "input 1x3"
    assert said(shared) == "input (0, 1) = 6 goes into 6 outputs, times the weight that stands there"
    pressed(shared, "PageDown", "PageDown")
    assert data(shared, "at") == "output 0x1"
    pressed(shared, "PageUp", "End")
    assert data(shared, "at") == "output 4x4"
    for key in ("b", "."):
        dark = "getComputedStyle(document.body, '::after').backgroundColor"
        pressed(shared, key)
        assert shared.evaluate(dark) == "rgb(0, 0, 0)"
        pressed(shared, "PageUp")
        assert shared.evaluate(dark) == "rgba(0, 0, 0, 0)", "any key brings the page back"
    assert data(shared, "at") == "output 4x4"


TOUCHED = """(() => {
  const picture = document.getElementById("picture"), box = picture.getBoundingClientRect();
  const { map } = Array.prototype;
  const [clientX, clientY] = [box.left + box.width / 4, box.top + document.getElementById("stage").clientHeight / 2];
  let looked = 0;
  Array.prototype.map = function (...how) { looked += this.length; return map.apply(this, how); };
  picture.dispatchEvent(new PointerEvent("pointermove", { pointerType: "mouse", bubbles: true, clientX, clientY }));
  Array.prototype.map = map;
  return looked;
})()"""


@pytest.mark.parametrize("asked", ["conv&p=32", "maxpool&s=1", "avgpool&s=1"])
def test_an_input_cell_that_hundreds_of_large_windows_read_is_touched_at_once(asked: str, shared: Page) -> None:
    ask(shared, f"#kind={asked}&i=64&k=32")
    looked = shared.evaluate(TOUCHED)
    assert re.match(r"input .* \d{3,4} outputs", said(shared))
    assert looked < 100_000, "all that they read are 1024 times as many cells"


def test_a_link_that_is_followed_while_the_last_is_being_kept_is_not_lost(shared: Page) -> None:
    ask(shared, "#kind=conv&i=5&k=3")
    shared.evaluate(
        "new Promise(done => { addEventListener('hashchange', () => setTimeout(done), { once: true });"
        " location.hash = '#kind=conv&i=9&k=3'; history.replaceState(null, '', '#kind=conv&i=5&k=3') })"
    )
    assert data(shared, "output") == "7x7"


def test_a_pointer_on_an_output_cell_puts_the_window_there(shared: Page) -> None:
    ask(shared, "#kind=conv&i=5&k=3")
    pressed(shared, "End")
    x, y = shared.evaluate("(() => { const b = document.getElementById('picture').getBoundingClientRect();"
                           " return [b.left, b.top] })()")  # fmt: skip
    places = set()
    for right in range(10, 700, 20):
        shared.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x + right, "y": y + 120})
        places.add(data(shared, "at"))
    assert {"output 1x0", "output 1x1", "output 1x2"} <= places
    assert {"input 2x0", "input 2x1", "input 2x2", "input 2x3", "input 2x4"} <= places
    for kind in ("touchStart", "touchEnd"):
        points = [{"x": x + 120, "y": y + 20}] if kind == "touchStart" else []
        shared.call("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert data(shared, "at").startswith("input 0x")


def test_a_number_is_typed_into_a_cell_and_kept_in_link_and_command(shared: Page) -> None:
    ask(shared, "#kind=conv&i=2&k=1&p=0")
    pressed(shared, "Home", "ArrowLeft", "ArrowLeft")
    assert data(shared, "at") == "input 0x0"
    shared.press("7")
    shared.call("Input.insertText", {"text": ".5"})
    shared.press("Enter")
    assert said(shared).startswith("input (0, 0) = 7.5 ")
    shared.evaluate("(() => { const w = document.querySelector('#kernel input'); w.value = '-2';"
                    " w.dispatchEvent(new Event('change')) })()")  # fmt: skip
    command, link = shared.evaluate(
        "[...document.querySelectorAll('#code code')].slice(-2).map(one => one.textContent)"
    )
    assert command == "convanim conv -i 2 -k 1 --input-values '7.5 6; 7 0' --kernel-values '-2'"
    assert read_words(shlex.split(command)).recipe().numbers is not None
    assert link.endswith("&x=7.5,6;7,0&w=-2")
    assert shared.evaluate("convanim.values()")[0] == [-15, -12]
    ask(shared, "#kind=conv&i=3&k=3")
    ask(shared, link)
    assert shared.evaluate("convanim.values()")[0] == [-15, -12]


def test_bounds_follow_the_other_values(shared: Page) -> None:
    bounds = "[...document.querySelectorAll('#numbers input[type=range]')].map(one => [+one.min, +one.max])"
    ask(shared, "#kind=transposed&i=3&k=3&p=1&s=2&d=1&op=0")
    symbols = list(NAMES)
    known = dict(zip(symbols, shared.evaluate(bounds), strict=True))
    assert known["op"] == [0, 1]
    assert known["p"] == [0, 3]
    ask(shared, "#kind=conv&i=5&k=3&p=1")
    assert dict(zip(symbols, shared.evaluate(bounds), strict=True))["k"] == [1, 7]


def test_sliders_boxes_presets_and_kinds_change_the_layer(shared: Page) -> None:
    ask(shared, "#kind=conv&i=5&k=3")
    shared.evaluate("(() => { const k = document.querySelectorAll('#numbers input[type=range]')[1]; k.value = 2;"
                    " k.dispatchEvent(new Event('input')) })()")  # fmt: skip
    assert data(shared, "output") == "4x4"
    shared.evaluate("document.querySelectorAll('#numbers input[type=text]')[0].focus()")
    shared.press("ArrowUp")
    assert data(shared, "output") == "5x5"
    shared.evaluate("document.getElementById('apart').click()")
    shared.evaluate("(() => { const i = document.querySelectorAll('#numbers input[type=range]')[1]; i.value = 9;"
                    " i.dispatchEvent(new Event('input')) })()")  # fmt: skip
    assert data(shared, "output") == "5x8"
    shared.wait_for("location.hash === '#kind=conv&i=6x9&k=2&p=0&s=1&d=1&op=0'")
    shared.evaluate("document.querySelector('#kinds input[value=maxpool]').click()")
    assert data(shared, "output") == "3x4"
    for number, preset in enumerate(PRESETS):
        shared.evaluate(f"document.querySelectorAll('#presets button')[{number}].click()")
        layer = preset.layer
        assert data(shared, "output") == "x".join(map(str, layer.own(layer.output))), preset.title
        pressed = f"document.querySelectorAll('#presets button')[{number}].getAttribute('aria-pressed')"
        assert shared.evaluate(pressed) == "true"


def test_it_plays_and_stops_at_the_last_step(browser: Browser, file: Path) -> None:
    page = browser.page(reduced_motion=True)
    page.open(f"{file.as_uri()}#kind=conv&i=3&k=2")
    assert data(page, "at") == "output 0x0"
    page.evaluate("document.getElementById('speed').value = 4")
    page.press(" ")
    page.wait_for("document.documentElement.dataset.at === 'output 1x1'")
    page.wait_for("document.getElementById('play').textContent.includes('play')")
    assert page.errors == []
    page.close()


@pytest.mark.parametrize(
    "link",
    [
        "#kind=conv&i=64&k=32&p=32&s=1",
        "#kind=transposed&i=64&k=32&s=4&p=0",
        "#kind=conv&i=64&k=64&p=0",
        "#kind=avgpool&i=64&k=32&s=1&p=same",
        "#kind=transposed&i=64&k=3&s=32",
        "#kind=maxpool&i=64&k=5&d=3&s=2",
        f"#kind=conv&i={'9' * 60}&k={'9' * 60}",
    ],
)
def test_the_largest_inputs_answer(link: str, browser: Browser, file: Path) -> None:
    page = browser.page()
    page.open(f"{file.as_uri()}{link}")
    assert bool(data(page, "output")) is not bool(data(page, "refused"))
    if data(page, "output"):
        pressed(page, "End", "ArrowUp", *["ArrowLeft"] * 3)
        assert data(page, "at").startswith("output ")
    assert page.errors == []
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_file_is_small_whole_and_the_same_each_time(theme: str, tmp_path: Path) -> None:
    for kind, layer in [(kind, layer_to_explore(kind, {})) for kind in LAYERS]:
        size = write_page(layer, theme, tmp_path / f"{kind}.html")
        text = (tmp_path / f"{kind}.html").read_text("utf-8")
        assert size == len(text.encode()) <= 60_000
        assert text == page_text(layer, theme)
        assert "{{" not in text
        assert "default-src 'none'" in text
        assert not re.search(r"(?:src|href)=|https?:|url\(|@import|import\(", text)


@pytest.mark.parametrize("width", [360, 700, 1100])
@pytest.mark.parametrize(
    "link", ["#kind=transposed&i=3&k=3&p=1&s=2", "#kind=conv&i=3x5&k=2x3&d=2x1&p=3", "#kind=conv&k=9"]
)
def test_nothing_is_wider_than_the_page(width: int, link: str, browser: Browser, file: Path) -> None:
    page = browser.page(width=width)
    page.open(f"{file.as_uri()}{link}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    nameless = page.evaluate(
        "[...document.querySelectorAll('input, select, button, canvas')].filter(one =>"
        " one.checkVisibility({ visibilityProperty: true }) && !(one.getAttribute('aria-label')"
        " || one.labels?.[0]?.textContent.trim() || one.textContent.trim())).length"
    )
    assert nameless == 0
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_cells_have_the_colors_of_the_theme(scheme: str, browser: Browser, file: Path) -> None:
    page = browser.page(scheme=scheme)
    page.open(f"{file.as_uri()}#kind=conv&i=3&k=2")
    fills = page.evaluate(
        "(() => { const c = document.getElementById('picture'), d = c.getContext('2d').getImageData(0, 0, c.width,"
        " c.height).data, seen = {}; for (let at = 0; at < d.length; at += 4) if (d[at + 3] === 255) {"
        " const key = '#' + [0, 1, 2].map(one => d[at + one].toString(16).padStart(2, '0')).join('');"
        " seen[key] = (seen[key] || 0) + 1; }"
        " return Object.entries(seen).filter(([, n]) => n > 500).map(([key]) => key) })()"
    )
    theme = {"light": LIGHT, "dark": DARK}[scheme]
    roles = (Role.INPUT, Role.WINDOW_INPUT, Role.OUTPUT_DONE, Role.OUTPUT_CURRENT)
    assert {theme.look(role).fill for role in roles} <= set(fills)
    page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1100), ("dark", 360)])
@pytest.mark.parametrize(
    "link", ["#kind=transposed&i=3&k=3&p=1&s=2", "#kind=conv&i=3&k=7", "#kind=maxpool&i=6x8&k=2x3"]
)
def test_nothing_keeps_people_out(scheme: str, width: int, link: str, browser: Browser, file: Path) -> None:
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
    page = browser.page(width=width, scheme=scheme)
    page.open(f"{file.as_uri()}{link}")
    page.evaluate(f"{axe};0")
    assert page.evaluate("axe.run().then(found => found.violations.map(one => one.help))") == []
    page.close()


def test_in_a_notebook_the_layer_is_what_is_shown() -> None:
    explored = convanim.explore("transposed", input=3, kernel=3, stride=2, padding=1)
    assert explored.layer.output == (5, 5)
    widget = explored.widget
    assert "application/vnd.jupyter.widget-view+json" in str(explored._repr_mimebundle_())
    assert explored._display_() is widget, "what marimo shows"
    assert not re.search(r"\bimport\b|https?:|fetch\(", widget._esm), "one module, whatever serves it"
    widget.asked = {"kind": "conv", "dims": "1", "i": "9", "k": "3", "p": "causal", "s": "1", "d": "2", "op": "0"}
    assert explored.layer == Convolution.of(9, 3, "causal", 1, 2, dims=1)
    widget.asked = {"kind": "conv", "dims": "2", "i": "3", "k": "7"}
    assert explored.layer == Convolution.of(9, 3, "causal", 1, 2, dims=1)


def test_the_widget_tells_what_its_page_shows(browser: Browser, tmp_path: Path) -> None:
    explored = convanim.explore("conv", input=5, kernel=3)
    place = tmp_path / "notebook.html"
    place.write_text("<!doctype html><title>notebook</title><div id=el></div>", "utf-8")
    page = browser.page()
    page.open(place)
    page.evaluate(
        f"import(URL.createObjectURL(new Blob([{json.dumps(explored.widget._esm)}], {{ type: 'text/javascript' }})))"
        ".then(module => { globalThis.told = {}; module.default.render({ el: document.getElementById('el'), model: {"
        f" get: () => {json.dumps(explored.html)}, set: (key, value) => {{ told[key] = value; }},"
        " save_changes() {} } }) })"
    )
    page.wait_for("told.asked?.i === '5'")
    page.evaluate("document.querySelector('iframe').contentWindow.location.hash = '#kind=conv&i=2&k=3'")
    page.wait_for("told.asked?.i === '2'")
    assert "kernel 3 does not fit input 2" in page.evaluate("told.refused")
    page.close()


def test_without_the_extra_the_page_stands_in_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convanim.publish.explore_widget.has_widgets", lambda: False)
    explored = convanim.explore()
    html = explored._repr_mimebundle_()["text/html"]
    assert html.startswith("<iframe title=")
    assert 'sandbox="allow-scripts"' in html
    assert explored._display_()._repr_html_() == html
    with pytest.raises(ConvanimError, match=r"convanim\[widget\]"):
        _ = explored.widget


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kind": "convv"}, "did you mean 'conv'"),
        ({"kind": "conv", "input": 300}, "input=300 is more than the page shows; use input=64 or less"),
        ({"kind": "conv", "kernel": 9}, "kernel 9 does not fit input 5"),
        ({"sizes": 3}, "argument 'sizes' is not known"),
        ({"theme": "no"}, "theme"),
    ],
    ids=str,
)
def test_what_cannot_be_explored_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConvanimError, match=re.escape(message)):
        convanim.explore(**arguments)


def test_the_command_writes_the_page(run: Run, tmp_path: Path) -> None:
    result = run("explore", "transposed", "-i", "4", "-k", "3", "-s", "2", "-p", "1", "-o", "page.html")
    size = (tmp_path / "page.html").stat().st_size
    assert result.stdout == f"page.html  {size:,} bytes, 4×4 → 7×7\n"
    assert run("explore", "-o", "-").stdout.startswith("<!doctype html>")
    for words, message in {
        "-o page.gif": "convanim: -o page.gif: the page is an .html file; use -o page.html\n",
        "-o page.html --no-clobber": "convanim: -o page.html is there already, and --no-clobber keeps it; "
        "use another -o\n",
        "conv -i 3 -k 7": "convanim: kernel 7 does not fit input 3 with padding 0 (3 + 2·0 = 3 < 7); "
        "use -p 2 or a kernel (-k) of at most 3\n",
    }.items():
        result = run("explore", *words.split())
        assert (result.returncode, result.stderr) == (2, message)
