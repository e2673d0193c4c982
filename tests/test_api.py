from __future__ import annotations

import inspect
import io
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import convanim
import convanim.api
from convanim import Animation, conv, from_module, transposed
from convanim.layers.convolution import Convolution
from convanim.layers.kinds import LAYERS
from convanim.layers.transposed import TransposedConvolution
from convanim.pipeline.write import animate_bytes
from convanim.publish.plan_document import plan_document
from convanim.recipe.command_options import COMMAND_OPTIONS
from convanim.recipe.formats import FORMATS
from convanim.recipe.from_python import annotation_of
from convanim.recipe.options import OPTIONS, Options
from convanim.recipe.recipe import Recipe, picked
from tests.conftest import Run
from tests.frameworks import Conv2d, Conv2DTranspose
from tests.readme import STUB, stub

SMALL: dict[str, Any] = {"width": 360, "no_title": True}


def test_a_call_is_the_layer_that_the_command_line_makes(run: Run, tmp_path: Path) -> None:
    run(
        "transposed", "-i", "2", "-k", "3x2", "-p", "1x0", "-s", "2", "--width", "360", "--seed", "3", "-o", "cli.gif"
    )
    transposed(2, (3, 2), padding=(1, 0), stride=2, width=360, seed=3).save(tmp_path / "python.gif")
    assert (tmp_path / "python.gif").read_bytes() == (tmp_path / "cli.gif").read_bytes()


@pytest.mark.parametrize(
    ("made", "call"),
    [
        (lambda: conv(5, 3, 1, 2), "convanim.conv(5, 3, padding=1, stride=2)"),
        (lambda: conv(5, 3, padding="half"), "convanim.conv(5, 3, padding='half')"),
        (lambda: conv(4, 4, padding="same"), "convanim.conv(4, 4, padding='same')"),
        (
            lambda: transposed((2, 3), 3, stride=(1, 2), theme="dark"),
            "convanim.transposed((2, 3), 3, stride=(1, 2), theme='dark')",
        ),
        (lambda: conv(4, 2, seed=1, fps=4), "convanim.conv(4, 2, seed=1, fps=4)"),
        (lambda: conv(kernel_values="sobel-x", input=4), "convanim.conv(4, 3, kernel_values='sobel-x')"),
        (lambda: conv(4, kernel_values=[[0.5, 2], [3, 4]]), "convanim.conv(4, 2, kernel_values='0.5 2; 3 4')"),
        (lambda: from_module(Conv2d(1, 1, 3, 2, 1), 5), "convanim.conv(5, 3, padding=1, stride=2)"),
        (lambda: convanim.conv1d(9, 2, "causal"), "convanim.conv(9, 2, padding='causal', dims=1)"),
        (lambda: convanim.maxpool(5, 2, ceil_mode=True), "convanim.maxpool(5, 2, ceil_mode=True)"),
        (lambda: convanim.avgpool(5, global_pooling=True), "convanim.avgpool(5, global_pooling=True)"),
        (lambda: convanim.maxpool(5, output_size=(2, 3)), "convanim.maxpool(5, output_size=(2, 3))"),
        (lambda: convanim.roundtrip(5, 3), "convanim.conv(5, 3, view='roundtrip')"),
        (
            lambda: convanim.checkerboard(kernel=3, stride=2),
            "convanim.transposed(5, 3, stride=2, view='checkerboard', still='last')",
        ),
        (
            lambda: from_module(Conv2DTranspose(1, kernel_size=3, strides=2, padding="same"), 3, stages=True),
            "convanim.transposed(3, 3, padding='same', stride=2, stages=True)",
        ),
    ],
)  # fmt: skip
def test_it_is_written_as_the_call_that_makes_it(made: Callable[[], Animation], call: str) -> None:
    assert repr(made()) == call
    assert eval(call) == made()


def test_it_cannot_be_changed_but_another_one_made() -> None:
    one = conv(5, 3, padding=1, values=True)
    other = one.replace(theme="dark", stride=2)
    with pytest.raises(AttributeError):
        one.recipe = other.recipe  # type: ignore[misc]
    assert one == conv(5, 3, padding=1, values=True)
    assert other == conv(5, 3, padding=1, stride=2, values=True, theme="dark")
    assert conv(5, 3).replace(kernel_values=[[1, 2]]).layer.kernel == (1, 2)


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 2.5], [-3, 0.1]],
        ((1, Fraction(5, 2)), (-3, 0.1)),
        np.array([[1, 2.5], [-3, 0.1]]),
        np.array([[1, 2.5], [-3, 0.1]], np.float32),
        "1 2.5; -3 0.1",
    ],
    ids=["lists", "tuples", "array", "array of 32 bits", "text"],
)
def test_numbers_come_as_lists_arrays_or_text(rows: Any) -> None:
    values = conv(3, kernel_values=rows).plan()["values"]
    assert values["kernel"] == [[1, 2.5], [-3, 0.1]]


