"""The command that prints what to paste into a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convanim.cli.command import HelpWords, command, options_of_groups
from convanim.core.suggest import choose
from convanim.core.text import printable, with_article
from convanim.layers.kinds import meant
from convanim.recipe.click_options import table_option
from convanim.recipe.from_words import Typed
from convanim.recipe.option_row import LAYER, LIMIT, LOOK, NUMBERS, PAGE, VIEW
from convanim.recipe.picture_kind import PictureKind
from convanim.recipe.picture_kinds import PICTURE_KINDS


class PictureCommands(click.Group):
    """A command for each kind of picture, made when it is asked for: all their options cost more than help may."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(PICTURE_KINDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of that name. Raises ConvanimError that points to the nearest."""
        name = meant(cmd_name)
        return _picture_command(name, choose("picture", name, PICTURE_KINDS))


@click.group(
    "embed",
    cls=PictureCommands,
    invoke_without_command=True,
    help="Print what to paste into a page to show a picture there, dark on dark pages and still for readers who want "
    "less motion. --write also makes the files.\n\n\b\nExamples:\n"
    "  convanim embed transposed -i 3 -k 3 -p 1 -s 2 --write\n"
    "  convanim embed conv -i 5 -k 3 --for html --write\n\n"
    "By default that is one animated .svg, light and dark in itself. A <picture> of NAME.gif also shows "
    "NAME_dark.gif, NAME_still.png and NAME_dark_still.png.",
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

    words = HelpWords(
        name,
        f"Print what to paste into a page to show {with_article(kind.summary)}.\n\n\b\nExample:\n"
        f"  convanim embed {example} --for html --url-prefix images/",
        f"Print what shows {with_article(kind.summary)}.",
    )
    return command(
        words,
        embed,
        table_option("page", help=f"The page: {pages}.  [default: commonmark, or iframe for .html]"),
        *map(table_option, ("dark_switch", "write")),
        table_option("url_prefix", help="What stands before a file's name.  [default: its folder in -o]"),
        table_option("output", help="The picture's file, after which others are named.  [default: after the layer]"),
        table_option("quiet", help="Say nothing of the files made."),
        *map(table_option, ("format", "no_cache")),
        *options_of_groups(LAYER, NUMBERS, VIEW, LOOK, PAGE, LIMIT, leave_out=kind.options_left_out),
    )


def _embed(kind: PictureKind, values: dict[str, Any]) -> None:
    """Print the snippet, after the files are there."""
    words = Typed(kind, kind.values(values))
    recipe = words.recipe()
    from convanim.core.files import require_writable_place
    from convanim.publish.embed import Embedding, embedded, page_of

    output: Path | None = values["output"]
    page = page_of(values["page"], output)
    wanted = Embedding(page, values["dark_switch"] or "", words.page.dark_theme, words.page.alt)
    found = embedded(recipe, wanted, output, values["url_prefix"])
    if values["write"]:
        require_writable_place(found.folder / found.files[-1].file)
        for path, report in found.write(recipe, cache=not values["no_cache"]):
            if not values["quiet"]:
                said = printable(str(path))
                click.echo(f"{said}  {report.width}×{report.height} px, {report.bytes:,} bytes", err=True)
    click.echo(found.text)
    if page == "hugo" and not values["quiet"]:
        from convanim.publish.snippet import SHORTCODE, SHORTCODE_TEXT

        click.echo(
            f"note: the site needs {SHORTCODE} with {SHORTCODE_TEXT.strip()} (convanim md writes it)", err=True
        )
