"""Cached activations of frozen stages, or photos where no stage is frozen."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from captioning.data import Example, fingerprint
from captioning.training.augmentation import augmented
from captioning.vision.encoder import ImageEncoder
from captioning.vision.photos import UnreadablePhoto, load_photo


class ActivationCache:
    """Activations of one view of each photo of a data set, kept in a file.

    The file is an ordinary `.npy` of shape (N, s, s, c) in 16 bits, mapped into memory. A small
    JSON file says how far it is filled, so that a killed run continues there. Where no stage is
    frozen it holds the decoded photos themselves, (N, S, S, 3) bytes.
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
            f"-{'augmented' if self.view else 'v'}{self.view}-{fingerprint(self.examples)[:12]}"
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
            squares = list(pool.map(lambda example: _square(encoder, example), chunk))
        side = encoder.config.size
        pixels = torch.from_numpy(
            np.stack([np.zeros((side, side, 3), np.uint8) if s is None else s for s in squares])
        )
        if self.view:
            pixels = self._augmented(pixels, chunk)
        if depth:
            device = next(encoder.parameters()).device
            with torch.inference_mode():
                active = encoder.eval().stem(encoder.normalise(pixels).to(device), depth)
            rows = active.permute(0, 2, 3, 1).half().cpu().numpy()  # (B, s, s, c)
        else:
            rows = pixels.numpy()
        blank = [square is None for square in squares]
        rows[blank] = np.nan if depth else 0
        return rows

    def _augmented(self, pixels: Tensor, chunk: Sequence[Example]) -> Tensor:
        """Other views of photos, (B, S, S, 3) bytes, the same each time."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(zlib.crc32(f"{chunk[0].name}-{self.view}".encode()))
            views = augmented(pixels, pixels.shape[1])
        return (views * 255).round().byte().permute(0, 2, 3, 1).contiguous()


def _square(encoder: ImageEncoder, example: Example) -> np.ndarray | None:
    """A photo as the encoder sees it, None if it cannot be read."""
    try:
        return np.asarray(encoder.view(load_photo(example.image)))
    except UnreadablePhoto:
        return None


def is_blank(row: np.ndarray) -> bool:
    """Whether a row of a cache belongs to a photo that could not be read.

    Args:
        row: (s, s, c) float16, or (S, S, 3) uint8.
    """
    return not row.any() if row.dtype == np.uint8 else bool(np.isnan(row[0, 0, 0]))


def _nearness(encoder: ImageEncoder) -> str:
    """The part of a cache's name that tells framings apart; empty for whole photos."""
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
