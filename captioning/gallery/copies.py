"""Copies of a picture, so that each is listed once."""

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from captioning.gallery.backend import Backend
from captioning.gallery.hit import Hit
from captioning.gallery.tfidf import Vector
from captioning.settings import SearchSettings
from captioning.vision.likeness import file_thumbprint, same_picture, thumbprint


class Copies:
    """Compares the photos of pieces whose captions are alike."""

    def __init__(self, settings: SearchSettings) -> None:
        self._settings = settings
        self._thumbprint = lru_cache(maxsize=4096)(file_thumbprint)

    def of(self, photo: Image.Image | None) -> np.ndarray | None:
        """What the copies of a photo are known by; None where there is none."""
        return None if photo is None else thumbprint(photo)

    def listed(
        self, backend: Backend, row: int, own: np.ndarray | None, hits: Sequence[Hit]
    ) -> bool:
        """Whether a piece's photo is the query's own or already among the hits.

        Args:
            backend: Holds the pieces.
            row: Of the piece.
            own: `of` the photo that asks.
            hits: Listed so far.
        """
        image = backend.pieces[row].image
        if own is not None and self._same(own, image):
            return True
        vector = backend.vector(row)
        for hit in hits:
            other = backend.row(hit.piece.id)
            if other is None or _cosine(vector, backend.vector(other)) < self._settings.alike:
                continue
            if self._same(self._thumbprint(hit.piece.image), image):
                return True
        return False

    def _same(self, first: np.ndarray | None, image: Path) -> bool:
        return same_picture(first, self._thumbprint(image), self._settings.same)


def _cosine(first: Vector, second: Vector) -> float:
    return math.fsum(weight * second.get(number, 0.0) for number, weight in first.items())