def test_numbers_of_a_computation_are_rounded() -> None:
    assert conv(3, kernel_values=[[1 / 3, 0.1 + 0.2, 1e-12]]).plan()["values"]["kernel"] == [[0.333333333, 0.3, 0]]


def test_sizes_may_be_numbers_of_an_array() -> None:
    input: Any = np.int64(5)
    kernel: Any = np.array([3, 2])
    assert conv(input, kernel, padding=[[0, 1], [1, 1]]) == conv(5, (3, 2), ((0, 1), (1, 1)))


def test_its_plan_is_the_plan_document() -> None:
    layer = TransposedConvolution.of(3, 3, 1, 2)
    assert transposed(3, 3, 1, 2, theme="dark").plan() == plan_document(Recipe(layer, Options(theme="dark")))
    assert conv((1, 1000), (1, 3)).plan()["picture"] is None


@pytest.mark.parametrize("suffix", FORMATS.values())
def test_the_suffix_picks_the_format(suffix: str, tmp_path: Path) -> None:
    animation = conv(3, 2, **SMALL)
    path = tmp_path / f"picture{suffix}"
    report = animation.save(path)
    assert report.bytes == path.stat().st_size
    assert (report.frames > 1) is (suffix != ".pdf")
    if suffix != ".pdf":
        assert animation.bytes(suffix.removeprefix(".")) == path.read_bytes()


def test_a_still_is_picked_by_its_number(tmp_path: Path) -> None:
    animation = conv(3, 2, **SMALL)
    files = [Image.open(io.BytesIO(animation.bytes("png", still=still))) for still in ("first", 1, 4, "last")]
    pixels = [file.convert("RGB").tobytes() for file in files]
    assert pixels[0] == pixels[1]
    assert len(set(pixels)) == 3  # the last frame is the answer, which no step shows


def test_it_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []

    def counting(*arguments: Any) -> Any:
        drawn.append(arguments[1])
        return animate_bytes(*arguments)

    monkeypatch.setattr("convanim.api.animate_bytes", counting)
    animation = conv(3, 2, **SMALL)
    animation._repr_mimebundle_()
    animation._repr_mimebundle_()
    assert sorted(drawn) == [".png", ".svg"]


def test_a_notebook_takes_only_the_forms_that_it_wants() -> None:
    data, metadata = conv(3, 2, **SMALL)._repr_mimebundle_(
        include={"image/png", "text/plain"}, exclude={"text/plain"}
    )
    assert set(data) == set(metadata) == {"image/png"}
    assert conv(3, 2, **SMALL)._repr_mimebundle_(include=["text/plain"]) == (
        {"text/plain": "convanim.conv(3, 2, width=360, no_title=True)"},
        {},
    )


