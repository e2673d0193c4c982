"""Frames as palette indices. `agg` is the only importer of matplotlib, with `pdf`; `sprites` keeps what it drew."""
