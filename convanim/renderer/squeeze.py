"""A script made smaller without being made another: comments and idle white space go, its own names become short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

NAME = re.compile(r"[A-Za-z_$][\w$]*")

TOKEN = re.compile(
    r"""(?P<gap>(?:\s|//[^\n]*|/\*.*?\*/)+)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<number>\d[\w.]*)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<sign>\.\.\.|=>|\+\+|--|\?\.|.)""",
    re.VERBOSE | re.DOTALL,
)

PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
"""A regular expression."""

BEFORE_PATTERN = {*"(,=:[!&|?{};", "=>", "return"}
"""After these a slash begins one, and divides after others."""

DECLARED = re.compile(
    r"\b(?:const|let|class|function) (NAME)|(?<![.\w$])(NAME) =(?:>| )|(?<=\()((?:NAME(?:, )?)+)(?=\) =>)".replace(
        "NAME", r"[A-Za-z_$][\w$]*"
    )
)
"""A name of the script's own. No other use of that name may mean something from outside."""

BEFORE_BLOCK = {"", ")", "=>", ";", "{", "}", "else", "try", "catch"}
"""After these a curly bracket holds statements, and properties after others."""

SHORTER = {"const": "let"}
"""What is never changed is so without being called so."""

ENDS_NOTHING, BEGINS_NOTHING = "{([,;:?&|=<>+-*!.", "})],;:?&|=<>+*."
"""Signs beside which a line's end means nothing."""

WORD = re.compile(r"[\w$]")


class Token(str):
    """A piece of a script; `kind` is that of its group in TOKEN, or `pattern`, or `template`."""

    __slots__ = ("kind",)
    kind: str

    @classmethod
    def of(cls, text: str, kind: str) -> Token:
        """A piece of that kind."""
        token = cls(text)
        token.kind = kind
        return token


def squeezed(script: str) -> str:
    r"""The script, smaller. It ends its statements by semicolons, as ours do.

    >>> squeezed("const wide = 2; // px\nconst twice = () => `${ wide + wide } px`;")
    'let a=2,b=()=>`${a+a} px`;'
    """
    tokens = list(_fewer_signs(list(_tokens(script))))
    return "".join(_joined(tokens, _short_names(script, tokens)))


def _tokens(script: str) -> Iterator[Token]:
    """The pieces of a script; a template's words are pieces, and so are those of the code in it."""
    place, before, depths = 0, "", [0]
    while place < len(script):
        sign = script[place]
        template = sign == "`" or (sign == "}" and len(depths) > 1 and depths[-1] == 0)
        found = PATTERN.match(script, place) if sign == "/" and before in BEFORE_PATTERN else None
        if template:
            token = Token.of(_template(script, place), "template")
            depths = [*(depths if sign == "`" else depths[:-1]), *([0] if token.endswith("${") else [])]
        elif found and script[place : place + 2] not in ("//", "/*"):
            token = Token.of(found[0], "pattern")
        else:
            match = TOKEN.match(script, place)
            assert match and match.lastgroup  # noqa: S101  # any sign is a piece
            token = Token.of(match[0], match.lastgroup)
            depths[-1] += {"{": 1, "}": -1}.get(token, 0)
        yield token
        place += len(token)
        before = before if token.kind == "gap" else token


def _template(script: str, start: int) -> str:
    """From a backquote or the end of code in a template to the next of these."""
    match = re.compile(r"(?:[^\\`$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL).match(script, start + 1)
    assert match  # noqa: S101  # a template ends
    return script[start] + match[0]


def _short_names(script: str, tokens: Sequence[Token]) -> dict[str, str]:
    """A short name for each that the script declares and no property has: the shortest for the most used."""
    pieces = [token for token in tokens if token.kind != "gap"]
    used = Counter(token for token in pieces if token.kind == "name")
    declared = {name for found in DECLARED.findall(script) for part in found for name in NAME.findall(part)}
    mine = sorted(declared - _properties(pieces), key=lambda name: (-used[name] * len(name), name))
    fresh = (name for name in _names() if name not in used)
    return dict(zip(mine, fresh, strict=False))


def _properties(pieces: Sequence[Token]) -> set[str]:
    """Names of properties: after a dot, before a colon, or alone between the commas of curly brackets."""
    found, around = set(), [""]
    for before, token, after in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        opens, closes = _turns(token)
        block = f"{token}" == "{" and before in BEFORE_BLOCK
        around = [*around[: len(around) - closes], *["block" if block else str(token)] * opens]
        key = around[-1] == "{" and before in ("{", ",") and after in ("}", ",", "=", "(", ":")
        if token.kind == "name" and (before in (".", "?.") or key):
            found.add(str(token))
    return found


def _names() -> Iterator[str]:
    """Letters a, b, … and then with a number."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    yield from letters
    for number in count():
        yield from (f"{letter}{number}" for letter in letters)


def _joined(tokens: Sequence[Token], names: dict[str, str]) -> Iterator[str]:
    """The pieces with their new names, and between them only such white space as means something."""
    last, gap = "", ""
    for token in tokens:
        if token.kind == "gap":
            gap += token
            continue
        text = SHORTER.get(token) or names.get(token, str(token)) if token.kind == "name" else str(token)
        if gap and last and not last.endswith("${"):
            yield _between(last, gap, text)
        yield text
        last, gap = text, ""


def _between(last: str, gap: str, text: str) -> str:
    """What is left of a gap between two pieces."""
    if (WORD.match(last[-1]) and WORD.match(text[0])) or (last[-1] in "+-" and text[0] == last[-1]):
        return " "
    return "\n" if "\n" in gap and last[-1] not in ENDS_NOTHING and text[0] not in BEGINS_NOTHING else ""


def _fewer_signs(tokens: Sequence[Token]) -> Iterator[Token]:
    """One `const` for those that follow each other, and no semicolon or comma before a closing bracket."""
    pieces = [token for token in tokens if token.kind != "gap"]
    following = dict(zip(map(id, pieces), pieces[1:], strict=False))
    begun, started, joining = [""], True, False
    for token in tokens:
        after = following.get(id(token), "")
        if token.kind == "gap":
            yield token
        elif joining:  # the second `const` is gone
            joining = started = False
        elif token in (";", ",") and after == "}":
            started = True
        else:
            begun[-1] = str(token) if started else begun[-1]
            joining = f"{token} {begun[-1]} {after}" == "; const const"
            opens, closes = _turns(token)
            begun = [*begun[: len(begun) - closes], *[""] * opens]
            started = token in (";", "{", "}")
            yield Token.of(",", "sign") if joining else token


def _turns(token: Token) -> tuple[bool, bool]:
    """Whether a piece opens something, and whether it closes something."""
    if token.kind == "template":
        return token.endswith("${") and token[0] != "}", token[0] == "}" and not token.endswith("${")
    return token in ("(", "[", "{"), token in (")", "]", "}")
