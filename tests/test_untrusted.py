"""What others wrote can name no file outside, wait for ever, or break out of where it is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docutils.core import publish_doctree
from docutils.nodes import image
from markdown_it import MarkdownIt
from PIL import Image

from convanim.core.errors import ConvanimError
from convanim.core.escape import escaped, html_attribute, markdown_attribute
from convanim.core.limits import DEFAULTS, WHOLE
from convanim.core.safe_toml import parse
from convanim.encoder.inspect import read_facts
from convanim.layers.convolution import Convolution
from convanim.publish.build_cache import BuildCache, Source, source_of
from convanim.publish.drawn import Drawn
from convanim.publish.gallery import pages
from convanim.publish.gallery.draw import GALLERY_CACHE, check_gallery, draw_gallery
from convanim.publish.markdown.post import POST_CACHE
from convanim.publish.page_files import PageFacts
from convanim.publish.snippet import TARGETS
from convanim.recipe.options import Options
from convanim.recipe.recipe import Recipe
from convanim.style.theme_file import line_of
from tests.conftest import Run

PICTURE = '[[picture]]\nname = "{}"\nkind = "conv"\ninput = 3\nkernel = 2\nwidth = 300\n'

unix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links are those of Unix")

SOURCE = Source("convanim conv", "convanim")
DRAWN = Drawn(b"drawn", PageFacts(300, 200, 4, 2000, "A picture."))

READERS: dict[str, tuple[str, str]] = {
    "input values": ("conv -k 1 --input-values FILE", "a.csv"),
    "kernel values": ("conv -i 3 --kernel-values FILE", "a.txt"),
    "theme": ("conv -i 3 -k 2 --theme FILE", "a.toml"),
    "themes": ("themes FILE", "a.toml"),
    "gallery": ("gallery FILE", "a.toml"),
    "post": ("md FILE -o out.md -q", "a.md"),
    "picture": ("inspect FILE", "a.gif"),
}
"""By what they read: command lines and a name of a file."""


@unix
@pytest.mark.parametrize(("line", "name"), READERS.values(), ids=READERS)
def test_only_files_of_bounded_size_are_read(line: str, name: str, tmp_path: Path) -> None:
    script = (
        "import resource, sys, json; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "from convanim.cli import main\n"
        "for words in json.load(sys.stdin):\n"
        "    try: main(words)\n"
        "    except SystemExit as end: print(end.code)\n"
    )
    kinds = ["pipe", "device", "folder", "link", "circle", "giant", "binary", "nested"]
    lines = []
    for kind in kinds:
        path = tmp_path / kind / name
        path.parent.mkdir()
        match kind:
            case "pipe":
                os.mkfifo(path)
            case "device":
                path.symlink_to("/dev/zero")
            case "folder":
                path.mkdir()
            case "link":
                path.symlink_to("nowhere")
            case "circle":
                path.symlink_to(path.name)
            case "giant":
                path.touch()
                os.truncate(path, 300_000_000)
            case "binary":
                path.write_bytes(bytes(range(256)))
            case "nested":
                path.write_text("a = " + "[" * 20_000)
        lines.append(line.replace("FILE", str(path)).split())
    result = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(lines), cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    posts = line.startswith("md")
    codes = result.stdout.split()
    said = result.stderr.splitlines()
    if posts:  # a text without blocks is a post
        assert codes.pop() == "0"
        (tmp_path / "out.md").unlink()
    assert codes == ["2"] * len(codes), said
    assert len(said) == len(codes)
    assert all(one.startswith("convanim: ") for one in said)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


OUTSIDE = {
    "values above": 'input_values = "../secret.csv"',
    "values elsewhere": 'input_values = "/etc/passwd"',
    "values behind a link": 'input_values = "link.csv"',
    "values behind a linked folder": 'input_values = "up/secret.csv"',
    "a circle of links": 'input_values = "circle.csv"',
    "a kernel": 'kernel_values = "../secret.csv"',
    "stdin": 'input_values = "-"',
    "a zero byte": 'input_values = "a\\u0000.csv"',
    "a theme above": 'theme = "../secret.toml"',
    "a theme elsewhere": 'theme = "/etc/x.toml"',
    "a theme behind a link": 'theme = "link.toml"',
    "a dark theme above": 'dark_theme = "../secret.toml"',
    "a name above": 'name = "../a"',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder beside files that nobody has named, with links to them."""
    folder = tmp_path / "gallery"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("7 7 7\n7 7 7\n7 7 7\n")
    (tmp_path / "secret.toml").write_text('background = "#777777"\n')
    for name in ("csv", "toml"):
        (folder / f"link.{name}").symlink_to(f"../secret.{name}")
    (folder / "up").symlink_to("..")
    (folder / "circle.csv").symlink_to("circle.csv")
    return folder


