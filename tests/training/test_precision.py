"""bfloat16 where the hardware has it."""

import pytest
import torch
from torch.nn import functional

from captioning.training.precision import mixed_precision, trunk_precision


@pytest.mark.parametrize("amx", [True, False])
def test_products_are_in_bfloat16_only_where_that_is_fast(monkeypatch, amx):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": amx})
    with mixed_precision(torch.device("cpu")):
        product = torch.ones(2, 3) @ torch.ones(3, 2)
    assert product.dtype == (torch.bfloat16 if amx else torch.float32)


def test_products_are_in_bfloat16_where_vectors_have_it(monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    with mixed_precision(torch.device("cpu")):
        assert (torch.ones(2, 3) @ torch.ones(3, 2)).dtype == torch.bfloat16


def test_the_trunk_stays_in_full_precision_on_a_cpu():
    with trunk_precision(torch.device("cpu")):
        assert (torch.ones(2, 3) @ torch.ones(3, 2)).dtype == torch.float32


@pytest.mark.parametrize("amx", [True, False])
def test_attention_is_learnt_without_the_fused_kernel_in_bfloat16(monkeypatch, amx):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": amx})
    queries = torch.randn(1, 2, 8, 4, requires_grad=True)
    with mixed_precision(torch.device("cpu")):
        mixed = functional.scaled_dot_product_attention(queries, queries, queries)
    assert ("FlashAttention" in type(mixed.grad_fn).__name__) != amx
