"""Commands that show their options in groups, and the options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from convanim.core.limits import LIMITS, Limits, require_limits
from convanim.recipe.click_options import click_options
from convanim.recipe.file_parameter import FileParameter
from convanim.recipe.options import GROUPS, LIMIT, OPTIONS, options_in

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
                if getattr(param, "group", None) == group and (record := param.get_help_record(ctx))
            ]
            if records:
                with formatter.section(group or "Other"):
                    formatter.write_dl(records)


def command(
    name: str, help: str, groups: Iterable[str], callback: Callable[..., Any], *others: click.Parameter,
    leave_out: Iterable[str] = (), short_help: str | None = None,
) -> click.Command:  # fmt: skip
    """A command with the options of some groups of the table, and others of its own before them."""
    params = [*others, *click_options(options_in(tuple(groups), tuple(leave_out)))]
    return GroupedCommand(name, params=params, help=help, callback=callback, short_help=short_help)


def no_cache_option() -> click.Parameter:
    """The option that draws every letter anew, for commands that have none of the other options of its group."""
    (option,) = click_options([OPTIONS["no_cache"]])
    return option


def limits_of(values: Mapping[str, int]) -> Limits:
    """The limits among the values of options. Raises ConvanimError for one that lets nothing through."""
    limits = {name: values[limit.key] for name, limit in LIMITS.items()}
    require_limits(limits)
    return limits


def file_option(help: str, *flags: str, metavar: str = "FILE", **more: Any) -> click.Option:
    """An option that takes the path of a file."""
    return click.Option(list(flags), type=FileParameter(), metavar=metavar, help=help, **more)
