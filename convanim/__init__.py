"""convanim: one command turns a convolution layer's numbers into an animated picture that teaches."""

__version__ = "0.1.0"
