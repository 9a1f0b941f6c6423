"""The experts of one layer from four-bit weights: one launch a projection, routing on the device.

The twin of `engine.kernels.packed_experts`. Weights are the left operand of every product, so that the few
rows of an expert lie along its short side. A product takes every fourth weight (`weights_of`) with every
fourth column of the input; so inputs come with columns 0, 4, 8 ... first (`packed_experts.quarters`), and
nothing is interleaved.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.activation import gelu
from engine.kernels.gpu.align import align
from engine.kernels.gpu.decode import QUARTERS, weights_of
from engine.kernels.gpu.tiles import EXPERT_TILES, ExpertTiles, ProductTiles
from engine.kernels.int4 import NIBBLES_PER_WORD, PackedInt4
from engine.kernels.nvfp4 import BLOCK_LENGTH, PackedNVFP4
from engine.kernels.packed import Packed
from engine.kernels.packed_experts import PackedExperts, Weighed
from engine.kernels.routing import Alignment


class _Operand(NamedTuple):
    """A stack of packed matrices as a kernel takes it.

    Attributes:
        codes: int32 `(..., out, in / 8)`, eight codes a word, the first in the lowest bits.
        scales: `(..., out, in / group)`; E4M3 as bytes, for Triton has no such type below sm_89.
        gains: What each matrix's sums are multiplied by, float32, one a matrix; None for int4.
        group: Inputs that share a scale.
        nvfp4: Which format it is.
    """

    codes: Tensor
    scales: Tensor
    gains: Tensor | None
    group: int
    nvfp4: bool


def packed_experts(
    x: Tensor,
    weights: PackedExperts,
    top_ids: Tensor,
    top_weights: Tensor,
    tiles: ExpertTiles = EXPERT_TILES,
) -> Weighed:
    """What each row's experts return; see `engine.kernels.packed_experts`. Not yet run on a GPU."""
    n, k = top_ids.shape
    experts, _, size, _ = weights.gate_up.weight.shape
    hidden = weights.down.weight.shape[1]
    alignment = align(top_ids, experts, tiles.rows)
    inner, outer = x.new_empty(n * k, size), x.new_empty(n * k, hidden)
    _launch(gate_up_kernel, x, weights.gate_up, alignment, inner, k, tiles.gate_up)
    _launch(down_kernel, inner, weights.down, alignment, outer, 1, tiles.down)
    return Weighed(outer.view(n, k, hidden), top_weights)


def _launch(
    kernel: triton.JITFunction,
    x: Tensor,
    packed: Packed,
    alignment: Alignment,
    result: Tensor,
    rows_per_input: int,
    tiles: ProductTiles,
) -> None:
    """Multiply by the weights of each slot's expert.

    Raises:
        ValueError: The inputs are no multiple of 32.
    """
    operand, (slots, out_features) = _operand(packed), result.shape
    in_features = NIBBLES_PER_WORD * operand.codes.shape[-1]
    if in_features % 32:
        raise ValueError(f"{in_features} inputs are no multiple of 32")
    columns = min(tiles.columns, triton.next_power_of_2(out_features))
    kernel[(len(alignment.experts) * triton.cdiv(out_features, columns),)](
        x,
        operand.codes,
        operand.scales,
        operand.gains,
        *alignment,
        result,
        slots,
        K=rows_per_input,
        OUT=out_features,
        IN=in_features,
        GROUP=operand.group,
        NVFP4=operand.nvfp4,
        ROWS=alignment.slots.shape[1],
        COLUMNS=columns,
        WORDS=tiles.words,
        num_warps=tiles.warps,
        num_stages=tiles.stages,
    )


def _operand(packed: Packed) -> _Operand:
    match packed:
        case PackedNVFP4():
            scales = packed.weight_scale.view(torch.uint8)
            words = packed.weight.view(torch.int32)  # little-endian: codes run along the inputs
            return _Operand(words, scales, packed.weight_scale_2, BLOCK_LENGTH, nvfp4=True)
        case PackedInt4():
            group = NIBBLES_PER_WORD * packed.weight.shape[-1] // packed.scale.shape[-1]
            return _Operand(packed.weight, packed.scale, None, group, nvfp4=False)


