from __future__ import annotations

from pathlib import Path

import pytest

from convanim.core.errors import ConvanimError
from convanim.publish.render import MEDIA, RENDER_CACHE, Rendered, RenderOptions, render

WORDS = "conv -i 2 -k 2 --width 320"
TOML = 'kind = "conv"\ninput = 2\nkernel = 2\nwidth = 320\n'


def rendered(text: str, folder: Path, **options: object) -> Rendered:
    return render(text, RenderOptions(folder / "kept", folder, **options))  # type: ignore[arg-type]


def test_words_and_toml_are_one_picture_that_is_drawn_once(tmp_path: Path) -> None:
    first = rendered(WORDS, tmp_path)
    assert first.path.suffix == ".svg"
    assert first.alt == "Animated convolution: a 2×2 kernel slides over a 2×2 input and fills a 1×1 output."
    assert first.drawn == (first.path.name,)
    for text in (WORDS, f"convanim {WORDS}", TOML):
        assert rendered(text, tmp_path) == first._replace(drawn=())
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {first.path.name, RENDER_CACHE}


def test_a_file_that_was_spoilt_is_drawn_again(tmp_path: Path) -> None:
    first = rendered(WORDS, tmp_path)
    data = first.path.read_bytes()
    first.path.write_bytes(b"spoilt")
    assert rendered(WORDS, tmp_path).drawn == first.drawn
    assert first.path.read_bytes() == data


def test_another_request_theme_format_or_file_of_numbers_is_another_name(tmp_path: Path) -> None:
    values = tmp_path / "a.csv"
    values.write_text("1,2\n3,4\n")
    side = "compare 'conv -k 2 --input-values a.csv' 'conv -i 2 -k 2'"
    names = [rendered(side, tmp_path).path.name]
    values.write_text("5,6\n7,8\n")
    again = rendered(side, tmp_path)
    assert again.read == (values,)
    names += [again.path.name, rendered(WORDS, tmp_path).path.name]
    names += [rendered(WORDS, tmp_path, theme="dark").path.name, rendered(WORDS, tmp_path, format="gif").path.name]
    names += [rendered(WORDS + " --no-title", tmp_path).path.name]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("medium", "suffixes"),
    [("page", [".png", ".png", ".gif", ".gif"]), ("slide", [".gif"]), ("book", [".png"]), ("paper", [".pdf"])],
)
def test_each_medium_has_the_files_that_it_can_show(medium: str, suffixes: list[str], tmp_path: Path) -> None:
    found = rendered(WORDS, tmp_path, medium=medium, format="gif")
    assert [Path(file.file).suffix for file in found.files] == suffixes
    assert found.alt.startswith("Animated " if MEDIA[medium].moves else "Convolution: ")


def test_a_page_with_a_switch_has_a_file_for_each_side(tmp_path: Path) -> None:
    assert [file.side for file in rendered(WORDS, tmp_path, switch="furo").files] == ["dark", "light"]


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("conv -i 5 -k 7", {}, "use -p 1 or a kernel (-k) of at most 5"),
        ('kind = "conv"\ninput = 5\nkernel = 7', {}, "use padding = 1 or a kernel of at most 5"),
        ('kind = "conv"\ninput = [', {"line": 10}, "the block is not TOML: "),
        (WORDS, {"theme": "drak"}, "did you mean 'dark'?"),
        (WORDS, {"format": "html"}, "--format html is not shown as a picture; use gif, "),
        ("conv -k 1 --input-values ../a.csv", {}, "is not below the folder"),
    ],
    ids=["words", "TOML", "no TOML", "theme", "format", "file"],
)
def test_a_wrong_fence_is_refused_in_its_own_words(text: str, options: dict[str, object], said: str,
                                                   tmp_path: Path) -> None:  # fmt: skip
    with pytest.raises(ConvanimError) as refusal:
        rendered(text, tmp_path, **options)
    assert said in str(refusal.value)
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("text", "lang", "begins"),
    [(WORDS, "de", "Animation, Faltung"), (f"{WORDS} --lang es", "de", "Animación"), (WORDS, None, "Animated")],
    ids=["of the page", "of the fence", "none"],
)
def test_a_fence_speaks_the_language_of_its_page_unless_it_names_its_own(
    text: str, lang: str | None, begins: str, tmp_path: Path
) -> None:
    assert rendered(text, tmp_path, lang=lang).alt.startswith(begins)
