"""Options whose value is the name of something of ours, or a .toml file of a user's own: themes and languages."""

from __future__ import annotations

from collections.abc import Callable

from convanim.core.errors import Sentence
from convanim.language.known import require_known
from convanim.style.theme_file import require_name

NAMED_OR_FILE: dict[str, Callable[[Sentence, str], None]] = {"theme": require_name, "lang": require_known}
"""By option what refuses a file, where none may be named."""
