"""What is drawn for a check or a measure is kept in a folder of its own: the user's is neither used nor filled."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from convanim.core.cache_folder import FOLDER_VARIABLE, OFF_VARIABLE


@contextmanager
def own_cache() -> Iterator[None]:
    """Drawn letters go into an empty folder, also those of the programs that are started here; it is gone after."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, folder)
        patch.delenv(OFF_VARIABLE, raising=False)
        yield
