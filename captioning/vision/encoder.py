"""The shared image encoder: an EfficientNet trunk with its preprocessing, as one checkpoint."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import timm
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from timm.layers import BatchNormAct2d
from timm.models.efficientnet import EfficientNet
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_weights

from captioning.vision.view import CONFIG, WEIGHTS, CheckpointError, EncoderConfig, View, damaged

__all__ = ["CONFIG", "WEIGHTS", "CheckpointError", "EncoderConfig", "ImageEncoder"]


class ImageEncoder(nn.Module):
    """EfficientNet features before pooling.

    Tan and Le, "EfficientNet", ICML 2019. The Lite variants drop squeeze-and-excitation and use
    ReLU6, which makes them fast on a CPU.
    """

    def __init__(self, config: EncoderConfig | None = None, *, pretrained: bool = False) -> None:
        """Builds the trunk.

        Args:
            config: the trunk and its preprocessing.
            pretrained: load timm's own weights (needs internet access); otherwise random ones.
        """
        super().__init__()
        self.config = config or EncoderConfig()
        self.trunk = _trunk(self.config.architecture, pretrained)
        self.to(memory_format=torch.channels_last)

    @classmethod
    def from_timm(
        cls, architecture: str, *, size: int = 299, pretrained: bool = True
    ) -> ImageEncoder:
        """Any EfficientNet of timm, with the preprocessing that belongs to its weights.

        Args:
            architecture: a timm model name, such as "efficientnet_b0".
            size: side of the square input in pixels.
            pretrained: fetch timm's weights; needs internet access.

        Raises:
            CheckpointError: if timm has no such EfficientNet or its weights cannot be fetched.
        """
        if architecture not in timm.list_models("*efficientnet*"):
            raise CheckpointError(
                f"timm has no EfficientNet named {architecture!r}; "
                "efficientnet_b0 and tf_efficientnet_lite0 are two that it has."
            )
        probe = _trunk(architecture, pretrained=False)
        data = timm.data.resolve_model_data_config(probe)
        config = EncoderConfig(
            architecture=architecture,
            size=size,
            mean=tuple(data["mean"]),
            std=tuple(data["std"]),
            interpolation=data["interpolation"],
            channels=probe.num_features,
        )
        try:
            return cls(config, pretrained=pretrained)
        except Exception as error:  # timm's hub errors have no common base class
            raise CheckpointError(
                f"The weights of {architecture!r} could not be fetched ({type(error).__name__}); "
                "connect to the internet, or use a Lite trunk, whose weights come from PyPI."
            ) from error

    def near(self, photo: Image.Image) -> Image.Image:
        """The part of a photo, RGB of any size, that the encoder sees."""
        return View(self.config).near(photo)

    def view(self, photo: Image.Image) -> Image.Image:
        """The photo as the encoder sees it: see `View.square`."""
        return View(self.config).square(photo)

    def preprocess(self, photos: Sequence[Image.Image]) -> Tensor:
        """Letterboxed, normalised pixels.

        Args:
            photos: B photos in RGB, any sizes.

        Returns:
            (B, 3, size, size) float32.
        """
        return torch.from_numpy(View(self.config).pixels(photos))

    def normalise(self, pixels: Tensor) -> Tensor:
        """Scales bytes to the range that the trunk was trained on.

        Args:
            pixels: (B, S, S, 3) uint8.

        Returns:
            (B, 3, S, S) float32, channels last in memory.
        """
        return self.standardise(pixels.permute(0, 3, 1, 2).float() / 255)

    def standardise(self, pixels: Tensor) -> Tensor:
        """Shifts and scales pictures to the mean and deviation that the trunk was trained on.

        Args:
            pixels: (B, 3, S, S) in [0, 1].

        Returns:
            (B, 3, S, S) float32 in the same order in memory.
        """
        mean = torch.tensor(self.config.mean, device=pixels.device)[:, None, None]
        std = torch.tensor(self.config.std, device=pixels.device)[:, None, None]
        return (pixels - mean) / std

    def stem(self, pixels: Tensor, depth: int) -> Tensor:
        """The first `depth` stages, whose activations training caches while they are frozen.

        Args:
            pixels: (B, 3, S, S), normalised.
            depth: number of stages of blocks to run.

        Returns:
            (B, c, s, s) activations.
        """
        x = self.trunk.bn1(self.trunk.conv_stem(pixels))
        for stage in self.trunk.blocks[:depth]:
            x = stage(x)
        return x

    def top(self, x: Tensor, depth: int) -> Tensor:
        """The stages after the first `depth` ones.

        Args:
            x: (B, c, s, s), what `stem` returned.
            depth: the same number as `stem` was given.

        Returns:
            (B, P, C) features, P positions row by row.
        """
        for stage in self.trunk.blocks[depth:]:
            x = stage(x)
        x = self.trunk.bn2(self.trunk.conv_head(x))  # (B, C, h, w)
        return x.flatten(2).transpose(1, 2)

    def forward(self, pixels: Tensor) -> Tensor:
        """Features of normalised pixels: (B, 3, S, S) -> (B, P, C)."""
        return self.top(self.stem(pixels, 0), 0)

    @torch.inference_mode()
    def encode(self, photos: Sequence[Image.Image]) -> Tensor:
        """Features of photos, for inference.

        Args:
            photos: B photos in RGB, any sizes.

        Returns:
            (B, P, C) float32 before pooling.
        """
        device = next(self.parameters()).device
        return self(self.preprocess(photos).to(device))

    def fold(self) -> None:
        """Merges each batch norm into the convolution before it, for inference only.

        The features stay the same up to rounding. A folded encoder can be neither trained nor
        saved.
        """
        for module in self.trunk.modules():
            for (_, conv), (name, norm) in pairwise(list(module.named_children())):
                if isinstance(conv, nn.Conv2d) and isinstance(norm, BatchNormAct2d):
                    assert norm.running_mean is not None and norm.running_var is not None
                    conv.weight, conv.bias = fuse_conv_bn_weights(
                        conv.weight, conv.bias, norm.running_mean, norm.running_var,
                        norm.eps, norm.weight, norm.bias,
                    )  # fmt: skip
                    setattr(module, name, norm.act)

    def save(self, folder: str | Path) -> None:
        """Writes config and weights (16 bits) into a folder."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CONFIG).write_text(json.dumps(asdict(self.config), indent=2) + "\n")
        weights = {
            name: value.half() if value.is_floating_point() else value
            for name, value in self.state_dict().items()
        }
        save_file({k: v.contiguous() for k, v in weights.items()}, folder / WEIGHTS)

    @classmethod
    def load(cls, folder: str | Path) -> ImageEncoder:
        """Loads what `save` wrote; no network, no pickle.

        Raises:
            CheckpointError: if a file is missing or does not fit.
        """
        folder = Path(folder)
        config = EncoderConfig.read(folder)
        try:
            encoder = cls(config)
            encoder.load_state_dict(load_file(folder / WEIGHTS))
        except Exception as error:  # any damage gets the same remedy
            raise damaged(folder, error) from error
        return encoder.float().eval()


def _trunk(architecture: str, pretrained: bool) -> EfficientNet:
    """A trunk of timm's whose output is the features before pooling."""
    trunk = timm.create_model(architecture, pretrained=pretrained, num_classes=0, global_pool="")
    if not isinstance(trunk, EfficientNet):
        raise CheckpointError(f"{architecture} is no EfficientNet; name one that timm has.")
    return trunk
