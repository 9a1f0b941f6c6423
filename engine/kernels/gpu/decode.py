"""Four-bit weights as numbers inside a kernel, without a table and two at a time.

A word holds eight codes; two of them that are 16 bits apart become the two bfloat16 of a word by one mask,
one multiply and one more mask. The three magnitude bits of an E2M1 code, placed where the exponent of a
bfloat16 ends, are the weight times 2^-126; a positive E4M3 scale likewise is the scale times 2^-120. The code
of 0.5 and the scales below 2^-6 are subnormal there; multiplies of bfloat16 keep such numbers unless they are
compiled with `.ftz`, and these are not. A scale takes back of the 2^126 what bfloat16 has room for, so that a
weight costs no multiply beside that with its scale; the rest, `GAIN`, is left to sums.

NVFP4 is exact in bfloat16 and in float32, and int4 is rounded once. Not yet run on a GPU.
"""

from __future__ import annotations

import triton
import triton.language as tl

from engine.kernels import packed_experts

QUARTERS = tl.constexpr(packed_experts.QUARTERS)  # of the weights: one pair a word and quarter
GAIN = tl.constexpr(2.0**7)
"""What NVFP4 weights are to be multiplied by behind `weights_of`, alone or in a sum."""
_E2M1_GAIN = tl.constexpr(2.0**119)  # but for `GAIN`; the largest scale times it is just below 2^128
_E4M3_GAIN = tl.constexpr(2.0**120)
_INT4_OFFSET = tl.constexpr(136.0)  # 128 for the exponent that the code is put under, 8 for the format's zero


@triton.jit
def weights_of(
    words: tl.tensor, scales: tl.tensor, QUARTER: tl.constexpr, NVFP4: tl.constexpr, DTYPE: tl.constexpr
) -> tl.tensor:
    """Every fourth weight, from the one at `QUARTER` on: `(N, 2 * W)` in `DTYPE`, bfloat16 or float32.

    Those of NVFP4 are divided by `GAIN`.

    Args:
        words: int32 `(N, W)`, eight codes each, the first in the lowest bits.
        scales: `(N, G)`, each for `W / G` words in a row: the bytes of E4M3 numbers for NVFP4, else floats.
        QUARTER: 0 to 3.
    """
    numbers = _shifted_numbers(words, QUARTER, NVFP4, DTYPE)
    if NVFP4:
        gained = _spread(_e4m3(scales, DTYPE) * _E2M1_GAIN, numbers.shape[1])
        weights: tl.tensor = _times(numbers, gained, tl.full(numbers.shape, -0.0, DTYPE))
    else:
        weights = _scaled_once(numbers - _INT4_OFFSET, scales, DTYPE)
    return weights


@triton.jit
def _shifted_numbers(
    words: tl.tensor, QUARTER: tl.constexpr, NVFP4: tl.constexpr, DTYPE: tl.constexpr
) -> tl.tensor:
    """Those weights without scales: E2M1 numbers divided by `_E2M1_GAIN`, or int4 codes plus 128."""
    pairs = _e2m1_pairs(words, QUARTER) if NVFP4 else _int4_pairs(words, QUARTER)
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
def _e2m1_pairs(words: tl.tensor, QUARTER: tl.constexpr) -> tl.tensor:
    """Two bfloat16 a word: the numbers times 2^-126 of its codes `QUARTER` and `QUARTER + 4`.

    The multiply copies a code to two places: one has the sign in bit 15, one the rest in bits 8 to 6.
    """
    codes = (words >> (QUARTER // 2 * 8)) & (0x000F000F << QUARTER % 2 * 4)
    return (codes * (0x1040 >> QUARTER % 2 * 4)) & -0x7E3F7E40  # 0x81C081C0


@triton.jit
def _int4_pairs(words: tl.tensor, QUARTER: tl.constexpr) -> tl.tensor:
    """Two bfloat16 a word: 128 plus its codes `QUARTER` and `QUARTER + 4`."""
    return ((words >> (QUARTER * 4)) & 0x000F000F) | 0x43004300


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


@triton.jit
def _e4m3(byte: tl.tensor, DTYPE: tl.constexpr) -> tl.tensor:
    """The numbers of bytes in E4M3 whose sign is not set."""
    if tl.float32 == DTYPE:
        number = (byte.to(tl.int32) << 20).to(tl.float32, bitcast=True)
    else:
        number = (byte.to(tl.int16) << 4).to(tl.bfloat16, bitcast=True)
    return number * _E4M3_GAIN
