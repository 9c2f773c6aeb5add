"""The optimizer of a stage, and its learning rates."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR
from transformers import (
    get_constant_schedule_with_warmup,
    get_cosine_with_min_lr_schedule_with_warmup,
)

from captioning.training.recipe import COSINE, Stage
from captioning.vision.encoder import ImageEncoder

LEAST_RATE = 0.01  # of the highest, at the end of a cosine


def free_parameters(encoder: ImageEncoder, stage: Stage) -> list[nn.Parameter]:
    """The encoder's parameters that learn in a stage; all others are frozen."""
    encoder.requires_grad_(False)
    if not stage.encoder_rate:
        return []
    trunk = encoder.trunk
    first = max(stage.frozen_stages, stage.fixed_stages)
    free = [*trunk.blocks[first:], trunk.conv_head, trunk.bn2]
    if not first:
        free += [trunk.conv_stem, trunk.bn1]
    for module in free:
        module.requires_grad_(True)
    return [parameter for module in free for parameter in module.parameters()]


def new_optimizer(
    stage: Stage, modules: Iterable[nn.Module], free: list[nn.Parameter]
) -> torch.optim.Optimizer:
    """AdamW with a group of parameters for each module and one for the encoder.

    Args:
        stage: its rates and weight decay.
        modules: what learns at the decoders' rate.
        free: the encoder's parameters that learn.
    """
    rates = [(list(module.parameters()), stage.decoder_rate) for module in modules]
    if free:
        rates.append((free, stage.encoder_rate))
    groups = [{"params": params, "lr": rate, "initial_lr": rate} for params, rate in rates]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=stage.weight_decay, fused=True)


def rates(optimizer: torch.optim.Optimizer, stage: Stage, epoch: int, batches: int) -> LambdaLR:
    """The learning rates from an epoch on: warm-up, then constant or half a cosine.

    Counting starts with 1, because the rate of step 0 is 0.

    Args:
        optimizer: whose rates are set at each step.
        stage: its epochs, warm-up and decay.
        epoch: the next one, from 0.
        batches: steps in each epoch.
    """
    done, steps = epoch * batches, stage.epochs * batches
    warm = max(1, round(stage.warmup * steps))
    if stage.decay == COSINE:
        return get_cosine_with_min_lr_schedule_with_warmup(
            optimizer, warm, steps, min_lr_rate=LEAST_RATE, last_epoch=done
        )
    return get_constant_schedule_with_warmup(optimizer, warm, last_epoch=done)
