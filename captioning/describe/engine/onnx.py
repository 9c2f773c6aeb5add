"""Models run by ONNX Runtime from exported graphs; torch is not loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from captioning.describe.engine.contract import FloatArray, IntArray, Sizes
from captioning.describe.engine.plan import Plan, StaleGraph
from captioning.describe.engine.weights import Source, constants

BEGIN, STEP, ROUGH, ENCODE = "begin", "step", "rough", "encode"
Value = Any  # onnxruntime.OrtValue, which has no types


@dataclass
class GraphMemory:
    """What a decoder keeps: arrays of the image, a row a photo, and of the words, a row a caption.

    Attributes:
        image: inputs of the next step that stay as they are.
        states: inputs that each step replaces.
        length: words seen so far.
    """

    image: dict[str, Value]
    states: dict[str, Value]
    length: int = 0

    def keep_photos(self, photos: IntArray) -> None:
        """Keeps the image part of these photos only, (B,)."""
        self.image = {name: _value(one.numpy()[photos]) for name, one in self.image.items()}


class GraphDecoder:
    """A decoder as graphs, behind the contract of `DecoderEngine`.

    `begin` computes the image part of a photo, `step` the next word of several captions, `rough`
    the same in 8 bits. What a step returns stays in the runtime's own memory until the next.
    """

    def __init__(self, folder: Path, plan: Plan, sizes: Sizes, threads: int) -> None:
        """Loads the graphs.

        Args:
            folder: of the decoder.
            plan: of its graphs.
            sizes: of the decoder.
            threads: cores for one operation.

        Raises:
            StaleGraph: a graph cannot be run.
        """
        self.sizes = sizes
        self._begin, self._step, self._rough = (
            _Graph(folder, name, plan, threads) for name in (BEGIN, STEP, ROUGH)
        )

    def begin(self, features: FloatArray) -> GraphMemory:
        """The memory of B photos before the first word: see `DecoderEngine.begin`."""
        found = self._begin({"features": _value(features)})
        image = {name: one for name, one in found.items() if name.startswith("image")}
        states = {name: one for name, one in found.items() if name.startswith("state")}
        return GraphMemory(image, states)

    def step(
        self, memory: GraphMemory, tokens: IntArray, parents: IntArray, rough: bool = False
    ) -> tuple[FloatArray, FloatArray]:
        """The next word of N captions: see `DecoderEngine.step`."""
        given = {
            "tokens": _value(tokens),
            "parents": _value(parents),
            "length": _value(np.array(memory.length)),
            **memory.image,
            **{name.replace("state", "past"): one for name, one in memory.states.items()},
        }
        found = self._rough(given) if rough else self._step(given)
        log_probs, attention = (found.pop(name).numpy() for name in ("log_probs", "attention"))
        memory.states, memory.length = found, memory.length + 1
        return log_probs, attention


class GraphEncoder:
    """An encoder as one graph, behind the contract of `EncoderEngine`."""

    def __init__(self, folder: Path, plan: Plan, threads: int) -> None:
        """Loads the graph.

        Raises:
            StaleGraph: it cannot be run.
        """
        self._graph = _Graph(folder, ENCODE, plan, threads)

    def __call__(self, pixels: FloatArray) -> FloatArray:
        """Features of normalised pixels: (B, 3, S, S) -> (B, P, C)."""
        features: FloatArray = self._graph({"pixels": _value(pixels)})["features"].numpy()
        return features


class _Graph:
    """A graph with the weights of its folder, ready to run."""

    def __init__(self, folder: Path, name: str, plan: Plan, threads: int) -> None:
        self._session = _session(folder, name, plan, threads)
        self._inputs = {one.name for one in self._session.get_inputs()}
        self._outputs = [one.name for one in self._session.get_outputs()]

    def __call__(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """Outputs by name; inputs that the graph does not have are left out."""
        taken = {name: one for name, one in given.items() if name in self._inputs}
        found = self._session.run_with_ort_values(self._outputs, taken)
        return dict(zip(self._outputs, found, strict=True))


def _session(folder: Path, name: str, plan: Plan, threads: int) -> onnxruntime.InferenceSession:
    """A graph with the weights of its folder, ready to run."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    # A thread that waits by spinning would take the core from the other decoder.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    sources: Mapping[str, Source] = plan.graphs[name]
    try:
        given = {key: _value(one) for key, one in constants(folder, sources).items()}
        options.add_external_initializers(list(given), list(given.values()))
        graph = (folder / f"{name}.onnx").read_bytes()
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's errors have no common base class
        raise StaleGraph(
            f"The graph {name}.onnx in {folder.name!r} cannot be run ({type(error).__name__})"
        ) from error


def _value(array: np.ndarray) -> Value:
    if not array.flags.c_contiguous:
        array = np.ascontiguousarray(array)
    return onnxruntime.OrtValue.ortvalue_from_numpy(array)
