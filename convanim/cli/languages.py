"""The command that lists languages, and prints the table of one to begin a translation with."""

from __future__ import annotations

import click

from convanim.cli.command import HelpWords, command
from convanim.language.english import own_table
from convanim.language.known import LANGUAGES
from convanim.recipe.click_options import table_option


def _languages(words: str | None) -> None:
    """Print a line for each language, or all sentences of one."""
    from convanim.core.errors import Setting
    from convanim.core.suggest import choose

    if words is None:
        for code, name in LANGUAGES.items():
            click.echo(f"{code}  {name}")
        return
    choose(Setting("words"), words, LANGUAGES)
    click.echo(own_table(words), nl=False)


languages_command = command(
    HelpWords(
        "languages",
        "List the languages that pictures can be said in, for --lang. With --words all sentences of one are printed: "
        "what you change in them is a language of your own, and what you leave out is English.\n\n\b\nExamples:\n"
        "  convanim languages\n  convanim languages --words de > mine.toml\n"
        "  convanim conv -i 5 -k 3 --lang mine.toml",
    ),
    _languages,
    table_option("words"),
)
