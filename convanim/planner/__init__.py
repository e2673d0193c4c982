"""Views make frames of cells of a layer, and a text of what is seen; they may know no colour and no pixel."""
