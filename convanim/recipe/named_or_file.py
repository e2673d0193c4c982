"""Options whose value is the name of something of ours, or a .toml file of a user's own: themes and languages."""

from __future__ import annotations

from convanim.core.toml_file import OwnOrFile
from convanim.language.known import LANGUAGE_OR_FILE
from convanim.style.theme_file import THEME_OR_FILE

NAMED_OR_FILE: dict[str, OwnOrFile] = {"theme": THEME_OR_FILE, "lang": LANGUAGE_OR_FILE}
"""By option; where no file may be named, it refuses one."""
