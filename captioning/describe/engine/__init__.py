"""How models are run: the one room that knows ONNX Runtime and, without it, eager torch."""
