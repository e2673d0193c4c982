"""The command that turns the blocks of a Markdown post into pictures."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from convanim.cli.command import GroupedCommand, limit_options, limits_of
from convanim.core.errors import ConvanimError, OutputError
from convanim.core.text import printable, shortened
from convanim.recipe.file_parameter import FileParameter

STDIO = Path("-")


@click.command(
    "md",
    cls=GroupedCommand,
    help="Turn the fenced ```convanim blocks of a Markdown post into pictures, and keep every other byte. A block "
    "holds the options of a command, or TOML; it stays in a comment, so that the output can be changed and run "
    "again. Only pictures that changed are drawn.\n\n\b\nExample:\n  convanim md post.md -o index.md --images images",
)
@click.argument("post", type=click.Path(path_type=Path), metavar="POST.md")
@click.option(
    "-o", "--output", type=FileParameter(), required=True, metavar="FILE.md",
    help="The post with its pictures; it may be POST.md itself. '-' is stdout.",
)  # fmt: skip
@click.option(
    "--images", type=click.Path(path_type=Path), metavar="FOLDER",
    help="Where the pictures go, seen from the output.  [default: beside it]",
)  # fmt: skip
@click.option("--for", "target", default="markdown", show_default=True, help="The page, as for 'embed'.")
@click.option("--url-prefix", metavar="URL", help="What stands before a picture's name.  [default: --images]")
@click.option("--check", is_flag=True, help="Write nothing: exit 1 where a picture or the text is stale.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what failed.")
@limit_options
def md_command(
    post: Path,
    output: Path,
    images: Path | None,
    target: str,
    url_prefix: str | None,
    check: bool,
    quiet: bool,
    **values: int,
) -> None:
    """Pictures first, then the text."""
    if output == STDIO and images is None:
        raise ConvanimError("-o - needs --images: the folder that the pictures go into")
    if output == STDIO and check:
        raise ConvanimError("--check compares with a file; use -o with its name")
    from convanim.core.files import replacing, require_writable_place
    from convanim.publish.markdown.post import PostError, Style, check_post, draw_post, plan_post, read_post

    if output != STDIO:
        require_writable_place(output, example="post.md")
    where = "stdin" if post == STDIO else str(post)
    text = read_post(_bytes_of(post), where)
    beside = Path() if output == STDIO else output.parent
    folder = beside / (images or "")
    try:
        style = Style(target, _prefix(url_prefix, images, beside))
        planned = plan_post(text, where, _home(post), style, limits_of(values))
    except PostError as error:
        for problem in error.problems[:-1]:
            click.echo(f"convanim: {shortened(problem)}", err=True)
        raise
    if not (planned.drawings or quiet):
        click.echo(shortened(f"convanim: {_without_block(text, where)}"), err=True)
    stale = []
    for outcome in check_post(planned, folder) if check else draw_post(planned, folder):
        fine = outcome.state in ("same", "kept", "drawn")
        if not fine:
            stale.append(outcome.name)
        if not (fine and quiet):
            size = f"{outcome.bytes:>9,} bytes  " if outcome.bytes else ""
            said = f"{outcome.state:<8} {size}{folder / outcome.name}{': ' * bool(outcome.error)}{outcome.error}"
            click.echo(shortened(said), err=not fine or output == STDIO)
    if stale and not check:
        raise OutputError(f"{len(stale)} of the pictures could not be made, and the text stays: {', '.join(stale)}")
    data = planned.text.encode()
    if check:
        if _is_other(output, data):
            stale.append(output.name)
            click.echo(f"differs  {printable(str(output))}", err=True)
        if stale:
            raise OutputError(f"{len(stale)} of the files are stale: {', '.join(stale)}; run it without --check")
    elif output == STDIO:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    elif _is_other(output, data):
        with replacing(output) as file:
            file.write(data)


def _without_block(text: str, where: str) -> str:
    """A note on a post without a block, with the line of a fence that was perhaps meant as one."""
    from convanim.publish.markdown.fences import FENCE, near_miss

    note = f"no {FENCE} block found in {where}"
    miss = near_miss(text)
    return f"{note}; line {miss[0]} says ```{miss[1]}, use ```{FENCE}" if miss else note


def _bytes_of(post: Path) -> bytes:
    """All of it, or as much as shows that it is too long. Raises ConvanimError for what is no file."""
    from convanim.core.files import read_file
    from convanim.publish.markdown.post import LARGEST_POST_BYTES

    if post == STDIO:
        return sys.stdin.buffer.read(LARGEST_POST_BYTES + 1)
    try:
        return read_file(post, LARGEST_POST_BYTES)
    except OSError as error:
        raise ConvanimError(f"cannot read the post {post}: {error.strerror}; name a Markdown file") from error


def _home(post: Path) -> Path:
    """The folder that the post is in, in which the files are that it may name."""
    return Path() if post == STDIO else post.parent


def _prefix(url_prefix: str | None, images: Path | None, beside: Path) -> str:
    """What stands before a file's name in the text."""
    if url_prefix is not None or images is None:
        return url_prefix or ""
    place = Path(os.path.relpath(images, beside)) if images.is_absolute() else images
    return "" if place == Path() else f"{place.as_posix()}/"


def _is_other(path: Path, data: bytes) -> bool:
    from convanim.core.files import content

    return content(path) != data
