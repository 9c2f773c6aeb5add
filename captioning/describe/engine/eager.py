"""Models run by torch as they were trained: slower than exported graphs, and always there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from captioning.decoders.base import CaptionDecoder, DecoderCache, pair_rows
from captioning.describe.engine.contract import FloatArray, IntArray, Sizes
from captioning.vision.encoder import ImageEncoder


@dataclass
class EagerMemory:
    """A decoder's cache, with the features that it was made of."""

    cache: DecoderCache
    features: Tensor

    def keep_photos(self, photos: IntArray) -> None:
        """Keeps the image part of these photos only, (B,)."""
        rows = torch.from_numpy(photos).to(self.features.device)
        self.features = self.features.index_select(0, rows)
        self.cache.image = [pair_rows(pair, rows) for pair in self.cache.image]


class EagerDecoder:
    """A decoder of torch behind the contract of `DecoderEngine`."""

    def __init__(self, decoder: CaptionDecoder) -> None:
        """Takes a decoder into evaluation mode."""
        self.decoder = decoder.eval()
        self.sizes = Sizes.of(decoder.config)

    @torch.inference_mode()
    def begin(self, features: FloatArray) -> EagerMemory:
        """The memory of B photos before the first word: see `DecoderEngine.begin`."""
        given = torch.from_numpy(np.ascontiguousarray(features)).to(self.decoder.device)
        cache = self.decoder.new_cache()
        self.decoder.begin(cache, given)
        return EagerMemory(cache, given)

    @torch.inference_mode()
    def step(
        self, memory: EagerMemory, tokens: IntArray, parents: IntArray, rough: bool = False
    ) -> tuple[FloatArray, FloatArray]:
        """The next word of N captions: see `DecoderEngine.step`."""
        device = memory.features.device
        self.decoder.keep_beams(memory.cache, torch.from_numpy(parents).to(device))
        states, weights = self.decoder.hidden(
            torch.from_numpy(tokens).to(device)[:, None],
            memory.features,
            memory.cache,
            return_weights=True,
        )
        assert weights is not None
        log_probs = self.decoder.lm_head(states[:, -1]).log_softmax(-1)
        attention = weights[:, :, -1].mean(1)
        return log_probs.float().cpu().numpy(), attention.float().cpu().numpy()


class EagerEncoder:
    """An encoder of torch behind the contract of `EncoderEngine`."""

    def __init__(self, encoder: ImageEncoder) -> None:
        """Takes an encoder into evaluation mode."""
        self.encoder = encoder.eval()

    @torch.inference_mode()
    def __call__(self, pixels: FloatArray) -> FloatArray:
        """Features of normalised pixels: (B, 3, S, S) -> (B, P, C)."""
        device = next(self.encoder.parameters()).device
        features: FloatArray = self.encoder(torch.from_numpy(pixels).to(device)).cpu().numpy()
        return features
