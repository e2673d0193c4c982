"""PyTorch, Keras, JAX, Flax and ONNX: layers read, lines written, none imported. Knows nothing of pictures."""
