"""The captioner: one encoder and its decoders as one object; photos in, captions out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from threadpoolctl import threadpool_limits
from torch import Tensor

from captioning.decoders.base import CaptionDecoder
from captioning.decoders.checkpoint import load_decoders, weights_mark
from captioning.decoders.tokenizer import WordTokenizer
from captioning.describe.allocator import keep_large_blocks
from captioning.describe.beam_search import beam_search
from captioning.describe.caption import Alternative, Caption, Word
from captioning.describe.consensus import best_first, combined, rarity
from captioning.describe.guidance import Guide, Naming
from captioning.describe.scoring import Scored, score, scored_words, text
from captioning.language.attributes import levels
from captioning.language.grammar import Grammar
from captioning.settings import Settings, read_settings, shipped_settings
from captioning.vision.attribute_classifier import AttributeClassifier
from captioning.vision.encoder import CheckpointError, ImageEncoder
from captioning.vision.framing import Box

__all__ = ["Alternative", "Caption", "Captioner", "Word"]


class Captioner:
    """Describes photos with every decoder over one pass of the encoder."""

    def __init__(
        self,
        encoder: ImageEncoder,
        decoders: dict[str, CaptionDecoder],
        tokenizers: dict[str, WordTokenizer],
        classifier: AttributeClassifier | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Joins models that belong together; `load` reads them from a folder.

        Args:
            encoder: the shared encoder.
            decoders: by name.
            tokenizers: by the same names.
            classifier: reads attributes from the encoder's features, if one was fitted.
            settings: tuned numbers; those of the shipped checkpoint if None.
        """
        self.encoder = encoder.eval()
        self.decoders = {name: decoder.eval() for name, decoder in decoders.items()}
        self.tokenizers = tokenizers
        self.classifier = classifier
        self.settings = settings or shipped_settings()
        self._grammars = {name: Grammar.of(one.get_vocab()) for name, one in tokenizers.items()}
        self._rarity = {
            name: rarity(one, self.settings.choice.rarity) for name, one in tokenizers.items()
        }
        self._naming = {name: Naming.of(one) for name, one in tokenizers.items()}
        # A decoder predicts one word at a time, and each is little work: its threads would wait for
        # each other longer than they work. So the decoders run at once, each on its share of the
        # cores. torch.set_num_threads would limit all later threads too, the encoder's included.
        count = max(1, len(decoders))
        share = max(1, torch.get_num_threads() // count)
        self._threads = ThreadPoolExecutor(count, "decoder", threadpool_limits, (share, "openmp"))

    @classmethod
    def load(cls, directory: str | Path = "checkpoints") -> Captioner:
        """Loads `encoder/` and the decoders that are there; no network, no pickle.

        Args:
            directory: a checkpoint: a folder for the encoder and for each decoder.

        Raises:
            CheckpointError: one sentence that names the file and the remedy.
            SettingsError: the same, of `describe.json`.
        """
        keep_large_blocks()
        directory = Path(directory)
        if not directory.is_dir():
            raise CheckpointError(
                f"There is no checkpoint folder {directory.name!r}; "
                "restore it from the repository or train the models first."
            )
        encoder = ImageEncoder.load(directory / "encoder")
        encoder.fold()
        classifier = AttributeClassifier.load(
            directory / "encoder", weights_mark(directory / "encoder")
        )
        loaded = load_decoders(directory)
        return cls(
            encoder,
            {name: decoder for name, (decoder, _) in loaded.items()},
            {name: tokenizer for name, (_, tokenizer) in loaded.items()},
            classifier,
            read_settings(directory),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the decoders, in the order in which they are shown."""
        return tuple(self.decoders)

    @property
    def parameters(self) -> dict[str, int]:
        """Number of parameters of the encoder and of each decoder."""
        parts = {"encoder": self.encoder, **self.decoders}
        return {name: sum(p.numel() for p in part.parameters()) for name, part in parts.items()}

    def near(self, photo: Image.Image) -> Image.Image:
        """The part of a photo that is described, without most of the plain ground around it."""
        return self.encoder.near(photo)

    def pieces(self, photo: Image.Image) -> list[Box]:
        """The boxes of several pieces on plain ground; none in any other photo."""
        return self.encoder.pieces(photo)

    def view(self, photo: Image.Image) -> Image.Image:
        """The photo as the encoder sees it, the ground under the attention maps."""
        return self.encoder.view(photo)

    def pooled(self, photos: Sequence[Image.Image]) -> np.ndarray:
        """Encoder features averaged over P: (B, C) float32."""
        return self.encoder.encode(photos).mean(1).cpu().numpy()

    def describe(
        self, photo: Image.Image, *, beams: int = 3, alternatives: int = 3
    ) -> dict[str, Caption]:
        """Describes one photo.

        Args:
            photo: RGB, as `photos.load_photo` returns it.
            beams: width of the beam search, 1 or more.
            alternatives: other captions wanted; a search of n beams has n - 1 of them.

        Returns:
            A caption from each decoder, by name.
        """
        return self.describe_batch([photo], beams=beams, alternatives=alternatives)[0]

    def describe_batch(
        self, photos: Sequence[Image.Image], *, beams: int = 3, alternatives: int = 3
    ) -> list[dict[str, Caption]]:
        """Describes several photos in one pass.

        Args:
            photos: B photos in RGB.
            beams: width of the beam search, 1 or more.
            alternatives: other captions wanted; a search of n beams has n - 1 of them.

        Returns:
            For each photo a caption from each decoder, by name.

        Raises:
            ValueError: if beams is below 1 or alternatives below 0.
        """
        if beams < 1 or alternatives < 0:
            raise ValueError(
                f"beams must be 1 or more and alternatives 0 or more, not {beams}, {alternatives}."
            )
        if not photos:
            return []
        features = self.encoder.encode(photos)  # (B, P, C)
        wanted = {
            name: self._threads.submit(
                self.captions, name, features, beams=beams, alternatives=alternatives
            )
            for name in self.decoders
        }
        said = {name: captions.result() for name, captions in wanted.items()}
        return [{name: said[name][row] for name in said} for row in range(len(photos))]

    @torch.inference_mode()
    def captions(
        self, name: str, features: Tensor, *, beams: int = 3, alternatives: int = 3
    ) -> list[Caption]:
        """The captions of one decoder for encoded photos.

        Args:
            name: the decoder's.
            features: (B, P, C) from the encoder.
            beams: width of the beam search.
            alternatives: other captions wanted.

        Returns:
            B captions.
        """
        started = time.perf_counter()
        kept = min(beams, alternatives + 1)
        decoder, tokenizer = self.decoders[name], self.tokenizers[name]
        expectation = self.settings.expectation
        evidence = self.classifier(features) if self.classifier is not None else []
        guides = [Guide(self._naming[name], seen, self.settings.guidance) for seen in evidence]
        said = beam_search(
            decoder,
            features,
            beams=beams,
            kept=beams,
            drawn=expectation.drawn,
            grammar=self._grammars[name],
            guides=guides,
        )
        expected = [
            said.draws.expected(row, tokenizer, expectation.faint_word)
            for row in range(len(features))
        ]
        if evidence:
            expected = [
                combined(terms, seen, expectation)
                for terms, seen in zip(expected, evidence, strict=True)
            ]
        scored = score(decoder, features, said.captions)  # of B * n captions
        found = len(said.captions) // len(features)  # n
        milliseconds = 1000 * (time.perf_counter() - started) / len(features)
        return [
            self._caption(
                name,
                scored,
                range(row * found, (row + 1) * found),
                kept,
                guided=bool(guides) and guides[row].applies,
                milliseconds=milliseconds,
                expected=expected[row],
            )
            for row in range(len(features))
        ]

    def _caption(
        self, name: str, scored: Scored, rows: range, kept: int, guided: bool, **known: Any
    ) -> Caption:
        """The best caption of a photo, of those found, whose scores are in `rows`."""
        tokenizer = self.tokenizers[name]
        texts = [text(tokenizer, scored.tokens[row]) for row in rows]
        scores = [float(scored.scores[row]) for row in rows]
        choice, expected = self.settings.choice, known["expected"]
        order = best_first(texts, scores, expected, self._rarity[name], choice, guided)
        best, *others = order[:kept]
        return Caption(
            text=texts[best],
            words=scored_words(scored, rows[best], tokenizer),
            log_probability=scores[best],
            alternatives=tuple(Alternative(texts[other], scores[other]) for other in others),
            levels=levels(texts[best]),
            **known,
        )
