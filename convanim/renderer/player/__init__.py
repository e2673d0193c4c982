"""Frames as shapes on an HTML page, to be stopped; only the page that is explored may know layers."""
