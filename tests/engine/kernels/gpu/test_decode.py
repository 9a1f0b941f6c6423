"""Weights decoded inside a kernel against the plain decode: all 16 codes under all 126 positive scales."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.decode import NVFP4_GAIN, signed_e4m3, weights_of
from engine.kernels.int4 import PackedInt4
from engine.kernels.nvfp4 import PackedNVFP4
from engine.kernels.packed import decode


@triton.jit
def decode_kernel(
    codes: tl.tensor,
    scales: tl.tensor,
    numbers: tl.tensor,
    ROWS: tl.constexpr,
    BYTES: tl.constexpr,
    GROUPS: tl.constexpr,
    NVFP4: tl.constexpr,
) -> None:
    row = tl.arange(0, ROWS)[:, None]
    byte = tl.arange(0, BYTES)[None, :]
    group = tl.arange(0, GROUPS)[None, :]
    low, high = weights_of(
        tl.load(codes + row * BYTES + byte), tl.load(scales + row * GROUPS + group), NVFP4, tl.float32
    )
    tl.store(numbers + row * 2 * BYTES + 2 * byte, low)
    tl.store(numbers + row * 2 * BYTES + 2 * byte + 1, high)


def decoded(codes: Tensor, scales: Tensor, *, nvfp4: bool) -> Tensor:
    rows, count = codes.shape
    numbers = torch.full((rows, 2 * count), float("nan"))
    decode_kernel[(1,)](codes, scales, numbers, ROWS=rows, BYTES=count, GROUPS=scales.shape[1], NVFP4=nvfp4)
    return numbers


def test_every_nvfp4_code_under_every_scale_is_exact() -> None:
    scales = torch.arange(1, 127, dtype=torch.uint8)
    scales = torch.cat([scales, scales[:2]]).view(128, 1)  # a power of two
    every = torch.arange(16, dtype=torch.uint8).view(8, 2)
    codes = (every[:, 0] | every[:, 1] << 4).expand(128, 8).contiguous()
    packed = PackedNVFP4(
        weight=codes, weight_scale=scales.view(torch.float8_e4m3fn), weight_scale_2=torch.tensor(1.0)
    )
    assert torch.equal(decoded(codes, scales, nvfp4=True) * NVFP4_GAIN, decode(packed))


def test_int4_weights_are_those_of_the_plain_decode() -> None:
    generator = torch.Generator().manual_seed(3)
    words = torch.randint(-(2**31), 2**31, (16, 8), generator=generator).int()
    packed = PackedInt4(weight=words, scale=torch.rand(16, 2, generator=generator).half())
    assert torch.equal(decoded(words.view(torch.uint8), packed.scale, nvfp4=False), decode(packed))


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
