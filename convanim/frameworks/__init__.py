"""PyTorch, Keras, JAX, Flax and ONNX: their layers read, their lines written, none imported. Knows nothing of pictures."""
