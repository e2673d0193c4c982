from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convanim.publish.markdown.post import POST_CACHE
from tests.conftest import Run

POST = """# A post

A layer:
```convanim
conv -i 3 -k 2
```
Text *after*,  with two spaces\t
> ```convanim name=quoted
> kind = "transposed"
> input = 2
> kernel = 2
> theme = "dark"
> ```
"""

FILES = ["conv_i3_k2.svg", "quoted.svg"]

OF_HTML = [
    "conv_i3_k2.gif", "conv_i3_k2_dark.gif", "conv_i3_k2_dark_still.png", "conv_i3_k2_still.png", "quoted.gif",
    "quoted_still.png",
]  # fmt: skip


@pytest.fixture
def post(tmp_path: Path) -> Path:
    path = tmp_path / "post.md"
    path.write_text(POST)
    return path


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_blocks_become_pictures_and_all_else_stays(post: Path, run: Run) -> None:
    result = run("md", "post.md", "-o", "out.md", "--images", "images")
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("drawn") == len(FILES)
    assert files(post.parent) == sorted(
        [f"images/{POST_CACHE}", *(f"images/{name}" for name in FILES), "out.md", "post.md"]
    )
    text = (post.parent / "out.md").read_text()
    assert text.startswith("# A post\n\nA layer:\n<!-- convanim images=images: conv -i 3 -k 2 -->\n\n![Animated ")
    assert (
        "<!-- /convanim -->\nText *after*,  with two spaces\t\n> <!-- convanim name=quoted images=images:\n> " in text
    )
    assert text.endswith("](images/quoted.svg)\n>\n> <!-- /convanim -->\n")


def test_a_picture_element_has_all_its_files(post: Path, run: Run) -> None:
    assert run("md", "post.md", "--for", "html", "--images", "images").stdout.count("drawn") == len(OF_HTML)
    assert files(post.parent) == sorted([f"images/{POST_CACHE}", *(f"images/{name}" for name in OF_HTML), "post.md"])
    text = post.read_text()
    assert text.startswith(
        "# A post\n\nA layer:\n<!-- convanim images=images for=html: conv -i 3 -k 2 -->\n<picture>\n"
    )
    assert 'src="images/quoted.gif"' in text
    once = {name: (post.parent / name).read_bytes() for name in files(post.parent)}
    assert "drawn" not in run("md", "post.md").stdout
    assert {name: (post.parent / name).read_bytes() for name in files(post.parent)} == once


def test_a_new_block_is_shown_as_the_others_in_its_post(post: Path, run: Run) -> None:
    run("md", "post.md", "--for", "html", "--images", "images", "-q")
    post.write_text(f"{post.read_text()}\n```convanim\nconv -i 2 -k 2\n```\n")
    assert run("md", "post.md", "-q").returncode == 0
    assert "<!-- convanim images=images for=html: conv -i 2 -k 2 -->\n<picture>" in post.read_text()
    assert (post.parent / "images" / "conv_i2_k2_dark.gif").is_file()


def test_a_folder_is_all_posts_in_it_and_each_is_written_in_place(tmp_path: Path, run: Run) -> None:
    places = ["a.md", "deep/er/b.mdx", ".hidden/c.md", "deep/d.txt"]
    for place in places:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(block("conv -i 2 -k 2"))
    assert run("md", ".").returncode == 0
    changed = [place for place in places if (tmp_path / place).read_text() != block("conv -i 2 -k 2")]
    assert changed == places[:2]
    assert (tmp_path / "deep" / "er" / "conv_i2_k2.svg").is_file()


