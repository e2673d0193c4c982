from __future__ import annotations

import base64
import io
import re
from typing import Any

import nbclient
import nbconvert
import nbformat
import pytest
from PIL import Image

import convanim


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A notebook with one picture, executed."""
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import convanim\nconvanim.conv(3, 2, width=480)")]
    )
    client = nbclient.NotebookClient(
        made, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(tmp_path_factory.mktemp("nb"))}}
    )
    client.execute()
    return made


def pictures(html: str, attribute: str, kind: str) -> list[Image.Image]:
    """Images that stand in a page as they are."""
    found = re.findall(rf'{attribute}="data:image/{kind};base64,([^"]+)"', html)
    return [Image.open(io.BytesIO(base64.b64decode(data))) for data in found]


def test_an_exported_notebook_has_the_picture(notebook: Any) -> None:
    html, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    expected = convanim.conv(3, 2, width=480)
    (moving,) = pictures(html, "src", "gif")
    (still,) = pictures(html, "srcset", "png")
    assert getattr(moving, "n_frames", 1) == 7
    assert moving.size == Image.open(io.BytesIO(expected.bytes("gif"))).size
    assert still.size == Image.open(io.BytesIO(expected.bytes("png", "whole"))).size
    assert 'alt="Animated convolution: a 2×2 kernel slides over a 3×3 input and fills a 2×2 output."' in html


def test_an_export_to_paper_has_the_still(notebook: Any) -> None:
    _, resources = nbconvert.LatexExporter().from_notebook_node(notebook)
    (still,) = (data for name, data in resources["outputs"].items() if name.endswith(".png"))
    assert still == convanim.conv(3, 2, width=480).bytes("png", "whole")


def test_a_notebook_keeps_the_picture_in_every_form(notebook: Any) -> None:
    nbformat.validate(notebook)
    (output,) = notebook.cells[0].outputs
    expected = convanim.conv(3, 2, width=480)
    assert set(output.data) == {"text/html", "image/gif", "image/png", "text/plain"}
    assert base64.b64decode(output.data["image/gif"]) == expected.bytes("gif")
    assert output.data["text/plain"] == repr(expected) == "convanim.conv(3, 2, width=480)"
