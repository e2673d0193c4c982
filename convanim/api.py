"""Layers in Python: a call that looks like the framework's gives a picture that shows and saves itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convanim.core.errors import ConvanimError, OutputError
from convanim.core.files import file_named
from convanim.core.limits import WHOLE
from convanim.core.suggest import choose
from convanim.encoder.encoders import VECTORS
from convanim.layers.base import Layer
from convanim.layers.comparison import Comparison
from convanim.layers.parameters import PARAMETERS
from convanim.layers.stack import Stack
from convanim.layers.subject import Subject
from convanim.layout.page import CellsTooSmallError
from convanim.pipeline.compose import compose
from convanim.pipeline.write import Report, animate, animate_bytes
from convanim.recipe.formats import FORMATS
from convanim.recipe.from_python import ARGUMENTS, as_python, short, signature_of, values_of
from convanim.recipe.options import Options
from convanim.recipe.picture_kind import PictureKind
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.recipe.recipe import Recipe
from convanim.renderer.shape_formats import SHAPE_FORMATS

if TYPE_CHECKING:
    from convanim.publish.explore_frame import ExploreFrame

__all__ = [
    "Animation",
    "ConvanimError",
    "Exploration",
    "OutputError",
    "draw",
    "explore",
    "from_module",
    *PICTURE_KINDS,
]

Bytes = bytes


@dataclass(frozen=True, repr=False)
class Animation:
    """A recipe as a picture. It shows itself in a notebook; it is drawn when that is needed, and only once.

    Make one by `convanim.conv`, `convanim.transposed`, … or `convanim.from_module`; `replace` makes another one.
    """

    recipe: Recipe
    alt: str | None = None
    """The alternative text, where it is not the arithmetic's."""

    @property
    def layer(self) -> Layer:
        """The layer that is drawn: its sizes, formulas and axes. Raises ConvanimError where there are several."""
        subject = self.recipe.subject
        if subject.only is None:
            raise ConvanimError(f"a {subject.summary} is more than one layer", way="use plan()")
        return subject.only

    def save(self, path: str | Path, still: str | int | None = None) -> Report:
        """Write a file, whose suffix picks the format; say its size in px, frames, seconds and bytes.

        `still` picks a frame (`first`, `last` or its number). A .pdf, which does not move, needs none: it shows the
        stages side by side, or the last frame. Raises ConvanimError for a wrong request, OutputError where the file
        could not be written; then no file is created or changed.
        """
        file = file_named(str(path))
        return animate(self._still(file.suffix.lower(), still), file)

    def bytes(self, format: str = "gif", still: str | int | None = None) -> Bytes:
        """The content of such a file, in memory."""
        return self._file(format, still)[0]

    def plan(self) -> dict[str, Any]:
        """The plan document: sizes, every step, the frameworks' lines, and where it would be drawn."""
        from convanim.publish.plan_document import plan_document

        return plan_document(self.recipe)

    def embed(  # noqa: PLR0913  # options by name, each its row of the table: what an editor offers
        self,
        page: str | None = None,
        path: str | Path | None = None,
        url_prefix: str | None = None,
        write: bool = False,
        dark_theme: str | None = None,
        alt: str | None = None,
        dark_switch: str | None = None,
    ) -> str:
        """What to paste into a page to show it there.

        `page` is `commonmark`, `html`, `github`, `hugo`, `mdx`, `iframe`, `revealjs` or `rst`; None is
        `commonmark`, or `iframe` for an .html file.
        `path` is the picture's file; the others are named after it, and `write` makes them all. `url_prefix` stands
        before each name, by default the folder of `path`. `alt` is the alternative text, else the arithmetic's.
        `dark_switch` is that of the page's own: `material`, `furo`, `pydata`, or a CSS selector.
        """
        from convanim.publish.embed import Embedding, embedded, page_of

        file = file_named(str(path)) if path else None
        wanted = Embedding(page_of(page, file), dark_switch or "", dark_theme, alt)
        found = embedded(self.recipe, wanted, file, url_prefix)
        if write:
            list(found.write(self.recipe))
        return found.text

    def replace(self, **changes: Any) -> Animation:
        """The same with other arguments, as in `replace(theme="dark", stride=1)`."""
        recipe = self.recipe
        for name in changes:
            choose("argument", name, dict.fromkeys((*recipe.subject.parameters, *recipe.subject.options, *ARGUMENTS)))
        sizes = recipe.subject.asked()
        for size in ("input", "kernel"):
            if changes.get(f"{size}_values") is not None:  # which bring their size with them
                sizes.pop(size, None)
        values = {
            one.name: getattr(record, one.name)
            for record in (recipe.number_options, recipe.options)
            for one in fields(record)
        }
        return _animation(recipe.subject, {**sizes, **values, **values_of(changes)})

    def __or__(self, other: object) -> Animation:
        """Both beside each other, in step."""
        return self._with(other, "beside") if isinstance(other, Animation) else NotImplemented

    def __truediv__(self, other: object) -> Animation:
        """The other one below, in step."""
        return self._with(other, "above") if isinstance(other, Animation) else NotImplemented

    def _with(self, other: Animation, place: str) -> Animation:
        """Both in one picture; of a comparison the sides. It is drawn as this one is."""
        sides = [words for one in (self, other) for words in _sides_of(one)]
        drawn = {one.name: getattr(self.recipe.options, one.name) for one in fields(Options)}
        usual = {"view": Comparison.usual_view, "stages": False, "deconvolve": False}
        return _animation(Comparison, {**drawn, **usual, "layers": tuple(sides), "place": place})

    def __repr__(self) -> str:
        """The call that makes it."""
        subject = self.recipe.subject
        asked = {name: short(value) if name in PARAMETERS else value for name, value in subject.asked().items()}
        words = [repr(one) for one in asked.pop("layers")] if subject.sides_words else []
        words += [repr(asked.pop(name)) for name in ("layers", "input", "kernel") if name in asked]
        words += [f"{name}={value!r}" for name, value in asked.items()]
        for record in (self.recipe.number_options, self.recipe.options):
            for one in fields(record):
                value = getattr(record, one.name)
                usual = subject.usual_view if one.name == "view" else one.default
                if value != usual and one.name not in subject.lacks():
                    words.append(f"{one.name}={value!r}")
        return f"convanim.{subject.kind}({', '.join(words)})"

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
        """What a notebook shows and keeps: HTML with the animated SVG, and a PNG for paper."""
        kept, sizes = self._kept
        data = {**kept, "text/plain": repr(self)}
        wanted = [kind for kind in data if (include is None or kind in include) and kind not in (exclude or ())]
        return {kind: data[kind] for kind in wanted}, {kind: sizes[kind] for kind in wanted if kind in sizes}

    @cached_property
    def _kept(self) -> tuple[dict[str, str], dict[str, dict[str, int]]]:
        """What a saved notebook keeps, by its type, and the sizes of images."""
        from convanim.publish.notebook_bundle import Form, Forms, notebook_bundle
        from convanim.publish.page_files import alternative

        def still(width: int | None) -> Form:
            own = self.recipe.options.width
            try:
                one = self if width is None else Animation(self.recipe.drawn(width=min(width, own)))
                data, report = one._file("png", WHOLE)
            except CellsTooSmallError:
                data, report = self._file("png", WHOLE)
            return Form(data, report.width, report.height)

        def animation() -> Form | None:
            try:
                data, report = self._file("svg")
            except ConvanimError:  # too long for shapes
                return None
            return Form(data, report.width, report.height)

        return notebook_bundle(Forms(animation, still), alternative(self.recipe, self.alt))

    @cached_property
    def _drawn(self) -> dict[tuple[str, str | None], tuple[Bytes, Report]]:
        return {}

    def _file(self, format: str, still: str | int | None = None) -> tuple[Bytes, Report]:
        choose("format", format, FORMATS)
        recipe = self._still(f".{format}", still)
        key = format, recipe.options.still
        if key not in self._drawn:
            self._drawn[key] = animate_bytes(recipe, f".{format}")
        return self._drawn[key]

    def _still(self, suffix: str, still: str | int | None) -> Recipe:
        """The recipe as a file of that suffix holds it."""
        if still is None and suffix in VECTORS and suffix not in SHAPE_FORMATS:
            still = WHOLE
        return self.recipe.drawn(still=str(still), plays=None) if still is not None else self.recipe


