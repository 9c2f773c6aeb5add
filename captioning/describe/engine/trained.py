"""The models of a checkpoint as torch modules, as training left them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from captioning.decoders.base import CaptionDecoder
from captioning.decoders.checkpoint import load_decoders
from captioning.decoders.marks import ENCODER
from captioning.decoders.tokenizer import WordTokenizer
from captioning.vision.encoder import ImageEncoder


@dataclass(frozen=True)
class Trained:
    """One encoder, its norms folded, and its decoders.

    Attributes:
        encoder: for inference only.
        decoders: by name.
        tokenizers: by the same names.
    """

    encoder: ImageEncoder
    decoders: dict[str, CaptionDecoder]
    tokenizers: dict[str, WordTokenizer]

    @classmethod
    def load(cls, directory: Path) -> Trained:
        """Loads `encoder/` and the decoders that are there; no network, no pickle.

        Raises:
            CheckpointError: one sentence that names the file and the remedy.
        """
        encoder = ImageEncoder.load(directory / ENCODER).eval()
        encoder.fold()
        loaded = load_decoders(directory)
        return cls(
            encoder,
            {name: decoder.eval() for name, (decoder, _) in loaded.items()},
            {name: tokenizer for name, (_, tokenizer) in loaded.items()},
        )
