from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

import convanim
from convanim.core.errors import ConvanimError
from convanim.language.english import english, grouped, own_table, say
from convanim.language.known import LANGUAGES, language_named, language_of_page
from convanim.language.phrase import Phrase, capital, joined_by, together, unbroken
from convanim.language.table import OTHER, PLURALS, Language, read_ours, read_own_table
from convanim.layout.metrics import is_known
from convanim.pipeline.compose import compose
from convanim.planner.alt_text import Seen
from convanim.planner.views import alt_text
from convanim.recipe.from_words import read_words
from convanim.recipe.numbers import below
from convanim.recipe.recipe import Recipe
from convanim.renderer.markup import description
from convanim.scene.picture import Picture
from convanim.scene.spoken import spoken

ROOM = Path(convanim.__file__).parent

OTHERS = [code for code in LANGUAGES if code != "en"]

PICTURES = [
    "conv -i 5 -k 3 -p 1 -s 2 --values",
    "conv -i 7 -k 2 -s 3",
    "conv -i 5 -k 3 -p 1 --padding-mode reflect",
    "conv --1d -i 9 -k 3 -p causal -d 2",
    "conv -i 5 -k 3 --in-channels 8 --out-channels 8 --groups 8",
    "conv -i 4x5 -k 3 --in-channels 3 --out-channels 2 --values",
    "conv -i 12 -k 3 --values --cells shades",
    "conv -i 5 -k 3 --view lifted",
    "transposed -i 3 -k 3 -p 1 -s 2 --stages",
    "transposed -i 2 -k 2 -s 3 --stages --still",
    "transposed -i 3 -k 3 -p 1 -s 2 --output-padding 1 --view scatter --values",
    "transposed -i 3 -k 3 -p 1 -s 2 --view matrix",
    "checkerboard -i 4 -k 3 -s 2",
    "checkerboard -i 4x5 -k 3x4 -s 2",
    "maxpool -i 5 -k 2 --ceil-mode",
    "avgpool -i 5 -k 3 -p 1 --no-count-include-pad",
    "maxpool -i 7 --output-size 3 --no-values",
    "roundtrip -i 4 -k 3 -p 1 -s 2 --deconvolve",
    "stack -i 9 'conv -k 3 -p 1' 'maxpool -k 3' relu --effective",
    "stack --1d -i 8 'conv -k 3 -d 2' relu --values",
    "compare 'conv -i 5 -k 3' 'conv -i 5 -k 3 -s 2'",
    "compare 'maxpool -i 4 -k 2' 'avgpool -i 4 -k 2' --diff",
    "sheet -i 3 -k 3 -p 1 -s 2",
]

NAMES = {"op", "conv", "transposed", "maxpool", "avgpool", "relu", "max", "causal", "reflect", "convanim"}
"""Names of commands and options, and of functions, are the same in every language."""


def recipe_of(words: str) -> Recipe:
    return read_words(shlex.split(words)).recipe(below(Path()))


def words_of(picture: Picture) -> Iterator[str]:
    """All that a picture says, but for lines of code."""
    heading = replace(picture, heading=picture.heading._replace(formula=tuple))
    yield from strings_in((heading.heading, picture.body, [(one.words, one.role) for one in picture.legend]))
    yield from (line for line in picture.heading.formula() if not re.match(r"(PyTorch|Keras|JAX): ", line))
    for frame in picture.frames():
        yield from (frame.words(key) for key in frame.keys)
    yield from strings_in((picture.scales, [one.told for one in picture.meetings()]))
    yield description(heading)


SILENT = {"name", "number", "said", "beside", "caption_key", "foot", "panels"}
"""Fields of nodes that are keys and names; a sheet's foot is its command."""


def strings_in(node: object) -> Iterator[str]:
    """All texts in a tree of records."""
    from convanim.scene.nodes import Group, Panel
    from convanim.scene.paper_blocks import CodeLines

    if isinstance(node, str):
        yield node
    elif isinstance(node, CodeLines):
        return
    elif hasattr(node, "_asdict"):
        left = {*SILENT, "caption"} if isinstance(node, Group) else SILENT
        left = left - {"caption"} if isinstance(node, Panel) else left
        yield from (text for key, value in node._asdict().items() if key not in left for text in strings_in(value))
    elif isinstance(node, tuple | list):
        yield from (text for one in node for text in strings_in(one))


class Recording(dict[str, Mapping[str, str]]):
    """Sentences without words, and which of them were said."""

    def __getitem__(self, key: str) -> Mapping[str, str]:
        return {form: re.sub(r"\{\w+\}|[^{}]+", _wordless, text) for form, text in super().__getitem__(key).items()}


