"""Four-bit weights as numbers inside a kernel, without a table and two at a time.

A word holds eight codes; two of them become the two bfloat16 of a word, those of NVFP4 by one rotation and
one mask, for which they are woven (`engine.kernels.woven`). An E2M1 number is then itself times 2^-126, and
0.5 is subnormal there; products of bfloat16 keep such numbers unless they are compiled with `.ftz`, and these
are not. Scales take back of the 2^126 what bfloat16 has room for, so that a weight costs no multiply beside
that with its scale; the rest, `GAIN`, is left to sums.

NVFP4 is exact in bfloat16 and in float32, and int4 is rounded once. Not yet run on a GPU.
"""

from __future__ import annotations

import triton
import triton.language as tl

from engine.kernels import packed_experts, woven

QUARTERS = tl.constexpr(packed_experts.QUARTERS)  # of the weights: one pair a word and quarter
GAIN = tl.constexpr(2.0**7)
"""What NVFP4 weights are to be multiplied by behind `weights_of`, alone or in a sum."""
_ROTATION = tl.constexpr(woven.ROTATION)
_COPIES = tl.constexpr(woven.COPIES)
_EXPONENTS = tl.constexpr(woven.EXPONENT << 16 | woven.EXPONENT)
_E4M3_GAIN = tl.constexpr(2.0**120)
_INT4_OFFSET = tl.constexpr(136.0)  # 128 for the exponent that the code is put under, 8 for the format's zero


@triton.jit
def weights_of(
    words: tl.tensor, scales: tl.tensor, QUARTER: tl.constexpr, NVFP4: tl.constexpr, DTYPE: tl.constexpr
) -> tl.tensor:
    """Every fourth weight, from the one at `QUARTER` on: `(N, 2 * W)` in `DTYPE`, bfloat16 or float32.

    Those of NVFP4 are divided by `GAIN`.

    Args:
        words: int32 `(N, W)`, eight codes each: woven, or in their order, the first in the lowest bits.
        scales: `(N, G)`, each for `W / G` words in a row: woven, or floats.
        QUARTER: 0 to 3.
    """
    if NVFP4:
        numbers = _unpaired(_woven_pairs(words, QUARTER), DTYPE)
        factors = _spread(scales.to(tl.int32) * 0x00100010 + _EXPONENTS, words.shape[1])
        weights: tl.tensor = _times(numbers, _unpaired(factors, DTYPE), tl.full(numbers.shape, -0.0, DTYPE))
    else:
        weights = _scaled_once(_unpaired(_int4_pairs(words, QUARTER), DTYPE) - _INT4_OFFSET, scales, DTYPE)
    return weights


@triton.jit
def _woven_pairs(words: tl.tensor, QUARTER: tl.constexpr) -> tl.tensor:
    """Two bfloat16 a word: the numbers times 2^-126 of its codes `QUARTER` and `QUARTER + 4`."""
    if QUARTER == 3:
        bits = (words & 0x001B001B) * _COPIES
    elif QUARTER == 0:
        bits = words
    else:
        logical = words.to(tl.uint32, bitcast=True)
        turned = (logical >> QUARTER * _ROTATION) | (logical << 32 - QUARTER * _ROTATION)
        bits = turned.to(tl.int32, bitcast=True)
    return bits & -0x7E3F7E40  # 0x81C081C0


@triton.jit
def _int4_pairs(words: tl.tensor, QUARTER: tl.constexpr) -> tl.tensor:
    """Two bfloat16 a word: 128 plus its codes `QUARTER` and `QUARTER + 4`."""
    return ((words >> (QUARTER * 4)) & 0x000F000F) | 0x43004300


@triton.jit
def _unpaired(pairs: tl.tensor, DTYPE: tl.constexpr) -> tl.tensor:
    """`(N, W)` words of two bfloat16 as `(N, 2 * W)` numbers in `DTYPE`."""
    if tl.float32 == DTYPE:
        low = (pairs << 16).to(tl.float32, bitcast=True)
        high = (pairs & -0x10000).to(tl.float32, bitcast=True)
    else:
        low = pairs.to(tl.int16).to(tl.bfloat16, bitcast=True)
        high = (pairs >> 16).to(tl.int16).to(tl.bfloat16, bitcast=True)
    return tl.reshape(tl.join(low, high), (pairs.shape[0], 2 * pairs.shape[1]))


@triton.jit
def _scaled_once(numbers: tl.tensor, scales: tl.tensor, DTYPE: tl.constexpr) -> tl.tensor:
    """`numbers` times floats, rounded to `DTYPE` once, though bfloat16 holds no scale of 11 bits.

    Such a scale is the sum of two bfloat16, and a number of four bits times the smaller one is exact.
    """
    columns: tl.constexpr = numbers.shape[1]
    coarse = scales.to(DTYPE)
    fine = (scales.to(tl.float32) - coarse.to(tl.float32)).to(DTYPE)
    product: tl.tensor = _times(numbers, _spread(coarse, columns), numbers * _spread(fine, columns))
    return product


@triton.jit
def _times(one: tl.tensor, other: tl.tensor, added: tl.tensor) -> tl.tensor:
    """`one * other + added`, rounded once.

    The instruction is spelt out because the compiler takes the two bfloat16 of a word apart for `tl.fma`, and
    for a product with what is spread.
    """
    if one.dtype == tl.float32:
        result: tl.tensor = one * other + added
    else:
        result = tl.inline_asm_elementwise(
            asm="fma.rn.bf16x2 $0, $1, $2, $3;",
            constraints="=r,r,r,r",
            args=[one, other, added],
            dtype=tl.bfloat16,
            is_pure=True,
            pack=2,
        )
    return result


@triton.jit
def _spread(scale: tl.tensor, COLUMNS: tl.constexpr) -> tl.tensor:
    """`(N, G)` to `(N, COLUMNS)`, each column repeated."""
    rows: tl.constexpr = scale.shape[0]
    groups: tl.constexpr = scale.shape[1]
    return tl.reshape(tl.broadcast_to(scale[:, :, None], (rows, groups, COLUMNS // groups)), (rows, COLUMNS))


@triton.jit
def signed_e4m3(byte: tl.tensor, DTYPE: tl.constexpr) -> tl.tensor:
    """The numbers of bytes in E4M3, bfloat16 or float32; none of them is infinite or no number."""
    if tl.float32 == DTYPE:
        bits = byte.to(tl.int32)
        number = (((bits & 0x7F) << 20) | ((bits & 0x80) << 24)).to(tl.float32, bitcast=True)
    else:
        bits = byte.to(tl.int16)
        number = (((bits & 0x7F) << 4) | ((bits & 0x80) << 8)).to(tl.bfloat16, bitcast=True)
    return number * _E4M3_GAIN
