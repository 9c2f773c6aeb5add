"""What the encoder sees of a photo: its preprocessing as data, and as arrays without torch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from captioning.vision.framing import Box, Framing

CONFIG, WEIGHTS = "config.json", "model.safetensors"


class CheckpointError(ValueError):
    """A checkpoint that cannot be used; the text is one sentence with the remedy."""


@dataclass(frozen=True)
class EncoderConfig:
    """The trunk and its preprocessing, saved as data next to the weights (the idea is timm's).

    Attributes:
        architecture: a timm model name.
        size: side of the square input in pixels.
        mean: subtracted from each channel of the picture in [0, 1].
        std: divides each channel afterwards.
        interpolation: "bicubic" or "bilinear".
        background: colour of the letterbox bars around a picture that is not square.
        framing: how photos are cropped to their piece; None uses whole photos.
        channels: C, the channels of the features.
    """

    architecture: str = "tf_efficientnet_lite0"
    size: int = 299
    mean: tuple[float, float, float] = (127 / 255, 127 / 255, 127 / 255)
    std: tuple[float, float, float] = (128 / 255, 128 / 255, 128 / 255)
    interpolation: str = "bicubic"
    background: tuple[int, int, int] = (255, 255, 255)
    framing: Framing | None = None
    channels: int = 1280

    @classmethod
    def read(cls, folder: Path) -> EncoderConfig:
        """Reads `config.json` of an encoder's folder.

        Raises:
            CheckpointError: if it or the weights are missing, or it is damaged.
        """
        for name in (CONFIG, WEIGHTS):
            if not (folder / name).is_file():
                raise CheckpointError(
                    f"{name} is missing in the checkpoint folder {folder.name!r}; "
                    "restore it from the repository or train again."
                )
        try:
            fields = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            for name in ("mean", "std", "background"):
                fields[name] = tuple(fields[name])
            if fields.get("framing"):
                fields["framing"] = Framing(**fields["framing"])
            return cls(**fields)
        except (ValueError, KeyError, TypeError) as error:
            raise damaged(folder, error) from error


def damaged(folder: Path, error: Exception) -> CheckpointError:
    """The sentence about an encoder whose files are damaged."""
    return CheckpointError(
        f"The encoder in {folder.name!r} is damaged or does not fit its {CONFIG} "
        f"({type(error).__name__}); restore the folder from the repository."
    )


@dataclass(frozen=True)
class View:
    """Photos as the encoder sees them.

    Attributes:
        config: of the encoder.
    """

    config: EncoderConfig

    def near(self, photo: Image.Image) -> Image.Image:
        """The part of a photo, RGB of any size, that the encoder sees."""
        framing = self.config.framing
        return photo if framing is None else framing.close_up(photo)

    def pieces(self, photo: Image.Image) -> list[Box]:
        """The boxes of several pieces on plain ground; none in any other photo."""
        framing = self.config.framing
        return [] if framing is None else framing.pieces(photo)

    def is_empty(self, photo: Image.Image) -> bool:
        """Whether a photo is plain ground and nothing else."""
        return (self.config.framing or Framing()).is_empty(photo)

    def square(self, photo: Image.Image) -> Image.Image:
        """The photo as the encoder sees it: `near`, on a square of the background colour.

        Args:
            photo: RGB, any size.

        Returns:
            RGB, `size` x `size` pixels; attention grids cover this picture.
        """
        framing = self.config.framing
        small = None if framing is None else framing.small(photo)
        near = photo if framing is None else framing.close_up(photo, small)
        size, (width, height) = self.config.size, near.size
        scale = size / max(width, height)
        fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
        method = Image.Resampling[self.config.interpolation.upper()]
        alike = near is photo and method == Image.Resampling.BICUBIC
        if small is None or small.size != fitted or not alike:
            small = near.convert("RGB").resize(fitted, method, reducing_gap=2.0)
        canvas = Image.new("RGB", (size, size), self.config.background)
        canvas.paste(small, ((size - fitted[0]) // 2, (size - fitted[1]) // 2))
        return canvas

    def pixels(self, photos: Sequence[Image.Image]) -> np.ndarray:
        """Letterboxed, normalised pixels.

        Args:
            photos: B photos in RGB, any sizes.

        Returns:
            (B, 3, size, size) float32.
        """
        found = np.empty((len(photos), 3, self.config.size, self.config.size), np.float32)
        for row, photo in enumerate(photos):
            picture = np.asarray(self.square(photo))  # (S, S, 3)
            for channel, levels in enumerate(self._levels):
                np.take(levels, picture[..., channel], out=found[row, channel], mode="clip")
        return found

    @cached_property
    def _levels(self) -> np.ndarray:
        """(3, 256) float32: what each byte of each channel becomes."""
        shares = np.arange(256, dtype=np.float32) / np.float32(255)
        mean, std = (
            np.array(part, np.float32)[:, None] for part in (self.config.mean, self.config.std)
        )
        levels: np.ndarray = (shares - mean) / std
        return levels
