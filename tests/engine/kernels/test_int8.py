"""Matrices in 8 bits: what rounding costs, and products of parts against the product of the whole."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels import int8
from engine.kernels.int8 import Int8Matrix, int8_mixed, int8_product


def drawn(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(autouse=True)
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(int8, "_DECODED_AT_ONCE", 70)  # three rows of 20 at once; the last part is shorter


def test_every_weight_is_the_nearest_of_its_row() -> None:
    matrix = drawn(40, 20) * torch.logspace(-6, 6, 40)[:, None]
    packed = Int8Matrix.of(matrix)
    step = matrix.abs().amax(dim=1, keepdim=True) / 127
    assert ((packed.decoded() - matrix).abs() <= step * 0.5001).all()
    assert packed.weight.abs().amax(dim=1).tolist() == [127] * 40


def test_a_row_of_zeros_stays_one() -> None:
    assert not Int8Matrix.of(torch.zeros(2, 20)).decoded().any()


def test_a_matrix_takes_a_byte_a_weight_and_a_scale_a_row() -> None:
    packed = Int8Matrix.of(drawn(10, 20))
    assert packed.nbytes == 10 * 20 + 4 * 10
    assert packed.shape == (10, 20)


def test_products_are_those_of_the_decoded_matrix() -> None:
    packed, x, shares = Int8Matrix.of(drawn(10, 20)), drawn(5, 20, seed=1), drawn(5, 10, seed=2)
    assert torch.allclose(int8_product(x, packed), x @ packed.decoded().T, atol=1e-5)
    assert torch.allclose(int8_mixed(shares, packed, torch.float32), shares @ packed.decoded(), atol=1e-5)


def test_products_in_bfloat16_keep_the_dtype_of_their_input() -> None:
    packed, x = Int8Matrix.of(drawn(10, 20)), drawn(5, 20, seed=1).bfloat16()
    product = int8_product(x, packed)
    assert product.dtype == torch.bfloat16
    assert torch.allclose(product.float(), x.float() @ packed.decoded().T, rtol=0.02, atol=0.02)
    shares = drawn(5, 10, seed=2)
    half = int8_mixed(shares, packed, torch.bfloat16)
    assert half.dtype == torch.float32
    assert torch.allclose(half, shares @ packed.decoded(), rtol=0.05, atol=0.05)


def test_rows_are_those_of_the_decoded_matrix() -> None:
    packed = Int8Matrix.of(drawn(10, 20))
    ids = torch.tensor([7, 0, 7])
    assert torch.equal(packed.rows(ids), packed.decoded()[ids])
