"""Frames as a page to stop and to step through."""