def _call(name: str, kind: PictureKind) -> Callable[..., Animation]:
    """The function that makes a picture of this kind: its arguments are those of the table of options."""
    signature = signature_of(kind)

    def make(*args: Any, **kwargs: Any) -> Animation:
        try:
            arguments = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{name}() {error}") from None
        arguments.apply_defaults()
        if kind.spread:
            arguments.arguments["layers"] = tuple(map(_words_of, arguments.arguments["layers"]))
        return _animation(kind.subject, kind.values(values_of(arguments.arguments)))

    make.__name__ = make.__qualname__ = name
    make.__doc__ = f"""{kind.summary[0].upper()}{kind.summary[1:]}, as a picture that moves.

    A size is one number, or (rows, columns); with `dims=1` one number. `padding` may also be a name (`same`,
    `causal`, …), or before and after for each axis: ((0, 1), (0, 1)). `values` puts numbers into the cells, made
    from `seed` or given as rows (nested lists, an array, text such as "1 2; 3 4", a kernel's name); sizes that they
    imply may be left out. The rest is how it is drawn: at most `width` px, `fps` steps a second, `hold` seconds on
    the last one, `plays` times (a number, `forever` or `auto`); each `every`-th step, or those of `rows` ("2:4").
    The `max_…` are limits.

    Raises ConvanimError, a ValueError, for what no framework accepts or nobody could watch.
    """
    make.__signature__ = signature  # type: ignore[attr-defined]  # read by help() and by editors
    return make


