"""A language: a table of sentences by name, each a template with named fields, and how to read one."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Callable, Iterator, Mapping
from string import Formatter
from typing import Any, NamedTuple

from convanim.core import safe_toml
from convanim.core.errors import ConvanimError
from convanim.core.suggest import nearest
from convanim.language.phrase import CAPITAL, ON_ONE_LINE, TOGETHER, Phrase

COUNT, ONE, OTHER = "count", "one", "other"
"""The field that decides between forms of a sentence, and their names."""

PLURALS: dict[str, Callable[[str], str]] = {
    "one-other": lambda count: ONE if count == "1" else OTHER,
    "other": lambda count: OTHER,
}
"""How a language chooses between forms: one is apart, or there is no difference."""

ABOUT = "language"
"""The part of a table that says which language it is."""

PAGE_CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){,3}", re.ASCII)
"""What a language is called on a web page."""

MOST_CHARACTERS = 2_000
"""Of a sentence in a table."""


SentenceForms = Mapping[str, str]
"""A sentence with named fields: one for all counts, or one for `one` and another for all `other` counts."""


def takes(forms: SentenceForms) -> frozenset[str]:
    """The fields of all its forms. Raises ValueError for what is no plain name in braces."""
    return frozenset().union(*map(fields_of, forms.values()))


def fields_of(text: str) -> frozenset[str]:
    """The fields of one form. Raises ValueError for what is no plain name in braces."""
    found = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise ValueError(f"'{{{name}{'!' * bool(conversion)}{conversion or ''}{':' * bool(spec)}{spec}}}'")
        found.add(name)
    return frozenset(found)


class Language(NamedTuple):
    """A table of sentences; what it leaves out is said as in another."""

    code: str
    """As web pages name it: `en`, `pt-BR`."""
    name: str
    """As who speaks it calls it."""
    plural: str
    """How it chooses between forms, of `PLURALS`."""
    sentences: Mapping[str, SentenceForms]
    otherwise: Language | None = None

    def text(self, key: str, fields: Mapping[str, Any]) -> str:
        """A sentence with its fields, which are said already."""
        if key not in self.sentences and self.otherwise is not None:
            return self.otherwise.text(key, fields)
        forms = self.sentences[key]
        form = PLURALS[self.plural](str(fields[COUNT])) if ONE in forms else OTHER
        return forms[form].format_map(fields)

    def say(self, words: str) -> str:
        """What is meant in this language; text that is no phrase as it is."""
        if not isinstance(words, Phrase):
            return words
        if words.key == TOGETHER:
            return "".join(self.say(part) for part in words.fields.values())
        if words.key == CAPITAL:
            said = self.say(words.fields["words"])
            return said[:1].upper() + said[1:]
        if words.key == ON_ONE_LINE:
            return self.say(words.fields["words"]).replace(" ", "\u00a0")
        return self.text(words.key, {name: self._put_in(value) for name, value in words.fields.items()})

    def _put_in(self, value: Any) -> Any:
        return self.say(value) if isinstance(value, Phrase) else value


def flattened(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The sentences of a table with their names, parts of which are set apart by dots."""
    for key, value in table.items():
        if isinstance(value, dict) and OTHER not in value:
            yield from flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


_LINE = re.compile(r'^(?:\[([\w.]+)\]|(\w+) = ("(?:[^"\\]|\\.)*"|\{.*\}))$', re.MULTILINE)
_FORM = re.compile(r'(\w+) = ("(?:[^"\\]|\\.)*")')


def read_ours(text: str, otherwise: Language | None = None) -> Language:
    """The language of a table of ours, all of whose lines are of three plain forms.

    A reader of all TOML takes ten times as long, at each start; the tests hold both against each other.
    """
    section, sentences = "", {}
    for name, key, value in _LINE.findall(text):
        if name:
            section = name
            continue
        forms = {OTHER: value} if value[0] == '"' else dict(_FORM.findall(value))
        sentences[f"{section}.{key}"] = {form: _unquoted(one) for form, one in forms.items()}
    code, name, plural = (sentences.pop(f"{ABOUT}.{key}")[OTHER] for key in ("code", "name", "plural"))
    return Language(code, name, plural, sentences, otherwise)