@unix
@pytest.mark.parametrize("line", OUTSIDE.values(), ids=OUTSIDE)
def test_a_gallery_names_no_file_outside_of_its_folder(line: str, folder: Path, run: Run) -> None:
    key = line.split()[0]
    rows = [row for row in PICTURE.format("a").splitlines() if not row.startswith(key.removesuffix("_values") + " ")]
    page = '[page]\ntitle = "T"\n' if key == "dark_theme" else ""
    (folder / "gallery.toml").write_text("\n".join([page, *rows, line]))
    before = sorted(folder.parent.rglob("*"))
    result = run("gallery", str(folder / "gallery.toml"))
    assert result.returncode == 2, result.stdout
    assert result.stderr.count("\n") == 1
    assert "picture 1: " in result.stderr
    assert "777" not in result.stderr
    assert sorted(folder.parent.rglob("*")) == before


def test_a_gallery_finds_values_in_its_folder(folder: Path, run: Run) -> None:
    (folder / "v.csv").write_text("1,2\n3,4\n")
    (folder / "gallery.toml").write_text(PICTURE.format("a").replace("input = 3", 'input_values = "v.csv"'))
    assert run("gallery", str(folder / "gallery.toml")).returncode == 0


@unix
def test_a_picture_that_is_a_link_out_of_the_folder_fails_alone(folder: Path, run: Run) -> None:
    precious = folder.parent / "precious.gif"
    precious.write_bytes(b"precious")
    (folder / "a.gif").symlink_to(precious)
    (folder / "b.gif").mkdir()
    os.mkfifo(folder / "c.gif")
    (folder / "d.gif").symlink_to("e.gif")  # a link that stays inside is followed
    (folder / "gallery.toml").write_text("".join(map(PICTURE.format, "abcde")))
    for words in ([], ["--check"]):
        result = run("gallery", str(folder / "gallery.toml"), *words)
        assert result.returncode == 1
        assert [line[:12] for line in result.stderr.splitlines()[:3]] == [f"error    {name}: " for name in "abc"]
        assert result.stderr.endswith("convanim: 3 files are not as they should be: a, b, c\n")
        assert precious.read_bytes() == b"precious"
    assert (folder / "d.gif").is_symlink()
    assert (folder / "d.gif").read_bytes() == (folder / "e.gif").read_bytes()


@unix
@pytest.mark.parametrize("name", [GALLERY_CACHE, "index.html", "README.md"])
def test_no_page_and_no_ledger_is_written_through_a_link(name: str, folder: Path, run: Run) -> None:
    precious = folder.parent / "precious"
    precious.write_text('<meta name="generator" content="convanim gallery"><!-- Made by convanim gallery')
    (folder / name).symlink_to(precious)
    before = precious.read_bytes()
    (folder / "gallery.toml").write_text('[page]\ntitle = "T"\n' + PICTURE.format("a"))
    result = run("gallery", str(folder / "gallery.toml"))
    assert result.returncode in (1, 2)
    assert "is not below the folder" in result.stderr
    assert precious.read_bytes() == before


