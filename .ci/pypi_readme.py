"""The README as PyPI shows it: PyPI knows no files beside it, so links and pictures need a host.

Hatchling calls this when it builds. The workflow's own variables tell the host; without them links stay as they are.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

try:
    from hatchling.metadata.plugin.interface import MetadataHookInterface
except ModuleNotFoundError:  # read by the tests, which build nothing
    MetadataHookInterface = object

ROOT = Path(__file__).parent.parent

PICTURE = re.compile(r'(!\[[^\]]*\]\(|<img src=")(?!https?:)([^)"#]+)')
LINK = re.compile(r"(?<!!)(\[[^\]]*\]\()(?!https?:|#)([^)]+)")


def absolute(text: str, repository: str, ref: str) -> str:
    """The text with each link to a file of the repository at a tag or branch as an address."""
    text = PICTURE.sub(rf"\g<1>https://raw.githubusercontent.com/{repository}/{ref}/\g<2>", text)
    return LINK.sub(rf"\g<1>https://github.com/{repository}/blob/{ref}/\g<2>", text)


class PyPIReadme(MetadataHookInterface):  # type: ignore[misc, valid-type]
    """Gives the README to the package's metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add it."""
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        repository, ref = os.environ.get("GITHUB_REPOSITORY"), os.environ.get("GITHUB_REF_NAME")
        if repository and ref:
            text = absolute(text, repository, ref)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
