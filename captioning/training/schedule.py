"""How the learning rate rises and falls over a run."""

from __future__ import annotations

import math

from captioning.training.recipe import Recipe

LEAST = 0.01  # of the highest rate, at the end of a cosine


def rate_factor(recipe: Recipe, step: int, steps: int) -> float:
    """The share of the highest learning rate at a step.

    It rises in a line over the first `recipe.warmup` of all steps and then stays (decay "none")
    or falls as half a cosine (Loshchilov and Hutter, "SGDR", ICLR 2017).

    Args:
        recipe: its warm-up and decay.
        step: from 0.
        steps: of the whole run.

    Returns:
        In (0, 1].
    """
    warm = max(1, round(recipe.warmup * steps))
    if recipe.decay == "cosine" and step >= warm:
        progress = (step - warm) / max(1, steps - warm)
        return LEAST + (1 - LEAST) * (1 + math.cos(math.pi * progress)) / 2
    return min(1.0, (step + 1) / warm)
