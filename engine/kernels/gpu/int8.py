"""Products with matrices in 8 bits, in one launch; the twin of `engine.kernels.int8`.

A weight leaves the memory as one byte and becomes a number of the input's dtype in registers, which is exact.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.tiles import MIXED_PARTS
from engine.kernels.int8 import Int8Matrix

DEPTH, MIXED_DEPTH = 64, 32  # weights of a column in a step
PRODUCTS = tl.constexpr(2)  # of a step of `int8_product`
MIXED_ROWS = MIXED_COLUMNS = 128  # of the result that one program of `int8_mixed` computes


def int8_product(x: Tensor, matrix: Int8Matrix, out: Tensor) -> Tensor:
    """`out` filled with `x @ matrix.T`; see `engine.kernels.int8`. Not yet run on a GPU."""
    n, in_features = x.shape
    out_features = len(matrix.weight)
    rows, columns, warps = shape_for(n, out_features)
    int8_product_kernel[(triton.cdiv(n, rows) * triton.cdiv(out_features, columns),)](
        x.contiguous(),
        matrix.weight,
        matrix.scale,
        out,
        n,
        out_features,
        out.stride(0),
        IN=in_features,
        ROWS=rows,
        COLUMNS=columns,
        DEPTH=DEPTH,
        num_warps=warps,
        num_stages=3,
    )
    return out


def shape_for(n: int, out_features: int) -> tuple[int, int, int]:
    """Rows and columns of the result that one program of `int8_product` computes, and its warps."""
    if n <= 16:
        return 16, 64, 4
    return (128, 128, 8) if out_features >= 2**14 else (128, 64, 4)  # the head has programs enough


def int8_mixed(shares: Tensor, matrix: Int8Matrix) -> Tensor:
    """`shares @ matrix`, multiplied in the dtype of `shares`; see `engine.kernels.int8`.

    Parts of the sum are added in their order. Not yet run on a GPU.
    """
    n = len(shares)
    out_features, in_features = matrix.shape
    parts = torch.empty(MIXED_PARTS, n, in_features, device=shares.device)
    tiles = triton.cdiv(n, MIXED_ROWS) * triton.cdiv(in_features, MIXED_COLUMNS)
    int8_mixed_kernel[(tiles, MIXED_PARTS)](
        shares.contiguous(),
        matrix.weight,
        matrix.scale,
        parts,
        n,
        out_features,
        IN=in_features,
        ROWS=MIXED_ROWS,
        COLUMNS=MIXED_COLUMNS,
        DEPTH=MIXED_DEPTH,
        num_warps=8,
        num_stages=4,
    )
    return parts.sum(0)


@triton.jit(do_not_specialize=["n"])
def int8_product_kernel(
    x: tl.tensor,  # (n, IN)
    weight: tl.tensor,  # int8 (out_features, IN)
    scale: tl.tensor,  # float32 (out_features)
    out: tl.tensor,  # (n, out_features), its rows `stride` apart
    n: tl.tensor,
    out_features: tl.tensor,
    stride: tl.tensor,
    IN: tl.constexpr,
    ROWS: tl.constexpr,
    COLUMNS: tl.constexpr,
    DEPTH: tl.constexpr,
) -> None:
    """Some rows and columns; neighbours share the weights, which most tensor cores take from registers.

    A step is several products: a single one would be left under way on Hopper while the weights of the next
    step are decoded, into the same registers where ptxas is older than 13.3 (triton-lang/triton#9433).
    """
    blocks = tl.cdiv(n, ROWS)
    first_row = (tl.program_id(0) % blocks * ROWS).to(tl.int64)
    first_column = (tl.program_id(0) // blocks * COLUMNS).to(tl.int64)
    row, column, place = tl.arange(0, ROWS), tl.arange(0, COLUMNS), tl.arange(0, DEPTH // PRODUCTS)
    present, inside = first_row + row < n, first_column + column < out_features
    inputs = x + first_row * IN + row[None, :] * IN + place[:, None]
    weights = weight + first_column * IN + column[:, None] * IN + place[None, :]
    total = tl.zeros((COLUMNS, ROWS), tl.float32)
    for start in range(0, IN, DEPTH):
        for part in tl.static_range(PRODUCTS):
            first = start + part * (DEPTH // PRODUCTS)
            known = first + place < IN
            number = tl.load(inputs + first, present[None, :] & known[:, None], 0.0)
            whole = tl.load(weights + first, inside[:, None] & known[None, :], 0)
            total = tl.dot(whole.to(number.dtype), number, total, input_precision="ieee")
    total *= tl.load(scale + first_column + column, inside, 0.0)[:, None]
    target = out + first_row * stride + first_column + row[None, :] * stride + column[:, None]
    tl.store(target, total.to(out.dtype.element_ty), inside[:, None] & present[None, :])


@triton.jit(do_not_specialize=["n"])
def int8_mixed_kernel(
    shares: tl.tensor,  # (n, out_features)
    weight: tl.tensor,  # int8 (out_features, IN)
    scale: tl.tensor,  # float32 (out_features)
    parts: tl.tensor,  # float32 (parts, n, IN)
    n: tl.tensor,
    out_features: tl.tensor,
    IN: tl.constexpr,
    ROWS: tl.constexpr,
    COLUMNS: tl.constexpr,
    DEPTH: tl.constexpr,
) -> None:
    """Some rows and columns of one part of the sum; a share is multiplied by its scale and rounded once."""
    blocks = tl.cdiv(n, ROWS)
    row = (tl.program_id(0) % blocks * ROWS).to(tl.int64) + tl.arange(0, ROWS)
    column = tl.program_id(0) // blocks * COLUMNS + tl.arange(0, COLUMNS)
    present, inside = (row < n)[:, None], (column < IN)[None, :]
    steps = tl.cdiv(tl.cdiv(out_features, DEPTH), tl.num_programs(1))
    first = tl.program_id(1) * steps * DEPTH
    total = tl.zeros((ROWS, COLUMNS), tl.float32)
    for start in range(first, tl.minimum(first + steps * DEPTH, out_features), DEPTH):
        place = start + tl.arange(0, DEPTH)
        known = place < out_features
        share = tl.load(shares + row[:, None] * out_features + place[None, :], present & known[None, :], 0.0)
        scaled = share * tl.load(scale + place, known, 0.0)[None, :]
        weights = weight + place.to(tl.int64)[:, None] * IN + column[None, :]
        whole = tl.load(weights, known[:, None] & inside, 0)
        total = tl.dot(scaled.to(share.dtype), whole.to(share.dtype), total, input_precision="ieee")
    target = parts + (tl.program_id(1) * n + row)[:, None] * IN + column[None, :]
    tl.store(target, total, present & inside)
