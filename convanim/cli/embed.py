"""The command that prints what to paste into a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convanim.cli.command import command, file_option
from convanim.core.errors import ConvanimError
from convanim.core.suggest import choose
from convanim.core.text import printable, with_article
from convanim.recipe.click_options import click_options
from convanim.recipe.from_words import Typed
from convanim.recipe.options import LAYER, LIMIT, LOOK, NUMBERS, OPTIONS, PAGE, VIEW
from convanim.recipe.picture_kinds import PICTURE_KINDS, PictureKind


class PictureCommands(click.Group):
    """A command for each kind of picture, made when it is asked for: all their options cost more than help may."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(PICTURE_KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of that name. Raises ConvanimError that points to the nearest."""
        return _picture_command(cmd_name, choose("picture", cmd_name, PICTURE_KINDS))


@click.group(
    "embed",
    cls=PictureCommands,
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


def _picture_command(name: str, kind: PictureKind) -> click.Command:
    from convanim.publish.snippet import TARGETS

    pages = "; ".join(f"{page}, {target.summary}" for page, target in TARGETS.items())

    several = "layers" in kind.subject.options
    example = kind.subject.example.removeprefix("convanim ") if several else f"{name} -i 3 -k 3"

    def embed(**values: Any) -> None:
        _embed(kind, values)

    return command(
        name,
        f"Print what to paste into a page to show {with_article(kind.summary)}.\n\n\b\nExample:\n"
        f"  convanim embed {example} --for html --url-prefix images/",
        (LAYER, NUMBERS, VIEW, LOOK, PAGE, LIMIT),
        embed,
        click.Option(["--for", "target"], default="markdown", show_default=True, help=f"The page: {pages}."),
        click.Option(["--write"], is_flag=True, help="Also make the files that are shown."),
        file_option(
            "The picture's file, animated: the others are named after it.  [default: named after the layer]",
            "-o",
            "--output",
        ),
        click.Option(
            ["--url-prefix"], metavar="URL", help="What stands before a file's name.  [default: its folder in -o]"
        ),
        click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing of the files made."),
        *click_options([OPTIONS["format"], OPTIONS["no_cache"]]),
        leave_out=kind.options_left_out,
        short_help=f"Print what shows {with_article(kind.summary)}.",
    )


def _embed(kind: PictureKind, values: dict[str, Any]) -> None:
    """Print the snippet, after the files are there."""
    words = Typed(kind, kind.values(values))
    recipe = words.recipe()
    from convanim.core.files import require_writable_place
    from convanim.publish.snippet import alternative, dark_theme, picture_files, snippet

    output = values["output"] or Path(recipe.file_name)
    if str(output) == "-":
        raise ConvanimError("-o - has no name to link to", way="use -o with a file name")
    dark = dark_theme(recipe.options, words.page.dark_theme)
    shown = picture_files(recipe, dark, output.stem, output.suffix.lower())
    folder = "" if output.parent == Path() else f"{output.parent.as_posix().rstrip('/')}/"
    prefix = folder if values["url_prefix"] is None else values["url_prefix"]
    lines = snippet(values["target"], shown, alternative(recipe, words.page.alt), prefix)
    if values["write"]:
        require_writable_place(output)
        from convanim.pipeline.write import animate

        for file in shown:
            path = output.parent / file.file
            report = animate(file.recipe, path, cache=not values["no_cache"])
            if not values["quiet"]:
                said = printable(str(path))
                click.echo(f"{said}  {report.width}×{report.height} px, {report.bytes:,} bytes", err=True)
    click.echo("\n".join(lines))
