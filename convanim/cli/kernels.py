"""The command that lists and shows the kernels that have a name."""

from __future__ import annotations

from pathlib import Path

import click

from convanim.cli.command import HelpWords, command
from convanim.core.text import printable
from convanim.recipe.click_options import table_option


def _kernels(output: Path | None, input_values: str, theme: str, width: int, quiet: bool) -> None:
    """Print a line for each kernel, or draw them all."""
    from convanim.core.errors import Setting
    from convanim.core.suggest import choose
    from convanim.layout.page import require_width
    from convanim.publish.plan_document import table
    from convanim.style.theme_file import theme_named
    from convanim.values.kernels import KERNELS, named_kernel
    from convanim.values.pictures import BUILT_IN

    choose(Setting("input_values"), input_values, BUILT_IN)
    require_width(width)
    if output is not None:
        from convanim.pipeline.kernel_sheet import draw_kernels

        report = draw_kernels(input_values, theme_named(theme), width, output)
        if not quiet:
            click.echo(f"{printable(str(output))}  {report.width}×{report.height} px, {report.bytes:,} bytes")
        return
    if not quiet:
        matrices = {name: named_kernel("kernel_values", name, None, (1, 1)) for name in KERNELS}
        lines = [(name, k.summary, k.needs, k.told(matrices[name])) for name, k in KERNELS.items()]
        click.echo("\n".join(table([("kernel", "what it makes", "sizes", "weights"), *lines])))


kernels_command = command(
    HelpWords(
        "kernels",
        "List the kernels that --kernel-values takes by name: sizes, what each finds, and whether it is normalised. "
        "With -o each is applied to the same picture, on one sheet.\n\n\b\nExamples:\n  convanim kernels\n"
        "  convanim kernels -o kernels.png --input-values digit",
    ),
    _kernels,
    table_option("output", metavar="FILE.png", help="Draw them side by side into a file."),
    table_option("input_values", default="house", metavar="NAME", help="A drawn picture.  [default: house]"),
    table_option("theme"),
    table_option("width", default=1200, help="Of the sheet in pixels.  [default: 1200]"),
    table_option("quiet"),
)