def _wordless(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("{") else "§"


WORDLESS = Language("en", "Nothing", "one-other", Recording(english().sentences))
"""Says every sentence as its fields alone: a word that is left over stands in no table."""


@pytest.mark.parametrize("words", PICTURES)
def test_all_that_a_picture_says_stands_in_the_table(words: str) -> None:
    recipe = recipe_of(words)
    picture = spoken(compose(recipe).picture, WORDLESS)
    options = recipe.options
    seen = Seen(options.view, options.stages, None, recipe.numbers is not None, options.deconvolve)
    said = [*words_of(picture), WORDLESS.say(alt_text(recipe.subject, seen))]
    assert "§" in "".join(said)
    left = {word for text in said for word in re.findall(r"[A-Za-z]{2,}", text)}
    assert left <= NAMES, [text for text in said if left - NAMES & set(re.findall(r"\w+", text))][:3]


@pytest.mark.parametrize("code", OTHERS)
def test_each_language_has_every_sentence_with_the_same_fields(code: str) -> None:
    language = read_own_table(own_table(code), code, english())  # which refuses other fields
    assert read_ours(own_table(code), english()).sentences == language.sentences
    assert set(language.sentences) == set(english().sentences)
    assert (language.code, language.name) == (code, LANGUAGES[code])
    assert all(is_known(sign) for forms in language.sentences.values() for text in forms.values() for sign in text)


@pytest.mark.parametrize("code", OTHERS)
def test_the_words_of_a_language_fit_their_room(code: str) -> None:
    for words in PICTURES[::4]:
        layout = compose(recipe_of(f"{words} --lang {code}")).layout
        for text in layout.texts:
            assert text.left >= 0 and text.left + text.length <= layout.width + 1, text


def test_each_sentence_is_said_somewhere_and_none_that_is_not_there() -> None:
    known = english().sentences
    asked = [pattern for path in ROOM.rglob("*.py") for pattern in keys_in(path)]
    for pattern, said in asked:
        assert not said or any(pattern.fullmatch(key) for key in known), pattern.pattern
    assert not [key for key in known if not any(pattern.fullmatch(key) for pattern, _ in asked)]


def keys_in(path: Path) -> Iterator[tuple[re.Pattern[str], bool]]:
    """The texts of a module that may be keys, whatever stands in braces, and whether each is the one of a `say`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    said = {id(call.args[0]) for call in calls if call.func.id == "say" and call.args}  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
        if id(node) in inner or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        pattern = "".join(r"\w+" if text is None else re.escape(str(text)) for text in texts)
        if re.fullmatch(r"(\w|\\w\+)+\\\.(\w|\\w\+)+", pattern):
            yield re.compile(re.sub(r"^\\w\+\\", r"(name|within)\\", pattern)), id(node) in said


def test_a_phrase_is_english_and_is_said_anew() -> None:
    german = language_named("de")
    step = say("film.step", number=2, count=9)
    assert (step, german.say(step)) == ("step 2 of 9", "Schritt 2 von 9")
    assert german.say(capital(together(say("place.output"), " = ", "x + y"))) == "Ausgabe = x + y"
    assert german.say(unbroken(say("place.at", name=say("place.input"), at=3))) == "Eingabe\u00a03"
    assert german.say(joined_by("; ", [say("film.result"), "x"])) == "Ergebnis; x"
    assert german.say(grouped(12345)) == "12.345"
    assert german.say("step 2 of 9") == "step 2 of 9"
    copy = Phrase(*step.__reduce__()[1])
    assert german.say(copy) == "Schritt 2 von 9"


def test_a_filmstrip_counts_in_its_language() -> None:
    (frame,) = compose(recipe_of("conv -i 4 -k 3 --filmstrip 2 --lang de")).picture.frames()
    assert (frame.caption, frame.counter) == ("Eingabe\u00a04×4, Ausgabe 2×2", "2 von 4 Schritten")


def test_forms_follow_the_count_as_a_language_counts() -> None:
    said = {code: [language_named(code).say(say("film.steps", count=n)) for n in (1, 2)] for code in LANGUAGES}
    assert said["en"] == ["1 step", "2 steps"]
    assert said["es"] == ["1 paso", "2 pasos"]
    assert said["zh"] == ["1 步", "2 步"]
    assert {PLURALS["one-other"](count) for count in ("0", "1×2", "11")} == {OTHER}


OWN = [
    ('[film]\nstap = "x"', "there is no sentence 'film.stap'"),
    ('[film]\nstep = "Bild {number}"', "{count} is missing"),
    ('[film]\nstep = "{number} {count} {all}"', "{all} is not one of its fields"),
    ('[film]\nstep = "{number.real} {count}"', "cannot be filled in"),
    ('[film]\nstep = "{number:>9999999} {count}"', "cannot be filled in"),
    ("[film]\nstep = 3", "film.step is no text"),
    ('[film]\nresult = { one = "x", other = "y" }', "nothing is counted in it"),
    ('[language]\nplural = "many"', "language.plural 'many' is not known"),
    ('[language]\ncode = "<b>"', "is no language"),
    (f'[film]\nresult = "{"x" * 3000}"', "is longer than"),
    ("[film", "own.toml"),
    ('[film]\nresult = "نتيجة"', "which cannot be drawn"),
]


@pytest.mark.parametrize(("text", "says"), OWN, ids=[says for _, says in OWN])
def test_a_wrong_language_of_ones_own_is_refused_in_one_line(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConvanimError) as refusal:
        recipe_of("conv -i 3 -k 2").drawn(lang=str(tmp_path / "own.toml"))
    assert says in str(refusal.value)
    assert "own.toml" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_language_of_ones_own_is_english_where_it_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('[film]\nresult = "Schluss"\n[place]\noutput = "Ergebnisfeld"\n', "utf-8")
    recipe = recipe_of("conv -i 3 -k 2").drawn(lang=str(tmp_path / "own.toml"))
    *_, step, last = compose(recipe).picture.frames()
    assert (last.counter, last.caption) == ("Schluss", "the output, 2×2")
    assert (step.counter, step.caption) == ("step 4 of 4", "Ergebnisfeld (1, 1) = sum of 4 products")


def test_a_table_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("#" * 300_000)
    with pytest.raises(ConvanimError, match="more than 262,144 bytes"):
        language_named(str(tmp_path / "own.toml"))


def test_posts_name_no_file_of_a_language() -> None:
    with pytest.raises(ConvanimError, match="only languages of ours"):
        read_words(shlex.split("conv -i 3 -k 2 --lang own.toml"))


@pytest.mark.parametrize(("code", "language"), [("de-AT", "de"), ("zh_CN", "zh"), ("fr", None), (None, None)])
def test_a_page_has_its_own_language_where_that_is_there(code: str | None, language: str | None) -> None:
    assert language_of_page(code) == language
