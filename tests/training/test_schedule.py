"""Learning rates over a run, worked out by hand."""

from dataclasses import replace

import pytest

from captioning.training.recipes import STUDENT
from captioning.training.schedule import rate_factor


def test_rates_rise_in_a_line_and_stay_or_fall_as_a_cosine():
    constant = [rate_factor(STUDENT, step, 150) for step in range(150)]
    assert constant[:10] == pytest.approx([(step + 1) / 10 for step in range(10)])  # 150 / 15
    assert set(constant[10:]) == {1.0}
    cosine = replace(STUDENT, warmup=0.1, decay="cosine")
    falling = [rate_factor(cosine, step, 100) for step in range(100)]
    assert falling[9] == falling[10] == 1.0
    assert falling[55] == pytest.approx(0.505)
    assert falling[99] == pytest.approx(0.01, abs=1e-3)
    assert falling[10:] == sorted(falling[10:], reverse=True)
