"""The vocabulary of pictures: roles, cells, grids, frames. Knows no layer, no colour and no pixel."""
