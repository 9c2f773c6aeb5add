"""Other views of a batch of training photos, made anew at each visit on the device that trains."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from captioning.training.augmentation import GROUNDS

FINER = 2  # points looked up along each side of a pixel, so that smaller copies do not alias


def fresh_views(photos: Tensor, size: int) -> Tensor:
    """A random view of each photo; the idea of each step is told in `augmentation`.

    Chance is PyTorch's own, so that a seed gives the same views on the same kind of device.

    Args:
        photos: (B, S, S, 3) uint8, letterboxed.
        size: side of the views in pixels.

    Returns:
        (B, 3, size, size) float32 in [0, 1]. Hue moves by so little that gold stays gold.
    """
    x = photos.permute(0, 3, 1, 2).float() / 255  # (B, 3, S, S)
    x = _on_other_grounds(x)
    x = _reframed(x, size)
    x = _relit(x)
    return _degraded(x).clamp(0, 1)


def _uniform(x: Tensor, low: float, high: float) -> Tensor:
    """(B, 1, 1, 1) numbers, one a photo."""
    return torch.empty(len(x), 1, 1, 1, device=x.device).uniform_(low, high)


def _lots(x: Tensor, chance: float) -> Tensor:
    """(B, 1, 1, 1) booleans, true with a chance."""
    return _uniform(x, 0, 1) < chance


def _rim(x: Tensor) -> Tensor:
    """(B, 3, 4 * S) pixels along the border."""
    return torch.cat([x[..., 0, :], x[..., -1, :], x[..., :, 0], x[..., :, -1]], -1)


def _on_other_grounds(x: Tensor) -> Tensor:
    """Puts pieces photographed on white on tinted, uneven grounds; shadows stay.

    (B, 3, S, S) -> (B, 3, S, S). A scene between the white bars of its letterbox is left alone:
    some of its own pixels lie on the rim.
    """
    rim = _rim(x)
    border = rim.median(-1).values[..., None, None]  # (B, 3, 1, 1)
    white = (rim.amin(1) > 0.85).float().mean(-1) > 0.95  # (B,)
    chosen = white[:, None, None, None] & _lots(x, 0.4)
    distance = (x - border).abs().amax(1, keepdim=True)  # (B, 1, S, S)
    piece = ((distance - 0.05) * 12).clamp(0, 1)
    piece = functional.avg_pool2d(functional.max_pool2d(piece, 5, 1, 2), 5, 1, 2)
    colours = torch.tensor(GROUNDS, device=x.device) / 255
    base = colours[torch.randint(len(GROUNDS), (len(x),), device=x.device)][..., None, None]
    cells = (2, 3, 6, 40)[int(torch.randint(4, ()))]
    noise = torch.randn(len(x), 1, cells, cells, device=x.device) * _uniform(x, 0.01, 0.09)
    noise = functional.interpolate(noise, x.shape[2:], mode="bicubic")
    tinted = x * (base + noise).clamp(0, 1)
    return torch.where(chosen, torch.lerp(tinted, x, piece), x)


def _reframed(x: Tensor, size: int) -> Tensor:
    """Turns, mirrors, moves and zooms: (B, 3, S, S) -> (B, 3, size, size).

    A photo is cut to 0.72 of its sides at the most, so that the piece stays in the frame; what
    comes in from outside has the colour of the rim.
    """
    count = len(x)
    turn = _uniform(x, -25, 25).flatten() * _lots(x, 0.5).flatten() * math.pi / 180
    out = _lots(x, 0.35).flatten()
    share = torch.where(out, _uniform(x, 1.05, 1.35).flatten(), _uniform(x, 0.72, 1).flatten())
    narrow = torch.where(out, 1.0, _uniform(x, 0.9, 1).flatten())
    wide, high = share, share * narrow
    mirrored = 1 - 2 * _lots(x, 0.5).flatten().float()
    places = torch.empty(2, count, device=x.device).uniform_(-1, 1)
    moved = places * torch.stack([(1 - wide).abs(), (1 - high).abs()])  # (2, B)
    cos, sin = turn.cos(), turn.sin()
    rows = [
        torch.stack([mirrored * wide * cos, -high * sin, moved[0]], -1),
        torch.stack([mirrored * wide * sin, high * cos, moved[1]], -1),
    ]
    grid = functional.affine_grid(
        torch.stack(rows, 1), (count, 3, FINER * size, FINER * size), align_corners=False
    )
    border = _rim(x).median(-1).values[..., None, None]
    seen = functional.grid_sample(x - border, grid, align_corners=False)
    return functional.avg_pool2d(seen, FINER) + border


def _relit(x: Tensor) -> Tensor:
    """Other light, contrast, saturation and white balance, (B, 3, S, S)."""
    x = x * _uniform(x, 0.72, 1.22)
    x = x.clamp(0, 1)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (mean + (x - mean) * _uniform(x, 0.8, 1.25)).clamp(0, 1)
    grey = x.mean(1, keepdim=True)
    x = grey + (x - grey) * _uniform(x, 0.85, 1.15)
    return x * torch.empty(len(x), 3, 1, 1, device=x.device).uniform_(0.96, 1.04)


def _degraded(x: Tensor) -> Tensor:
    """What phones and shop software do to a picture: blur, few pixels, noise; (B, 3, S, S)."""
    soft = functional.avg_pool2d(functional.pad(x, (2, 2, 2, 2), mode="replicate"), 5, 1)
    x = torch.where(_lots(x, 0.2), torch.lerp(x, soft, _uniform(x, 0.2, 1)), x)
    side = int(torch.randint(x.shape[-1] // 3, x.shape[-1] * 3 // 4, ()))
    few = functional.interpolate(x, (side, side), mode="bilinear", antialias=True)
    few = functional.interpolate(few, x.shape[2:], mode="bicubic")
    x = torch.where(_lots(x, 0.2), few, x)
    noise = torch.randn_like(x[:, :1]) * 0.025
    return x + noise * _lots(x, 0.15)
