"""Every format that is written from pixels, by its suffix."""

from __future__ import annotations

from convanim.encoder.base import Encoder
from convanim.encoder.gif import read_gif, write_gif
from convanim.encoder.gif_head import repaint_gif
from convanim.encoder.mp4 import read_mp4, require_ffmpeg, write_mp4
from convanim.encoder.png import read_png, repaint_png, write_png
from convanim.encoder.webp import read_webp, write_webp

ENCODERS = {
    ".gif": Encoder(
        "GIF", write_gif, read_gif, "everywhere: mail, slides, chats, notebooks", appends=True,
        repaint=repaint_gif,
    ),
    ".webp": Encoder("WebP", write_webp, read_webp, "web pages: half the bytes of a GIF", indexed=False),
    ".png": Encoder(
        "APNG", write_png, read_png, "browsers, where the suffix must be .png; stills", indexed=False,
        repaint=repaint_png,
    ),
    ".mp4": Encoder(
        "H.264 video", write_mp4, read_mp4, "films and slides; needs ffmpeg", indexed=False,
        tolerance=20, video_only=True, require=require_ffmpeg,
    ),
}  # fmt: skip
"""Every format of an animation by its suffix; a row here is offered, tested and documented. All but video hold
stills, too."""


VECTORS = (".svg", ".pdf")
"""Suffixes of stills that matplotlib writes as vectors."""
