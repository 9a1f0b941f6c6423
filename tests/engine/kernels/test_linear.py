"""Products in a dtype of their own."""

from __future__ import annotations

import pytest
import torch

from engine.kernels.int8 import Int8Matrix
from engine.kernels.linear import FLOAT32, MIXED, Matrix, linear, mixed_at, processor_precision, rows_at


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


@pytest.mark.parametrize(
    "rows",
    [
        _random(30, 20, seed=1),
        _random(30, 20, seed=1).bfloat16(),
        Int8Matrix.of(_random(30, 20, seed=1)),
    ],
    ids=["float32", "bfloat16", "8 bits"],
)
def test_some_rows_are_mixed_by_their_shares_in_float32(rows: Matrix) -> None:
    ids = torch.tensor([[3, 29, 3], [0, 7, 8]])
    shares = _random(2, 3, seed=2)
    known = rows_at(torch.arange(30), rows).double()
    expected = torch.zeros(2, 20, dtype=torch.float64)
    for row in range(2):
        for share, token in zip(shares[row].tolist(), ids[row].tolist(), strict=True):
            expected[row] += share * known[token]
    mixture = mixed_at(ids, shares, rows)
    assert mixture.dtype == torch.float32
    assert (mixture - expected).abs().max() < 1e-6


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
