"""The norm against its formula."""

from __future__ import annotations

import pytest
import torch

from engine.kernels.norm import rms_norm

EPS = 1e-6


def test_rows_are_divided_by_their_root_mean_square_and_weighed() -> None:
    x = torch.tensor([[3.0, 4.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]])  # root mean squares 2.5 and 1
    expected = torch.tensor([[1.2, 3.2, 0.0, 0.0], [1.0, 2.0, 3.0, 4.0]])
    assert torch.allclose(rms_norm(x, EPS, torch.tensor([1.0, 2.0, 3.0, 4.0])), expected)


def test_without_weight_the_mean_square_is_one() -> None:
    x = torch.randn(2, 3, 64, generator=torch.Generator().manual_seed(0)) * 7
    assert torch.allclose(rms_norm(x, EPS).square().mean(-1), torch.ones(2, 3), atol=1e-5)


@pytest.mark.parametrize("size", [1e-4, 1e-3, 1e-2])
def test_eps_damps_small_rows(size: float) -> None:
    x = torch.full((1, 8), size)
    assert rms_norm(x, EPS)[0, 0].item() == pytest.approx(size / (size**2 + EPS) ** 0.5, rel=1e-5)


def test_a_row_of_zeros_stays_zero() -> None:
    assert torch.equal(rms_norm(torch.zeros(2, 16), EPS, torch.ones(16)), torch.zeros(2, 16))


def test_half_precision_is_computed_in_float32_and_rounded_once() -> None:
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(4, 256, generator=generator).bfloat16()
    weight = torch.randn(256, generator=generator).bfloat16()
    assert torch.equal(rms_norm(x, EPS, weight), rms_norm(x.float(), EPS, weight.float()).bfloat16())
