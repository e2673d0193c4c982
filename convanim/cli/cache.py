"""The command that says where drawn letters and strokes are kept, and forgets them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from convanim.cli.command import HelpWords, command
from convanim.core.cache_folder import (
    FOLDER_VARIABLE,
    MOST_CACHE_BYTES,
    OFF_VARIABLE,
    CachedFile,
    cache_place,
    cached_files,
    is_left_out,
)
from convanim.core.errors import OutputError
from convanim.recipe.click_options import table_option


def _cache(clear: bool, as_json: bool) -> None:
    """Print the folder, its size, and whether it is used."""
    folder = _place()
    files = _files(folder)
    if clear:
        _remove(files)
        files = _files(folder)
    size, unused = sum(file.bytes for file in files), _unused(folder)
    if as_json:
        document = {"folder": str(folder) if folder else None, "files": len(files), "bytes": size}
        click.echo(json.dumps({**document, "most_bytes": MOST_CACHE_BYTES, "used": not unused, "reason": unused}))
        return
    click.echo(f"folder  {folder or 'none'}")
    click.echo(f"size    {size:,} bytes in {len(files)} file{'s' * (len(files) != 1)}, at most {MOST_CACHE_BYTES:,}")
    click.echo(f"in use  {f'no: {unused}' if unused else 'yes'}")


def _place() -> Path | None:
    try:
        return cache_place()
    except (OSError, RuntimeError):  # a working folder that is gone, a user without a name
        return None


def _files(folder: Path | None) -> list[CachedFile]:
    try:
        return cached_files(folder) if folder else []
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise OutputError(f"cannot list {folder}: {error.strerror}") from error


def _remove(files: list[CachedFile]) -> None:
    for file in files:
        try:
            file.path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"cannot remove {file.path}: {error.strerror}") from error


def _unused(folder: Path | None) -> str:
    """Why nothing is kept; empty where it is."""
    if is_left_out():
        return f"{OFF_VARIABLE} is set"
    if folder is None:
        return f"there is no folder for it; set {FOLDER_VARIABLE}"
    there = folder
    while not os.path.lexists(there) and there != there.parent:
        there = there.parent
    if not there.is_dir():
        return f"{there} is not a folder"
    return "" if os.access(there, os.W_OK | os.X_OK) else f"{there} cannot be written to"


cache_command = command(
    HelpWords(
        "cache",
        "Say where letters and strokes are kept that were drawn before, and how large that is. They make the next "
        "picture faster and change no byte of it; without them they are drawn again. The oldest are forgotten. "
        f"{FOLDER_VARIABLE} names another folder, {OFF_VARIABLE}=1 or --no-cache does without.\n\n\b\n"
        "Example:\n  convanim cache",
    ),
    _cache,
    table_option("clear"),
    table_option("as_json"),
)