globals().update({name: _call(name, kind) for name, kind in PICTURE_KINDS.items()})


def from_module(layer: object, input_size: int | Sequence[int | None], **drawing: Any) -> Animation:
    """The picture of a PyTorch, Keras, Flax or ONNX layer for such an input; it is read by its attributes.

    `input_size` is one number, one for each dimension, or the input's whole shape with batch and channels.
    `drawing` are the arguments of `conv` from `values` on, and `out_channels` of an ONNX node, whose weights alone
    say that. Raises ConvanimError for a layer of another kind.
    """
    from convanim.frameworks.frameworks import read_module

    read = read_module(layer, as_python(input_size), as_python(drawing.pop("out_channels", None)))
    for name in drawing:
        choose("argument", name, dict.fromkeys(ARGUMENTS))
    return _animation(read, {**read.asked(), **values_of(drawing)})


def draw(model: object, input_size: Sequence[int], **drawing: Any) -> Animation:
    """The picture of a whole model, its spatial layers as a stack, for an input of that whole shape with batch.

    A PyTorch module is watched on one forward pass (on the meta device where it can), a Keras model is asked for its
    shapes. Activations and norms are words between layers, repeats are folded, what has no picture is named.
    Its title is the model's name, unless another is given. `drawing` are arguments of `stack` besides its layers.
    Raises ConvanimError for a model without such layers.
    """
    from convanim.recipe.from_model import read_model

    shape = as_python(input_size)
    if not isinstance(shape, tuple) or not all(type(size) is int and size > 0 for size in shape):
        raise ConvanimError(f"input_size {input_size!r:.60} is no shape", way="use (batch, channels, rows, columns)")
    read = read_model(model, shape)
    for name in drawing:
        choose("argument", name, dict.fromkeys(("at", "effective", *ARGUMENTS)))
    dims = {"dims": 1} if len(read.input) == 1 else {}
    asked = {"input": read.input, "in_channels": read.planes, "layers": read.layers, **dims}
    titled = {} if drawing.get("no_title") else {"title": read.title}
    return _animation(Stack, {**asked, **titled, **values_of(drawing), "view": "stack"})


def _sides_of(animation: Animation) -> tuple[str, ...]:
    """The words of a picture in a comparison, or those of the pictures that it compares."""
    return animation.recipe.subject.sides_words or (_words_of(animation),)


