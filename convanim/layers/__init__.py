"""What a layer is and computes, axis by axis; it may know nothing of how that is seen."""