def _unquoted(text: str) -> str:
    if "\\" not in text:
        return text[1:-1]
    return str(literal_eval(text))  # such escapes mean the same in Python


def read_own_table(text: str, where: str, model: Language) -> Language:
    """The language of somebody's TOML text: what it leaves out is said as in the model.

    Raises ConvanimError, in one line that says where, for sentences and fields that the model does not have.
    """
    try:
        table = safe_toml.parse(text)
    except ValueError as error:
        way = "see 'convanim languages --words de' for one that is right"
        raise ConvanimError(f"{where}: {error}", way=way) from None
    about = _about(table.pop(ABOUT, {}), where, model)
    sentences = dict(_sentences(table, where))
    for key, forms in sentences.items():
        _require_sentence(key, forms, where, model)
    return Language(about["code"], about["name"], about["plural"], sentences, model)


def _about(about: Any, where: str, model: Language) -> dict[str, str]:
    """The language's code, name and plural; as the model's where they are left out."""
    usual = {"code": model.code, "name": model.name, "plural": model.plural}
    if not isinstance(about, dict) or not all(key in usual and isinstance(one, str) for key, one in about.items()):
        raise ConvanimError(f"{where}: [{ABOUT}] holds texts, of {', '.join(usual)}", way="leave out all others")
    found = usual | about
    if found["plural"] not in PLURALS:
        raise ConvanimError(
            f"{where}: {ABOUT}.plural '{found['plural']:.40}' is not known", way=f"use one of {', '.join(PLURALS)}"
        )
    if not PAGE_CODE.fullmatch(found["code"]):
        raise ConvanimError(
            f"{where}: {ABOUT}.code '{found['code']:.40}' is no language", way="use one as de or pt-BR"
        )
    return found


def _sentences(table: Mapping[str, Any], where: str) -> Iterator[tuple[str, SentenceForms]]:
    """The sentences of a table by name. Raises ConvanimError for what is no text."""
    for key, value in flattened(table):
        forms = value if isinstance(value, dict) else {OTHER: value}
        if not all(form in (ONE, OTHER) and isinstance(one, str) for form, one in forms.items()):
            raise ConvanimError(
                f"{where}: {key:.80} is no text", way=f"write a text, or {{ {ONE} = …, {OTHER} = … }}"
            )
        yield key, forms


def _require_sentence(key: str, forms: SentenceForms, where: str, model: Language) -> None:
    """Refuse a sentence that the model does not have, one that is too long, and other fields than it has."""
    if key not in model.sentences:
        close = nearest(key, model.sentences)
        way = f"use '{close}'" if close else "see 'convanim languages --words en' for all there are"
        raise ConvanimError(f"{where}: there is no sentence '{key:.80}'", way=way)
    if max(map(len, forms.values())) > MOST_CHARACTERS:
        raise ConvanimError(f"{where}: {key} is longer than {MOST_CHARACTERS} characters", way="write less")
    wanted = takes(model.sentences[key])
    names = " ".join(f"{{{name}}}" for name in sorted(wanted))
    way = f"use {names}" if names else "use no braces"
    if ONE in forms and ONE not in model.sentences[key] and COUNT not in wanted:
        raise ConvanimError(f"{where}: {key}: nothing is counted in it", way="write one text")
    for form, text in forms.items():
        try:
            fields = fields_of(text)
        except ValueError as error:
            raise ConvanimError(f"{where}: {key}: {error} cannot be filled in", way=way) from None
        missing = wanted - fields - ({COUNT} if form == ONE else set())
        if fields - wanted:
            raise ConvanimError(f"{where}: {key}: {{{min(fields - wanted)}}} is not one of its fields", way=way)
        if missing:
            raise ConvanimError(f"{where}: {key}: {{{min(missing)}}} is missing", way=way)
