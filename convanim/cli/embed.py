"""The command that prints what to paste into a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convanim.cli.click_options import playing_options
from convanim.cli.subjects import PICTURE_KINDS, PictureKind, asked, subject_options
from convanim.core.errors import ConvanimError
from convanim.core.suggest import choose
from convanim.recipe.numbers import layer_and_numbers, number_words


class Subjects(click.Group):
    """A command for each subject, made when it is asked for: all their options cost more than help may."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(PICTURE_KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of that name. Raises ConvanimError that points to the nearest."""
        return _subject_command(cmd_name, choose("picture", cmd_name, PICTURE_KINDS))


@click.group(
    "embed",
    cls=Subjects,
    invoke_without_command=True,
    help="Print what to paste into a page to show a picture there: dark on dark pages, still for readers who want "
    "less motion, with its size and a text of what it shows. --write also makes the files.\n\n\b\nExample:\n"
    "  convanim embed transposed -i 3 -k 3 -p 1 -s 2 --for markdown --write\n\n"
    "For the picture NAME.gif there are NAME.gif, NAME_dark.gif, NAME_still.png and NAME_dark_still.png.",
)
@click.pass_context
def embed_command(context: click.Context) -> None:
    """Show the help where nothing is named."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _subject_command(name: str, subject: PictureKind) -> click.Command:
    from convanim.publish.snippet import TARGETS

    pages = "; ".join(f"{page}, {target.summary}" for page, target in TARGETS.items())

    @click.command(
        name,
        short_help=f"Print what shows a {subject.summary}.",
        help=f"Print what to paste into a page to show a {subject.summary}.\n\n\b\nExample:\n"
        f"  convanim embed {name} -i 3 -k 3 --for html --url-prefix images/",
    )
    @subject_options(subject)
    @playing_options
    @click.option("--for", "target", default="markdown", show_default=True, help=f"The page: {pages}.")
    @click.option("--write", is_flag=True, help="Also make the files that are shown.")
    @click.option(
        "-o", "--output", type=click.Path(path_type=Path), metavar="FILE",
        help="The picture's file, animated: the others are named after it.  [default: named after the layer]",
    )  # fmt: skip
    @click.option(
        "--url-prefix", metavar="URL", help="What stands before a file's name.  [default: its folder in -o]"
    )
    @click.option("-q", "--quiet", is_flag=True, help="Say nothing of the files made.")
    def embed_subject(**values: Any) -> None:
        _embed(subject, values)

    return embed_subject


def _embed(subject: PictureKind, values: dict[str, Any]) -> None:
    """Print the snippet, after the files are there."""
    ask = asked(subject, values)
    layer, numbers = layer_and_numbers(ask.kind, ask.sizes, ask.given, limits=ask.options.limits)
    from convanim.core.files import require_writable_place
    from convanim.publish.snippet import alternative, dark_theme, shown_files, snippet
    from convanim.recipe.command import command_line, file_name

    output = values["output"] or Path(file_name(layer, ask.options, numbers is not None))
    if str(output) == "-":
        raise ConvanimError("-o - has no name to link to; use -o with a file name")
    dark = dark_theme(ask.options, ask.dark)
    shown = shown_files(layer, ask.options, numbers, dark, output.stem, output.suffix.lower())
    folder = "" if output.parent == Path() else f"{output.parent.as_posix().rstrip('/')}/"
    prefix = folder if values["url_prefix"] is None else values["url_prefix"]
    lines = snippet(values["target"], shown, alternative(layer, ask.options, numbers, ask.alt), prefix)
    if values["write"]:
        require_writable_place(output)
        from convanim.pipeline.write import animate

        for file in shown:
            path = output.parent / file.file
            comment = command_line(layer, file.options, number_words(ask.given, numbers))
            report = animate(layer, path, file.options, comment, None, numbers)
            if not values["quiet"]:
                click.echo(f"{path}  {report.width}×{report.height} px, {report.bytes:,} bytes", err=True)
    click.echo("\n".join(lines))
