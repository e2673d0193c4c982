"""The explorable page: its arithmetic held against Python's, its controls and picture driven in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from convanim.layers.convolution import Convolution
from convanim.renderer.player.explorer import explorer_data
from convanim.renderer.web_page import as_json, part
from tests.browser import Browser
from tests.explorer_vectors import asked_vectors, axis_vector, known_layers

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
    assert len(part("axes.js").encode()) < 3_000


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
