"""PyTorch, Keras and JAX: their layers read, their lines written, none imported. Knows nothing of pictures."""