@unix
def test_a_post_writes_through_no_link_and_draws_the_other_pictures(folder: Path, run: Run) -> None:
    precious = folder.parent / "precious.svg"
    precious.write_bytes(b"precious")
    (folder / "a.svg").symlink_to(precious)
    block = "```convanim name={}\nconv -i 3 -k 2 --width 300\n```\n"
    (folder / "post.md").write_text(block.format("a") + "\n" + block.format("b"))
    (folder / "out.md").write_text("before")
    words = ["md", str(folder / "post.md"), "-o", str(folder / "out.md")]
    result = run(*words)
    assert result.returncode == 1
    assert "1 of the pictures could not be made, and the text stays: a.svg" in result.stderr
    assert precious.read_bytes() == b"precious"
    assert (folder / "out.md").read_text() == "before"
    assert (folder / "b.svg").is_file()
    (folder / "a.svg").unlink()
    again = run(*words)
    assert again.returncode == 0, again.stderr
    assert "kept" in again.stdout
    (folder / POST_CACHE).unlink()
    (folder / "b.svg").unlink()
    (folder / "b.svg").mkdir()
    checked = run(*words, "--check")
    assert (checked.returncode, checked.stderr.count("\n")) == (1, 2)


@unix
def test_two_runs_on_one_gallery_at_once_spoil_nothing(folder: Path) -> None:
    text = "".join(f'[[picture]]\nname = "p{n}"\nkind = "conv"\ninput = {n % 5 + 3}\nkernel = 2\n' for n in range(8))
    (folder / "gallery.toml").write_text('[page]\ntitle = "T"\n' + text)
    command = [sys.executable, "-m", "convanim", "gallery", "gallery.toml", "-q"]
    runs = [subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.communicate()[1] for one in runs] == ["", ""]
    assert {outcome.state for outcome in check_gallery(folder / "gallery.toml", 1)} == {"same"}
    assert {outcome.state for outcome in draw_gallery(folder / "gallery.toml", 1)} == {"kept"}
    assert not list(folder.glob(".*.part"))


def test_a_ledger_notes_what_was_drawn_and_not_what_lies_there_since(tmp_path: Path) -> None:
    ledger = BuildCache(tmp_path / GALLERY_CACHE)
    ledger.note("a", SOURCE, DRAWN)
    assert ledger.knows("a", SOURCE, b"drawn")
    assert not ledger.knows("a", SOURCE, b"of another run")
    assert not ledger.knows("a", SOURCE._replace(whole="convanim conv --fps 3"), b"drawn")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[[[1]]]",
        '{"a": 1}',
        "\xff",
        "",
        "null",
        "[[{}, 1]]",
        "[[5, 6]]",
        '{"a": [1, 2]}',
        "1e999",
        json.dumps({"a" * 9999: ["", ""], "\0": ["", ""], "\ud800": ["", ""], "../a": ["", ""]}),
        "9" * 9999,
    ],
)
def test_any_ledger_only_costs_time(text: str, tmp_path: Path) -> None:
    (tmp_path / GALLERY_CACHE).write_text(text)
    ledger = BuildCache(tmp_path / GALLERY_CACHE)
    assert not ledger.knows("a", SOURCE, b"c")
    assert not ledger.same_pixels("a", SOURCE, b"c")
    ledger.save()
    assert json.loads((tmp_path / GALLERY_CACHE).read_text()) == {}


def test_writers_at_once_lose_no_note(tmp_path: Path) -> None:
    names = [f"{letter}.gif" for letter in "abcdefgh"]
    for name in names:
        (tmp_path / name).write_bytes(b"drawn")
    code = (
        "import sys, pathlib; from convanim.publish.build_cache import BuildCache\n"
        "from tests.test_untrusted import DRAWN, SOURCE\n"
        "ledger = BuildCache(pathlib.Path(sys.argv[1])); input()\n"
        "ledger.note(sys.argv[2], SOURCE, DRAWN); ledger.save()"
    )
    path = tmp_path / GALLERY_CACHE
    writers = [subprocess.Popen([sys.executable, "-c", code, path, name], stdin=subprocess.PIPE) for name in names]
    for writer in writers:
        writer.communicate(b"\n")
        assert writer.returncode == 0
    ledger = BuildCache(path)
    assert [name for name in names if not ledger.knows(name, SOURCE, b"drawn")] == []


