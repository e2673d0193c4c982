"""Frames as palette indices, drawn by `agg`, kept by `sprites`; it may know no layer and no file's format."""
