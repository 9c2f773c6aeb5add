"""Dropout that draws one random byte for each element."""

import pytest
import torch

from captioning.decoders.dropout import Dropout


def dropped(rate: float, shape=(40, 50, 30)) -> torch.Tensor:
    torch.manual_seed(3)
    return Dropout(rate)(torch.ones(shape))


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5])
def test_a_share_is_lost_and_the_mean_is_kept(rate):
    out = dropped(rate)
    assert (out == 0).float().mean() == pytest.approx(rate, abs=0.01)
    assert out.mean() == pytest.approx(1.0, abs=0.02)
    kept = out[out != 0]
    assert torch.equal(kept, kept[0].expand_as(kept))


def test_the_eight_elements_of_a_number_fall_apart():
    """Elements are independent of their neighbours."""
    lost = (dropped(0.5) == 0).float().flatten() - 0.5
    for distance in range(1, 9):
        assert abs(float((lost[:-distance] * lost[distance:]).mean())) < 0.005


def test_any_shape_and_the_same_seed_give_the_same_lots():
    assert torch.equal(dropped(0.3, (3, 7)), dropped(0.3, (3, 7)))
    assert dropped(0.3, (0, 4)).shape == (0, 4)


def test_it_changes_nothing_when_describing_or_at_rate_0():
    x = torch.randn(5, 9)
    assert torch.equal(Dropout(0.5).eval()(x), x)
    assert torch.equal(Dropout(0.0)(x), x)


def test_gradients_flow_through_what_is_kept():
    x = torch.ones(6, 50, requires_grad=True)
    out = Dropout(0.4)(x)
    out.sum().backward()
    assert torch.equal(x.grad, out.detach())