def test_several_posts_go_into_a_folder_and_one_that_fails_stops_no_other(tmp_path: Path, run: Run) -> None:
    for name, words in (("a", "conv -i 2 -k 2"), ("b", "conv -i 2 -k 9"), ("c", "conv -i 3 -k 2")):
        (tmp_path / f"{name}.md").write_text(block(words))
    (tmp_path / "out").mkdir()
    result = run("md", "a.md", "b.md", "c.md", "-o", "out")
    assert result.returncode == 1
    assert "b.md, line 3: kernel 9 does not fit" in result.stderr
    assert result.stderr.splitlines()[-1] == "convanim: 1 of 3 posts failed: b.md"
    assert files(tmp_path / "out") == [POST_CACHE, "a.md", "c.md", "conv_i2_k2.svg", "conv_i3_k2.svg"]
    assert (tmp_path / "a.md").read_text() == block("conv -i 2 -k 2")


def test_a_folder_of_posts_keeps_its_shape_in_another(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a.md").write_text(block("conv -i 2 -k 2"))
    assert run("md", "in", "-o", "out").returncode == 0
    assert files(tmp_path / "out") == ["deep/" + POST_CACHE, "deep/a.md", "deep/conv_i2_k2.svg"]


def test_a_watched_post_is_run_again_when_it_is_saved(post: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "convanim", "md", "post.md", "--watch"]
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        _wait_for(tmp_path / "quoted.svg")
        post.write_text(f"{post.read_text()}\n```convanim\nconv -i 4 -k 2\n```\n")
        _wait_for(tmp_path / "conv_i4_k2.svg")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
    assert "](conv_i4_k2.svg)" in post.read_text()


def _wait_for(path: Path) -> None:
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end, path.name
        time.sleep(0.1)
    time.sleep(1)  # the text is written after its pictures


def test_hugo_gets_a_shortcode_and_its_file(tmp_path: Path, run: Run) -> None:
    bundle = tmp_path / "content" / "post"
    bundle.mkdir(parents=True)
    (bundle / "index.md").write_text(block("conv -i 3 -k 2"))
    result = run("md", "content/post/index.md", "--for", "hugo", "-q")
    assert (result.returncode, "no Hugo site" in result.stderr) == (2, True)
    (tmp_path / "hugo.toml").write_text("")
    assert run("md", "content", "--for", "hugo", "-q").returncode == 0
    text = (bundle / "index.md").read_text()
    assert "{{< convanim >}}\n<picture>" in text
    assert "</picture>\n{{< /convanim >}}" in text
    assert (tmp_path / "layouts" / "shortcodes" / "convanim.html").read_text() == "{{ .Inner | safeHTML }}\n"


def test_only_the_command_line_leads_out_of_the_folder_of_a_post(tmp_path: Path, run: Run) -> None:
    home = tmp_path / "home"
    home.mkdir()
    text = "<!-- convanim images=../images: conv -i 3 -k 2 -->\n\n<!-- /convanim -->\n"
    (home / "post.md").write_text(text)
    result = run("md", "home/post.md")
    assert (result.returncode, files(tmp_path)) == (2, ["home/post.md"])
    assert "outside of the post's folder; allow it with --images ../images" in result.stderr
    assert run("md", "home/post.md", "--images", "../images", "-q").returncode == 0
    assert "](../images/conv_i3_k2.svg)" in (home / "post.md").read_text()
    assert run("md", "home/post.md", "-q").returncode == 0


def test_a_second_run_changes_nothing_and_draws_nothing(post: Path, run: Run) -> None:
    run("md", "post.md", "-o", "out.md")
    once = {name: (post.parent / name).read_bytes() for name in files(post.parent)}
    for words in (("out.md", "-o", "out.md"), ("post.md", "-o", "out.md")):
        result = run("md", *words)
        assert result.returncode == 0, result.stderr
        assert "drawn" not in result.stdout
        assert {name: (post.parent / name).read_bytes() for name in files(post.parent)} == once
    result = run("md", "out.md", "-o", "again.md", "-q")
    assert (result.stdout, (post.parent / "again.md").read_bytes()) == ("", once["out.md"])


def test_only_what_changed_is_drawn_again(post: Path, run: Run) -> None:
    run("md", "post.md", "-o", "out.md")
    out = post.parent / "out.md"
    out.write_text(out.read_text().replace('theme = "dark"', 'theme = "light"'))
    (post.parent / "conv_i3_k2.svg").write_bytes(b"damaged")
    said = run("md", "out.md", "-o", "out.md").stdout
    drawn = [line.split()[-1] for line in said.splitlines() if line.startswith("drawn")]
    assert drawn == ["conv_i3_k2.svg", "quoted.svg"]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf# BOM\n\n```convanim\nconv -i 2 -k 2\n```\n",
        b"a\r\n\r\n```convanim\r\nconv -i 2 -k 2\r\n```\r\nb \t\r\n",
        b"a\n\n```convanim\nconv -i 2 -k 2\n```",
        b"\ttabs\n\x0c form feed\n\n   ~~~ convanim\nconv -i 2 -k 2\n~~~~~   \n\xe2\x80\xa8 separator\xc2\x85\n\n\n",
        b"no block at all\r\nbut two ends\n",
        b"",
    ],
    ids=["BOM", "CRLF", "no end", "odd spaces", "none", "empty"],
)
def test_every_other_byte_stays(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "post.md").write_bytes(data)
    command = [sys.executable, "-m", "convanim", "md"]
    subprocess.run([*command, "post.md", "-o", "out.md", "-q"], cwd=tmp_path, check=True)
    out = (tmp_path / "out.md").read_bytes()
    around = data.split(b"```convanim") if b"```convanim" in data else data.split(b"~~~ convanim")
    assert out.startswith(around[0].rstrip(b" "))
    if len(around) == 1:
        assert out == data
    else:
        after = around[1].split(b"~~~~~   " if b"~~~~~" in data else b"```")[1]
        assert out.endswith(b"<!-- /convanim -->" + after)
        assert (b"\r\n" in out) is (b"\r\n" in data)
    subprocess.run([*command, "out.md", "-o", "again.md", "-q"], cwd=tmp_path, check=True)
    assert (tmp_path / "again.md").read_bytes() == out


