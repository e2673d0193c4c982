"""Frames as shapes in one animated SVG, without a script."""
