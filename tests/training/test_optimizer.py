"""Learning rates over a stage, worked out by hand."""

import math

import pytest
import torch

from captioning.training.optimizer import free_parameters, rates
from captioning.training.recipe import Stage
from captioning.vision.encoder import EncoderConfig, ImageEncoder


def found_rates(stage, batches):
    """The rate of every step of a stage, with a new schedule in each epoch as in the trainer."""
    optimizer = torch.optim.SGD([{"params": [torch.zeros(1)], "lr": 1.0, "initial_lr": 1.0}])
    found = []
    for epoch in range(stage.epochs):
        schedule = rates(optimizer, stage, epoch, batches)
        for _ in range(batches):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
    return found


def test_rates_rise_in_a_line_and_stay():
    found = found_rates(Stage("plain", epochs=30), 5)
    assert found[:10] == pytest.approx([(step + 1) / 10 for step in range(10)])  # 150 / 15
    assert set(found[10:]) == {1.0}


def test_rates_fall_as_half_a_cosine_to_one_percent():
    found = found_rates(Stage("plain", epochs=10, warmup=0.1, decay="cosine"), 10)
    assert found[:10] == pytest.approx([(step + 1) / 10 for step in range(10)])
    halfway = [0.01 + 0.99 * (1 + math.cos(math.pi * step / 90)) / 2 for step in range(1, 91)]
    assert found[10:] == pytest.approx(halfway)
    assert found[54] == pytest.approx(0.505) and found[-1] == pytest.approx(0.01)


@pytest.mark.parametrize(("fixed", "stem_learns"), [(0, True), (2, False)])
def test_fixed_stages_stay_as_they_are(fixed, stem_learns):
    encoder = ImageEncoder(EncoderConfig(size=32))
    free = free_parameters(
        encoder, Stage("plain", frozen_stages=0, fixed_stages=fixed, encoder_rate=1e-4)
    )
    trunk = encoder.trunk
    assert trunk.conv_stem.weight.requires_grad == stem_learns
    learning = [any(one.requires_grad for one in stage.parameters()) for stage in trunk.blocks]
    assert learning == [False] * fixed + [True] * (len(trunk.blocks) - fixed)
    assert {id(one) for one in free} == {
        id(one) for one in encoder.parameters() if one.requires_grad
    }
