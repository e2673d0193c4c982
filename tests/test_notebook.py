from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import nbclient
import nbconvert
import nbformat
import pytest
from PIL import Image

import convanim
from convanim.publish.notebook_bundle import MOST_SAVED
from tests.browser import Browser
from tests.sites import recipe


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A notebook with pictures, executed."""
    cells: tuple[str, ...] = (
        "import convanim\n%load_ext convanim\nconvanim.conv(3, 2, width=480)",
        "%%convanim transposed -i 3 -k 3\n--values -s 2 --alt 'What is seen'",
        '%%convanim\nkind = "conv"\ninput = 3\nkernel = 2\nwidth = 480',
        "%%convanim\nconv -i 3 -k 7",
    )
    cells += tuple(recipe("Jupyter").values())
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(
        made,
        timeout=60,
        allow_errors=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path_factory.mktemp("nb"))}},
    )
    client.execute()
    return made


ALT = "Animated convolution: a 2×2 kernel slides over a 3×3 input and fills a 2×2 output."


def test_an_exported_notebook_moves_in_a_browser(notebook: Any, browser: Browser, tmp_path: Path) -> None:
    html, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    (tmp_path / "page.html").write_text(html)
    page = browser.page(scheme="dark")
    page.open(tmp_path / "page.html")
    plain, packed, *_ = page.evaluate(LOADED)
    assert plain == ["data:", True, ALT]
    assert packed[:2] == ["blob:", True]
    page.close()


LOADED = """(async () => {
  const images = [...document.querySelectorAll(".jp-OutputArea-output img")];
  for (let wait = 0; wait < 100 && images.some(i => i.dataset.convanim && i.src.startsWith("data:")); wait++)
    await new Promise(done => setTimeout(done, 50));
  await Promise.all(images.map(image => image.decode().catch(() => 0)));
  return images.map(image => [image.src.slice(0, 5), image.naturalWidth > 0, image.alt]);
})()"""


def test_an_export_to_paper_has_the_stills(notebook: Any) -> None:
    _, resources = nbconvert.LatexExporter().from_notebook_node(notebook)
    stills = [data for name, data in resources["outputs"].items() if name.endswith(".png")]
    assert len(stills) == 4
    assert stills[0] == convanim.conv(3, 2, width=480).bytes("png", "whole")


def test_a_saved_notebook_keeps_each_picture_in_40_kb(notebook: Any) -> None:
    nbformat.validate(notebook)
    for cell in notebook.cells[:3]:
        for output in cell.outputs:
            assert len(json.dumps(output)) <= MOST_SAVED * 1.02  # with the quotes of JSON, and the words around
            assert set(output.data) == {"text/html", "image/png", "text/plain"}
    assert notebook.cells[0].outputs[0].data["text/plain"] == "convanim.conv(3, 2, width=480)"


@pytest.mark.parametrize("size", [3, 5, 9, 24])
def test_every_picture_fits(size: int) -> None:
    data, metadata = convanim.conv(size, 3, padding=1, values=True, cells="shades")._repr_mimebundle_()
    assert sum(len(text) for kind, text in data.items() if kind != "text/plain") <= MOST_SAVED
    still = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert metadata["image/png"] == {"width": still.width, "height": still.height}
    assert convanim.conv(size, 3)._repr_mimebundle_(include=["text/plain"])[0].keys() == {"text/plain"}


def test_a_cell_holds_what_a_fence_does(notebook: Any) -> None:
    words, toml, wrong = notebook.cells[1], notebook.cells[2], notebook.cells[3]
    assert "What is seen" in words.outputs[0].data["text/html"]
    assert toml.outputs[0].data["text/plain"] == notebook.cells[0].outputs[0].data["text/plain"]
    assert "stride=2" in notebook.cells[-1].outputs[0].data["text/plain"]
    (error,) = wrong.outputs
    assert error.name == "stderr"
    assert error.text.startswith("UsageError: convanim: kernel 7 does not fit input 3")
