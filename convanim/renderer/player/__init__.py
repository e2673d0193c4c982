"""Frames as shapes on an HTML page, to be stopped and stepped through."""
