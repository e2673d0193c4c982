"""The rest of the table of options: those of commands that do more than draw one picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from convanim.layers.parameters import MOST_SIDES
from convanim.recipe.checks import require_drawn, require_jobs
from convanim.recipe.option_row import FILE, OUTPUT, PAGE, Option, options_of, row


@dataclass(frozen=True)
class SnippetOptions:
    """How pages show pictures; for the commands that write what stands there."""

    page: str | None = row(
        None, PAGE, "The kind of page, as for 'embed'.  [default: commonmark]", flags=("--for",), metavar="PAGE",
    )  # fmt: skip
    dark_switch: str | None = row(
        None, PAGE, "The page's own switch to dark: material, furo, pydata, or a CSS selector such as .dark.",
        metavar="THEME|SELECTOR",
    )  # fmt: skip
    url_prefix: str | None = row(
        None, PAGE, "What stands before a picture's name.  [default: its folder]", metavar="URL",
    )  # fmt: skip
    images: str | None = row(
        None, PAGE, "Where the pictures go, seen from the post.  [default: beside it]", metavar="FOLDER",
    )  # fmt: skip
    write: bool = row(False, PAGE, "Also make the files that are shown.")


@dataclass(frozen=True)
class RunOptions:
    """How a command goes about many files, or its own."""

    check: bool = row(False, OUTPUT, "Write nothing: exit 1 where a picture or a text is not what it would be.")
    watch: bool = row(False, OUTPUT, "Run again whenever a post is saved, until Ctrl-C.")
    jobs: int | None = row(
        None, OUTPUT, "Pictures drawn at once.  [default: one a core]", flags=("-j", "--jobs"), metavar="N",
        check=require_jobs,
    )  # fmt: skip
    draw: int | None = row(
        None, OUTPUT, f"Draw the first N settings beside each other, up to {MOST_SIDES}.", metavar="N",
        check=require_drawn,
    )  # fmt: skip
    clear: bool = row(False, OUTPUT, "Remove them; files that are not ours stay.")
    words: str | None = row(
        None, OUTPUT, "Print all sentences of a language, to change them in a file of your own.", metavar="CODE",
    )  # fmt: skip

    def __post_init__(self) -> None:
        require_jobs(self.jobs)
        require_drawn(self.draw)


@dataclass(frozen=True)
class FenceOptions:
    """What a fence's picture is for, and where its files are; for the command that other programs ask."""

    medium: str = row(
        "page", PAGE, "What for: page, slide, book (a .png) or paper (a .pdf).", flags=("--for",), metavar="MEDIUM",
    )  # fmt: skip
    kept: Path | None = row(
        None, PAGE, "The folder that keeps the files.  [default: here]", flags=("--cache",), metavar="DIR", type=FILE,
    )  # fmt: skip
    folder: Path | None = row(
        None, PAGE, "Files of numbers are in it or below.  [default: here]", metavar="DIR", type=FILE,
    )  # fmt: skip


COMMAND_OPTIONS: dict[str, Option] = {
    option.name: option for record in (SnippetOptions, FenceOptions, RunOptions) for option in options_of(record)
}
"""Those of commands that do more than draw one picture."""
