"""The precision of training: bfloat16 where the hardware multiplies it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel


@contextmanager
def mixed_precision(device: torch.device) -> Iterator[None]:
    """The context in which decoders learn (Micikevicius et al., "Mixed precision", ICLR 2018).

    Products are in bfloat16 on a GPU, and on a CPU with AMX; sums, norms and the optimizer's
    weights stay in 32 bits. On that CPU attention does without the fused kernel, whose gradient is
    slow in bfloat16. Nothing changes where bfloat16 would be slower.

    Args:
        device: where the run is.
    """
    amx = device.type == "cpu" and torch.cpu.get_capabilities().get("amx_bf16", False)
    with torch.autocast(device.type, torch.bfloat16, enabled=amx or device.type == "cuda"):
        if amx:
            with sdpa_kernel(SDPBackend.MATH):
                yield
        else:
            yield


def trunk_precision(device: torch.device) -> torch.autocast:
    """The context in which the trunk learns: bfloat16 on a GPU alone.

    On a CPU its depthwise convolutions learn at half the speed in bfloat16.

    Args:
        device: where the run is.
    """
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")
