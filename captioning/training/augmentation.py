"""Augmentation: other framing, light and ground, in which every metal keeps its colour."""

from __future__ import annotations

import io
from collections.abc import Callable

import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor, nn
from torch.nn import functional
from torchvision.transforms import v2
from torchvision.transforms.v2 import functional as transforms

# Other people's photos have grounds that the shops' do not: cloth, wood, stone, dark velvet.
GROUNDS = (
    (246, 242, 236), (225, 228, 232), (200, 204, 210), (235, 215, 215), (214, 226, 236),
    (222, 232, 218), (242, 230, 205), (190, 170, 145), (150, 120, 95), (120, 125, 130),
    (175, 195, 190), (205, 185, 205), (70, 66, 64), (12, 12, 14),
)  # fmt: skip
LETTERS = "ABCDEGHIKLMNOPRSTUabcdeghiklmnoprstu& "  # of made-up shops' names across their photos


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
    """Draws a view of a photo, (3, S, S) -> (3, size, size)."""

    def sometimes(share: float, change: Callable[[Tensor], Tensor]) -> v2.Transform:
        return v2.RandomApply([v2.Lambda(change)], p=share)

    return v2.Compose(
        [
            sometimes(0.4, _on_other_ground),
            v2.Lambda(_reframing(size)),
            sometimes(0.06, _watermarked),
            v2.ColorJitter(brightness=(0.72, 1.22), contrast=(0.8, 1.25), saturation=(0.85, 1.15)),
            v2.Lambda(_white_balanced),
            sometimes(0.2, v2.GaussianBlur(5, (0.4, 1.6))),
            sometimes(0.2, _with_few_pixels),
            sometimes(0.15, _noisy),
            sometimes(0.4, _compressed),
        ]
    )


def _on_other_ground(photo: Tensor) -> Tensor:
    """Puts a piece photographed on white on a tinted, uneven ground; shadows stay.

    Multiplying does to the light what coloured paper would; the piece is masked out, so that its
    metal keeps its colour. Photos on other grounds stay as they are, and so do scenes between the
    white bars of their letterbox, some of whose own pixels lie on the rim.
    """
    if (_rim(photo).amin(0) > 0.85).float().mean() <= 0.95:
        return photo
    base = torch.tensor(GROUNDS[int(torch.randint(len(GROUNDS), ()))], device=photo.device) / 255
    cells, strength = (2, 3, 6, 40)[int(torch.randint(4, ()))], 0.01 + 0.08 * float(torch.rand(()))
    noise = torch.randn(1, 1, cells, cells, device=photo.device) * strength
    noise = functional.interpolate(noise, photo.shape[-2:], mode="bicubic")[0]
    ground = (base[:, None, None] + noise).clamp(0, 1)  # (3, S, S)
    distance = (photo - _ground_colour(photo)).abs().amax(0, keepdim=True)  # (1, S, S)
    piece = ((distance - 0.05) * 12).clamp(0, 1)
    piece = functional.avg_pool2d(functional.max_pool2d(piece, 5, 1, 2), 5, 1, 2)
    return torch.lerp(photo * ground, photo, piece)


def _reframing(size: int) -> Callable[[Tensor], Tensor]:
    """Turns, mirrors, moves and zooms: (3, S, S) -> (3, size, size).

    At most 28 % of the height and width are cut off, so that the piece stays in the frame. What
    comes in from outside has the colour of the rim: it is the zero that transforms fill in.
    """
    turn = v2.RandomRotation(25, interpolation=v2.InterpolationMode.BILINEAR)
    zoom_in = v2.RandomResizedCrop(size, scale=(0.55, 1.0), ratio=(0.95, 1.05), antialias=True)
    zoom_out = nn.Sequential(
        v2.RandomZoomOut(side_range=(1.05, 1.35), p=1.0), v2.Resize((size, size))
    )
    steps = nn.Sequential(
        v2.RandomApply([turn], p=0.5),
        v2.RandomChoice([zoom_out, zoom_in], p=[0.35, 0.65]),
        v2.RandomHorizontalFlip(),
    )

    def reframed(photo: Tensor) -> Tensor:
        ground = _ground_colour(photo)
        return steps(photo - ground) + ground

    return reframed


def _white_balanced(photo: Tensor) -> Tensor:
    """A camera's white balance: the channels' gains differ by a few percent."""
    return photo * torch.empty(3, 1, 1).uniform_(0.96, 1.04).to(photo.device)


def _watermarked(photo: Tensor) -> Tensor:
    """A shop's name in pale or dark letters across the photo, as some shops protect theirs."""
    side = photo.shape[-1]
    count = int(torch.randint(4, 15, ()))
    name = "".join(LETTERS[i] for i in torch.randint(len(LETTERS), (count,)).tolist())
    font = ImageFont.load_default(int(side * float(torch.empty(()).uniform_(0.05, 0.12))))
    mask = Image.new("L", (side, side))
    place = tuple((torch.rand(2) * side * torch.tensor([0.5, 0.9])).int().tolist())
    ImageDraw.Draw(mask).text(place, name, fill=255, font=font)
    turned = mask.rotate(float(torch.empty(()).uniform_(-40, 40)))
    strength = float(torch.empty(()).uniform_(0.15, 0.5))
    ink = 1.0 if torch.rand(()) < 0.6 else 0.15
    alpha = transforms.pil_to_tensor(turned).to(photo.device) / 255 * strength  # (1, S, S)
    return photo * (1 - alpha) + ink * alpha


def _with_few_pixels(photo: Tensor) -> Tensor:
    """A small picture enlarged, as shop software makes them."""
    size = photo.shape[-1]
    side = int(torch.randint(size // 3, size * 3 // 4, ()))
    small = transforms.resize(photo, [side, side], antialias=True)
    return transforms.resize(small, [size, size], interpolation=v2.InterpolationMode.BICUBIC)


def _noisy(photo: Tensor) -> Tensor:
    """A sensor's noise in brightness, equal in all channels, so that it adds no colour."""
    return photo + torch.randn_like(photo[:1]) * 0.025


def _compressed(photo: Tensor) -> Tensor:
    """JPEG, by Pillow: torchvision's is to be removed."""
    file = io.BytesIO()
    quality = int(torch.randint(30, 81, ()))
    transforms.to_pil_image(photo.clamp(0, 1).cpu()).save(file, "JPEG", quality=quality)
    return transforms.pil_to_tensor(Image.open(file)).to(photo.device) / 255


def _rim(photo: Tensor) -> Tensor:
    """(3, 4 * S) pixels along the border."""
    return torch.cat([photo[:, 0], photo[:, -1], photo[:, :, 0], photo[:, :, -1]], -1)


def _ground_colour(photo: Tensor) -> Tensor:
    """(3, 1, 1), the median of the rim."""
    return _rim(photo).median(-1).values[:, None, None]