def test_a_dash_is_stdin_and_stdout(post: Path, run: Run) -> None:
    result = run("md", "-", "-o", "-", "--images", "pictures", input=POST)
    assert result.returncode == 0, result.stderr
    assert "](pictures/quoted.svg)" in result.stdout
    assert len(files(post.parent / "pictures")) == len(FILES) + 1
    assert run("md", "post.md", "-o", "out.md", "--images", "pictures", "-q").stderr == ""
    assert (post.parent / "out.md").read_text() == result.stdout


def test_a_check_writes_nothing_and_names_what_is_stale(post: Path, run: Run) -> None:
    result = run("md", "post.md", "-o", "out.md", "--check")
    assert result.returncode == 1
    assert result.stderr.count("missing") == len(FILES)
    assert files(post.parent) == ["post.md"]
    run("md", "post.md", "-o", "out.md")
    before = {name: (post.parent / name).stat().st_mtime_ns for name in files(post.parent)}
    assert run("md", "post.md", "-o", "out.md", "--check").returncode == 0
    assert run("md", "out.md", "-o", "out.md", "--check", "-q").stdout == ""
    (post.parent / POST_CACHE).unlink()  # then they are drawn to be compared
    assert run("md", "post.md", "-o", "out.md", "--check").returncode == 0
    before.pop(POST_CACHE)
    assert {name: (post.parent / name).stat().st_mtime_ns for name in files(post.parent)} == before
    (post.parent / "quoted.svg").write_bytes(b"other")
    (post.parent / "out.md").write_text("other")
    result = run("md", "post.md", "-o", "out.md", "--check", "-q")
    assert result.returncode == 1
    assert result.stderr == (
        "differs  quoted.svg\ndiffers  out.md\n"
        "convanim: 2 of the files are stale: quoted.svg, out.md; run it without --check\n"
    )


