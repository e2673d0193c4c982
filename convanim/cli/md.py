"""The command that turns the blocks of a Markdown post into pictures."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from convanim.cli.command import command, file_option, limits_of, no_cache_option
from convanim.core.cache_folder import leave_out
from convanim.core.errors import ConvanimError, OutputError
from convanim.core.limits import Limits
from convanim.core.text import printable, shortened
from convanim.recipe.options import LIMIT

if TYPE_CHECKING:
    from convanim.publish.gallery.draw import Outcome
    from convanim.publish.markdown.post import Post
    from convanim.publish.snippet import Known

STDIO = Path("-")


class _Request(NamedTuple):
    """What the options of the command ask for, but the limits."""

    post: Path
    output: Path
    images: Path | None
    target: str
    url_prefix: str | None
    check: bool
    no_cache: bool
    quiet: bool

    @property
    def where(self) -> str:
        """What messages call the post."""
        return "stdin" if self.post == STDIO else str(self.post)

    @property
    def beside(self) -> Path:
        """The folder of the output."""
        return Path() if self.output == STDIO else self.output.parent

    @property
    def folder(self) -> Path:
        """The folder of the pictures."""
        return self.beside / (self.images or "")


def _md(**values: Any) -> None:
    """Pictures first, then the text."""
    request = _Request(**{name: values.pop(name) for name in _Request._fields})
    _require_output(request)
    if request.no_cache:
        leave_out()
    from convanim.publish.build_cache import BuildCache
    from convanim.publish.markdown.post import POST_CACHE, check_post, draw_post

    ledger = BuildCache(request.folder / POST_CACHE)
    planned = _planned(request, limits_of(values), None if request.check else ledger.facts)
    check, folder = request.check, request.folder
    stale = _told(check_post(planned, folder) if check else draw_post(planned, folder, ledger), request)
    if stale and not check:
        raise OutputError(f"{len(stale)} of the pictures could not be made, and the text stays: {', '.join(stale)}")
    data = planned.text.encode()
    if check:
        _require_fresh(request.output, data, stale)
    else:
        _write(request.output, data)


def _require_output(request: _Request) -> None:
    """Refuse an output that cannot be written, or not be compared with. Raises ConvanimError."""
    from convanim.core.files import require_writable_place

    if request.output != STDIO:
        require_writable_place(request.output, example="post.md")
    elif request.images is None:
        raise ConvanimError("-o - needs --images: the folder that the pictures go into")
    elif request.check:
        raise ConvanimError("--check compares with a file; use -o with its name")


def _planned(request: _Request, limits: Limits, known: Known | None) -> Post:
    """What becomes of the post. All that is wrong with it is said, a line each."""
    from convanim.publish.markdown.post import PostError, Style, plan_post, read_post

    where = request.where
    text = read_post(_bytes_of(request.post), where)
    try:
        style = Style(request.target, _prefix(request.url_prefix, request.images, request.beside))
        planned = plan_post(text, where, _home(request.post), style, limits, known)
    except PostError as error:
        for problem in error.problems[:-1]:
            click.echo(f"convanim: {shortened(problem)}", err=True)
        raise
    if not (planned.drawings or request.quiet):
        click.echo(shortened(f"convanim: {_without_block(text, where)}"), err=True)
    return planned


def _told(outcomes: Iterable[Outcome], request: _Request) -> list[str]:
    """Print what became of each picture; the names of those that are not as they should be."""
    stale = []
    for outcome in outcomes:
        fine = outcome.state in ("same", "kept", "drawn")
        if not fine:
            stale.append(outcome.name)
        if not (fine and request.quiet):
            size = f"{outcome.bytes:>9,} bytes  " if outcome.bytes else ""
            file = request.folder / outcome.name
            said = f"{outcome.state:<8} {size}{file}{': ' * bool(outcome.error)}{outcome.error}"
            click.echo(shortened(said), err=not fine or request.output == STDIO)
    return stale


def _require_fresh(output: Path, data: bytes, stale: Sequence[str]) -> None:
    """Raises OutputError where pictures or the text are stale."""
    stale = list(stale)
    if _is_other(output, data):
        stale.append(output.name)
        click.echo(f"differs  {printable(str(output))}", err=True)
    if stale:
        raise OutputError(f"{len(stale)} of the files are stale: {', '.join(stale)}; run it without --check")


def _write(output: Path, data: bytes) -> None:
    from convanim.core.files import replacing

    if output == STDIO:
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


md_command = command(
    "md",
    "Turn the fenced ```convanim blocks of a Markdown post into pictures, and keep every other byte. A block "
    "holds the options of a command, or TOML; it stays in a comment, so that the output can be changed and run "
    "again. Only pictures that changed are drawn.\n\n\b\nExample:\n  convanim md post.md -o index.md --images images",
    (LIMIT,),
    _md,
    click.Argument(["post"], type=click.Path(path_type=Path), metavar="POST.md"),
    file_option(
        "The post with its pictures; it may be POST.md itself. '-' is stdout.",
        "-o", "--output", required=True, metavar="FILE.md",
    ),
    click.Option(
        ["--images"], type=click.Path(path_type=Path), metavar="FOLDER",
        help="Where the pictures go, seen from the output.  [default: beside it]",
    ),
    click.Option(["--for", "target"], default="markdown", show_default=True, help="The page, as for 'embed'."),
    click.Option(
        ["--url-prefix"], metavar="URL", help="What stands before a picture's name.  [default: --images]"
    ),
    click.Option(["--check"], is_flag=True, help="Write nothing: exit 1 where a picture or the text is stale."),
    no_cache_option(),
    click.Option(["-q", "--quiet"], is_flag=True, help="Say only what failed."),
)  # fmt: skip
