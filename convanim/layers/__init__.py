"""What a layer is and computes, axis by axis. Knows nothing of how it is seen."""
