"""The experts of one layer from four-bit weights: one launch a projection, routing on the device.

The twin of `engine.kernels.packed_experts`. Weights are the left operand of every product, so that the few
rows of an expert lie along its short side. A product takes every fourth weight (`weights_of`) with every
fourth column of the input; so inputs come with columns 0, 4, 8 ... first (`packed_experts.quarters`), and
nothing is interleaved. Where inputs are rounded to NVFP4 as well, tensor cores multiply four-bit numbers with
their scales as they are, and nothing is decoded.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.activation import gelu
from engine.kernels.gpu.align import align
from engine.kernels.gpu.card import capability_of
from engine.kernels.gpu.decode import GAIN, QUARTERS, weights_of
from engine.kernels.gpu.nvfp4 import BLOCK, E2M1, pack_rows
from engine.kernels.gpu.tiles import ExpertTiles, ProductTiles, expert_tiles
from engine.kernels.int4 import NIBBLES_PER_WORD, PackedInt4
from engine.kernels.nvfp4 import BLOCK_LENGTH, PackedNVFP4
from engine.kernels.packed import Packed
from engine.kernels.packed_experts import PackedExperts, Weighed
from engine.kernels.routing import Alignment
from engine.kernels.woven import WovenNVFP4


class _Operand(NamedTuple):
    """A stack of packed matrices as a kernel takes it.

    Attributes:
        codes: int32 `(..., out, in / 8)`, eight codes a word, the first in the lowest bits; where inputs are
            packed as well, uint8 `(..., out, in / 2)`.
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


class _Inputs(NamedTuple):
    """What is multiplied as a kernel takes it.

    Attributes:
        numbers: `(n, in)`, or their codes, uint8 `(n, in / 2)`.
        scales: E4M3 as bytes `(n, in / 16)`, of codes.
        gains: float32 `(n)`, of codes.
    """

    numbers: Tensor
    scales: Tensor | None = None
    gains: Tensor | None = None


def packed_experts(
    x: Tensor,
    weights: PackedExperts,
    top_ids: Tensor,
    top_weights: Tensor,
    tiles: ExpertTiles | None = None,
    *,
    fp4_activations: bool = False,
) -> Weighed:
    """What each row's experts return; see `engine.kernels.packed_experts`. Not yet run on a GPU.

    Raises:
        ValueError: The inputs of a product are no multiple of 32; or weights in NVFP4 are not woven; or
            activations are to be in NVFP4 as well, and weights are not as packed as in a file.
    """
    n, k = top_ids.shape
    tiles = tiles or expert_tiles(capability_of(x))
    experts, _, size, _ = weights.gate_up.weight.shape
    hidden = weights.down.weight.shape[1]
    alignment = align(top_ids, experts, tiles.rows)
    inner, outer = x.new_empty(n * k, size), x.new_empty(n * k, hidden)
    inputs_of = _packed if fp4_activations else _Inputs
    _launch(gate_up_kernel, inputs_of(x), weights.gate_up, alignment, inner, k, tiles.gate_up)
    _launch(down_kernel, inputs_of(inner), weights.down, alignment, outer, 1, tiles.down)
    return Weighed(outer.view(n, k, hidden), top_weights)


def _launch(
    kernel: triton.JITFunction,
    inputs: _Inputs,
    packed: Packed,
    alignment: Alignment,
    result: Tensor,
    rows_per_input: int,
    tiles: ProductTiles,
) -> None:
    """Multiply by the weights of each slot's expert; raises as `packed_experts`."""
    fp4 = inputs.scales is not None
    operand, (slots, out_features) = _operand(packed, in_bytes=fp4), result.shape
    in_features = operand.group * operand.scales.shape[-1]
    if in_features % 32:
        raise ValueError(f"{in_features} inputs are no multiple of 32")
    columns = min(tiles.columns, triton.next_power_of_2(out_features))
    kernel[(len(alignment.experts) * triton.cdiv(out_features, columns),)](
        *inputs,
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
        FP4=fp4,
        ROWS=alignment.slots.shape[1],
        COLUMNS=columns,
        WORDS=tiles.words,
        num_warps=tiles.warps,
        num_stages=tiles.stages,
        maxnreg=tiles.registers,
    )


def _packed(x: Tensor) -> _Inputs:
    rows = pack_rows(x)
    return _Inputs(rows.weight, rows.weight_scale.view(torch.uint8), rows.weight_scale_2)


