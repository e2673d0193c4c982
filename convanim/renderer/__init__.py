"""A picture on its page, drawn: as palette indices, as shapes, as a player. Knows no layer and no file."""
