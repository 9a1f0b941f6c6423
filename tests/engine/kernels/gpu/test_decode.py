"""Weights decoded inside a kernel against the plain decode, each code under each scale, to the last bit."""

from __future__ import annotations

import pytest
import torch
import triton
import triton.language as tl

from engine.kernels.gpu.decode import signed_e4m3
from engine.kernels.gpu.proof import decoded, every_int4, every_nvfp4
from engine.kernels.packed import decode
from engine.kernels.woven import weave

dtypes = pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
scales_of_16_bits = pytest.mark.parametrize("scales_in", [torch.float16, torch.bfloat16])


@dtypes
def test_every_nvfp4_code_under_every_scale_is_exact(dtype: torch.dtype) -> None:
    assert torch.equal(decoded(weave(every_nvfp4()), dtype).float(), decode(every_nvfp4()))


@dtypes
@scales_of_16_bits
def test_every_int4_code_under_every_scale_is_rounded_once(
    scales_in: torch.dtype, dtype: torch.dtype
) -> None:
    packed = every_int4(scales_in=scales_in)
    assert torch.equal(decoded(packed, dtype), decode(packed, dtype))


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
def e4m3_kernel(codes: tl.tensor, numbers: tl.tensor) -> None:
    every = tl.arange(0, 256)
    tl.store(numbers + every, signed_e4m3(tl.load(codes + every), numbers.dtype.element_ty))


@dtypes
def test_every_number_of_a_cache_in_8_bits_is_exact(dtype: torch.dtype) -> None:
    codes, numbers = torch.arange(256, dtype=torch.uint8), torch.full((256,), float("nan"), dtype=dtype)
    e4m3_kernel[(1,)](codes, numbers)
    expected = codes.view(torch.float8_e4m3fn).float()
    known = ~expected.isnan()
    assert known.sum() == 254
    assert torch.equal(numbers[known].float(), expected[known])


@triton.jit
def arithmetic_kernel(
    left: tl.tensor, right: tl.tensor, wide: tl.tensor, made: tl.tensor, tile: tl.tensor, SIDE: tl.constexpr
) -> None:
    place = tl.arange(0, SIDE)[:, None] * SIDE + tl.arange(0, SIDE)[None, :]
    one, other = tl.load(left + place), tl.load(right + place)
    tl.store(made + place, one + other)
    tl.store(made + SIDE * SIDE + place, one * other)
    tl.store(made + 2 * SIDE * SIDE + place, one * 1.7)
    tl.store(made + 3 * SIDE * SIDE + place, tl.load(wide + place).to(tl.bfloat16))
    tl.store(tile + place, tl.dot(one, other, input_precision="ieee"))


def test_the_interpreter_computes_with_bfloat16_as_torch_does() -> None:
    side = 64
    wide, left, right = torch.randn(3, side, side, generator=torch.Generator().manual_seed(1))
    wide.view(torch.int32)[:4] = wide.view(torch.int32)[:4] | 0x7FFFFF  # which carries when it is rounded
    wide.view(torch.int32)[4:8] = wide.view(torch.int32)[4:8] & -0x10000 | 0x8000  # midway
    left, right = left.bfloat16(), right.bfloat16()
    made, tile = torch.zeros(4, side, side, dtype=torch.bfloat16), torch.zeros(side, side)
    arithmetic_kernel[(1,)](left, right, wide, made, tile, SIDE=side)
    gain = torch.tensor(1.7, dtype=torch.bfloat16)
    for ours, expected in zip(made, (left + right, left * right, left * gain, wide.bfloat16()), strict=True):
        assert torch.equal(ours, expected)
    torch.testing.assert_close(tile, left.float() @ right.float(), rtol=1e-5, atol=1e-5)
