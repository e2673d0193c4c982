"""Frames as shapes: the animated SVG, and the markup that the player shares."""