def test_a_check_of_a_post_believes_the_picture_and_not_the_ledger(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.md").write_text("```convanim name=a\nconv -i 3 -k 2 --still\n```\n")
    assert run("md", "a.md", "-o", "b.md").returncode == 0
    forged = b"another picture"
    (tmp_path / "a.png").write_bytes(forged)
    ledger = BuildCache(tmp_path / POST_CACHE)
    recipe = Recipe(Convolution.of(3, 2), Options(still=WHOLE))
    ledger.note("a.png", source_of(recipe), Drawn(forged, PageFacts.of(recipe)))
    ledger.save()
    result = run("md", "a.md", "-o", "b.md", "--check")
    assert result.returncode == 1
    assert "differs  a.png" in result.stderr


def slow_gallery() -> str:
    """Pictures that take some time."""
    rows = 'kind = "conv"\ninput = 20\nkernel = 2\n'
    return "".join(f'[[picture]]\nname = "p{n}"\n{rows}seed = {n}\n' for n in range(8))


@unix
def test_ctrl_c_ends_a_gallery_and_all_its_processes_quietly(folder: Path) -> None:
    text = "".join(
        f'[[picture]]\nname = "p{n}"\nkind = "conv"\ninput = 20\nkernel = 2\nseed = {n}\n' for n in range(8)
    )
    (folder / "gallery.toml").write_text(text)
    command = [sys.executable, "-m", "convanim", "gallery", "gallery.toml", "-q", "-j", "2"]
    run = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True)
    for _ in range(1200):
        if list(folder.glob("*.gif")):
            break
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)  # which waits for all that hold the other end: its processes too
    assert (run.returncode, said.strip()) == (130, "")
    assert not list(folder.glob(".*.part"))


@unix
def test_a_gallery_that_is_killed_leaves_no_process_behind(folder: Path) -> None:
    text = "".join(
        f'[[picture]]\nname = "p{n}"\nkind = "conv"\ninput = 20\nkernel = 2\nseed = {n}\n' for n in range(8)
    )
    (folder / "gallery.toml").write_text(text)
    command = [sys.executable, "-m", "convanim", "gallery", "gallery.toml", "-q", "-j", "2"]
    run = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    for _ in range(1200):
        if list(folder.glob("*.gif")):
            break
        time.sleep(0.05)
    run.kill()
    run.communicate(timeout=20)  # it ends only when nobody holds the pipe any more


HOSTILE = [
    "</script><script>alert(1)</script>", "]]>", "-- -->", "<!-- x", '" onload="x', "' onload='x", "`code` ``", "a|b",
    "[x](javascript:y)", "![x](y)", "{{ x }} {% y %}", "$x$ \\(y\\)", "&amp; &#60;b&#62;", "# a", "- a", "1. a",
    "===",
    "\u202eevil\u2066", "a\x00b\x07c\x1b[31m", "a\n\nb\r\n\tc", "\ufeff\u200b\u2028\u2029\x85", "</title></svg>",
    "*a* _b_ ~~c~~", "https://example.org <b@c.de>", ":role:`x` |sub| x_ .. note::",
    "\udcff", "</textarea>", "%s",
]  # fmt: skip


class Seen(HTMLParser):
    """Collects the tags, attributes and texts of some HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.text = ""
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    parser.close()
    return parser


def plain(text: str) -> str:
    """The words of a text, without what cannot be seen."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("write", [html_attribute, markdown_attribute], ids=["html", "markdown"])
def test_a_text_between_quotes_stays_there(write: Callable[[str], str], text: str) -> None:
    found = seen(f'<img alt="{write(text)}" id="x">')
    assert found.tags == ["img"]
    assert found.attributes == [{"alt": plain(text), "id": "x"}]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_text_in_an_svg_stays_a_text(text: str) -> None:
    data = f'<svg><title>{escaped(text)}</title><g a="{escaped(text)}"/></svg>'.encode()
    root = ElementTree.fromstring(data)
    assert [child.tag for child in root] == ["title", "g"]
    assert not list(root[0])