def test_posts_may_share_a_folder_of_pictures(post: Path, run: Run) -> None:
    (post.parent / "other.md").write_text("```convanim\nconv -i 2 -k 2\n```\n")
    for name in ("post", "other"):
        run("md", f"{name}.md", "-o", f"{name}_out.md", "--images", "images", "-q")
    assert "drawn" not in run("md", "post.md", "-o", "post_out.md", "--images", "images").stdout


def test_the_same_recipe_twice_is_one_picture(tmp_path: Path, run: Run) -> None:
    block = "```convanim\nconv -i 2 -k 2\n```\n"
    toml = '```convanim\nkind = "conv"\ninput = 2\nkernel = 2\n```\n'
    (tmp_path / "post.md").write_text(f"{block}\n{block}\n{toml}")
    result = run("md", "post.md", "-o", "out.md")
    assert result.stdout.count("drawn") == 1
    assert (tmp_path / "out.md").read_text().count("![") == 3


def test_options_may_take_several_lines(tmp_path: Path, run: Run) -> None:
    (tmp_path / "post.md").write_text(
        "```convanim\nconvanim conv --input-values '1 2\n3 4' \\\n  -k 1\n  --fps=10 --no-title\n```\n"
    )
    result = run("md", "post.md", "-o", "out.md")
    assert result.returncode == 0, result.stderr
    (name,) = (path.name for path in tmp_path.glob("*.svg"))
    assert re.fullmatch(r"conv_i2_k1_values-[0-9a-f]{8}_fps10_notitle\.svg", name)


def test_a_link_leads_to_where_the_pictures_are_or_will_be(post: Path, run: Run) -> None:
    words = ["md", "post.md", "-o", "-", "-q", "--images"]
    assert "](a/b/quoted.svg)" in run(*words, "a/b").stdout
    assert "](/static/quoted.svg)" in run(*words, "a", "--url-prefix", "/static/").stdout
    assert "](quoted.svg)" in run(*words, ".").stdout
    assert 'src="quoted.webp"' in run(*words, ".", "--for", "html", "--format", "webp").stdout
    assert "loading" not in run(*words, ".", "--for", "github").stdout


def block(*lines: str, info: str = "") -> str:
    return "\n".join(["A", "", f"```convanim{info}", *lines, "```", ""])


@pytest.mark.parametrize("word", ["convamin", "Convanim", "{convanim}", "{.convanim}", "convanim:", "conv_anim"])
def test_a_near_miss_is_named_where_there_is_no_block(word: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "post.md").write_text(f"A\n\n```{word}\nconv -i 3 -k 2\n```\n")
    result = run("md", "post.md", "-o", "out.md")
    said = f"convanim: no convanim block found in post.md; line 3 says ```{word}, use ```convanim\n"
    assert (result.returncode, result.stderr) == (0, said)


@pytest.mark.parametrize("text", ["", "A\n", "```python\n1\n```\n", "    ```convanim\n", "```canvas\n```\n"])
def test_a_post_without_a_block_is_noted_unless_quiet(text: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "post.md").write_text(text)
    result = run("md", "post.md", "-o", "out.md")
    assert (result.returncode, result.stderr) == (0, "convanim: no convanim block found in post.md\n")
    assert run("md", "post.md", "-o", "out.md", "-q").stderr == ""
    assert (tmp_path / "out.md").read_text() == text


