"""The auxiliary loss: classes from labels, and nothing learnt from photos without them."""

import math
from pathlib import Path

import torch

from captioning.data import Attributes, Example
from captioning.training.attribute_loss import AttributeLoss, frequent, one_hot, stone_looks


def example(labels):
    return Example(Path("a.jpg"), ("a ring",), "train", "a.jpg", labels)


RING = example(Attributes("ring", "silver", ("ruby", "spinel"), "heart"))
HOOPS = example(Attributes("earrings", None, ("diamond",), None))
DOG = example(None)


def test_classes_are_what_enough_photos_have():
    assert frequent([["b", None], ["a", "b"], [""]], 1) == ["a", "b"]
    assert frequent([["b", None], ["a", "b"], [""]], 2) == ["b"]
    assert stone_looks(RING.labels) == {"red"} and stone_looks(None) == set()
    assert one_hot({"red"}, ["clear", "red"]) == [0.0, 1.0]
    loss = AttributeLoss([RING] * 15 + [HOOPS, DOG], 4)
    assert loss.heads.classes == {
        "type": ("earrings", "ring"),
        "metal": ("silver",),
        "motif": ("", "heart"),
        "looks": ("clear", "red"),
        "style": (),
    }


@torch.no_grad()
def test_the_loss_is_the_sum_over_the_attributes_that_are_labelled():
    loss = AttributeLoss([RING] * 15 + [HOOPS, DOG], 4)
    loss.heads.linear.weight.zero_()  # every class equally likely
    loss.heads.linear.bias.zero_()
    features = torch.randn(2, 3, 4)
    two = math.log(2)  # of two types, of two motifs, and of each look; one metal costs nothing
    assert math.isclose(float(loss(features, [0, 16])), two + two + 3 * two, rel_tol=1e-6)
    assert math.isclose(float(loss(features, [15, 16])), two + two + 3 * two, rel_tol=1e-6)
    assert float(loss(features[:1], [16])) == 0


def test_photos_without_labels_give_no_gradient():
    loss = AttributeLoss([RING, HOOPS, DOG], 4)
    features = torch.randn(3, 2, 4, requires_grad=True)
    loss(features, [0, 1, 2]).backward()
    assert features.grad[:2].abs().sum() > 0 and features.grad[2].abs().sum() == 0


@torch.no_grad()
def test_no_labels_at_all_is_no_loss():
    assert float(AttributeLoss([DOG], 4)(torch.randn(1, 2, 4), [0])) == 0
