"""bfloat16 where the hardware has it."""

import pytest
import torch

from captioning.training.precision import mixed_precision, trunk_precision


@pytest.mark.parametrize("amx", [True, False])
def test_products_are_in_bfloat16_only_where_that_is_fast(monkeypatch, amx):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": amx})
    with mixed_precision(torch.device("cpu")):
        product = torch.ones(2, 3) @ torch.ones(3, 2)
    assert product.dtype == (torch.bfloat16 if amx else torch.float32)


def test_the_trunk_stays_in_full_precision_on_a_cpu():
    with trunk_precision(torch.device("cpu")):
        assert (torch.ones(2, 3) @ torch.ones(3, 2)).dtype == torch.float32
