from __future__ import annotations

import random

import pytest
from markdown_it import MarkdownIt

from convanim.publish.markdown.fences import ENDS, Block, BlockError, blocks_in

MARKDOWN = MarkdownIt("commonmark")

STARTS = ["", "", "", "> ", ">", "- ", "1. ", "2) ", " ", "  ", "   ", "* ", "-   ", "10. "]
LINES = [
    "", "", "text", "```convanim", "```", "```", "````", "~~~ convanim", "~~~", "```convanim name=a", "# head", "---",
    "<!-- a", "-->", "<div>", "</div>", "<b>", "<pre>", "</pre>", "***", "-", "```py", "````md", "conv -i 3",
    "\tcode", "<!-- x -->", "===", "`` ` ``", "<?x", "?>", "```convanim`", "      ",
]  # fmt: skip


def found(text: str) -> list[Block]:
    blocks = []
    for block in blocks_in(text):
        assert isinstance(block, Block)
        blocks.append(block)
    return blocks


def test_blocks_are_where_commonmark_has_them() -> None:
    """Held against another reader of CommonMark, on texts of lines thrown together."""
    count = 0
    for seed in range(1500):
        chance = random.Random(seed)
        text = "".join(
            "".join(chance.choice(STARTS) for _ in range(chance.choice((0, 1, 1, 2)))) + chance.choice(LINES) + "\n"
            for _ in range(chance.randint(2, 9))
        )
        fences = [token for token in MARKDOWN.parse(text) if token.type == "fence" and token.map]
        wanted = [
            (fence.map[0] + 1, tuple(fence.content.split("\n")[:-1]))
            for fence in fences
            if fence.map and fence.info.split()[:1] == ["convanim"]
        ]
        seen: list[tuple[int, tuple[str, ...]]] = []
        for block in blocks_in(text):
            if isinstance(block, BlockError):  # one that has no end, which CommonMark closes with what it is in
                assert block.line in [line for line, _ in wanted], text
                wanted = [one for one in wanted if one[0] < block.line]
            else:
                seen.append((block.line, block.recipe))
        assert seen == wanted, text
        count += len(seen)
    assert count > 20


CASES = {
    "plain": "```convanim\nconv\n```",
    "tildes": "~~~ convanim\nconv\n~~~~",
    "indented": "   ```convanim\n   conv\n   ```",
    "in a quote": "> ```convanim\n> conv\n> ```",
    "in a quote without spaces": ">```convanim\n>conv\n>```",
    "in an item": "- a\n\n  ```convanim\n  conv\n  ```",
    "on an item's mark": "10. ```convanim\n    conv\n    ```",
    "after a tab": "-\t```convanim\n\tconv\n\t```",
    "in an item in a quote": "> 1. ```convanim\n>    conv\n>    ```",
    "after a paragraph": "text\n```convanim\nconv\n```\nmore",
    "named": "```convanim name=a\nconv\n```",
    "nothing in it": "```convanim\n```",
    "below an empty item": "- > -\n\n     ```convanim\n     conv\n     ```",
    "white space in an item": "- ```convanim\n     \n  conv\n  ```",
    "several lines": "```convanim\n\n conv \n\n-->\n<!-- &lt; &\n```",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_what_takes_the_place_of_a_block_is_the_same_block(text: str, newline: str) -> None:
    text = text.replace("\n", newline)
    (block,) = found(text)
    once = text[: block.start] + block.replaced(block.words, ["<picture>", "</picture>"]) + text[block.end :]
    (again,) = found(once)
    assert (again.words, again.prefix, again.newline) == (block.words, block.prefix, newline)
    stripped = tuple(line.strip() for line in block.recipe) if len(block.recipe) == 1 else block.recipe
    assert again.recipe == stripped
    assert once[: again.start] + again.replaced(again.words, ["<picture>", "</picture>"]) + once[again.end :] == once


@pytest.mark.parametrize("text", CASES.values(), ids=CASES)
def test_what_follows_stays_markdown(text: str) -> None:
    (block,) = found(text)
    once = block.replaced(block.words, ["<picture>", "</picture>"])
    html = MARKDOWN.render(f"{text[: block.start]}{once}{text[block.end :]}\nThe *end*\n")
    assert "<em>end</em>" in html
    assert "<picture></picture>" in "".join(html.split())


NOT_OURS = {
    "another language": "```python\nconv\n```",
    "another word": "```convanims\nconv\n```",
    "inside of a longer fence": "````md\n```convanim\nconv\n```\n````",
    "inside of tildes": "~~~md\n```convanim\nconv\n```\n~~~",
    "indented code": "    ```convanim\n    conv\n    ```",
    "inside of a comment": "<!--\n```convanim\nconv\n```\n-->",
    "inside of HTML": "<div>\n```convanim\nconv\n```\n</div>",
    "a code span": "a ``` convanim ``` b",
    "what we wrote, shown as code": f"```md\n<!-- convanim: conv -->\n\n{ENDS[0]}\n```",
}


@pytest.mark.parametrize("text", NOT_OURS.values(), ids=NOT_OURS)
def test_what_only_looks_like_a_block_is_left_alone(text: str) -> None:
    assert found(text) == []


UNENDED = {
    "fence": ("a\n\n```convanim\nconv\n``\n", 3),
    "shorter fence": ("````convanim\nconv\n```\n", 1),
    "other fence": ("```convanim\nconv\n~~~\n", 1),
    "fence in a quote": ("> ```convanim\n> conv\n\n```\n", 1),
    "comment": ("a\n<!-- convanim: conv\n", 2),
    "picture": ("<!-- convanim: conv -->\n<picture>\n", 1),
    "picture before another": (f"<!-- convanim: a -->\n\n<!-- convanim: b -->\n\n{ENDS[0]}\n", 1),
    "comment that is not alone": (f"<!-- convanim: conv --> text\n\n{ENDS[0]}\n", 1),
}


@pytest.mark.parametrize(("text", "line"), UNENDED.values(), ids=UNENDED)
def test_a_block_without_an_end_is_refused_with_its_line(text: str, line: int) -> None:
    (error,) = blocks_in(text)
    assert isinstance(error, BlockError)
    assert error.line == line
