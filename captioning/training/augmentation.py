"""Augmentation: other framing, light and ground, in which every metal keeps its colour."""

from __future__ import annotations

import io
from typing import Any

import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as transforms

# Other people's photos have grounds that the shops' do not: cloth, wood, stone, dark velvet.
GROUNDS = (
    (246, 242, 236), (225, 228, 232), (200, 204, 210), (235, 215, 215), (214, 226, 236),
    (222, 232, 218), (242, 230, 205), (190, 170, 145), (150, 120, 95), (120, 125, 130),
    (175, 195, 190), (205, 185, 205),
)  # fmt: skip


def augmented(photos: Tensor, size: int) -> Tensor:
    """A random view of each photo.

    Random numbers are PyTorch's own, so a seed gives the same views on the same kind of device.
    Metals and stones are labels, so hue is never shifted: light, contrast and saturation change,
    and the white balance by at most 4 % a channel, which leaves gold gold.

    Args:
        photos: (B, S, S, 3) uint8, letterboxed.
        size: side of the views in pixels.

    Returns:
        (B, 3, size, size) float32 in [0, 1].
    """
    views = _views(size)  # photo by photo: transforms v2 draw one set of parameters for a batch
    pixels = photos.permute(0, 3, 1, 2).float() / 255
    return torch.stack([views(photo) for photo in pixels]).clamp(0, 1)


def _views(size: int) -> v2.Transform:
    return v2.Compose(
        [
            v2.RandomApply([OtherGround()], p=0.4),
            Reframed(size),
            v2.ColorJitter(brightness=(0.72, 1.22), contrast=(0.8, 1.25), saturation=(0.85, 1.15)),
            WhiteBalance(),
            v2.RandomApply([v2.GaussianBlur(5, (0.4, 1.6))], p=0.2),
            v2.RandomApply([FewPixels()], p=0.2),
            v2.RandomApply([Noise()], p=0.15),
            v2.RandomApply([Jpeg()], p=0.4),
        ]
    )


class OtherGround(v2.Transform):
    """Puts a piece photographed on white on a tinted, uneven ground; shadows stay.

    Multiplying does to the light what coloured paper would; the piece is masked out, so that its
    metal keeps its colour. Photos on other grounds stay as they are, and so do scenes between the
    white bars of their letterbox, some of whose own pixels lie on the rim.
    """

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """Draws the ground."""
        (photo,) = flat_inputs
        base = torch.tensor(GROUNDS[int(torch.randint(len(GROUNDS), ()))], device=photo.device)
        cells = (2, 3, 6, 40)[int(torch.randint(4, ()))]
        noise = torch.randn(1, 1, cells, cells, device=photo.device) * _uniform(0.01, 0.09)
        noise = functional.interpolate(noise, photo.shape[-2:], mode="bicubic")[0]
        return {"ground": (base[:, None, None] / 255 + noise).clamp(0, 1)}  # (3, S, S)

    def transform(self, inpt: Tensor, params: dict[str, Any]) -> Tensor:
        """(3, S, S) -> (3, S, S)."""
        rim = _rim(inpt)
        if (rim.amin(0) > 0.85).float().mean() <= 0.95:
            return inpt
        distance = (inpt - _ground_colour(inpt)).abs().amax(0, keepdim=True)  # (1, S, S)
        piece = ((distance - 0.05) * 12).clamp(0, 1)
        piece = functional.avg_pool2d(functional.max_pool2d(piece, 5, 1, 2), 5, 1, 2)
        return torch.lerp(inpt * params["ground"], inpt, piece)


class Reframed(v2.Transform):
    """Turns, mirrors, moves and zooms: (3, S, S) -> (3, size, size).

    At most 28 % of the height and width are cut off, so that the piece stays in the frame. What
    comes in from outside has the colour of the rim.
    """

    def __init__(self, size: int) -> None:
        """Prepares views of a size in pixels."""
        super().__init__()
        zoom_in = v2.RandomResizedCrop(size, scale=(0.55, 1.0), ratio=(0.95, 1.05), antialias=True)
        zoom_out = nn.Sequential(
            v2.RandomZoomOut(side_range=(1.05, 1.35), p=1.0), v2.Resize((size, size))
        )
        turn = v2.RandomRotation(25, interpolation=v2.InterpolationMode.BILINEAR)
        self.steps = v2.Compose(
            [
                v2.RandomApply([turn], p=0.5),
                v2.RandomChoice([zoom_out, zoom_in], p=[0.35, 0.65]),
                v2.RandomHorizontalFlip(),
            ]
        )

    def transform(self, inpt: Tensor, params: dict[str, Any]) -> Tensor:
        """With the rim's colour as zero, what transforms fill in has that colour."""
        ground = _ground_colour(inpt)
        return self.steps(inpt - ground) + ground


class WhiteBalance(v2.Transform):
    """A camera's white balance: the channels' gains differ by a few percent."""

    def transform(self, inpt: Tensor, params: dict[str, Any]) -> Tensor:
        """(3, S, S) -> (3, S, S)."""
        gains = torch.empty(3, 1, 1).uniform_(0.96, 1.04)
        return inpt * gains.to(inpt.device)


class FewPixels(v2.Transform):
    """A small picture enlarged, as shop software makes them."""

    def transform(self, inpt: Tensor, params: dict[str, Any]) -> Tensor:
        """(3, S, S) -> (3, S, S)."""
        size = inpt.shape[-1]
        side = int(torch.randint(size // 3, size * 3 // 4, ()))
        small = transforms.resize(inpt, [side, side], antialias=True)
        cubic = v2.InterpolationMode.BICUBIC
        return transforms.resize(small, [size, size], interpolation=cubic)


class Noise(v2.Transform):
    """A sensor's noise in brightness, the same in all channels, so that no colour comes of it."""

    def transform(self, inpt: Tensor, params: dict[str, Any]) -> Tensor:
        """(3, S, S) -> (3, S, S)."""
        return inpt + torch.randn_like(inpt[:1]) * 0.025


class Jpeg(v2.Transform):
    """Compression, by Pillow: torchvision's is to be removed."""

    def transform(self, inpt: Tensor, params: dict[str, Any]) -> Tensor:
        """(3, S, S) -> (3, S, S)."""
        file = io.BytesIO()
        picture = transforms.to_pil_image(inpt.clamp(0, 1).cpu())
        picture.save(file, "JPEG", quality=int(torch.randint(30, 81, ())))
        return transforms.pil_to_tensor(Image.open(file)).to(inpt.device) / 255


def _uniform(low: float, high: float) -> float:
    return float(torch.empty(()).uniform_(low, high))


def _rim(photo: Tensor) -> Tensor:
    """(3, 4 * S) pixels along the border."""
    return torch.cat([photo[:, 0], photo[:, -1], photo[:, :, 0], photo[:, :, -1]], -1)


def _ground_colour(photo: Tensor) -> Tensor:
    """(3, 1, 1), the median of the rim."""
    return _rim(photo).median(-1).values[:, None, None]
