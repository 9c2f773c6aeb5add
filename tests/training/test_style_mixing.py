"""Style mixing: another photo's light, the own piece, and never another metal's colour."""

from __future__ import annotations

import pytest
import torch

from captioning.training.style_mixing import mixed_styles


@pytest.fixture
def active() -> torch.Tensor:
    """(6, 4, 5, 5), each photo with a mean and a deviation of its own."""
    torch.manual_seed(3)
    scale = torch.arange(1, 7)[:, None, None, None].float()
    return torch.randn(6, 4, 5, 5) * scale + 10 * scale


def test_without_a_share_nothing_changes(active):
    assert torch.allclose(mixed_styles(active, ["gold"] * 6, 0.0), active, atol=1e-4)


def test_a_photo_keeps_its_pattern_and_takes_means_of_its_kind(active):
    kinds = ["gold", "gold", "gold", "silver", "silver", "silver"]
    mixed = mixed_styles(active, kinds, 1.0)
    means = mixed.mean((1, 2, 3))
    assert not torch.allclose(means, active.mean((1, 2, 3)), atol=0.5)
    assert (means[:3] < 35).all()  # 10, 20, 30 are those of gold
    assert (means[3:] > 35).all()
    normal = torch.nn.functional.instance_norm
    assert torch.allclose(normal(mixed), normal(active), atol=1e-3)


def test_photos_without_a_kind_and_single_ones_stay(active):
    mixed = mixed_styles(active, [None, None, "gold", None, None, None], 1.0)
    assert torch.allclose(mixed, active, atol=1e-4)
