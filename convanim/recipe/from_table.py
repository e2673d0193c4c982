"""A recipe from a table of TOML: a picture of a gallery, or a block of a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from convanim.core.errors import ConvanimError, Setting
from convanim.core.files import inside
from convanim.core.limits import DEFAULTS, Limits
from convanim.core.suggest import choose
from convanim.core.toml_file import is_file
from convanim.layers.kinds import meant
from convanim.layers.parameters import LAYER_OPTIONS, PARAMETERS
from convanim.recipe.named_or_file import NAMED_OR_FILE
from convanim.recipe.numbers import below
from convanim.recipe.option_row import options_of
from convanim.recipe.options import OPTIONS, NumberOptions, Options
from convanim.recipe.picture_kinds import PICTURE_KINDS
from convanim.recipe.recipe import Recipe
from convanim.recipe.within_limits import within_file

TYPES: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
    "str": (str,),
    "list": (list, tuple),
}
"""What is taken for an option of that type, in TOML and in Python."""

KEYS = {option.name: option for record in (NumberOptions, Options) for option in options_of(record)}
"""Options that a table may have, besides those of a layer."""

TYPED = {**KEYS, **{name: OPTIONS[name] for name in LAYER_OPTIONS if OPTIONS[name].type in TYPES}}
"""Those that have one type."""


def read_table(
    row: Mapping[str, Any], folder: Path, others: Sequence[str] = (), themed: bool = False, limits: Limits = DEFAULTS
) -> Recipe:
    """The recipe in a table of a file in `folder`.

    It names files below that folder only, and themes and languages by name unless it may be `themed` by files too.
    `others` are
    keys that mean something elsewhere, to be pointed to where one is misspelt. It may lower `limits`. Raises
    ConvanimError, or TypeError, for whatever is wrong.
    """
    for key in row:
        choose("key", key, dict.fromkeys(sorted({"kind", *PARAMETERS, *LAYER_OPTIONS, *KEYS, *others})))
    if "kind" not in row:
        raise ConvanimError("kind is missing", way="every picture has a name and a kind")
    kind = choose("kind", meant(str(row["kind"])), PICTURE_KINDS)
    for key, option in TYPED.items():
        if key in row and type(row[key]) not in TYPES[option.type]:
            raise ConvanimError(f"{key} = {row[key]!r} is of the wrong type")
        if key in KEYS and key in row and key in kind.options_left_out:
            raise ConvanimError(f"kind = '{row['kind']}' takes no {key}", way=f"leave {key} out")
    values = within_file(row, limits)
    for key, known in NAMED_OR_FILE.items():
        if not themed and key in row:
            known.require_name(Setting(key), row[key])
        if is_file(row.get(key, "")):
            inside(folder, row[key], f"{key} {row[key]!r:.60}")
            values[key] = str(folder / row[key])  # as everything in a file, from where that is
    return Recipe.of(kind.subject, kind.values(values), below(folder))
