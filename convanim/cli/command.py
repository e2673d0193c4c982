"""Commands that show their options in groups, and the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import click

from convanim.core.limits import LIMITS, Limits, require_limits
from convanim.recipe.click_options import click_options
from convanim.recipe.option_row import GROUPS, LIMIT
from convanim.recipe.options import options_in

LIMITS_HELP = f"--max-{'|'.join(LIMITS)} N  (see 'convanim limits')"


class GroupedCommand(click.Command):
    """A command whose help lists the options of a group together, the most used groups first."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words. Raises ConvanimError for a form that click would misread."""
        if any(word.startswith("-op") for word in args):
            from convanim.recipe.hints import require_form

            require_form(args)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each group that has options; options of no group come last."""
        for group in (*GROUPS, None):
            if group == LIMIT and any(getattr(param, "group", None) == LIMIT for param in self.get_params(ctx)):
                with formatter.section(group):
                    formatter.write_text(LIMITS_HELP)
                continue
            records = [
                record
                for param in self.get_params(ctx)
                if getattr(param, "group", None) == group and (record := param.get_help_record(ctx)) and record[1]
            ]
            if records:
                with formatter.section(group or "Other"):
                    formatter.write_dl(records)


class HelpWords(NamedTuple):
    """What help says of a command."""

    name: str
    help: str
    short: str | None = None
    """For a list of commands; None for the beginning of the help."""


def command(words: HelpWords, callback: Callable[..., Any], *params: click.Parameter) -> click.Command:
    """A command that shows its options in their groups."""
    return GroupedCommand(words.name, params=list(params), help=words.help, callback=callback, short_help=words.short)


def options_of_groups(*groups: str, leave_out: Iterable[str] = ()) -> list[click.Parameter]:
    """The options of some groups of the table, as help shows them."""
    return click_options(options_in(groups, tuple(leave_out)))


def limits_of(values: Mapping[str, int]) -> Limits:
    """The limits among the values of options. Raises ConvanimError for one that lets nothing through."""
    limits = {name: values[limit.key] for name, limit in LIMITS.items()}
    require_limits(limits)
    return limits
