"""Weights decoded inside a kernel against the plain decode, each code under each scale, to the last bit."""

from __future__ import annotations

import pytest
import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.decode import E2M1_GAIN, INT4_OFFSET, QUARTERS, shifted_numbers, signed_e4m3
from engine.kernels.gpu.proof import decoded, every_int4, every_nvfp4
from engine.kernels.int4 import PackedInt4
from engine.kernels.packed import decode


def test_every_nvfp4_code_under_every_scale_is_exact() -> None:
    packed = every_nvfp4()
    numbers = decoded(packed, torch.float32)
    assert torch.equal(numbers, decode(packed))
    assert torch.equal(numbers, numbers.bfloat16().float())  # so a GPU can hold them


scales_of_16_bits = pytest.mark.parametrize("scales_in", [torch.float16, torch.bfloat16])


@scales_of_16_bits
def test_every_int4_code_under_every_scale_is_that_of_the_plain_decode(scales_in: torch.dtype) -> None:
    packed = every_int4(scales_in=scales_in)
    assert torch.equal(decoded(packed, torch.float32), decode(packed))


@scales_of_16_bits
def test_what_is_decoded_has_every_int4_code_at_every_place_under_every_scale(scales_in: torch.dtype) -> None:
    packed, place = every_int4(scales_in=scales_in), torch.arange(8)
    codes = packed.weight[..., None] >> 4 * place & 15  # (row, word, place)
    scales = packed.scale.view(torch.int16).long().repeat_interleave(4, 1)[..., None]
    weights = decode(packed)
    every = torch.unique((scales * 16 + codes) * 8 + place)
    assert len(every) == 16 * 8 * len(torch.unique(scales))
    assert weights.isfinite().all()
    assert weights.abs().max() > torch.finfo(scales_in).max / 2


@triton.jit
def shifted_kernel(codes: tl.tensor, numbers: tl.tensor, WORDS: tl.constexpr, NVFP4: tl.constexpr) -> None:
    words = tl.load(codes + tl.arange(0, WORDS)[None, :])
    place = tl.arange(0, 2 * WORDS)[None, :] * QUARTERS
    for quarter in tl.static_range(QUARTERS):
        tl.store(numbers + place + quarter, shifted_numbers(words, quarter, NVFP4, numbers.dtype.element_ty))


def shifted(words: Tensor, *, nvfp4: bool) -> Tensor:
    """One row of words as bfloat16. The interpreter multiplies them wrongly, so that is left to torch."""
    numbers = torch.full((8 * len(words),), float("nan"), dtype=torch.bfloat16)
    shifted_kernel[(1,)](words, numbers, WORDS=len(words), NVFP4=nvfp4)
    return numbers


def test_nvfp4_codes_are_right_in_bfloat16_too_before_they_are_scaled() -> None:
    packed = every_nvfp4()
    one = packed.weight_scale.float()[:, 0].tolist().index(1.0)
    numbers = shifted(packed.weight[one].view(torch.int32), nvfp4=True)
    assert torch.equal((numbers * E2M1_GAIN.value).float(), decode(packed)[one])


def test_int4_codes_are_right_in_bfloat16_too_before_they_are_scaled() -> None:
    words = every_int4().weight[0].contiguous()
    expected = decode(PackedInt4(weight=words[None], scale=torch.ones(1, 1)))[0]
    assert torch.equal((shifted(words, nvfp4=False) - INT4_OFFSET.value).float(), expected)


@triton.jit
def e4m3_kernel(codes: tl.tensor, numbers: tl.tensor) -> None:
    every = tl.arange(0, 256)
    tl.store(numbers + every, signed_e4m3(tl.load(codes + every), tl.float32))


def test_every_number_of_a_cache_in_8_bits_is_exact() -> None:
    codes, numbers = torch.arange(256, dtype=torch.uint8), torch.full((256,), float("nan"))
    e4m3_kernel[(1,)](codes, numbers)
    expected = codes.view(torch.float8_e4m3fn).float()
    known = ~expected.isnan()
    assert known.sum() == 254
    assert torch.equal(numbers[known], expected[known])
