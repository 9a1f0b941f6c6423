"""Four-bit weights as numbers inside a kernel, without a table.

The three magnitude bits of an E2M1 code, moved to where the exponent of a float ends, are the weight times
2^-126; a positive E4M3 scale likewise is the scale times 2^-120. Multiplying by both inverses would overflow
on the way, so the numbers come out 2^7 too small, which `NVFP4_GAIN` gives back to the sum. Every step is
exact in bfloat16 and in float32.
"""

from __future__ import annotations

import triton
import triton.language as tl

NVFP4_GAIN = 2.0**7
_SCALE_GAIN = tl.constexpr(2.0**120)
_CODE_GAIN = tl.constexpr(2.0**119)
_INT4_ZERO = tl.constexpr(8)


@triton.jit
def weights_of(
    codes: tl.tensor, scales: tl.tensor, NVFP4: tl.constexpr, DTYPE: tl.constexpr
) -> tuple[tl.tensor, tl.tensor]:
    """Both weights of every byte, low nibble first: two `(N, B)` in `DTYPE`, bfloat16 or float32.

    Args:
        codes: uint8 `(N, B)`.
        scales: `(N, G)`, each for `B / G` bytes in a row: the bytes of E4M3 numbers for NVFP4, else floats.
    """
    if NVFP4:
        scale = _spread(_e4m3(scales, DTYPE), codes.shape[1])
        low = _e2m1(codes & 15, DTYPE) * scale
        high = _e2m1(codes >> 4, DTYPE) * scale
    else:
        scale = _spread(scales.to(tl.float32), codes.shape[1])
        low = (((codes & 15).to(tl.int32) - _INT4_ZERO).to(tl.float32) * scale).to(DTYPE)
        high = (((codes >> 4).to(tl.int32) - _INT4_ZERO).to(tl.float32) * scale).to(DTYPE)
    return low, high


@triton.jit
def _spread(scale: tl.tensor, BYTES: tl.constexpr) -> tl.tensor:
    """`(N, G)` to `(N, BYTES)`, each column repeated."""
    rows: tl.constexpr = scale.shape[0]
    groups: tl.constexpr = scale.shape[1]
    return tl.reshape(tl.broadcast_to(scale[:, :, None], (rows, groups, BYTES // groups)), (rows, BYTES))


@triton.jit
def _e2m1(code: tl.tensor, DTYPE: tl.constexpr) -> tl.tensor:
    """The number of each code times 2^-126."""
    if tl.float32 == DTYPE:
        bits = code.to(tl.int32)
        number = (((bits & 7) << 22) | ((bits & 8) << 28)).to(tl.float32, bitcast=True)
    else:
        bits = code.to(tl.int16)
        number = (((bits & 7) << 6) | ((bits & 8) << 12)).to(tl.bfloat16, bitcast=True)
    return number


@triton.jit
def signed_e4m3(byte: tl.tensor, DTYPE: tl.constexpr) -> tl.tensor:
    """The numbers of bytes in E4M3, bfloat16 or float32; none of them is infinite or no number."""
    if tl.float32 == DTYPE:
        bits = byte.to(tl.int32)
        number = (((bits & 0x7F) << 20) | ((bits & 0x80) << 24)).to(tl.float32, bitcast=True)
    else:
        bits = byte.to(tl.int16)
        number = (((bits & 0x7F) << 4) | ((bits & 0x80) << 8)).to(tl.bfloat16, bitcast=True)
    return number * _SCALE_GAIN


@triton.jit
def _e4m3(byte: tl.tensor, DTYPE: tl.constexpr) -> tl.tensor:
    """Each scale, whose sign is not set, times 2^119."""
    if tl.float32 == DTYPE:
        number = (byte.to(tl.int32) << 20).to(tl.float32, bitcast=True)
    else:
        number = (byte.to(tl.int16) << 4).to(tl.bfloat16, bitcast=True)
    return number * _SCALE_GAIN * _CODE_GAIN