@triton.jit(do_not_specialize=["slot_count"])
def gate_up_kernel(
    x: tl.tensor,  # (n, 4, IN / 4)
    codes: tl.tensor,  # int32 (experts, 2, OUT, IN / 8)
    scales: tl.tensor,  # (experts, 2, OUT, IN / GROUP)
    gains: tl.tensor,  # float32 (experts, 2), where NVFP4
    slots: tl.tensor,  # int32 (tiles, ROWS)
    owners: tl.tensor,  # int32 (tiles)
    used: tl.tensor,  # int32 (1): how many tiles there are
    inner: tl.tensor,  # (slot_count, 4, OUT / 4): geglu, in quarters
    slot_count: tl.tensor,
    K: tl.constexpr,
    OUT: tl.constexpr,
    IN: tl.constexpr,
    GROUP: tl.constexpr,
    NVFP4: tl.constexpr,
    ROWS: tl.constexpr,
    COLUMNS: tl.constexpr,
    WORDS: tl.constexpr,
) -> None:
    """`gelu_tanh(gate) * up` for one tile of slots and some columns."""
    tile, block = _place(OUT, COLUMNS)
    if tile >= tl.load(used):
        return
    expert = tl.load(owners + tile).to(tl.int64)
    slot = tl.load(slots + tile * ROWS + tl.arange(0, ROWS))
    column = block * COLUMNS + tl.arange(0, COLUMNS)
    matrix = expert * 2
    gate = _product(x, codes, scales, matrix, slot, slot_count, column, K, OUT, IN, GROUP, NVFP4, WORDS)
    up = _product(x, codes, scales, matrix + 1, slot, slot_count, column, K, OUT, IN, GROUP, NVFP4, WORDS)
    if NVFP4:
        gate *= tl.load(gains + matrix)
        up *= tl.load(gains + matrix + 1)
    result = _in_quarters(gelu(gate, up).to(inner.dtype.element_ty))  # (COLUMNS, ROWS)
    lane, width = tl.arange(0, COLUMNS), COLUMNS // QUARTERS
    column = block * width + lane % width  # of a quarter
    kept = (column < OUT // QUARTERS)[:, None] & (slot < slot_count)[None, :]
    place = lane // width * (OUT // QUARTERS) + column
    tl.store(inner + slot[None, :] * OUT + place[:, None], result, kept)


@triton.jit(do_not_specialize=["slot_count"])
def down_kernel(
    inner: tl.tensor,  # (slot_count, 4, IN / 4)
    codes: tl.tensor,  # int32 (experts, OUT, IN / 8)
    scales: tl.tensor,  # (experts, OUT, IN / GROUP)
    gains: tl.tensor,  # float32 (experts), where NVFP4
    slots: tl.tensor,  # int32 (tiles, ROWS)
    owners: tl.tensor,  # int32 (tiles)
    used: tl.tensor,  # int32 (1): how many tiles there are
    outer: tl.tensor,  # (slot_count, OUT)
    slot_count: tl.tensor,
    K: tl.constexpr,
    OUT: tl.constexpr,
    IN: tl.constexpr,
    GROUP: tl.constexpr,
    NVFP4: tl.constexpr,
    ROWS: tl.constexpr,
    COLUMNS: tl.constexpr,
    WORDS: tl.constexpr,
) -> None:
    """The output of each slot's expert for one tile of slots and some columns."""
    tile, block = _place(OUT, COLUMNS)
    if tile >= tl.load(used):
        return
    expert = tl.load(owners + tile).to(tl.int64)
    slot = tl.load(slots + tile * ROWS + tl.arange(0, ROWS))
    column = block * COLUMNS + tl.arange(0, COLUMNS)
    result = _product(inner, codes, scales, expert, slot, slot_count, column, K, OUT, IN, GROUP, NVFP4, WORDS)
    if NVFP4:
        result *= tl.load(gains + expert)
    kept = (column < OUT)[:, None] & (slot < slot_count)[None, :]
    tl.store(outer + slot[None, :] * OUT + column[:, None], result.to(outer.dtype.element_ty), kept)


@triton.jit
def _place(OUT: tl.constexpr, COLUMNS: tl.constexpr) -> tuple[tl.tensor, tl.tensor]:
    """This program's tile of slots and block of columns; neighbours share the block."""
    tiles = tl.num_programs(0) // tl.cdiv(OUT, COLUMNS)
    return tl.program_id(0) % tiles, tl.program_id(0) // tiles


@triton.jit
def _in_quarters(numbers: tl.tensor) -> tl.tensor:
    """Rows 0, 4, 8 ..., then 1, 5, 9 ..., and so on, so that a thread stores some of a quarter at once."""
    count: tl.constexpr = numbers.shape[0]
    columns: tl.constexpr = numbers.shape[1]
    parted = tl.reshape(numbers, (count // QUARTERS, QUARTERS, columns))
    return tl.reshape(tl.trans(parted, 1, 0, 2), (count, columns))


@triton.jit
def _product(
    x: tl.tensor,
    codes: tl.tensor,
    scales: tl.tensor,
    matrix: tl.tensor,
    slot: tl.tensor,
    slot_count: tl.tensor,
    column: tl.tensor,
    K: tl.constexpr,
    OUT: tl.constexpr,
    IN: tl.constexpr,
    GROUP: tl.constexpr,
    NVFP4: tl.constexpr,
    WORDS: tl.constexpr,
) -> tl.tensor:
    """The sums `(COLUMNS, ROWS)` in float32 of one matrix's rows with the inputs of some slots."""
    inside = (column < OUT)[:, None]
    weight_row = codes + (matrix * OUT + column)[:, None] * (IN // 8)
    scale_row = scales + (matrix * OUT + column)[:, None] * (IN // GROUP)
    input_row = x + (slot // K)[None, :] * IN
    present = (slot < slot_count)[None, :]
    total = tl.zeros((column.shape[0], slot.shape[0]), tl.float32)
    for start in range(0, IN // 8, WORDS):
        word = start + tl.arange(0, WORDS)
        group = start * 8 // GROUP + tl.arange(0, WORDS * 8 // GROUP)
        words = tl.load(weight_row + word[None, :], inside & (word < IN // 8)[None, :], 0)
        scale = tl.load(scale_row + group[None, :], inside & (group < IN // GROUP)[None, :], 0)
        for quarter in tl.static_range(QUARTERS):
            weights = weights_of(words, scale, quarter, NVFP4, x.dtype.element_ty)
            place = start * 2 + tl.arange(0, WORDS * 2)
            known = present & (place < IN // QUARTERS)[:, None]
            numbers = tl.load(input_row + quarter * (IN // QUARTERS) + place[:, None], known, 0.0)
            total = tl.dot(weights, numbers, total, input_precision="ieee")
    return total
