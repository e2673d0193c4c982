"""TOML text from anybody, read so that whatever is wrong with it is one kind of error."""

from __future__ import annotations

import re
from typing import Any

LONGEST_KEY = 20
"""Parts of a dotted key; the parser's time grows with the square of their number."""


_PART = r"""\.[ \t]*(?:[\w-]+|"[^"\\\n]*"|'[^'\n]*')[ \t]*"""


_DOTS = re.compile(f"(?:{_PART}){{{LONGEST_KEY}}}")


def parse(text: str) -> dict[str, Any]:
    """The document. Raises tomllib.TOMLDecodeError, a ValueError, also where the parser gives up."""
    import tomllib

    if _DOTS.search(text):
        raise tomllib.TOMLDecodeError(f"a key has more than {LONGEST_KEY} parts")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError as error:
        raise tomllib.TOMLDecodeError("it is nested too deeply") from error
    except ValueError as error:  # int() refuses thousands of digits, and dates know no 30th of February
        raise tomllib.TOMLDecodeError(f"a value cannot be read ({str(error).split(';')[0]})") from error
