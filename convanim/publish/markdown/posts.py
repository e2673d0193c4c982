"""Which posts are meant, where each is written to, and what a site needs besides."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from convanim.core.errors import ConvanimError, Setting
from convanim.core.files import STDIO

POST_SUFFIXES = (".md", ".markdown", ".mdx", ".mkd")
"""Of what is taken for a post in a folder."""

HUGO_FILES = tuple(f"{name}.{kind}" for name in ("hugo", "config") for kind in ("toml", "yaml", "yml", "json"))
"""By one of these, or by a folder `layouts`, the folder of a Hugo site is known."""


class PostPlace(NamedTuple):
    """A post, and the file that it is written to: itself, unless another is named."""

    post: Path
    output: Path
    named: bool = True
    """Whether it was named itself, and is not only in a folder."""

    @property
    def where(self) -> str:
        """What messages call it."""
        return "stdin" if self.post == STDIO else str(self.post)

    @property
    def home(self) -> Path:
        """The folder that it is in."""
        return Path() if self.post == STDIO else self.post.parent

    @property
    def beside(self) -> Path:
        """The folder that it is written into."""
        return Path() if self.output == STDIO else self.output.parent


def post_places(posts: Sequence[Path], output: Path | None) -> list[PostPlace]:
    """Every post that is named, and those in folders that are, at any depth. Raises ConvanimError for none."""
    found = [(root, post) for root in posts for post in (_in_folder(root) if root.is_dir() else [root])]
    if not found:
        raise ConvanimError(
            f"there is no post in {', '.join(map(str, posts))}",
            way=f"name files, or a folder with {POST_SUFFIXES[0]} files",
        )
    several = len(found) > 1 or any(root != post for root, post in found)
    if output is None:
        if STDIO in posts:
            raise ConvanimError("a post from stdin is not written in place", way="use -o with a file, or -o -")
        return [PostPlace(post, post, root == post) for root, post in found]
    if not (several or output.is_dir()):
        return [PostPlace(found[0][1], output)]
    if STDIO in (output, *posts) or (output.exists() and not output.is_dir()) or output.suffix in POST_SUFFIXES:
        raise ConvanimError(
            Setting("path", str(output)), f" is one file, and there are {len(found)} posts",
            way="use -o with a folder, or leave it out to write them in place",
        )  # fmt: skip
    return [
        PostPlace(post, output / (post.relative_to(root) if root != post else post.name), root == post)
        for root, post in found
    ]


def _in_folder(root: Path) -> Iterator[Path]:
    """The posts in a folder and below it, but not in hidden folders or behind links."""
    for folder, below, files in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith(".") and name != "node_modules")
        yield from (Path(folder) / name for name in sorted(files) if Path(name).suffix.lower() in POST_SUFFIXES)


def hugo_site(beside: Path) -> Path:
    """The folder of the Hugo site that a post is in. Raises ConvanimError where there is none."""
    for folder in (beside, *beside.resolve().parents):
        if (folder / "layouts").is_dir() or any((folder / name).is_file() for name in HUGO_FILES):
            return folder
    way = ("run it in one, or use ", Setting("page", "commonmark"))
    raise ConvanimError(Setting("page", "hugo"), " writes a shortcode, and this is no Hugo site", way=way)
