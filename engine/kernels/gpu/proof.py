"""The proof that a device decodes four-bit weights rightly: every code under every scale, to the last bit.

The decode leans on multiplies that keep subnormal numbers, and on one instruction that rounds once
(`engine.kernels.gpu.decode`), which only the card itself can show. Not yet run on a GPU.
"""

from __future__ import annotations

from functools import partial

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.decode import GAIN, QUARTERS, weights_of
from engine.kernels.int4 import PackedInt4
from engine.kernels.nvfp4 import PackedNVFP4
from engine.kernels.packed import decode, for_kernels
from engine.kernels.woven import WovenNVFP4

ROWS = 128  # that a program decodes


def decodes_rightly(device: torch.device, dtype: torch.dtype) -> bool:
    """Whether the kernels' decode and the plain one give the same weights there, in bfloat16 or float32.

    It is asked for every format that a model may have, and takes 11 MB there.
    """
    formats = (every_nvfp4, every_int4, partial(every_int4, scales_in=torch.bfloat16))
    return all(
        torch.equal(decoded(for_kernels(every(device)), dtype).cpu(), decode(every(), dtype))
        for every in formats
    )


def every_nvfp4(device: torch.device | str = "cpu") -> PackedNVFP4:
    """Every code at every place of a word under every scale that is not negative, zero among them."""
    place = torch.arange(16)[:, None] + torch.arange(8)  # 16 words, each begins with another code
    codes = (place % 16).to(torch.uint8).flatten()
    scales = torch.arange(128, dtype=torch.uint8) % 127  # 127 is no number
    return PackedNVFP4(
        weight=(codes[0::2] | codes[1::2] << 4).repeat(128, 1).to(device),
        weight_scale=scales[:, None].repeat(1, 8).view(torch.float8_e4m3fn).to(device),
        weight_scale_2=torch.tensor(1.0, device=device),
    )


def every_int4(device: torch.device | str = "cpu", scales_in: torch.dtype = torch.float16) -> PackedInt4:
    """Every code at every place of a word under every scale of 16 bits from 2^-126 to 2^124, and zero.

    Beyond are numbers that a processor may take for zero, and weights that are infinite.
    """
    first, place = torch.arange(16)[:, None], torch.arange(8)
    words = ((first + place) % 16 << 4 * place).sum(1).to(torch.int32)
    scales = torch.arange(2**15, dtype=torch.int16).view(scales_in)
    scales = torch.where((scales.float() >= 2.0**-126) & (scales.float() <= 2.0**124), scales, 0)
    groups = torch.stack([scales.roll(group) for group in range(4)], 1)  # those of a row differ
    return PackedInt4(weight=words.repeat(len(scales), 1).to(device), scale=groups.to(device))


def decoded(packed: WovenNVFP4 | PackedInt4, dtype: torch.dtype) -> Tensor:
    """The weights `(out, in)` as the kernels decode them, without the scale of a whole matrix."""
    words = packed.weight
    scales = packed.weight_scale if isinstance(packed, WovenNVFP4) else packed.scale
    rows, count = words.shape
    numbers = torch.full((rows, 8 * count), float("nan"), dtype=dtype, device=words.device)
    decode_kernel[(rows // ROWS,)](
        words,
        scales,
        numbers,
        ROWS=ROWS,
        WORDS=count,
        GROUPS=scales.shape[1],
        NVFP4=isinstance(packed, WovenNVFP4),
    )
    return numbers


@triton.jit
def decode_kernel(
    codes: tl.tensor,
    scales: tl.tensor,
    numbers: tl.tensor,
    ROWS: tl.constexpr,
    WORDS: tl.constexpr,
    GROUPS: tl.constexpr,
    NVFP4: tl.constexpr,
) -> None:
    """The weights of some rows of a matrix that has powers of two of everything."""
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)[:, None]
    words = tl.load(codes + row * WORDS + tl.arange(0, WORDS)[None, :])
    scale = tl.load(scales + row * GROUPS + tl.arange(0, GROUPS)[None, :])
    place = row * 8 * WORDS + tl.arange(0, 2 * WORDS)[None, :] * QUARTERS
    for quarter in tl.static_range(QUARTERS):
        weights = weights_of(words, scale, quarter, NVFP4, numbers.dtype.element_ty)
        if NVFP4:
            weights *= GAIN
        tl.store(numbers + place + quarter, weights)
