"""Other grounds for pieces on a plain one, so that no shop's table is learnt with its pieces."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as transforms

# Other people's photos have grounds that the shops' do not: cloth, wood, stone, dark velvet.
GROUNDS = (
    (246, 242, 236), (225, 228, 232), (200, 204, 210), (235, 215, 215), (214, 226, 236),
    (222, 232, 218), (242, 230, 205), (190, 170, 145), (150, 120, 95), (120, 125, 130),
    (175, 195, 190), (205, 185, 205), (70, 66, 64), (12, 12, 14),
)  # fmt: skip
PLAIN, SHARE = 0.12, 0.95  # how far a plain rim is from its colour at most, on how much of it
EVERYDAY = 0.6  # of the new grounds, where everyday photos are at hand


def on_other_ground(photo: Tensor, everyday: Tensor | None = None) -> Tensor:
    """Puts a piece from a plain ground on another one; shadows stay.

    The new ground is tinted and uneven, or a part of an everyday photo, out of focus (backgrounds
    are learnt as if they were the object: Xiao et al., "Noise or Signal", ICLR 2021). The piece is
    masked out, so that its metal keeps its colour. Photos on other grounds stay as they are, and
    so do scenes between the bars of their letterbox, some of whose own pixels lie on the rim.

    Args:
        photo: (3, S, S) in [0, 1].
        everyday: (N, S, S, 3) uint8, photos of anything else, or None.

    Returns:
        (3, S, S).
    """
    colour = ground_colour(photo)
    distance = (photo - colour).abs().amax(0, keepdim=True)  # (1, S, S)
    if (rim(distance) < PLAIN).float().mean() <= SHARE:
        return photo
    some = everyday is not None and len(everyday) > 0 and float(torch.rand(())) < EVERYDAY
    ground = _everyday(everyday, photo) if everyday is not None and some else _tinted(photo)
    # Light is multiplied, as coloured paper would do it. A dark ground shows nothing of it.
    light = (photo / colour.clamp(min=0.05)).amin(0, keepdim=True).clamp(0, 1)
    light = light if float(colour.min()) > 0.5 else torch.ones_like(light)
    return torch.lerp(ground * light, photo, _piece(distance))


def _piece(distance: Tensor) -> Tensor:
    """(1, S, S) in [0, 1], the piece with its highlights: small gaps are closed."""
    half = functional.max_pool2d(distance, 2, ceil_mode=True)  # a quarter of the pixels will do
    piece = ((half - 0.06) * 12).clamp(0, 1)
    closed = -functional.max_pool2d(-functional.max_pool2d(piece, 5, 1, 2), 5, 1, 2)
    return transforms.resize(closed, list(distance.shape[-2:]), antialias=False)


def _tinted(photo: Tensor) -> Tensor:
    """(3, S, S), one of `GROUNDS` with fine or coarse noise."""
    base = torch.tensor(GROUNDS[int(torch.randint(len(GROUNDS), ()))], device=photo.device) / 255
    cells, strength = (2, 3, 6, 40)[int(torch.randint(4, ()))], 0.01 + 0.08 * float(torch.rand(()))
    noise = torch.randn(1, 1, cells, cells, device=photo.device) * strength
    noise = functional.interpolate(noise, photo.shape[-2:], mode="bicubic")[0]
    return (base[:, None, None] + noise).clamp(0, 1)


def _everyday(everyday: Tensor, photo: Tensor) -> Tensor:
    """(3, S, S), a part of an everyday photo, out of focus and often paler."""
    one = everyday[int(torch.randint(len(everyday), ()))].to(photo.device)
    side = photo.shape[-1]
    part = v2.RandomResizedCrop(side // 2, scale=(0.15, 0.8), antialias=True)
    seen = part(one.permute(2, 0, 1).float() / 255)
    seen = transforms.gaussian_blur(seen, [7, 7], [float(torch.empty(()).uniform_(0.3, 2))])
    seen = transforms.resize(seen, [side, side], antialias=False)
    pale = float(torch.empty(()).uniform_(0, 0.5))
    return torch.lerp(seen, seen.mean((1, 2), keepdim=True).clamp(min=0.6), pale)


def rim(photo: Tensor) -> Tensor:
    """(C, 4 * S) pixels along the border of (C, S, S)."""
    return torch.cat([photo[:, 0], photo[:, -1], photo[:, :, 0], photo[:, :, -1]], -1)


def ground_colour(photo: Tensor) -> Tensor:
    """(3, 1, 1), the median of the rim."""
    return rim(photo).median(-1).values[:, None, None]
