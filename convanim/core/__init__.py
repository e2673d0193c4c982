"""What every room may use: errors, text, files and limits, as data; it may know nothing of layers and pictures."""
