"""What every room may use: errors, text, files, limits as data. Knows nothing of layers and pictures."""
