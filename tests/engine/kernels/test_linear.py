"""Products in a dtype of their own."""

from __future__ import annotations

import pytest
import torch

from engine.kernels.linear import FLOAT32, MIXED, linear, processor_precision


def _random(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def test_a_product_in_float32_is_that_of_torch() -> None:
    x, weight = _random(5, 64, seed=0), _random(3, 64, seed=1)
    assert torch.equal(linear(x, weight), torch.nn.functional.linear(x, weight))


def test_a_product_in_bfloat16_comes_back_in_the_dtype_of_its_input_and_loses_only_roundings() -> None:
    x, weight = _random(50, 192, seed=0), _random(30, 192, seed=1).bfloat16()
    ours, exact = linear(x, weight), x.double() @ weight.double().T
    assert ours.dtype == torch.float32
    assert 0 < (ours - exact).abs().max() < 0.02 * exact.abs().max()


@pytest.mark.parametrize(("native", "expected"), [(True, MIXED), (False, FLOAT32)])
def test_products_are_in_bfloat16_only_where_the_processor_multiplies_it(
    native: bool, expected: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": native})
    assert processor_precision() == expected


def test_an_unknown_processor_multiplies_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"architecture": "unheard of"})
    assert processor_precision() == FLOAT32


def test_a_precision_is_named_in_words() -> None:
    assert str(FLOAT32) == "float32"
    assert str(MIXED) == "float32, products in bfloat16"