@pytest.mark.parametrize("target", TARGETS)
def test_an_alternative_text_does_not_break_out(target: str, run: Run) -> None:
    import contextlib
    import io

    from convanim.cli import cli

    for text in HOSTILE:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            cli.main(
                ["embed", "conv", "-i", "3", "-k", "2", "--for", target, "--alt", text, "--url-prefix", text],
                standalone_mode=False,
            )
        lines = out.getvalue()
        if target == "rst":
            (found,) = publish_doctree(lines, settings_overrides={"report_level": 5}).children
            assert isinstance(found, image)
            assert found["alt"] == plain(text)
            continue
        html = lines if target == "html" else MarkdownIt("commonmark").render(f"before\n\n{lines}\nafter\n")
        parsed = seen(html)
        written = {
            "commonmark": ["img"], "hugo": ["picture", "img"], "mdx": ["picture", "img"], "iframe": ["iframe"],
            "revealjs": ["div", *["img"] * 6],
        }  # fmt: skip
        usual = ["picture", "source", "source", "source", "img"]
        assert [tag for tag in parsed.tags if tag != "p"] == written.get(target, usual)
        said = [row.get("alt", row.get("title")) for row in parsed.attributes if "alt" in row or "title" in row]
        assert said[0] == plain(text) and not any(said[1:])
        assert all("onload" not in row for row in parsed.attributes)
        assert not parsed.comments


def test_the_pages_of_a_gallery_hold_hostile_words_as_words(folder: Path, run: Run) -> None:
    texts = [text for text in HOSTILE if text.isascii() and "\0" not in text]
    rows = [f"[page]\ntitle = {json.dumps(texts[0])}\ntext = {json.dumps(texts[1])}\n", "[groups]\n"]
    rows += [f"{json.dumps(text)} = {json.dumps(text)}\n" for text in texts]
    for number, text in enumerate(texts):
        picture = PICTURE.format(f"p{number}") + 'still = "last"\ntheme = "dark"\n'
        rows.append(f"{picture}group = {json.dumps(text)}\ncaption = {json.dumps(text)}\n")
    (folder / "gallery.toml").write_text("".join(rows))
    result = run("gallery", str(folder / "gallery.toml"), "-q", "-j", "1")
    assert result.returncode == 0, result.stderr
    page = seen((folder / "index.html").read_text(encoding="utf-8"))
    assert page.tags.count("script") == (Path(pages.__file__).parent / "page.html").read_text().count("<script")
    assert page.tags.count("img") == len(texts)
    assert page.tags.count("article") == len(texts)
    assert not {"b", "textarea", "svg"} & set(page.tags)
    assert not any(key.startswith("on") for row in page.attributes for key in row)
    html = MarkdownIt("commonmark").enable("table").render((folder / "README.md").read_text(encoding="utf-8"))
    readme = seen(html)
    assert readme.tags.count("img") == len(texts)
    assert {"script", "textarea", "svg", "table", "em", "del"} & set(readme.tags) == set()
    assert [row["href"] for row in readme.attributes if str(row.get("href", "")).startswith("javascript")] == []
    for text in texts:
        assert plain(text) in " ".join(page.text.split())
        assert plain(text) in " ".join(readme.text.split())


def test_a_message_is_one_printable_line_whatever_was_typed(run: Run) -> None:
    for words in (["--theme", "a\nb\x1b[31m\u202e"], ["--view", "x" * 50_000], ["-i", "\n"], ["-o", "a\nb/c.gif"]):
        result = run("conv", "-i", "3", "-k", "2", *words)
        assert result.returncode == 2
        assert result.stderr.count("\n") == 1
        assert result.stderr[:-1].isprintable()
        assert len(result.stderr) < 3000


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 50_000, "a = " + "{a = " * 50_000, "a = " + "9" * 5000, "a = 2021-02-30",
        "a" + ".a" * 100_000 + " = 1", "[a" + ".a" * 100_000 + "]", "a = \ud800", "\0", "a = '''", 'a = "\\ud800"',
    ],
    ids=["arrays", "tables", "digits", "no date", "a long key", "a long header", "a half", "zero", "open", "escape"],
)  # fmt: skip
def test_what_is_not_toml_is_a_value_error_at_once(text: str) -> None:
    start = time.process_time()
    with pytest.raises(ValueError, match=r"."):
        parse(text)
    assert time.process_time() - start < 0.3


