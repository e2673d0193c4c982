"""The layers and lines of PyTorch, Keras, JAX, Flax and ONNX, none imported; it may know nothing of pictures."""
