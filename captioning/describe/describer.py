"""One decoder that describes encoded photos: its search, its samples, and the caption chosen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from captioning.decoders.tokenizer import WordTokenizer
from captioning.describe.beam_search import beam_search
from captioning.describe.caption import Caption
from captioning.describe.chooser import Chooser
from captioning.describe.consensus import combined
from captioning.describe.engine.contract import DecoderEngine, FloatArray
from captioning.describe.guidance import Guide, Naming
from captioning.language.grammar import Grammar
from captioning.settings import Settings
from captioning.vision.evidence import Evidence


class Describer:
    """A decoder with all that its vocabulary decides."""

    def __init__(self, engine: DecoderEngine, tokenizer: WordTokenizer, settings: Settings) -> None:
        """Reads the vocabulary.

        Args:
            engine: runs the decoder.
            tokenizer: its words.
            settings: tuned numbers.
        """
        self._engine, self._tokenizer, self._settings = engine, tokenizer, settings
        self._grammar = Grammar.of(tokenizer.get_vocab())
        self._chooser = Chooser(tokenizer, settings.choice, settings.certainty.unclear)
        self._naming = Naming(tokenizer)

    def captions(
        self, features: FloatArray, evidence: Sequence[Evidence], beams: int, alternatives: int
    ) -> list[Caption]:
        """Captions of encoded photos.

        Args:
            features: (B, P, C) from the encoder.
            evidence: what the attribute classifier sees of each; empty without one.
            beams: width of the beam search.
            alternatives: other captions wanted.

        Returns:
            B captions.
        """
        started, settings = time.perf_counter(), self._settings
        guides = [Guide(self._naming, seen, settings.guidance) for seen in evidence]
        found = beam_search(
            self._engine,
            features,
            beams=beams,
            kept=beams,
            drawn=settings.expectation.drawn,
            grammar=self._grammar,
            guides=guides,
        )
        faint = settings.expectation.faint_word
        expected = [
            found.draws.expected(row, self._tokenizer, faint) for row in range(len(features))
        ]
        if evidence:
            expected = [
                combined(terms, seen, settings.expectation)
                for terms, seen in zip(expected, evidence, strict=True)
            ]
        spent = time.perf_counter() - started
        said = [
            self._chooser.caption(
                found,
                row,
                expected[row],
                kept=min(beams, alternatives + 1),
                guided=bool(guides) and guides[row].applies,
                milliseconds=1000 * spent / len(features),
            )
            for row in range(len(features))
        ]
        if not evidence:
            return said
        return [
            replace(one, jewelry=seen.jewelry) for one, seen in zip(said, evidence, strict=True)
        ]
