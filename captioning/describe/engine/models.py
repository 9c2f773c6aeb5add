"""The models of a checkpoint, ready to answer: exported graphs where they fit, else torch."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from captioning.decoders import registry
from captioning.decoders.marks import ENCODER, weights_mark
from captioning.decoders.tokenizer import WordTokenizer, load_tokenizer
from captioning.describe.engine.contract import DecoderEngine, EncoderEngine, Sizes
from captioning.describe.engine.cores import usable_cores
from captioning.describe.engine.plan import Plan, StaleGraph
from captioning.describe.engine.weights import parameter_counts
from captioning.vision.evidence import AttributeReader
from captioning.vision.view import CONFIG, WEIGHTS, CheckpointError, EncoderConfig, View

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Models:
    """One encoder and its decoders.

    Attributes:
        view: what the encoder sees of a photo.
        encoder: runs it.
        decoders: run them, by name, in the order in which they are shown.
        tokenizers: of the decoders.
        classifier: reads attributes from the features, if one was fitted.
        parameters: number of parameters of the encoder and of each decoder.
    """

    view: View
    encoder: EncoderEngine
    decoders: dict[str, DecoderEngine]
    tokenizers: dict[str, WordTokenizer]
    classifier: AttributeReader | None
    parameters: dict[str, int]


def load_models(directory: Path) -> Models:
    """Loads the models of a checkpoint.

    Each model is run by ONNX Runtime if its folder has graphs of these weights, and by torch
    otherwise, more slowly; the log names those and the remedy.

    Args:
        directory: holds `encoder/` and a folder for each decoder.

    Raises:
        CheckpointError: one sentence that names the file and the remedy.
    """
    if not directory.is_dir():
        raise CheckpointError(
            f"There is no checkpoint folder {directory.name!r}; "
            "restore it from the repository or train the models first."
        )
    try:
        return _exported(directory)
    except StaleGraph as stale:
        models = eager_models(directory)  # whose error, if files are damaged, says more
        _log.warning(
            "%s, so captions take longer: `facet export --checkpoint %s` makes new graphs.",
            stale, directory.name,
        )  # fmt: skip
        return models


def _exported(directory: Path) -> Models:
    """The models as graphs, with the same checks as torch would make.

    Raises:
        StaleGraph: some model has no graphs that can be used, or ONNX Runtime is missing.
        CheckpointError: the classifier cannot be used.
    """
    try:
        from captioning.describe.engine.onnx import GraphDecoder, GraphEncoder
    except ImportError as error:
        raise StaleGraph("onnxruntime is not installed") from error
    cores = usable_cores()
    folders = _decoder_folders(directory)
    share = max(1, cores // max(1, len(folders)))
    try:
        mark = weights_mark(directory / ENCODER)
        view = View(EncoderConfig.read(directory / ENCODER))
        encoder = GraphEncoder(directory / ENCODER, Plan.read(directory / ENCODER, mark), cores)
        decoders: dict[str, DecoderEngine] = {}
        tokenizers = {}
        for folder in folders:
            tokenizers[folder.name] = load_tokenizer(folder)
            sizes = _sizes(folder, mark, len(tokenizers[folder.name]))
            plan = Plan.read(folder, weights_mark(folder))
            decoders[folder.name] = GraphDecoder(folder, plan, sizes, share)
    except (OSError, KeyError, TypeError, ValueError) as error:
        if isinstance(error, StaleGraph):
            raise
        raise StaleGraph(f"The checkpoint {directory.name!r} could not be read") from error
    return Models(
        view, encoder, decoders, tokenizers,
        AttributeReader.load(directory / ENCODER, mark), parameter_counts(directory),
    )  # fmt: skip


def _decoder_folders(directory: Path) -> list[Path]:
    """The folders of the decoders that there are, in the order of the registry.

    Raises:
        StaleGraph: there is none, or one of no known decoder.
    """
    found = {file.parent.name for file in directory.glob(f"*/{WEIGHTS}")} - {ENCODER}
    found |= {name for name in registry.names() if (directory / name).is_dir()}
    if not found or not found <= set(registry.names()):
        raise StaleGraph(f"The decoders in {directory.name!r} are not those that are known")
    return [directory / name for name in registry.names() if name in found]


def _sizes(folder: Path, encoder_mark: str, words: int) -> Sizes:
    """The sizes of a decoder that belongs to the encoder and the vocabulary.

    Raises:
        StaleGraph: it does not.
    """
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    sizes = Sizes.of(config)
    if config.get("encoder_mark") != encoder_mark or sizes.vocab_size != words:
        raise StaleGraph(f"The decoder in {folder.name!r} belongs to other models")
    return sizes


def eager_models(directory: Path) -> Models:
    """The models of a checkpoint, run by torch.

    Raises:
        CheckpointError: one sentence that names the file and the remedy.
    """
    from captioning.describe.engine.eager import EagerDecoder, EagerEncoder
    from captioning.describe.engine.trained import Trained

    trained = Trained.load(directory)
    return Models(
        View(trained.encoder.config),
        EagerEncoder(trained.encoder),
        {name: EagerDecoder(decoder) for name, decoder in trained.decoders.items()},
        trained.tokenizers,
        AttributeReader.load(directory / ENCODER, weights_mark(directory / ENCODER)),
        parameter_counts(directory),
    )
