"""The experts' kernels against the plain form; memory that they write is poisoned first."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels import packed_experts as plain
from engine.kernels.gpu.experts import packed_experts
from engine.kernels.packed_experts import added_up, quarters
from tests import ptx
from tests.engine.packing import Format, random_packed_experts

CASES = {  # rows, experts a row, experts, hidden, expert size
    "the demo model": (20, 2, 8, 192, 96),
    "one token": (1, 3, 5, 64, 32),
    "all tokens on one expert": (40, 1, 1, 64, 32),
    "more columns than a program has": (3, 2, 4, 160, 96),
    "the sizes of the real model": (1, 1, 2, 2816, 704),
}


def inputs(rows: int, k: int, experts: int, hidden: int) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(rows)
    x = torch.randn(rows, hidden, generator=generator)
    shares, ids = torch.rand(rows, experts, generator=generator).topk(k)
    return x, ids, shares


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("name", CASES)
def test_the_kernels_compute_what_the_plain_form_computes(name: str, form: Format) -> None:
    rows, k, experts, hidden, size = CASES[name]
    weights = random_packed_experts(form, experts, hidden, size, torch.Generator().manual_seed(4))
    x, ids, shares = inputs(rows, k, experts, hidden)
    expected = added_up(plain.packed_experts(x, weights, ids, shares))
    assert torch.allclose(
        added_up(packed_experts(quarters(x), weights.for_kernels(), ids, shares)),
        expected,
        rtol=1e-5,
        atol=1e-5,
    )


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("name", ["the demo model", "the sizes of the real model"])
def test_in_bfloat16_they_stay_close_to_the_plain_form_in_float32(name: str, form: Format) -> None:
    rows, k, experts, hidden, size = CASES[name]
    weights = random_packed_experts(form, experts, hidden, size, torch.Generator().manual_seed(4))
    x, ids, shares = inputs(rows, k, experts, hidden)
    expected = added_up(plain.packed_experts(x.bfloat16().float(), weights, ids, shares))
    made = added_up(packed_experts(quarters(x.bfloat16()), weights.for_kernels(), ids, shares))
    assert made.dtype == torch.bfloat16
    assert (made.float() - expected).norm() / expected.norm() < 0.005


@pytest.mark.skipif(0 < ptx.ARCHITECTURE < 120, reason="its tensor cores multiply no four-bit numbers")
@pytest.mark.parametrize("name", CASES)
def test_with_activations_in_nvfp4_they_compute_what_the_plain_form_computes(name: str) -> None:
    rows, k, experts, hidden, size = CASES[name]
    weights = random_packed_experts(Format.NVFP4, experts, hidden, size, torch.Generator().manual_seed(4))
    x, ids, shares = inputs(rows, k, experts, hidden)
    expected = added_up(plain.packed_experts(x, weights, ids, shares, fp4_activations=True))
    made = added_up(packed_experts(x, weights, ids, shares, fp4_activations=True))
    assert torch.allclose(made, expected, rtol=1e-5, atol=1e-5)


def test_activations_in_nvfp4_need_weights_in_nvfp4() -> None:
    weights = random_packed_experts(Format.INT4, 2, 64, 32, torch.Generator().manual_seed(5))
    x, ids, shares = inputs(2, 1, 2, 64)
    with pytest.raises(ValueError, match="PackedInt4"):
        packed_experts(x, weights, ids, shares, fp4_activations=True)


def test_weights_in_nvfp4_that_are_not_woven_are_refused() -> None:
    weights = random_packed_experts(Format.NVFP4, 2, 64, 32, torch.Generator().manual_seed(5))
    x, ids, shares = inputs(2, 1, 2, 64)
    with pytest.raises(ValueError, match="WovenNVFP4"):
        packed_experts(quarters(x), weights, ids, shares)


def test_all_tokens_may_choose_the_last_of_five_experts_twice() -> None:
    weights = random_packed_experts(Format.NVFP4, 5, 64, 32, torch.Generator().manual_seed(5))
    x, _, shares = inputs(21, 2, 5, 64)
    ids = torch.full((21, 2), 4)
    expected = added_up(plain.packed_experts(x, weights, ids, shares))
    assert torch.allclose(
        added_up(packed_experts(quarters(x), weights.for_kernels(), ids, shares)),
        expected,
        rtol=1e-5,
        atol=1e-5,
    )


def test_an_expert_without_a_token_is_not_read() -> None:
    weights = random_packed_experts(Format.NVFP4, 4, 64, 32, torch.Generator().manual_seed(5))
    x, _, shares = inputs(3, 2, 4, 64)
    ids = torch.tensor([[0, 3], [3, 1], [1, 0]])
    expected = added_up(plain.packed_experts(x, weights, ids, shares))
    weights.down.weight_scale_2[2] = float("nan")  # type: ignore[union-attr]  # it is NVFP4
    assert torch.equal(
        added_up(packed_experts(quarters(x), weights.for_kernels(), ids, shares)).isfinite(),
        expected.isfinite(),
    )


def test_the_same_input_gives_the_same_bits() -> None:
    weights = random_packed_experts(Format.NVFP4, 4, 64, 32, torch.Generator().manual_seed(5))
    x, ids, shares = inputs(20, 3, 4, 64)
    weights = weights.for_kernels()
    first, again = (packed_experts(quarters(x), weights, ids, shares).outputs for _ in range(2))
    assert torch.equal(first, again)


def test_inputs_that_fill_no_step_are_refused() -> None:
    weights = random_packed_experts(Format.NVFP4, 2, 48, 32, torch.Generator().manual_seed(5))
    x, ids, shares = inputs(2, 1, 2, 48)
    with pytest.raises(ValueError, match="48 inputs"):
        packed_experts(quarters(x), weights.for_kernels(), ids, shares)
