"""Index images and milliseconds to bytes, and back. The only importer of imageio, when it has work to do.

An encoder writes to an open binary file through imageio, frame by frame; a decoder gives index images and times
back, so that what was written can be compared with what was meant.
"""

from __future__ import annotations

from convanim.encoder.base import Clock, Encoder, Rectangle, Timed
from convanim.encoder.gif import read_gif, write_gif
from convanim.encoder.png import read_png, write_png

__all__ = ["ENCODERS", "STILLS", "VECTORS", "Clock", "Encoder", "Rectangle", "Timed", "read_gif", "write_gif"]

ENCODERS = {".gif": Encoder("GIF", write_gif, read_gif, soft=False)}
"""Every format of an animation by its suffix; a row here is offered, tested and documented."""

VECTORS = (".svg", ".pdf")
"""Suffixes of stills that matplotlib writes as vectors."""

STILLS = {".png": Encoder("PNG", write_png, read_png, indexed=False)}
"""Every format of a single picture, in pixels, by its suffix."""
