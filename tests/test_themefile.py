from __future__ import annotations

from pathlib import Path

import pytest

from convanim.core.errors import ConvanimError
from convanim.layers.convolution import Convolution
from convanim.layout.place import lay_out
from convanim.pipeline.write import animate, animate_bytes
from convanim.recipe.command_line import command_line
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.scene.roles import Role
from convanim.style.color import rgb
from convanim.style.theme_file import LARGEST_THEME_BYTES, line_of, read_theme, theme_named
from convanim.style.themes import DARK, DERIVED, LIGHT, THEMES, TRANSPARENT
from tests.cases import picture_of
from tests.conftest import Run
from tests.decoders import by_pillow

LAYER = Convolution.of(4, 3)

MINE = """# my colours
base = "dark"
accent = "#fd6"

[roles.window_input]
fill = "#7B4BB3"
ink = "#ffffff"

[roles]
window_zero = { fill = "#3a2a52", line = "#7B4BB3" }
output_done.line = "#abc"
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    return path


def test_what_a_file_says_holds_and_the_rest_is_its_base(mine: Path) -> None:
    theme = read_theme(mine)
    assert (theme.name, theme.accent, theme.background) == ("mine.toml", "#ffdd66", DARK.background)
    given = {
        Role.WINDOW_INPUT: DARK.look(Role.WINDOW_INPUT)._replace(fill="#7b4bb3", ink="#ffffff"),
        Role.WINDOW_ZERO: DARK.look(Role.WINDOW_ZERO)._replace(fill="#3a2a52", line="#7b4bb3"),
        Role.OUTPUT_DONE: DARK.look(Role.OUTPUT_DONE)._replace(line="#aabbcc"),
    }
    assert all(theme.look(role) == given.get(role, DARK.look(role)) for role in Role)


@pytest.mark.parametrize("text", ["", "base = 'light'", "roles = {}", "[roles.input]"])
def test_an_empty_file_is_the_light_theme(text: str, mine: Path) -> None:
    mine.write_text(text)
    assert all(read_theme(mine).look(role) == LIGHT.look(role) for role in Role)


@pytest.mark.parametrize("name", THEMES)
def test_a_base_is_taken_as_it_is(name: str, mine: Path) -> None:
    mine.write_text(f'base = "{name}"')
    theme, base = read_theme(mine), THEMES[name]
    assert theme.transparent is base.transparent
    assert all(theme.look(role) == base.look(role) for role in Role)


def test_a_ramp_has_as_many_colours_as_a_file_says(mine: Path) -> None:
    mine.write_text('base = "dark"\nsequential = ["#FFF", "#808080", "#000000"]')
    theme = read_theme(mine)
    assert (theme.sequential, theme.diverging) == (("#ffffff", "#808080", "#000000"), DARK.diverging)


def test_what_is_empty_stays_empty_on_another_background(mine: Path) -> None:
    mine.write_text('background = "#fdf6e3"')
    theme = read_theme(mine)
    for role in set(Role) - set(DERIVED):  # whose colours are mixed with the new background
        empty = LIGHT.look(role).fill == LIGHT.background
        assert theme.look(role).fill == ("#fdf6e3" if empty else LIGHT.look(role).fill)


def test_a_background_makes_a_transparent_base_opaque(mine: Path) -> None:
    mine.write_text('base = "transparent"\nbackground = "#000"')
    theme = read_theme(mine)
    assert not theme.transparent
    assert theme.background == theme.look(Role.EMPTY).fill == "#000000"
    assert theme.text == TRANSPARENT.text


def test_a_picture_has_the_colors_of_the_file(mine: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    animate(Recipe(LAYER, Options(theme=str(mine), width=400)), path)
    image = by_pillow(path)[0][1]  # the first frame has no window yet
    place = lay_out(picture_of(LAYER), 400).places["input"]
    middle = place.cell // 2
    assert tuple(image[0, 0].tolist()) == rgb(DARK.background)
    assert tuple(image[place.y + middle, place.x + middle].tolist()) == rgb("#7b4bb3")


def test_a_file_knows_the_theme_file_by_its_bare_name(tmp_path: Path) -> None:
    path = tmp_path / "private" / "my own.toml"
    path.parent.mkdir()
    path.write_text("")
    options = Options(theme=str(path))
    line = command_line(Recipe(LAYER, options))
    assert line == "convanim conv -i 4 -k 3 --theme 'my own.toml'"
    data, _ = animate_bytes(Recipe(LAYER, options, comment=line), ".gif")
    assert b"my own.toml" in data
    assert b"private" not in data


WRONG = {
    "a colour's name": ("text = 'white'", 1, "text = 'white' is not a colour; use text = \"#rrggbb\" or \"#rgb\""),
    "too many digits": ("\ntext = '#12345'", 2, "text = '#12345' is not a colour"),
    "a number": ("[roles.input]\nfill = 3", 2, "fill = 3 is not a colour"),
    "a colour with a line end": ('text = "#ffffff\\n"', 1, "is not a colour"),
    "a ramp that is a colour": ("#\nsequential = '#fff'", 2, "is not a list of 2 to 32 colours; use sequential = ["),
    "a ramp of one colour": ("diverging = ['#fff']", 1, "is not a list of 2 to 32 colours"),
    "a ramp of names": ("diverging = ['white', 'black']", 1, "is not a list of 2 to 32 colours"),
    "a colour that is a table": ("[roles.input.fill]\nx = 1", 1, "fill = a table is not a colour"),
    "a key": ("base = 'dark'\n\ntxet = '#fff'", 3, "key 'txet' is not known; did you mean 'text'?"),
    "a key with a line end": ('"te\\nxt" = 1', 1, r"key 'te\nxt' is not known; did you mean 'text'?"),
    "a role": ("[roles.input]\n[roles.windo_input]\nfill = '#fff'", 2, "role 'windo_input' is not known"),
    "a role in an inline table": ("roles = { inptu = { fill = '#fff' } }", 1, "role 'inptu'"),
    "a role with dots": ("#\nroles.inptu.fill = '#fff'", 2, "role 'inptu' is not known; did you mean 'input'?"),
    "a part of a role": ("[roles.input]\nink = '#fff'\nfil = '#000'", 3, "key 'fil' is not known"),
    "a part on one line": ("[roles]\ninput = { fil = '#fff' }", 2, "key 'fil'"),
    "a base": ("# x\nbase = 'drak'", 2, "base 'drak' is not known; did you mean 'dark'?"),
    "a base of another type": ("base = 1", 1, "base = 1 is not the name of a theme; use base"),
    "roles that are no table": ("roles = 1", 1, "roles = 1 is not a table of roles; use [roles.input]"),
    "a role that is no table": ("[roles]\n\ninput = '#fff'", 3, "is not a table of colours; use [roles.input]"),
    "a list of roles": ("[[roles]]\nfill = '#fff'", 1, "is not a table of roles"),
    "an unknown key in a string's shadow": ('text = """\ntxet = 1\n"""\n', 1, "is not a colour"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_file_is_named_with_its_line(text: str, line: int, words: str, mine: Path) -> None:
    mine.write_text(text)
    with pytest.raises(ConvanimError) as refusal:
        read_theme(mine)
    message = str(refusal.value)
    assert message.startswith(f"{mine}, line {line}: ")
    assert words in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"text = ", "is not TOML: Invalid value (at end of document)"),
        (b"[roles\n", "is not TOML: Expected ']' at the end of a table declaration (at line 1, column 7)"),
        (b"a = 1\na = 2", "is not TOML: Cannot overwrite a value (at end of document)"),
        (b"x = " + b"[" * 5000, "nested too deeply"),
        (b"# x\n\xff", "line 2: the file is not UTF-8 text"),
        (b"#" * (LARGEST_THEME_BYTES + 1), "has more than 65,536 bytes"),
    ],
)
def test_a_file_that_is_no_theme_is_refused(data: bytes, words: str, mine: Path) -> None:
    mine.write_bytes(data)
    with pytest.raises(ConvanimError) as refusal:
        read_theme(mine)
    assert str(mine) in str(refusal.value)
    assert words in str(refusal.value)


def test_a_file_of_the_largest_size_is_read(mine: Path) -> None:
    mine.write_bytes(b"#" * LARGEST_THEME_BYTES)
    assert read_theme(mine).text == LIGHT.text


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(ConvanimError, match="cannot be read: a folder is not a file"):
        theme_named(str(tmp_path / "a.toml"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("base",), 2),
        (("roles",), 5),
        (("roles", "window_input"), 5),
        (("roles", "window_input", "ink"), 7),
        (("roles", "window_zero", "line"), 10),
        (("roles", "output_done", "line"), 11),
    ],
)
def test_a_key_is_found_where_it_stands(keys: tuple[str, ...], line: int, end: str, mine: Path) -> None:
    assert line_of(mine.read_text().replace("\n", end), keys) == line


def test_a_key_is_not_looked_for_in_strings_and_comments() -> None:
    text = 'a = """\n[b]\nc = 1\n"""\n# [b]\nd = "b.c = 1"\n"b" . \'c\' = 2 # b.c = 3\n'
    assert line_of(text, ("b", "c")) == 7


@pytest.mark.parametrize("command", ["conv", "plan conv"])
def test_a_wrong_theme_file_is_one_line_and_nothing_written(command: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[roles.inptu]")
    result = run(*command.split(), "-i", "4", "-k", "3", "--theme", "mine.toml")
    assert result.returncode == 2
    assert result.stderr.startswith("convanim: mine.toml, line 1: role 'inptu' is not known; did you mean 'input'?")
    assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_a_theme_that_is_hard_to_read_is_drawn_with_a_note(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pale.toml").write_text('text = "#cccccc"\nmuted = "#cccccc"\naccent = "#eeeeee"')
    words = ("conv", "-i", "3", "-k", "2", "--width", "300", "--theme", "pale.toml", "--plays", "forever")
    result = run(*words)
    assert result.returncode == 0
    assert result.stderr.startswith(
        "note: pale.toml is hard to read: text on background: 1.6:1, needs 4.5:1; muted on"
    )
    assert result.stderr.count("\n") == 1
    assert run(*words, "-q").stderr == ""
    (tmp_path / "pale.toml").write_text('accent = "#8a1f00"')
    assert run(*words).stderr == ""
