"""Augmentation: other framing, light and ground, with the piece and its metal kept."""

import colorsys

import pytest
import torch

from captioning.training.augmentation import (
    GROUNDS,
    _on_other_ground,
    _watermarked,
    augmented,
)

GOLD = (0.83, 0.66, 0.22)


def disc(ground=(1.0, 1.0, 1.0), colour=GOLD, side=96):
    """One photo of a disc on a ground, (1, S, S, 3) bytes."""
    axis = torch.arange(side) - side / 2
    inside = (axis[:, None] ** 2 + axis[None] ** 2) < (side / 4) ** 2
    picture = torch.where(inside[..., None], torch.tensor(colour), torch.tensor(ground))
    return (picture * 255).byte()[None]


def views(photo, count=60, size=64):
    torch.manual_seed(0)
    return augmented(photo.expand(count, -1, -1, -1), size)


def test_views_have_the_size_asked_for_and_stay_in_range():
    made = views(disc())
    assert made.shape == (60, 3, 64, 64)
    assert made.dtype == torch.float32
    assert made.min() >= 0 and made.max() <= 1


def test_a_seed_gives_the_same_views_and_each_is_another():
    made = views(disc(), 8)
    assert torch.equal(made, views(disc(), 8))
    assert all(not torch.equal(one, made[0]) for one in made[1:])


METALS = {"yellow gold": GOLD, "rose gold": (0.85, 0.6, 0.5), "copper": (0.72, 0.45, 0.2)}


@pytest.mark.parametrize("ground", [(1.0, 1.0, 1.0), (0.25, 0.25, 0.25)])
@pytest.mark.parametrize("metal", METALS)
def test_a_metal_keeps_its_colour_and_stays_in_the_frame(metal, ground):
    wanted, was, _ = colorsys.rgb_to_hsv(*METALS[metal])
    for view in views(disc(ground, METALS[metal])):
        spread = view.amax(0) - view.amin(0)  # (S, S), largest on the disc
        piece = view[:, spread >= spread.quantile(0.97)].median(-1).values
        hue, saturation, _ = colorsys.rgb_to_hsv(*piece.tolist())
        assert abs(hue - wanted) < 0.05
        assert saturation > 0.55 * was


def test_silver_stays_without_colour():
    for view in views(disc((0.25, 0.25, 0.25), (0.75, 0.75, 0.76))):
        centre = view[:, 24:40, 24:40].flatten(1).median(-1).values
        assert colorsys.rgb_to_hsv(*centre.tolist())[1] < 0.12


@pytest.mark.parametrize("grey", [0.2, 0.5])
def test_what_comes_in_from_outside_has_the_colour_of_the_rim(grey):
    for view in views(disc(ground=(grey,) * 3, colour=(grey,) * 3)):
        assert view.mean(0).std() < 0.06  # noise alone: no bars, no corners


def corner_tints(made):
    corners = made[:, :, [0, 0, -1, -1], [0, -1, 0, -1]].median(-1).values  # (B, 3)
    return corners.amax(1) - corners.amin(1)


def test_some_pieces_on_white_get_another_ground_and_none_on_other_grounds():
    tints = corner_tints(views(disc(), 100))
    assert 8 < (tints > 0.06).sum() < 60
    assert (corner_tints(views(disc(ground=(0.3, 0.3, 0.3)))) < 0.1).all()


def test_a_scene_between_white_bars_keeps_them():
    noise = torch.randint(128, (1, 48, 96, 1), generator=torch.Generator().manual_seed(1))
    scene = torch.full((1, 96, 96, 3), 255, dtype=torch.uint8)
    scene[:, 24:72] = noise.byte()  # grey, so that a tint can come from another ground alone
    assert (corner_tints(views(scene)) < 0.1).all()


def test_another_ground_leaves_the_metal_as_it_is():
    photo = disc()[0].permute(2, 0, 1).float() / 255
    torch.manual_seed(1)
    for _ in range(20):
        changed = _on_other_ground(photo)
        assert torch.equal(changed[:, 40:56, 40:56], photo[:, 40:56, 40:56])
        corner = changed[:, :8, :8].flatten(1).median(-1).values
        distances = (corner - torch.tensor(GROUNDS) / 255).abs().amax(1)
        assert distances.min() < 0.25 and not torch.equal(changed[:, :8, :8], photo[:, :8, :8])


def test_a_watermark_covers_a_little_of_the_photo_without_colour():
    grey = torch.full((3, 96, 96), 0.5)
    torch.manual_seed(2)
    for _ in range(20):
        marked = _watermarked(grey)
        assert torch.equal(marked[0], marked[1]) and torch.equal(marked[1], marked[2])
        assert 0 <= (marked != grey).float().mean() < 0.4
        assert (marked - grey).abs().max() <= 0.25
    assert any((_watermarked(grey) != grey).any() for _ in range(5))


def test_views_of_one_photo_differ_in_frame_and_light():
    made = views(disc(ground=(0.3, 0.3, 0.3)), 40)
    gold = (made[:, 0] - made[:, 2]) > 0.2
    shares, light = gold.float().mean((1, 2)), made.mean((1, 2, 3))
    assert shares.max() > 1.5 * shares.min()
    assert light.max() > 1.2 * light.min()
