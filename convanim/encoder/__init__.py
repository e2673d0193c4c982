"""One file a format turns palette indices and milliseconds into bytes; it may know no layer and no picture."""
