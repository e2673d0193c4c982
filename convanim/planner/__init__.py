"""Views: a layer becomes frames of cells, and a text that says what is seen. Knows no colour and no pixel."""
