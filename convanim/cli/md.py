"""The command that turns the blocks of Markdown posts into pictures."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from convanim.cli.command import HelpWords, command, limits_of, options_of_groups
from convanim.core.cache_folder import leave_out
from convanim.core.errors import ConvanimError, OutputError
from convanim.core.files import STDIO
from convanim.core.limits import Limits
from convanim.core.text import printable, shortened
from convanim.recipe.click_options import table_option
from convanim.recipe.option_row import LIMIT

if TYPE_CHECKING:
    from convanim.publish.gallery.draw import Outcome
    from convanim.publish.markdown.post import Caches, Post
    from convanim.publish.markdown.posts import PostPlace


WATCH_S = 0.4
"""Seconds between two looks at the posts."""


class _Request(NamedTuple):
    """What is asked of every post."""

    given: dict[str, str]
    """How pictures are shown, as far as the command line says."""
    limits: Limits
    check: bool
    quiet: bool


def _md(posts: tuple[Path, ...], output: Path | None, **values: Any) -> None:
    """Each post by itself: pictures first, then the text."""
    from convanim.publish.markdown.posts import post_places
    from convanim.publish.markdown.style import Style

    given = {name: str(values[name]) for name in Style._fields if values[name] is not None}
    request = _Request(given, limits_of(values), values["check"], values["quiet"])
    if values["no_cache"]:
        leave_out()
    if values["watch"]:
        _watch(posts, output, request)
    places = post_places(posts, output)
    if len(places) == 1:
        _one(places[0], request)
        return
    failed = [place.where for place in places if not _told_what_fails(place, request)]
    if failed:
        raise OutputError(f"{len(failed)} of {len(places)} posts failed: {', '.join(failed)}")


def _told_what_fails(place: PostPlace, request: _Request) -> bool:
    """Whether a post went through; why not is said."""
    from convanim.recipe.wording import command_line_wording

    try:
        _one(place, request)
    except ConvanimError as error:
        click.echo(f"convanim: {shortened(error.worded(command_line_wording))}", err=True)
        return False
    return True


def _watch(posts: tuple[Path, ...], output: Path | None, request: _Request) -> None:
    """Go over posts as they are saved, until Ctrl-C."""
    from convanim.publish.markdown.posts import post_places

    if STDIO in (*posts, output):
        raise ConvanimError("--watch looks at files", way="name a post or a folder, and no -")
    seen: dict[Path, int] = {}
    while True:
        for place in post_places(posts, output):
            stamp = _stamp(place.post)
            if stamp and seen.get(place.post) != stamp:
                _told_what_fails(place, request)
                seen[place.post] = _stamp(place.post) if place.post == place.output else stamp
        time.sleep(WATCH_S)


def _stamp(path: Path) -> int:
    """When a file was changed, ns; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _one(place: PostPlace, request: _Request) -> None:
    _require_output(place, request)
    from convanim.publish.markdown.post import Caches, check_post, draw_post

    caches = Caches(place.beside)
    planned = _planned(place, request, None if request.check else caches)
    drawn = check_post(planned, place.beside) if request.check else draw_post(planned, place.beside, caches)
    stale = _told(drawn, place, request)
    if stale and not request.check:
        raise OutputError(f"{len(stale)} of the pictures could not be made, and the text stays: {', '.join(stale)}")
    if planned.shortcode:
        stale += _shortcode(place, request.check)
    data = planned.text.encode()
    if request.check:
        _require_fresh(place.output, data, stale)
    else:
        _write(place.output, data)


def _require_output(place: PostPlace, request: _Request) -> None:
    """Refuse an output that cannot be written, or not be compared with. Raises ConvanimError."""
    from convanim.core.files import require_writable_place

    if place.output != STDIO:
        if not (place.named or request.check):
            _make_folder(place.beside)
        require_writable_place(place.output, example="post.md")
    elif "images" not in request.given:
        raise ConvanimError("-o - needs --images: the folder that the pictures go into")
    elif request.check:
        raise ConvanimError("--check compares with a file; use -o with its name")


def _planned(place: PostPlace, request: _Request, caches: Caches | None) -> Post:
    """What becomes of the post. All that is wrong with it is said, a line each."""
    from convanim.publish.markdown.post import Asked, BlockPlace, PostError, plan_post, read_post

    text = read_post(_bytes_of(place.post), place.where)
    asked = Asked(request.given, request.limits, caches.known if caches else None)
    try:
        planned = plan_post(text, BlockPlace(place.where, place.home, place.beside), asked)
    except PostError as error:
        for problem in error.problems[:-1]:
            click.echo(f"convanim: {shortened(problem)}", err=True)
        raise
    if place.named and not (planned.drawings or request.quiet):
        click.echo(shortened(f"convanim: {_without_block(text, place.where)}"), err=True)
    return planned


def _told(outcomes: Iterable[tuple[Path, Outcome]], place: PostPlace, request: _Request) -> list[str]:
    """Print what became of each picture; the names of those that are not as they should be."""
    stale = []
    for folder, outcome in outcomes:
        fine = outcome.state in ("same", "kept", "drawn")
        if not fine:
            stale.append(outcome.name)
        if not (fine and request.quiet):
            size = f"{outcome.bytes:>9,} bytes  " if outcome.bytes else ""
            said = f"{outcome.state:<8} {size}{folder / outcome.name}{': ' * bool(outcome.error)}{outcome.error}"
            click.echo(shortened(said), err=not fine or place.output == STDIO)
    return stale


def _shortcode(place: PostPlace, check: bool) -> list[str]:
    """Write the shortcode of a Hugo site, or name it where it is not as it should be."""
    from convanim.core.files import replacing
    from convanim.publish.markdown.posts import hugo_site
    from convanim.publish.snippet import SHORTCODE, SHORTCODE_TEXT

    path = hugo_site(place.beside) / SHORTCODE
    data = SHORTCODE_TEXT.encode()
    if not _is_other(path, data):
        return []
    if check:
        return [SHORTCODE]
    _make_folder(path.parent)
    with replacing(path) as file:
        file.write(data)
    return []


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from error


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


def _is_other(path: Path, data: bytes) -> bool:
    from convanim.core.files import content

    return content(path) != data


md_command = command(
    HelpWords(
        "md",
        "Turn the fenced ```convanim blocks of Markdown posts into pictures, in place; every other byte stays. "
        "A block holds the options of a command, or TOML. It stays in a comment, which remembers the options of the "
        "page: so the post can be changed and run again, and a run without changes changes nothing. "
        "A folder means all posts in it.\n\n\b\nExamples:\n  convanim md post.md\n  convanim md content --for hugo\n"
        "  convanim md drafts -o site --watch",
    ),
    _md,
    click.Argument(["posts"], type=click.Path(path_type=Path), metavar="POST.md|FOLDER...", nargs=-1, required=True),
    table_option(
        "output", metavar="FILE.md|FOLDER",
        help="Write the post here instead; a folder for several. '-' is stdout.  [default: in place]",
    ),
    *map(table_option, ("check", "watch", "no_cache", "quiet", "page", "images")),
    table_option("url_prefix", help="What stands before a picture's name.  [default: --images]"),
    table_option("dark_switch"),
    table_option("format", help="The pictures' format.  [default: what suits the page]"),
    *options_of_groups(LIMIT),
)  # fmt: skip
