"""The precision of training: bfloat16 where the hardware multiplies it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel


@contextmanager
def mixed_precision(device: torch.device) -> Iterator[None]:
    """The context in which decoders learn (Micikevicius et al., "Mixed precision", ICLR 2018).

    Products are in bfloat16 on a GPU, and on a CPU that multiplies it; sums, norms and the
    optimizer's weights stay in 32 bits. With AMX attention does without the fused kernel, whose
    gradient is slow in bfloat16. Nothing changes where bfloat16 would be slower.

    Args:
        device: where the run is.
    """
    able = torch.cpu.get_capabilities() if device.type == "cpu" else {}
    amx = bool(able.get("amx_bf16"))
    fast = amx or bool(able.get("avx512_bf16")) or device.type == "cuda"
    with torch.autocast(device.type, torch.bfloat16, enabled=fast):
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
