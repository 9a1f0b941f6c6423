"""Rows rounded to NVFP4 by the kernel against the plain function, to the last bit."""

from __future__ import annotations

import pytest
import torch

from engine.kernels import nvfp4 as plain
from engine.kernels.gpu.nvfp4 import pack_rows


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("features", [2816, 704, 48, 16])
def test_rows_are_rounded_as_the_plain_function_rounds_them(features: int, dtype: torch.dtype) -> None:
    rows = torch.randn(7, features, generator=torch.Generator().manual_seed(features))
    rows[1] = 0.0
    rows[2, :16] = 0.0
    rows[3] *= 1e-3
    rows[3, 5] = 1e4  # beside which the others are hardly anything
    rows[4] = (rows[4] * 4).round() / 4  # often midway between two numbers
    rows[5] *= 1e-20
    rows = rows.to(dtype)
    expected, made = plain.pack_rows(rows), pack_rows(rows)
    assert torch.equal(made.weight, expected.weight)
    assert torch.equal(made.weight_scale.view(torch.uint8), expected.weight_scale.view(torch.uint8))
    assert torch.equal(made.weight_scale_2, expected.weight_scale_2)


def test_rows_that_fill_no_block_are_refused() -> None:
    with pytest.raises(ValueError, match="40 features"):
        pack_rows(torch.zeros(2, 40))
