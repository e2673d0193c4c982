"""Palette indices, milliseconds and bytes: one file a format, and imageio. Knows no layer and no picture."""
