"""bfloat16 where the hardware has it."""

import pytest
import torch

from captioning.training.precision import mixed_precision


@pytest.mark.parametrize("amx", [True, False])
def test_products_are_in_bfloat16_only_where_that_is_fast(monkeypatch, amx):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": amx})
    with mixed_precision(torch.device("cpu")):
        product = torch.ones(2, 3) @ torch.ones(3, 2)
    assert product.dtype == (torch.bfloat16 if amx else torch.float32)
