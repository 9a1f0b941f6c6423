"""Products with matrices in 8 bits against the plain functions; memory that they write is poisoned first."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels import int8 as plain
from engine.kernels.gpu.int8 import int8_mixed, int8_product
from engine.kernels.int8 import Int8Matrix

CASES = {  # rows of the input, outputs, inputs
    "one row": (1, 70, 192),
    "rows and columns that fill no program": (130, 67, 80),
    "inputs that fill no step": (17, 64, 20),
    "a head": (3, 16_400, 24),
    "the inputs of the real model": (2, 64, 2112),
}


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def matrix_of(out_features: int, in_features: int) -> Int8Matrix:
    """Rows of every size, some of zeros."""
    numbers = drawn(out_features, in_features, seed=1) * torch.logspace(-3, 1, out_features)[:, None]
    numbers[::9] = 0.0
    return Int8Matrix.of(numbers)


@pytest.mark.parametrize("name", CASES)
def test_a_product_is_that_of_the_plain_function(name: str) -> None:
    n, out_features, in_features = CASES[name]
    x, matrix = drawn(n, in_features), matrix_of(out_features, in_features)
    result = int8_product(x, matrix, x.new_empty(n, out_features))
    torch.testing.assert_close(result, plain.int8_product(x, matrix), rtol=1e-5, atol=1e-4)


def test_a_product_is_written_where_it_is_wanted_and_nowhere_else() -> None:
    x, matrix, wide = drawn(3, 32), matrix_of(40, 32), torch.zeros(5, 60)
    int8_product(x.T.contiguous().T, matrix, wide[1:4, 10:50])
    expected = torch.zeros_like(wide)
    expected[1:4, 10:50] = plain.int8_product(x, matrix)
    torch.testing.assert_close(wide, expected)


@pytest.mark.parametrize(
    ("n", "out_features", "in_features"),
    [(5, 1000, 40), (130, 33, 20), (1, 7, 136)],
    ids=["every part", "parts that are empty", "one row and more columns than a program has"],
)
def test_a_weighted_sum_of_rows_is_that_of_the_plain_function(
    n: int, out_features: int, in_features: int
) -> None:
    shares, matrix = drawn(n, out_features).softmax(-1), matrix_of(out_features, in_features)
    expected = plain.int8_mixed(shares, matrix, torch.float32)
    torch.testing.assert_close(int8_mixed(shares, matrix), expected, rtol=1e-5, atol=1e-5)


def test_the_same_input_gives_the_same_bits() -> None:
    shares, matrix = drawn(5, 600).softmax(-1), matrix_of(600, 40)
    assert torch.equal(int8_mixed(shares, matrix), int8_mixed(shares, matrix))
