"""In which precision decoders learn, and by which kernels."""

import pytest
import torch
from torch.nn import functional

from captioning.training.precision import mixed_precision

CPU = torch.device("cpu")


@pytest.fixture
def amx(monkeypatch, request):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": request.param})


@pytest.mark.parametrize(
    ("amx", "kind"), [(True, torch.bfloat16), (False, torch.float32)], indirect=["amx"]
)
def test_products_are_in_16_bits_only_where_the_processor_multiplies_them(amx, kind):
    with mixed_precision(CPU):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == kind
    assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == torch.float32


@pytest.mark.parametrize(("amx", "fused"), [(True, False), (False, True)], indirect=["amx"])
def test_attention_is_learnt_without_the_fused_kernel_in_16_bits(amx, fused):
    queries = torch.randn(1, 2, 8, 4, requires_grad=True)
    with mixed_precision(CPU):
        mixed = functional.scaled_dot_product_attention(queries, queries, queries)
    assert ("FlashAttention" in type(mixed.grad_fn).__name__) == fused
