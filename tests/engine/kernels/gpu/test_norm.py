"""The norm's kernel against the plain function; memory that it writes is poisoned first."""

from __future__ import annotations

import pytest
import torch

from engine.kernels import norm as plain
from engine.kernels.gpu.norm import rms_norm

EPS = 1e-6


@pytest.mark.parametrize("shape", [(5, 2816), (3, 4, 48), (1, 7)])
@pytest.mark.parametrize("weighted", [True, False])
def test_the_kernel_norms_as_the_plain_function_does(shape: tuple[int, ...], *, weighted: bool) -> None:
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(shape, generator=generator) * 3
    weight = torch.rand(shape[-1], generator=generator) + 0.5 if weighted else None
    given = x.clone()
    torch.testing.assert_close(rms_norm(x, EPS, weight), plain.rms_norm(x, EPS, weight))
    assert torch.equal(x, given)


def test_rows_that_lie_apart_are_normed_in_their_own_order() -> None:
    x = torch.randn(6, 4, 32, generator=torch.Generator().manual_seed(2)).transpose(0, 1)
    torch.testing.assert_close(rms_norm(x, EPS, None), plain.rms_norm(x, EPS))


def test_a_row_of_zeros_stays_zero() -> None:
    assert not rms_norm(torch.zeros(2, 64), EPS, None).any()
