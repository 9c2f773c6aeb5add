"""The cache of what training reads again and again: photos, or the frozen stages' activations."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from captioning.data import Example, fingerprint
from captioning.training.augmentation import augment
from captioning.vision.encoder import ImageEncoder
from captioning.vision.photos import UnreadablePhoto, load_photo


class FeatureCache:
    """Activations of one view of each photo of a data set, kept in a file.

    The file is an ordinary `.npy` of shape (N, s, s, c) in 16 bits, mapped into memory, with a
    small JSON beside it that says how far it is filled, so that a killed run goes on from there.
    Where no stage is frozen it holds the decoded photos themselves, (N, S, S, 3) bytes.
    """

    def __init__(self, folder: Path, examples: Sequence[Example], view: int) -> None:
        """Names the cache.

        Args:
            folder: where caches lie.
            examples: N photos.
            view: 0 for the photo itself; 1, 2, ... for augmented views of it.
        """
        self.examples, self.view = list(examples), view
        self._folder = folder

    def open(self, encoder: ImageEncoder, depth: int, *, batch: int = 16) -> np.ndarray:
        """The activations, computed where they are not yet there.

        Args:
            encoder: its first `depth` stages make the activations.
            depth: number of stages; 0 for the photos as the encoder sees them.
            batch: photos a step.

        Returns:
            (N, s, s, c) float16, or (N, S, S, 3) uint8, mapped from disk. The row of an
            unreadable photo is blank: see `is_blank`.
        """
        made_by = f"{encoder.config.architecture}-d{depth}-{stages_mark(encoder, depth)}"
        key = (
            f"{made_by if depth else 'photos'}-{encoder.config.size}{_nearness(encoder)}"
            f"-v{self.view}-{fingerprint(self.examples)[:12]}"
        )
        file, progress = self._folder / f"{key}.npy", self._folder / f"{key}.json"
        self._folder.mkdir(parents=True, exist_ok=True)
        done = json.loads(progress.read_text())["done"] if progress.exists() else 0
        if not file.exists():
            first = self._rows(encoder, depth, self.examples[:1])
            np.lib.format.open_memmap(
                file, mode="w+", dtype=first.dtype, shape=(len(self.examples), *first.shape[1:])
            )
            done = 0
        rows = np.lib.format.open_memmap(file, mode="r+")
        starts = range(done, len(self.examples), batch)
        for start in tqdm(starts, desc=f"features {file.stem[-20:]}", disable=not len(starts)):
            chunk = self.examples[start : start + batch]
            rows[start : start + len(chunk)] = self._rows(encoder, depth, chunk)
            if (start // batch) % 20 == 0 or start + batch >= len(self.examples):
                rows.flush()
                progress.write_text(json.dumps({"done": start + len(chunk)}))
        return rows

    def _rows(self, encoder: ImageEncoder, depth: int, chunk: Sequence[Example]) -> np.ndarray:
        with ThreadPoolExecutor() as pool:
            squares = list(pool.map(lambda example: self._square(encoder, example), chunk))
        if not depth:
            side = encoder.config.size
            blank = np.zeros((side, side, 3), np.uint8)
            return np.stack([blank if square is None else square for square in squares])
        good = [square for square in squares if square is not None]
        device = next(encoder.parameters()).device
        with torch.inference_mode():
            pixels = encoder.normalise(torch.from_numpy(np.stack(good))).to(device)
            active = encoder.eval().stem(pixels, depth)  # (B, c, s, s)
        filled = iter(active.permute(0, 2, 3, 1).half().cpu().numpy())
        blank = np.full(active.permute(0, 2, 3, 1).shape[1:], np.nan, np.float16)
        return np.stack([blank if square is None else next(filled) for square in squares])

    def _square(self, encoder: ImageEncoder, example: Example) -> np.ndarray | None:
        try:
            photo = load_photo(example.image)
        except UnreadablePhoto:
            return None
        if self.view:
            photo = augment(photo, random.Random(f"{example.name}-{self.view}"))
        return np.asarray(encoder.view(photo))


def is_blank(row: np.ndarray) -> bool:
    """Whether a row of a cache belongs to a photo that could not be read.

    Args:
        row: (s, s, c) float16, or (S, S, 3) uint8.
    """
    return not row.any() if row.dtype == np.uint8 else bool(np.isnan(row[0, 0, 0]))


def _nearness(encoder: ImageEncoder) -> str:
    """What the name of a cache says of framing: nothing where photos are seen whole."""
    if encoder.config.framing is None:
        return ""
    values = json.dumps(asdict(encoder.config.framing)).encode()
    return f"-near-{hashlib.sha256(values).hexdigest()[:6]}"


def stages_mark(encoder: ImageEncoder, depth: int) -> str:
    """A hash of the frozen stages, equal before and after saving in 16 bits."""
    trunk = encoder.trunk
    digest = hashlib.sha256()
    for part in (trunk.conv_stem, trunk.bn1, *trunk.blocks[:depth]):
        for tensor in part.state_dict().values():
            digest.update(tensor.cpu().half().numpy().tobytes())
    return digest.hexdigest()[:8]
