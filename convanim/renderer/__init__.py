"""Draws a picture on its page: as palette indices, shapes or a player; it may know no recipe and no command."""
