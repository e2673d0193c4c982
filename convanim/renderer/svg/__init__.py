"""Frames as shapes in one animated SVG, without a script; it may know no layer and no pixel."""