def test_the_line_of_a_key_is_found_at_once() -> None:
    key = "=" * 60_000
    start = time.process_time()
    assert line_of(f'a = 1\n"{key}" = 2\n', (key,)) == 2
    assert time.process_time() - start < 0.5


def test_quotes_in_each_other_without_end_are_refused_at_once(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.md").write_text("text\n\n" + "> " * 400_000)
    result = run("md", "a.md", "-o", "b.md")
    assert (result.returncode, result.stderr) == (
        2, "convanim: a.md, line 3: quotes and lists are nested more than 100 deep; use fewer\n",
    )  # fmt: skip
    (tmp_path / "a.md").write_text("```convanim\nconv -i 3 -k 2\n```\n" * 501)
    result = run("md", "a.md", "-o", "b.md")
    assert "a post has at most 500 blocks" in result.stderr
    for block, words in (("-i 3 " * 501, "words"), ("x" * 70_000, "characters")):
        (tmp_path / "a.md").write_text(f"```convanim\nconv {block}\n```\n")
        assert words in run("md", "a.md", "-o", "b.md").stderr
    assert not (tmp_path / "b.md").exists()


RAISED = {
    "gallery": (
        ["gallery", "a.toml"], "a.toml", '[[picture]]\nname = "a"\nkind = "conv"\ninput = 5\nkernel = 3\n{}\n',
    ),
    "defaults": (
        ["gallery", "a.toml"], "a.toml",
        '[defaults]\n{}\n[[picture]]\nname = "a"\nkind = "conv"\ninput = 5\nkernel = 3\n',
    ),
    "words": (["md", "a.md", "-o", "b.md"], "a.md", "```convanim\nconv -i 5 -k 3 {}\n```\n"),
    "toml": (["md", "a.md", "-o", "b.md"], "a.md", '```convanim\nkind = "conv"\ninput = 5\nkernel = 3\n{}\n```\n'),
}  # fmt: skip


@pytest.mark.parametrize(("words", "name", "text"), RAISED.values(), ids=RAISED)
def test_a_file_may_lower_limits_and_only_the_command_line_raises_them(
    words: list[str], name: str, text: str, tmp_path: Path, run: Run
) -> None:
    def answered(most: int, *more: str) -> tuple[int, str]:
        option = f"--max-frames {most}" if "conv -i" in text else f"max_frames = {most}"
        (tmp_path / name).write_text(text.format(option))
        result = run(*words, *more)
        return result.returncode, result.stderr

    code, said = answered(5001)
    assert code == 2
    assert "is more than the 5,000 that a file may ask for; leave it out, and run the command with --max-fr" in said
    assert list(tmp_path.iterdir()) == [tmp_path / name]
    assert answered(5001, "--max-frames", "5001")[0] == 0
    code, said = answered(8)
    assert code != 0
    assert "13 frames (at most 8" in said  # nine steps, the question, two rows' ends, the answer
    assert "13 frames (at most 7" in answered(5000, "--max-frames", "7")[1]


def test_frames_are_counted_before_they_are_decoded(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = [Image.new("P", (3000, 3000), number % 2) for number in range(12)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    data = (tmp_path / "a.gif").read_bytes()
    monkeypatch.setattr(Image.Image, "convert", None)
    with pytest.raises(ConvanimError, match="has more pixels of all frames than the 100,000,000 that are decoded"):
        read_facts(data, {**DEFAULTS, "work": 100_000_000})
