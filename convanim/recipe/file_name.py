"""The name of a file that was not given one: readable, and never one name for two pictures."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from convanim.core.limits import LIMITS, WHOLE
from convanim.layers.parameters import PARAMETERS
from convanim.planner.views import VIEWS
from convanim.recipe.command_line import kernel_name, number_words, picture_name, words_of
from convanim.recipe.options import OPTIONS

if TYPE_CHECKING:
    from convanim.recipe.recipe import Recipe

LONGEST_STEM = 120
"""Characters of a name before its suffix; a page's files add some 16 to it."""

UNSAID = {"format", *(limit.key for limit in LIMITS.values())}
"""Options that a name does not tell: the suffix does, or they change no picture."""

SHORT = {"output_size": "o", "in_channels": "in", "out_channels": "out", "groups": "groups"}
"""What stands before the value of an option of a layer, where that does not say enough."""

BY_THEMSELVES = {"view", "theme"}
"""Options whose value is a word that says enough."""

LAST = ("theme", "still")
"""Options that stand behind all others, as in the names of a page's files: `conv_i5_k3_dark_still.png`."""

MOST_OF_LAYERS = 60
"""Letters of the words of layers; of more a digest tells the rest."""

_SHORT_LAYER = re.compile(r"[a-z0-9]+( -[a-z] [a-z0-9.+]+)*", re.ASCII)
"""A layer whose options have one letter each, so that a name tells all of it."""

_WORD = re.compile(r"[a-z0-9][a-z0-9.,-]{,23}", re.ASCII)


def file_name(recipe: Recipe) -> str:
    """The file that is written when no name is given: the numbers and options that are not their defaults.

    What is no short word (a title, numbers, a theme's file) is told by a digest.

    >>> from convanim.layers.transposed import TransposedConvolution
    >>> from convanim.recipe.options import Options
    >>> from convanim.recipe.recipe import Recipe
    >>> file_name(Recipe(TransposedConvolution.of(3, 3, padding=1, stride=2)))
    'transposed_i3_k3_p1_s2.gif'
    >>> file_name(Recipe(TransposedConvolution.of(3, 3), Options(width=480, theme="dark", still="whole")))
    'transposed_i3_k3_width480_dark_still.png'
    """
    options = recipe.options
    usual = {"view": (recipe.subject.usual_view,), "still": (None, VIEWS[options.view].page)}
    given = {
        one.name: getattr(options, one.name)
        for one in fields(options)
        if one.name not in {*UNSAID, *recipe.subject.lacks()}
        and getattr(options, one.name) not in usual.get(one.name, (one.default,))
    }
    words = [_part_of_layer(name, value) for name, value in recipe.subject.asked().items()]
    words += _of_numbers(recipe)
    words += [_word(name, given[name]) for name in sorted(given, key=lambda name: name in LAST)]
    stem = "_".join([recipe.subject.kind, *words])
    if len(stem) > LONGEST_STEM:
        digest = _digest(stem)
        stem = f"{stem[: LONGEST_STEM - len(digest) - 1]}_{digest}"
    return stem + options.suffix


def _part_of_layer(name: str, value: Any) -> str:
    """What a name says of a layer's number or option: `k3`, `1d`, `reflect`; of layers in words `conv_k3_relu`."""
    words = words_of(name, value)
    if not OPTIONS[name].flags:
        short = "_".join(re.sub(r"[^\w.]+", "_", re.sub(r" -+([a-z])[a-z-]* ?", r"_\1", one)) for one in value)
        said = short[:MOST_OF_LAYERS].strip("_.")
        plain = said == short and all(_SHORT_LAYER.fullmatch(one) for one in value)
        return said if plain else f"{said}_{_digest(shlex.join(value))}"
    if name in PARAMETERS:
        return f"{PARAMETERS[name].symbol}{words[-1]}"
    if name in SHORT:
        return f"{SHORT[name]}{words[-1]}"
    return words[-1].removeprefix("--")


def _word(name: str, value: Any) -> str:
    """What a name says of an option."""
    bare = name.replace("_", "")
    if value is True or value == WHOLE:
        return bare
    text = f"{value:g}" if isinstance(value, float) else str(value).replace(":", "-")
    if not _WORD.fullmatch(text) or text.endswith(".toml"):
        return f"{bare}-{_digest(str(value))}"
    if name in BY_THEMSELVES:
        return text
    return bare + text if text[0].isdigit() else f"{bare}-{text}"


def _of_numbers(recipe: Recipe) -> list[str]:
    """What a name says of the numbers in the cells."""
    usual = recipe.subject.numbered
    if recipe.numbers is None:
        return ["no-values"] if usual else []
    asked, named, pictured = recipe.number_options, kernel_name(recipe), picture_name(recipe)
    words: list[str] = []
    if (asked.input_values is not None and not pictured) or (asked.kernel_values is not None and not named):
        words.append(f"values-{_digest(' '.join(number_words(recipe)))}")
    words += [word for word in (pictured, named.replace(":", "")) if word]
    if pictured and asked.levels:
        words.append(f"levels{asked.levels}")
    made = asked.input_values is None or (recipe.subject.weighted and asked.kernel_values is None)
    if asked.seed and made:
        words.append(f"seed{asked.seed}")
    return words or ([] if usual else ["values"])


def _digest(text: str) -> str:
    import hashlib  # it loads OpenSSL, and few names need it

    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:8]
