"""What every engine offers: photos to features, and captions word by word, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

FloatArray = np.ndarray[Any, np.dtype[np.float32]]
IntArray = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Sizes:
    """What a search needs to know of a decoder.

    Attributes:
        vocab_size: V.
        max_tokens: the most tokens T, begin and end included.
        pad_token_id, bos_token_id, eos_token_id, unk_token_id: ids of the special tokens.
        complete_token_id: begins complete captions; the begin token of a decoder without levels.
    """

    vocab_size: int
    max_tokens: int
    pad_token_id: int = 0
    bos_token_id: int = 1
    eos_token_id: int = 2
    unk_token_id: int = 3
    complete_token_id: int = 1

    @property
    def has_levels(self) -> bool:
        """Whether the decoder knows complete captions from short ones."""
        return self.complete_token_id != self.bos_token_id

    @property
    def never(self) -> list[int]:
        """Ids that no caption contains."""
        return [self.unk_token_id, self.pad_token_id, self.bos_token_id, self.complete_token_id]

    @classmethod
    def of(cls, config: Any) -> Sizes:
        """Those of a decoder's configuration, an object or the record of its `config.json`."""
        known = config if isinstance(config, dict) else vars(config)
        return cls(**{name: known.get(name, fall) for name, fall in _DEFAULTS.items()})


_DEFAULTS = {
    "vocab_size": 10_000, "max_tokens": 25,
    "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "unk_token_id": 3,
    "complete_token_id": 1,
}  # fmt: skip


class Memory(Protocol):
    """What a decoder keeps of photos and of the words so far."""

    def keep_photos(self, photos: IntArray) -> None:
        """Keeps the image part of these photos only, (B,); the next step has rows of no others."""


class DecoderEngine(Protocol):
    """A decoder as a search runs it."""

    @property
    def sizes(self) -> Sizes:
        """Its vocabulary, length and special tokens."""

    def begin(self, features: FloatArray) -> Any:
        """The memory of B photos before the first word, a row for each.

        Args:
            features: (B, P, C).
        """

    def step(
        self, memory: Any, tokens: IntArray, parents: IntArray, rough: bool = False
    ) -> tuple[FloatArray, FloatArray]:
        """The next word of N captions; the N / B captions of a photo lie together.

        Args:
            memory: from `begin`, extended in place.
            tokens: (N,) ids of the last words.
            parents: (N,) the rows of the step before that the captions continue.
            rough: whether 8 bits will do, as they do late in a caption.

        Returns:
            (N, V) log-probabilities of the next words, and (N, P) the attention behind them,
            averaged over heads.
        """


class EncoderEngine(Protocol):
    """An encoder as it answers."""

    def __call__(self, pixels: FloatArray) -> FloatArray:
        """Features of normalised pixels: (B, 3, S, S) -> (B, P, C)."""