def _words_of(picture: object) -> str:
    """A picture of a comparison in the words of its command, without how it was drawn by itself."""
    if isinstance(picture, str):
        return picture
    if not isinstance(picture, Animation):
        raise ConvanimError(f"{picture!r:.60} is not a picture", way="use one, or the words of its command")
    options = picture.recipe.options
    own = Options(view=options.view, stages=options.stages, deconvolve=options.deconvolve)
    return replace(picture.recipe, options=own).command.removeprefix("convanim ")


class Exploration:
    """A layer as a page in which it is changed and touched. It shows itself in a notebook.

    With anywidget (`pip install 'convanim[widget]'`) `layer` is what the notebook shows now; without, the page stands
    in a frame of its own, and `layer` is what it starts at. Make one by `convanim.explore`.
    """

    def __init__(self, layer: Layer, theme: str = "light") -> None:
        self._layer, self.theme = layer, theme

    @property
    def layer(self) -> Layer:
        """The layer that is shown; the last possible one, where what is asked for is refused."""
        if "widget" in vars(self):
            from convanim.publish.explore_widget import layer_shown

            self._layer = layer_shown(self.widget, self._layer)
        return self._layer

    @property
    def html(self) -> str:
        """The page: one file that needs no network."""
        from convanim.pipeline.explore import page_text

        return page_text(self.layer, self.theme)

    def save(self, path: str | Path) -> int:
        """Write the page; say how many bytes it has. Raises ConvanimError or OutputError; then no file is changed."""
        from convanim.pipeline.explore import write_page

        return write_page(self.layer, self.theme, file_named(str(path)))

    @cached_property
    def widget(self) -> Any:
        """What a notebook shows where anywidget is installed. Raises ConvanimError where it is not."""
        from convanim.publish.explore_widget import explore_widget, has_widgets

        if not has_widgets():
            raise ConvanimError("a widget needs anywidget", way="pip install 'convanim[widget]'")
        return explore_widget(self._layer, self.html)

    def _repr_mimebundle_(self, **wanted: Any) -> Any:
        """The widget; without anywidget the page in a frame, whose scripts reach nothing outside."""
        from convanim.publish.explore_widget import has_widgets

        return self.widget._repr_mimebundle_(**wanted) if has_widgets() else {"text/html": self._repr_html_()}

    def _display_(self) -> Any:
        """What marimo shows, which knows no such bundles."""
        from convanim.publish.explore_widget import has_widgets

        return self.widget if has_widgets() else self._frame

    def _repr_html_(self) -> str:
        return self._frame._repr_html_()

    @property
    def _frame(self) -> ExploreFrame:
        from convanim.publish.explore_frame import ExploreFrame

        return ExploreFrame(self.theme, self.layer, "", self.layer.name)


def explore(kind: str | None = None, *, theme: str = "light", **sizes: Any) -> Exploration:
    """A page in which a layer is changed and touched, as `convanim explore` makes it.

    `kind` is the name of a kind of layer, such as "transposed"; `sizes` are its numbers as in `convanim.conv`:
    `input`, `kernel`, `padding`, `stride`, `dilation`, `output_padding`, and `dims`. Raises ConvanimError for a layer
    that no framework accepts, or that the page cannot show.
    """
    from convanim.pipeline.explore import layer_to_explore
    from convanim.renderer.player.explorer import require_explorable
    from convanim.style.theme_file import theme_named

    for name in sizes:
        choose("argument", name, dict.fromkeys((*PARAMETERS, "dims")))
    layer = layer_to_explore(kind, {name: as_python(value) for name, value in sizes.items()})
    require_explorable(layer)
    theme_named(theme)
    return Exploration(layer, theme)


def _animation(subject: Subject | type[Subject], values: dict[str, Any]) -> Animation:
    """The picture of what is of that kind. Raises ConvanimError for whatever is wrong."""
    recipe = Recipe.of(subject if isinstance(subject, type) else type(subject), values)
    with suppress(CellsTooSmallError):  # which still has a plan
        compose(recipe)
    return Animation(recipe)