def _operand(packed: Packed, *, in_bytes: bool) -> _Operand:
    match packed:
        case WovenNVFP4() if not in_bytes:
            scales, gains = packed.weight_scale, packed.weight_scale_2
            return _Operand(packed.weight, scales, gains, BLOCK_LENGTH, nvfp4=True)
        case PackedNVFP4() if in_bytes:
            scales, gains = packed.weight_scale.view(torch.uint8), packed.weight_scale_2
            return _Operand(packed.weight, scales, gains, BLOCK_LENGTH, nvfp4=True)
        case PackedInt4() if not in_bytes:
            group = NIBBLES_PER_WORD * packed.weight.shape[-1] // packed.scale.shape[-1]
            return _Operand(packed.weight, packed.scale, None, group, nvfp4=False)
    found, wanted = type(packed).__name__, "PackedNVFP4" if in_bytes else "WovenNVFP4 or PackedInt4"
    raise ValueError(f"weights are {found}, not {wanted}")


@triton.jit(do_not_specialize=["slot_count"])
def gate_up_kernel(
    x: tl.tensor,  # (n, 4, IN / 4); with FP4 uint8 (n, IN / 2)
    x_scales: tl.tensor,  # uint8 (n, IN / 16), with FP4
    x_gains: tl.tensor,  # float32 (n), with FP4
    codes: tl.tensor,  # int32 (experts, 2, OUT, IN / 8); with FP4 uint8 (experts, 2, OUT, IN / 2)
    scales: tl.tensor,  # (experts, 2, OUT, IN / GROUP)
    gains: tl.tensor,  # float32 (experts, 2), where NVFP4
    slots: tl.tensor,  # int32 (tiles, ROWS)
    owners: tl.tensor,  # int32 (tiles)
    used: tl.tensor,  # int32 (1): how many tiles there are
    inner: tl.tensor,  # (slot_count, 4, OUT / 4): geglu, in quarters; with FP4 (slot_count, OUT)
    slot_count: tl.tensor,
    K: tl.constexpr,
    OUT: tl.constexpr,
    IN: tl.constexpr,
    GROUP: tl.constexpr,
    NVFP4: tl.constexpr,
    FP4: tl.constexpr,
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
    matrix, row = expert * 2, slot // K
    present = slot < slot_count
    if FP4:
        gate = _fp4_product(x, x_scales, codes, scales, matrix, row, present, column, OUT, IN, WORDS)
        up = _fp4_product(x, x_scales, codes, scales, matrix + 1, row, present, column, OUT, IN, WORDS)
        gain = tl.load(x_gains + row, present, 0.0)[None, :]
        gate *= gain
        up *= gain
    else:
        gate, up = _products(x, codes, scales, matrix, row, present, column, OUT, IN, GROUP, NVFP4, WORDS, 2)
    if NVFP4:
        gate *= tl.load(gains + matrix)
        up *= tl.load(gains + matrix + 1)
    result = gelu(gate, up).to(inner.dtype.element_ty)  # (COLUMNS, ROWS)
    place, kept = column, column < OUT
    if not FP4:
        result = _in_quarters(result)
        lane, width = tl.arange(0, COLUMNS), COLUMNS // QUARTERS
        column = block * width + lane % width  # of a quarter
        place, kept = lane // width * (OUT // QUARTERS) + column, column < OUT // QUARTERS
    tl.store(inner + slot[None, :] * OUT + place[:, None], result, kept[:, None] & present[None, :])


@triton.jit(do_not_specialize=["slot_count"])
def down_kernel(
    inner: tl.tensor,  # (slot_count, 4, IN / 4); with FP4 uint8 (slot_count, IN / 2)
    inner_scales: tl.tensor,  # uint8 (slot_count, IN / 16), with FP4
    inner_gains: tl.tensor,  # float32 (slot_count), with FP4
    codes: tl.tensor,  # int32 (experts, OUT, IN / 8); with FP4 uint8 (experts, OUT, IN / 2)
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
    FP4: tl.constexpr,
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
    row, present = slot // K, slot < slot_count
    if FP4:
        result = _fp4_product(
            inner, inner_scales, codes, scales, expert, row, present, column, OUT, IN, WORDS
        )
        result *= tl.load(inner_gains + row, present, 0.0)[None, :]
    else:
        result, _ = _products(
            inner, codes, scales, expert, row, present, column, OUT, IN, GROUP, NVFP4, WORDS, 1
        )
    if NVFP4:
        result *= tl.load(gains + expert)
    kept = (column < OUT)[:, None] & present[None, :]
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
def _products(
    x: tl.tensor,
    codes: tl.tensor,
    scales: tl.tensor,
    matrix: tl.tensor,
    row: tl.tensor,
    present: tl.tensor,
    column: tl.tensor,
    OUT: tl.constexpr,
    IN: tl.constexpr,
    GROUP: tl.constexpr,
    NVFP4: tl.constexpr,
    WORDS: tl.constexpr,
    MATRICES: tl.constexpr,
) -> tuple[tl.tensor, tl.tensor]:
    """The sums `(COLUMNS, ROWS)` in float32 of one matrix's rows with some rows of inputs.

    Of two `MATRICES` those of the one behind it as well, from inputs that are read once; else zeros.
    """
    inside = (column < OUT)[:, None]
    weight_row = codes + (matrix * OUT + column)[:, None] * (IN // 8)
    scale_row = scales + (matrix * OUT + column)[:, None] * (IN // GROUP)
    input_row = x + row[None, :] * IN
    total = tl.zeros((column.shape[0], row.shape[0]), tl.float32)
    other_total = total
    for start in range(0, IN // 8, WORDS):
        word = start + tl.arange(0, WORDS)
        group = start * 8 // GROUP + tl.arange(0, WORDS * 8 // GROUP)
        is_word, is_group = inside & (word < IN // 8)[None, :], inside & (group < IN // GROUP)[None, :]
        words = tl.load(weight_row + word[None, :], is_word, 0)
        scale = tl.load(scale_row + group[None, :], is_group, 0)
        if MATRICES == 2:
            other_words = tl.load(weight_row + (OUT * (IN // 8) + word)[None, :], is_word, 0)
            other_scale = tl.load(scale_row + (OUT * (IN // GROUP) + group)[None, :], is_group, 0)
        for quarter in tl.static_range(QUARTERS):
            place = start * 2 + tl.arange(0, WORDS * 2)
            known = present[None, :] & (place < IN // QUARTERS)[:, None]
            numbers = tl.load(input_row + quarter * (IN // QUARTERS) + place[:, None], known, 0.0)
            weights = weights_of(words, scale, quarter, NVFP4, x.dtype.element_ty)
            total = tl.dot(weights, numbers, total, input_precision="ieee")
            if MATRICES == 2:
                weights = weights_of(other_words, other_scale, quarter, NVFP4, x.dtype.element_ty)
                other_total = tl.dot(weights, numbers, other_total, input_precision="ieee")
    if NVFP4:
        total *= GAIN
        other_total *= GAIN
    return total, other_total


@triton.jit
def _fp4_product(
    x: tl.tensor,
    x_scales: tl.tensor,
    codes: tl.tensor,
    scales: tl.tensor,
    matrix: tl.tensor,
    row: tl.tensor,
    present: tl.tensor,
    column: tl.tensor,
    OUT: tl.constexpr,
    IN: tl.constexpr,
    WORDS: tl.constexpr,
) -> tl.tensor:
    """One of `_products` from inputs that are packed, too, without what a whole row is multiplied by."""
    inside = (column < OUT)[:, None]
    weight_row = codes + (matrix * OUT + column)[:, None] * (IN // 2)
    scale_row = scales + (matrix * OUT + column)[:, None] * (IN // BLOCK)
    input_row, input_scale_row = x + row[None, :] * (IN // 2), x_scales + row[:, None] * (IN // BLOCK)
    total = tl.zeros((column.shape[0], row.shape[0]), tl.float32)
    for start in range(0, IN // 8, WORDS):
        byte = start * 4 + tl.arange(0, WORDS * 4)
        block = start * 8 // BLOCK + tl.arange(0, WORDS * 8 // BLOCK)
        known, known_block = byte < IN // 2, (block < IN // BLOCK)[None, :]
        weights = tl.load(weight_row + byte[None, :], inside & known[None, :], 0)
        scale = tl.load(scale_row + block[None, :], inside & known_block, 0)
        numbers = tl.load(input_row + byte[:, None], present[None, :] & known[:, None], 0)
        number_scale = tl.load(input_scale_row + block[None, :], present[:, None] & known_block, 0)
        scale = scale.to(tl.float8e4nv, bitcast=True)
        number_scale = number_scale.to(tl.float8e4nv, bitcast=True)
        total = tl.dot_scaled(weights, scale, E2M1, numbers, number_scale, E2M1, total)
    return total
