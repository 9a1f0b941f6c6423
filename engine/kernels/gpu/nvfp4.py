"""Rounding rows of activations to NVFP4; the twin of `engine.kernels.nvfp4.pack_rows`."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels import nvfp4
from engine.kernels.gpu.decode import signed_e4m3
from engine.kernels.gpu.heads import e4m3_bytes
from engine.kernels.nvfp4 import PackedNVFP4

BLOCK = tl.constexpr(nvfp4.BLOCK_LENGTH)
E2M1 = tl.constexpr("e2m1")
_E2M1_LARGEST = tl.constexpr(nvfp4.E2M1_LARGEST)
_LARGEST = tl.constexpr(nvfp4.E2M1_LARGEST * nvfp4.E4M3_LARGEST)


def pack_rows(x: Tensor) -> PackedNVFP4:
    """Round `x (n, features)`; see `engine.kernels.nvfp4.pack_rows`. Not yet run on a GPU.

    Raises:
        ValueError: The features are no multiple of 16.
    """
    n, features = x.shape
    if features % nvfp4.BLOCK_LENGTH:
        raise ValueError(f"{features} features are no multiple of {nvfp4.BLOCK_LENGTH}")
    codes = x.new_empty(n, 1, features // 2, dtype=torch.uint8)
    scales = x.new_empty(n, 1, features // nvfp4.BLOCK_LENGTH, dtype=torch.uint8)
    gains = x.new_empty(n, dtype=torch.float32)
    blocks = triton.next_power_of_2(scales.shape[-1])
    pack_kernel[(n,)](x, codes, scales, gains, SIZE=features, BLOCKS=blocks, num_warps=4)
    return PackedNVFP4(weight=codes, weight_scale=scales.view(torch.float8_e4m3fn), weight_scale_2=gains)


@triton.jit
def pack_kernel(
    x: tl.tensor,  # (n, SIZE)
    codes: tl.tensor,  # uint8 (n, SIZE / 2)
    scales: tl.tensor,  # uint8 (n, SIZE / 16): E4M3
    gains: tl.tensor,  # float32 (n)
    SIZE: tl.constexpr,
    BLOCKS: tl.constexpr,
) -> None:
    """One row."""
    row, block = tl.program_id(0).to(tl.int64), tl.arange(0, BLOCKS)
    lane = block[:, None] * BLOCK + tl.arange(0, BLOCK)[None, :]
    numbers = tl.load(x + row * SIZE + lane, lane < SIZE, 0.0).to(tl.float32)
    largest = tl.max(tl.abs(numbers), 1)
    whole = tl.max(largest, 0)
    gain = tl.div_rn(tl.where(whole > 0.0, whole, 1.0), _LARGEST)
    tl.store(gains + row, gain)
    # A block of zeros has the scale 1, and no scale is zero.
    scale = tl.maximum(tl.where(largest > 0.0, tl.div_rn(largest, gain * _E2M1_LARGEST), 1.0), 2.0**-9)
    byte = e4m3_bytes(scale)
    tl.store(scales + row * (SIZE // BLOCK) + block, byte, block < SIZE // BLOCK)
    step = signed_e4m3(byte, tl.float32) * gain
    pairs = tl.reshape(e2m1_codes(tl.div_rn(numbers, step[:, None])), (BLOCKS, BLOCK // 2, 2))
    low, high = tl.split(pairs)
    pair = block[:, None] * (BLOCK // 2) + tl.arange(0, BLOCK // 2)[None, :]
    tl.store(codes + row * (SIZE // 2) + pair, (low | high << 4).to(tl.uint8), pair < SIZE // 2)


@triton.jit
def e2m1_codes(numbers: tl.tensor) -> tl.tensor:
    """The nearest codes, int32: ties to the even one, and no further than 6."""
    size = tl.abs(numbers)
    code = (size > 0.25).to(tl.int32) + (size >= 0.75).to(tl.int32) + (size > 1.25).to(tl.int32)
    code += (size >= 1.75).to(tl.int32) + (size > 2.5).to(tl.int32) + (size >= 3.5).to(tl.int32)
    signed: tl.tensor = code + (size > 5.0).to(tl.int32) | (numbers < 0.0).to(tl.int32) << 3
    return signed