BAD = {
    "no end": ("A\n\n```convanim\nconv -i 3 -k 2\n", "post.md, line 3: this convanim block has no end"),
    "layer": (block("conv -i 5 -k 7"), "post.md, line 3: kernel 7 does not fit input 5"),
    "kind": (block("cnv -i 5 -k 3"), "line 3: picture 'cnv' is not known; did you mean 'conv'?"),
    "option": (block("conv -i 5 -k 3 --strid 2"), "--strid"),
    "theme": (block("conv -i 5 -k 3 --theme drak"), "did you mean 'dark'?"),
    "theme file": (block("conv -i 5 -k 3 --theme my.toml"), "--theme 'my.toml' is a file, and here only themes"),
    "theme file in TOML": (
        block('kind = "conv"', "input = 5", "kernel = 3", 'theme = "my.toml"'), "is a file, and here only themes"
    ),
    "nothing": (block(), "line 3: there is no picture; name one of conv"),
    "only the program": (block("convanim"), "line 3: there is no picture"),
    "quote": (block("conv -i 5 --kernel-values '1 2"), "line 3: the options cannot be read (no closing quotation)"),
    "help": (block("conv -h"), "line 3: no such option"),
    "file": (block("conv -i 5 -k 3 -o a.gif"), "line 3: -o has no place here"),
    "frames": (block("conv -i 5 -k 3 --frames ../a"), "line 3: --frames has no place here"),
    "quiet": (block("conv -i 5 -k 3 -q"), "line 3: -q has no place here"),
    "json": (block("conv -i 5 -k 3 --json"), "line 3: --json has no place here"),
    "another command": (block("gallery"), "line 3: picture 'gallery' is not known"),
    "stdin": (block("conv -k 1 --input-values -"), "there is no stdin"),
    "absolute file": (block("conv -k 1 --input-values /etc/passwd"), "'/etc/passwd' is not below the folder"),
    "file above": (block("conv -k 1 --kernel-values ../secret.csv -i 3"), "is not below the folder"),
    "file behind a link": (block("conv -k 1 --input-values link.csv"), "is not below the folder"),
    "file above in TOML": (block('kind = "conv"', "kernel = 1", 'input_values = "../secret.csv"'), "is not below"),
    "key": (block('kind = "conv"', "input = 3", "kernle = 2"), "line 3: key 'kernle' is not known; did you mean"),
    "key of a page": (block('kind = "conv"', "input = 3", 'dark_thme = "a"'), "did you mean 'dark_theme'?"),
    "type": (block('kind = "conv"', "input = 3", "kernel = 2", "alt = 3"), "alt = 3 is of the wrong type"),
    "not TOML": (block('kind = "conv"', "input = [3"), "line 3: the block is not TOML: "),
    "line of what is not TOML": (block('kind = "conv"', "input = x y"), "(line 5)"),
    "word": (block("conv -i 3 -k 2", info=" nme=a"), "line 3: word after convanim 'nme=a' is not known; did"),
    "name": (block("conv -i 3 -k 2", info=" name=../a"), "line 3: the name '../a' is not one for a file"),
    "two names": (block("conv -i 3 -k 2", info=" name=a name=b"), "line 3: there are 2 names; give one"),
    "name twice": (block('name = "b"', 'kind = "conv"', info=" name=a"), "line 3: the name is given twice"),
    "one name for two": (
        block("conv -i 3 -k 2", info=" name=a") + block("conv -i 4 -k 2", info=" name=a"),
        "line 8: its picture a.svg would take the name of the one of line 3",
    ),
    "one name but for its case": (
        block("conv -i 3 -k 2", info=" name=a") + block("conv -i 3 -k 2", info=" name=A"),
        "line 8: its picture A.svg",
    ),
    "one name by its ending": (
        block("conv -i 3 -k 2", info=" name=a for=html") + block("conv -i 4 -k 2", info=" name=a_dark format=gif"),
        "line 8: its picture a_dark.gif would take the name of the one of line 3",
    ),
    "player in Markdown": (block("conv -i 3 -k 2", info=" format=html"), "not show a .html file; use for=iframe"),
    "switch": (block("conv -i 3 -k 2", info=" dark-switch=.dark"), "dark-switch=.dark is a selector, which needs"),
    "option of a block": (block("conv -i 3 -k 2", info=" fro=html"), "line 3: word after convanim 'fro=html' is"),
    "zero byte": ("a\0b", "post.md is not Markdown text (it has a zero byte)"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BAD.values(), ids=BAD)
def test_a_wrong_post_is_one_line_with_file_and_line_and_nothing_written(
    text: str, words: str, tmp_path: Path, run: Run
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret.csv").write_text("1,2\n")
    (home / "link.csv").symlink_to(tmp_path / "secret.csv")
    (home / "post.md").write_text(text)
    (home / "out.md").write_text("before")
    result = run("md", "home/post.md", "-o", "home/out.md", "--images", "images")
    assert result.returncode == 2, result.stdout
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("convanim: home/post.md")
    assert words in result.stderr
    assert (home / "out.md").read_text() == "before"
    assert files(tmp_path) == ["home/link.csv", "home/out.md", "home/post.md", "secret.csv"]


def test_numbers_come_from_a_file_beside_the_post(tmp_path: Path, run: Run) -> None:
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    (home / "data" / "x.csv").write_text("1,2\n3,4\n")
    (home / "post.md").write_text(block("conv -k 1 --input-values data/x.csv"))
    result = run("md", "home/post.md", "-o", "home/out.md", "-q")
    assert (result.returncode, result.stderr) == (0, "")


def test_everything_that_is_wrong_is_told_a_line_each(tmp_path: Path, run: Run) -> None:
    (tmp_path / "post.md").write_text(block("cnv") + block("conv -i 3 -k 2") + block("conv -i 5 -k 7"))
    result = run("md", "post.md", "-o", "out.md")
    assert result.returncode == 2
    assert [line[:30] for line in result.stderr.splitlines()] == [
        "convanim: post.md, line 3: pic",
        "convanim: post.md, line 13: ke",
    ]
    assert files(tmp_path) == ["post.md"]


REQUESTS = {
    "not text": (["latin.md", "-o", "out.md"], "latin.md is not Markdown text (byte 1 is not UTF-8)"),
    "too long": (["long.md", "-o", "out.md"], "more than 1,000,000 bytes"),
    "no post": (["no.md", "-o", "out.md"], "cannot read the post no.md"),
    "stdin in place": (["-"], "a post from stdin is not written in place"),
    "two posts into a file": (["post.md", "long.md", "-o", "out.md"], "is one file, and there are 2 posts"),
    "no posts in a folder": (["empty"], "there is no post in empty"),
    "watch of stdin": (["-", "-o", "out.md", "--watch"], "--watch looks at files"),
    "no folder": (["post.md", "-o", "no/out.md"], "there is no folder 'no'"),
    "page": (["post.md", "-o", "out.md", "--for", "comonmark"], "did you mean 'commonmark'?"),
    "page of another language": (["post.md", "-o", "out.md", "--for", "rst"], "--for rst is not for a Markdown post"),
    "stdout without a folder": (["post.md", "-o", "-"], "-o - needs --images"),
    "check of stdout": (["post.md", "-o", "-", "--images", "a", "--check"], "--check compares with a file"),
}


@pytest.mark.parametrize(("words", "said"), REQUESTS.values(), ids=REQUESTS)
def test_a_wrong_request_is_one_line_and_nothing_written(words: list[str], said: str, post: Path, run: Run) -> None:
    (post.parent / "latin.md").write_bytes("é\n".encode("latin-1") if words[0] != "latin.md" else b"a\xe9\n")
    if words[0] == "long.md":
        (post.parent / "long.md").write_bytes(b"a" * 1_000_001)
    (post.parent / "empty").mkdir()
    before = files(post.parent)
    result = run("md", *words)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert said in result.stderr
    assert files(post.parent) == before


def test_a_picture_that_cannot_be_written_leaves_the_text_as_it_was(post: Path, run: Run) -> None:
    (post.parent / "images").write_text("a file where a folder should be")
    (post.parent / "out.md").write_text("before")
    result = run("md", "post.md", "-o", "out.md", "--images", "images")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert (post.parent / "out.md").read_text() == "before"