def test_embedding_prints_what_to_paste_and_makes_the_files(tmp_path: Path) -> None:
    path = tmp_path / "slide.gif"
    snippet = conv(3, 2, **SMALL).embed("html", path, url_prefix="img/", write=True, alt="A slide")
    assert 'src="img/slide.gif"' in snippet
    assert 'alt="A slide"' in snippet
    assert {file.name for file in tmp_path.iterdir()} == {
        "slide.gif", "slide_dark.gif", "slide_still.png", "slide_dark_still.png",
    }  # fmt: skip
    assert Image.open(io.BytesIO(path.read_bytes())).size[0] <= 360


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "rule": (lambda: conv(5, 7), "kernel 7 does not fit input 5 with padding 0 (5 + 2·0 = 5 < 7); use padding=1 or"),
    "no input": (lambda: conv(), "missing argument input: the input size; use input=3, or input_values"),
    "size": (lambda: conv(5.0, 3), "input=5.0 is not a size"),  # type: ignore[arg-type]
    "padding": (lambda: conv(5, 3, [[0, 1, 2]]), "before + after (padding=((0, 1), (0, 1)))"),
    "theme": (lambda: conv(5, 3, theme="lihgt"), "theme 'lihgt' is not known; did you mean 'light'?"),
    "type": (lambda: conv(5, 3, width="big"), "width='big' is of the wrong type; use an int"),  # type: ignore[arg-type]
    "truth": (lambda: conv(5, 3, fps=True), "fps=True is of the wrong type; use a float"),
    "range": (lambda: conv(5, 3, fps=0), "fps=0 is out of range; use fps from 0.002 to 50"),
    "view": (lambda: conv(5, 3, view="scatter"), "view='scatter' is not one of a standard convolution"),
    "matrix": (lambda: conv(30, 3, view="matrix"), "use input=8 or less"),
    "too many": (
        lambda: conv(1000, 3),
        "use a smaller layer, or 'convanim plan' on the command line",
    ),
    "ragged": (lambda: conv(5, kernel_values=[[1, 2], [3]]), "kernel_values: row 2 has 1 number, row 1 has 2"),
    "deep": (lambda: conv(5, kernel_values=[[[[[1]]]]]), "kernel_values is nested 5 deep"),
    "uneven depth": (lambda: conv(5, kernel_values=[[1], 2]), "kernel_values is not made of rows of numbers"),
    "letters": (lambda: conv(5, kernel_values=[["a"]]), "kernel_values: 'a' is not a number"),
    "not finite": (lambda: conv(5, kernel_values=[float("nan")]), "kernel_values: nan is not a number"),
    "empty": (lambda: conv(5, kernel_values=[]), "kernel_values has no numbers; use rows such as [[1, 2], [3, 4]]"),
    "number": (lambda: conv(5, kernel_values=7), "kernel_values=7 is not a matrix"),
    "stdin": (lambda: conv(5, kernel_values="-"), "kernel_values='-': there is no stdin to read here"),
    "other size": (lambda: conv(5, 3, kernel_values=[[1]]), "leave kernel out, or give 3×3 numbers"),
    "suffix": (lambda: conv(5, 3).save("picture.jpg"), "the suffix of path 'picture.jpg' is not known"),
    "folder": (lambda: conv(5, 3).save("nowhere/x.gif"), "there is no folder 'nowhere'"),
    "format": (lambda: conv(5, 3).bytes("gfi"), "format 'gfi' is not known; did you mean 'gif'?"),
    "frame": (lambda: conv(5, 3).bytes("png", still=99), "still=99 is not a step"),
    "page": (lambda: conv(5, 3).embed("htm"), "page 'htm' is not known; did you mean 'html'?"),
    "change": (lambda: conv(5, 3).replace(stirde=2), "argument 'stirde' is not known; did you mean 'stride'?"),
    "module": (lambda: from_module(object(), 5), "cannot read a layer from 'object'"),
    "drawing": (lambda: from_module(Conv2d(1, 1, 3), 5, thme="dark"), "did you mean 'theme'?"),
}


@pytest.mark.parametrize(("made", "message"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_one_line_in_words_of_python(
    made: Callable[[], object], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(convanim.ConvanimError) as refusal:
        made()
    assert isinstance(refusal.value, ValueError)
    assert message in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert " -" not in str(refusal.value).replace(" - ", "")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", LAYERS)
def test_every_number_of_a_layer_and_every_option_is_an_argument(kind: str) -> None:

    names = set(inspect.signature(getattr(convanim, kind)).parameters)
    assert set(LAYERS[kind].parameters) <= names
    defaults = {name: p.default for name, p in inspect.signature(getattr(convanim, kind)).parameters.items()}
    assert picked(Options, defaults) == Options()


def test_importing_it_loads_nothing_else() -> None:
    script = "import sys; before = set(sys.modules); import convanim; print(sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['convanim']"
    assert {"conv", "transposed", "from_module", "ConvanimError"} <= set(dir(convanim))
    with pytest.raises(AttributeError, match="no attribute 'convolution'"):
        convanim.convolution  # type: ignore[attr-defined]  # noqa: B018


def test_a_layer_is_the_same_however_it_is_asked_for() -> None:
    assert conv(5, 3).layer == Convolution.of(5, 3)


def test_what_the_package_offers_is_what_can_be_drawn_and_what_editors_are_told() -> None:
    assert set(convanim.__all__) == set(convanim.api.__all__)
    assert STUB.read_text(encoding="utf-8") == stub()


def test_importing_convanim_loads_nothing_that_must_be_installed_besides() -> None:
    others = ("IPython", "docutils", "markdown", "mkdocs", "pymdownx", "sphinx")
    script = f"import sys, convanim.api, convanim.publish.render; print([n for n in {others} if n in sys.modules])"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_embedding_takes_the_tables_options_as_they_stand_there() -> None:
    rows = OPTIONS | COMMAND_OPTIONS
    told = dict(inspect.signature(convanim.api.Animation.embed).parameters)
    del told["self"], told["path"]  # the file is `output` on the command line
    assert {name: p.default for name, p in told.items()} == {name: rows[name].default for name in told}
    assert {name: p.annotation for name, p in told.items()} == {name: annotation_of(rows[name]) for name in told}


def test_a_misspelt_argument_names_the_call() -> None:
    with pytest.raises(TypeError, match=r"conv\(\) got an unexpected keyword argument 'strides'"):
        convanim.conv(5, 3, strides=2)  # type: ignore[call-arg]
