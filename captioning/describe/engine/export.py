"""Exports the models of a checkpoint to graphs that ONNX Runtime runs without torch."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import onnx
import torch
from timm.layers import BatchNormAct2d
from torch import Tensor, nn
from torch._decomp import get_decompositions
from torch.export import Dim
from torch.utils import _pytree as trees

from captioning.decoders.base import CaptionDecoder, DecoderCache
from captioning.decoders.marks import ENCODER, weights_mark
from captioning.describe.engine.graph_constants import bind, eight_bit_products
from captioning.describe.engine.onnx import BEGIN, ENCODE, ROUGH, STEP
from captioning.describe.engine.plan import Plan
from captioning.describe.engine.trained import Trained
from captioning.describe.engine.weights import FOLDED, SHIFT, Source
from captioning.vision.encoder import ImageEncoder

_PHOTOS, _CAPTIONS = 2, 3  # of the examples that a graph is traced with
_LSTM, _GRU = torch.ops.aten.lstm.input, torch.ops.aten.gru.input


class Begin(nn.Module):
    """A decoder's part that is computed once a photo."""

    def __init__(self, decoder: CaptionDecoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, features: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """(B, P, C) -> tensors of the image, and the states before the first word."""
        cache = self.decoder.new_cache()
        self.decoder.begin(cache, features)
        return trees.tree_leaves(cache.image), trees.tree_leaves(_states(cache))


class Step(nn.Module):
    """A decoder's part for each word."""

    def __init__(self, decoder: CaptionDecoder, example: DecoderCache) -> None:
        super().__init__()
        self.decoder = decoder
        self._image, self._past = trees.tree_structure(example.image), _structure(example)

    def forward(
        self,
        tokens: Tensor,
        parents: Tensor,
        length: Tensor,
        image: list[Tensor],
        past: list[Tensor],
    ) -> tuple[Tensor, Tensor, list[Tensor]]:
        """Log-probabilities (N, V), attention (N, P) and the new states."""
        cache = self.decoder.new_cache()
        cache.image = trees.tree_unflatten(image, self._image)
        vars(cache).update(trees.tree_unflatten(past, self._past))
        cache.length = length  # type: ignore[assignment]
        self.decoder.keep_beams(cache, parents)
        states, weights = self.decoder.hidden(tokens[:, None], image[0], cache, return_weights=True)
        assert weights is not None
        log_probs = self.decoder.lm_head(states[:, 0]).log_softmax(-1)
        return log_probs, weights[:, :, 0].mean(1), trees.tree_leaves(_states(cache))


def _states(cache: DecoderCache) -> dict[str, Any]:
    """What a cache keeps of the words."""
    return {name: part for name, part in vars(cache).items() if name not in ("image", "length")}


def _structure(cache: DecoderCache) -> Any:
    return trees.tree_structure(_states(cache))


def export_graphs(directory: Path) -> dict[str, list[Path]]:
    """Writes the graphs of every model of a checkpoint into its folders.

    Args:
        directory: a checkpoint.

    Returns:
        The files written for each model.

    Raises:
        CheckpointError: the checkpoint cannot be loaded.
    """
    models = Trained.load(directory)
    unfolded = ImageEncoder.load(directory / ENCODER)
    written = {ENCODER: write_graphs(directory / ENCODER, _encoder_graph(models.encoder, unfolded))}
    width, positions = models.encoder.config.channels, _positions(models.encoder)
    for name, decoder in models.decoders.items():
        features = torch.randn(_PHOTOS, positions, width)
        graphs = decoder_graphs(decoder, features)
        written[name] = write_graphs(directory / name, graphs)
    return written


Graph = tuple[str, onnx.ModelProto, Mapping[str, Source]]
"""Its name, the graph, and the sources of constants that are not in the weights as they are."""


def write_graphs(folder: Path, graphs: Iterator[Graph]) -> list[Path]:
    """Writes the graphs of one model into its folder, with their plan.

    Args:
        folder: holds the weights that they were made of.
        graphs: all that the model has; `rough` is made of `step`.

    Returns:
        The graphs' files.
    """
    plan, files = {}, []
    for name, graph, known in graphs:
        plan[name] = bind(graph, folder, known)
        files.append(_save(folder, name, graph))
        if name == STEP:
            plan[ROUGH] = dict(plan[STEP])
            eight_bit_products(graph, plan[ROUGH])
            files.append(_save(folder, ROUGH, graph))
    Plan(weights_mark(folder), plan).write(folder)
    return files


def _save(folder: Path, name: str, graph: onnx.ModelProto) -> Path:
    file = folder / f"{name}.onnx"
    file.write_bytes(graph.SerializeToString())
    return file


@torch.inference_mode()
def _positions(encoder: ImageEncoder) -> int:
    size = encoder.config.size
    return encoder(torch.zeros(1, 3, size, size)).shape[1]


def _encoder_graph(encoder: ImageEncoder, unfolded: ImageEncoder) -> Iterator[Graph]:
    size = encoder.config.size
    pixels = torch.randn(_PHOTOS, 3, size, size)
    graph = _graph(encoder, (pixels,), ({0: Dim.DYNAMIC},), ["pixels"], ["features"])
    yield ENCODE, graph, dict(_folded_sources(unfolded))


def _folded_sources(encoder: ImageEncoder) -> Iterator[tuple[str, Source]]:
    """Where each kernel and bias of a folded encoder comes from."""
    for path, module in encoder.named_modules():
        for (name, conv), (norm_name, norm) in pairwise(list(module.named_children())):
            if isinstance(conv, nn.Conv2d) and isinstance(norm, BatchNormAct2d):
                kernel, place = f"{path}.{name}.weight", f"{path}.{norm_name}"
                yield kernel, Source(kernel, FOLDED, place, norm.eps)
                yield f"{path}.{name}.bias", Source(kernel, SHIFT, place, norm.eps)


def decoder_graphs(decoder: CaptionDecoder, features: Tensor) -> Iterator[Graph]:
    """Traces both graphs of a decoder.

    Args:
        decoder: in evaluation mode.
        features: (B, P, C) of at least two photos, of any values.
    """
    with torch.no_grad():
        cache = decoder.new_cache()
        decoder.begin(cache, features, _CAPTIONS)
        words = torch.full((_PHOTOS * _CAPTIONS, 1), decoder.config.eos_token_id)
        for _ in range(2):  # past words are a dimension of their own
            decoder.hidden(words, features, cache)
    image, past = trees.tree_leaves(cache.image), trees.tree_leaves(_states(cache))
    images = [f"image_{place}" for place in range(len(image))]
    states = [f"state_{place}" for place in range(len(past))]
    begin = Begin(decoder)
    yield BEGIN, _graph(begin, (features,), ({0: Dim.DYNAMIC},), ["features"], images + states), {}
    rows = torch.arange(len(words))
    given = (words[:, 0], rows, torch.tensor(cache.length), image, past)
    free = ({0: Dim.DYNAMIC}, {0: Dim.DYNAMIC}, None, [{0: Dim.DYNAMIC} for _ in image],
            [_free(part, len(words), int(cache.length)) for part in past])  # fmt: skip
    inputs = ["tokens", "parents", "length", *images, *(f"past_{i}" for i in range(len(past)))]
    step = Step(decoder, cache)
    yield STEP, _graph(step, given, free, inputs, ["log_probs", "attention", *states]), {}


def _free(state: Tensor, rows: int, length: int) -> dict[int, Any]:
    """The dimensions of a state that vary: captions and, if it has one, words so far."""
    varying = (axis for axis, size in enumerate(state.shape) if size in (rows, length))
    return dict.fromkeys(varying, Dim.DYNAMIC)


def _graph(
    module: nn.Module, given: tuple[Any, ...], free: Any, inputs: list[str], outputs: list[str]
) -> onnx.ModelProto:
    """A module as a graph, in which recurrent cells are plain products."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about how torch traces
        traced = torch.export.export(module.eval(), given, dynamic_shapes=free)
        traced = traced.run_decompositions(get_decompositions([_LSTM, _GRU]))
        program = torch.onnx.export(
            traced, dynamo=True, input_names=inputs, output_names=outputs, verbose=False
        )
    assert program is not None
    graph: onnx.ModelProto = program.model_proto
    del graph.metadata_props[:]
    for node in graph.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for one in (*graph.graph.value_info, *graph.graph.input, *graph.graph.output):
        del one.metadata_props[:]
    del graph.graph.value_info[:]
    return graph
