"""Norm, rotation and place in the cache of all heads in one launch; the twin of `engine.kernels.heads`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.attention import as_bytes

if TYPE_CHECKING:
    from engine.kernels.heads import Rotation

HEADS = 4  # of one position that a program takes


def place_heads(
    projected: Tensor,
    norms: Tensor,
    rotation: Rotation,
    eps: float,
    *,
    keys: Tensor,
    values: Tensor,
    filled: Tensor,
) -> Tensor:
    """Norm, turn and place the heads of some positions; see `engine.kernels.heads`. Not yet run on a GPU."""
    n, total, head_dim = projected.shape
    kv_heads, slots, _ = keys.shape
    queries = projected.new_empty(len(norms) - kv_heads, n, head_dim)
    heads_kernel[(n, triton.cdiv(total, HEADS))](
        projected.contiguous(),
        norms,
        *(part.contiguous() for part in rotation),
        filled,
        queries,
        as_bytes(keys),
        as_bytes(values),
        slots * head_dim,
        n,
        TOTAL=total,
        QUERIES=len(queries),
        KV_HEADS=kv_heads,
        HEAD_DIM=head_dim,
        HALF_LANES=triton.next_power_of_2(head_dim // 2),
        EPS=eps,
        EIGHT_BIT=keys.element_size() == 1,
        HEADS=HEADS,
        num_warps=4,
    )
    return queries


@triton.jit(do_not_specialize=["n"])
def heads_kernel(
    projected: tl.tensor,  # (n, TOTAL, HEAD_DIM)
    norms: tl.tensor,  # (QUERIES + KV_HEADS, HEAD_DIM)
    cosine: tl.tensor,  # (n, HEAD_DIM / 2)
    sine: tl.tensor,  # (n, HEAD_DIM / 2)
    filled: tl.tensor,  # int32 (1)
    queries: tl.tensor,  # (QUERIES, n, HEAD_DIM)
    keys: tl.tensor,  # (KV_HEADS, slots, HEAD_DIM)
    values: tl.tensor,  # (KV_HEADS, slots, HEAD_DIM)
    head_stride: tl.tensor,
    n: tl.tensor,
    TOTAL: tl.constexpr,
    QUERIES: tl.constexpr,
    KV_HEADS: tl.constexpr,
    HEAD_DIM: tl.constexpr,
    HALF_LANES: tl.constexpr,
    EPS: tl.constexpr,
    EIGHT_BIT: tl.constexpr,
    HEADS: tl.constexpr,
) -> None:
    """Some heads of one position, in float32; each as its two halves, which turn together."""
    row = tl.program_id(0).to(tl.int64)
    head = (tl.program_id(1) * HEADS + tl.arange(0, HEADS))[:, None]
    lane = tl.arange(0, HALF_LANES)[None, :]
    half = HEAD_DIM // 2
    first_value = TOTAL - KV_HEADS  # on full layers the first key too
    present = (head < TOTAL) & (lane < half)
    place = projected + (row * TOTAL + head) * HEAD_DIM + lane
    left = tl.load(place, present, 0.0).to(tl.float32)
    right = tl.load(place + half, present, 0.0).to(tl.float32)
    length = tl.sum(left * left + right * right, 1)
    scale = tl.rsqrt(length / HEAD_DIM + EPS)[:, None]
    left *= scale
    right *= scale
    slot = (tl.load(filled) + row) * HEAD_DIM + lane
    is_value = present & (head >= first_value)
    value = values + (head - first_value).to(tl.int64) * head_stride + slot
    _put(value, left, right, half, is_value, EIGHT_BIT)
    weighed = present & (head < QUERIES + KV_HEADS)
    left *= tl.load(norms + head * HEAD_DIM + lane, weighed, 0.0).to(tl.float32)
    right *= tl.load(norms + head * HEAD_DIM + half + lane, weighed, 0.0).to(tl.float32)
    turn = row * half + lane
    along = tl.load(cosine + turn, lane < half, 0.0).to(tl.float32)
    across = tl.load(sine + turn, lane < half, 0.0).to(tl.float32)
    turned_left = left * along - right * across
    turned_right = right * along + left * across
    query = queries + (head * n + row) * HEAD_DIM + lane
    _put(query, turned_left, turned_right, half, present & (head < QUERIES), False)
    key = keys + (head - QUERIES).to(tl.int64) * head_stride + slot
    _put(key, turned_left, turned_right, half, weighed & (head >= QUERIES), EIGHT_BIT)


@triton.jit
def _put(
    place: tl.tensor,
    left: tl.tensor,
    right: tl.tensor,
    half: tl.tensor,
    mask: tl.tensor,
    EIGHT_BIT: tl.constexpr,
) -> None:
    """Store both halves of some heads."""
    if EIGHT_BIT:
        tl.store(place, e4m3_bytes(left), mask)
        tl.store(place + half, e4m3_bytes(right), mask)
    else:
        tl.store(place, left.to(place.dtype.element_ty), mask)
        tl.store(place + half, right.to(place.dtype.element_ty), mask)


@triton.jit
def e4m3_bytes(number: tl.tensor) -> tl.tensor:
    """The nearest numbers in E4M3, as bytes: ties to the even one, and no further than 448.

    Its exponents are 120 less than those of float32. Below 2^-6 its numbers are multiples of 2^-9, to which
    adding 2^14 rounds a float32.
    """
    size = tl.minimum(tl.abs(number), 448.0)
    bits = size.to(tl.int32, bitcast=True)
    normal = ((bits + 0x7FFFF + ((bits >> 20) & 1)) >> 20) - (120 << 3)
    subnormal = (size + 16384.0).to(tl.int32, bitcast=True) & 0xF
    sign = (number.to(tl.int32, bitcast=True) >> 24) & 0x80
    byte: tl.tensor = (tl.where(size < 0.015625, subnormal, normal) | sign).to(tl.uint8)
    return byte
