"""A distribution, its entropy and a draw for every slot; the twin of `engine.kernels.prediction.sample`.

The network's output is read twice and its probabilities are written once over it, in bfloat16; nothing else
of that size exists. A row is parted into blocks of columns: the first launch sums up every block, the second
joins the sums of a row and draws, the third writes the probabilities.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.tiles import SAMPLER_COLUMNS
from engine.kernels.prediction import FREE, NEVER, TOP, Prediction, Steering

_FREE = tl.constexpr(FREE)
_NEVER = tl.constexpr(NEVER)
_JUST_BELOW_ONE = tl.constexpr(1 - 2**-24)
_COMPILED = {"num_warps": 8, "enable_fp_fusion": False}
"""Every launch must compute the same logit to the last bit, whatever the compiler could fuse in it; and each
thread of the same sum the same, see `engine.kernels.gpu.norm.warps_of`."""


class _Sums(NamedTuple):
    """What is known of every block, float32 `(C, blocks)` each.

    Attributes:
        highest: The largest processed logit.
        rest: The sum of exp(z) of the others, with z the logit less the largest.
        moment: The sum of z exp(z).
    """

    highest: Tensor
    rest: Tensor
    moment: Tensor


def sample(
    raw: Tensor, uniforms: Tensor, *, softcap: float, temperature: Tensor, steering: Steering | None
) -> tuple[Prediction, Tensor]:
    """Draw an id for every slot; see `engine.kernels.prediction.sample`. Not yet run on a GPU."""
    slots, vocabulary = raw.shape
    top = min(TOP, vocabulary)
    columns = min(SAMPLER_COLUMNS, triton.next_power_of_2(vocabulary))
    blocks = triton.cdiv(vocabulary, columns)
    sums = _Sums(*raw.new_empty(3, slots, blocks, dtype=torch.float32))
    held, forbidden, inside, tail_ids = (None,) * 4 if steering is None else steering
    given = (raw, temperature, held, forbidden, None if inside is None else inside.view(torch.int8), tail_ids)
    sizes = {
        "CAP": softcap,
        "VOCABULARY": vocabulary,
        "COLUMNS": columns,
        "FORBIDDEN": 0 if forbidden is None else forbidden.shape[1],
        "TAILS": 0 if tail_ids is None else len(tail_ids),
        "STEERED": steering is not None,
    }
    survey_kernel[(slots * blocks,)](*given, *sums, **sizes, **_COMPILED)
    entropy, row_highest, row_total = raw.new_empty(3, slots, dtype=torch.float32)
    drawn = raw.new_empty(slots, dtype=torch.int64)
    top_ids = raw.new_empty(slots, top, dtype=torch.int64)
    shares = raw.new_empty(slots, top, dtype=torch.float32)
    draw_kernel[(slots,)](
        *given,
        *sums,
        uniforms,
        entropy,
        row_highest,
        row_total,
        drawn,
        top_ids,
        shares,
        **sizes,
        BLOCKS=blocks,
        BLOCK_LANES=triton.next_power_of_2(blocks),
        TOP=top,
        **_COMPILED,
    )
    shares_kernel[(slots * blocks,)](*given, row_highest, row_total, **sizes, **_COMPILED)
    return Prediction(raw, entropy, top_ids[:, 0], top_ids, shares), drawn


@triton.jit
def survey_kernel(
    raw: tl.tensor,  # (C, VOCABULARY)
    temperature: tl.tensor,  # float32 (1)
    held: tl.tensor,  # int64 (C)
    forbidden: tl.tensor,  # int64 (C, FORBIDDEN)
    inside: tl.tensor,  # int8 (C)
    tail_ids: tl.tensor,  # int64 (TAILS)
    highest: tl.tensor,  # float32 (C, blocks)
    rest: tl.tensor,  # float32 (C, blocks)
    moment: tl.tensor,  # float32 (C, blocks)
    CAP: tl.constexpr,
    VOCABULARY: tl.constexpr,
    COLUMNS: tl.constexpr,
    FORBIDDEN: tl.constexpr,
    TAILS: tl.constexpr,
    STEERED: tl.constexpr,
) -> None:
    """Sum up one block of one row."""
    given = raw, temperature, held, forbidden, inside, tail_ids
    program = tl.program_id(0)
    blocks = tl.cdiv(VOCABULARY, COLUMNS)
    row, start = program // blocks, program % blocks * COLUMNS
    lane = tl.arange(0, COLUMNS)
    logits = _logits(given, row, start, CAP, VOCABULARY, COLUMNS, FORBIDDEN, TAILS, STEERED)
    largest, place = tl.max(logits, 0, return_indices=True)
    tl.store(highest + program, largest)
    z = tl.where(start + lane < VOCABULARY, logits - largest, 0.0)
    weight = tl.where((lane != place) & (start + lane < VOCABULARY), tl.exp(z), 0.0)
    tl.store(rest + program, tl.sum(weight, 0))
    tl.store(moment + program, tl.sum(z * weight, 0))


@triton.jit
def draw_kernel(
    raw: tl.tensor,  # (C, VOCABULARY)
    temperature: tl.tensor,  # float32 (1)
    held: tl.tensor,  # int64 (C)
    forbidden: tl.tensor,  # int64 (C, FORBIDDEN)
    inside: tl.tensor,  # int8 (C)
    tail_ids: tl.tensor,  # int64 (TAILS)
    highest: tl.tensor,  # float32 (C, BLOCKS)
    rest: tl.tensor,  # float32 (C, BLOCKS)
    moment: tl.tensor,  # float32 (C, BLOCKS)
    uniforms: tl.tensor,  # float32 (C)
    entropy: tl.tensor,  # float32 (C)
    row_highest: tl.tensor,  # float32 (C)
    row_total: tl.tensor,  # float32 (C): the sum of exp(z), the largest term with it
    drawn: tl.tensor,  # int64 (C)
    row_top_ids: tl.tensor,  # int64 (C, TOP)
    shares: tl.tensor,  # float32 (C, TOP)
    CAP: tl.constexpr,
    VOCABULARY: tl.constexpr,
    COLUMNS: tl.constexpr,
    FORBIDDEN: tl.constexpr,
    TAILS: tl.constexpr,
    STEERED: tl.constexpr,
    BLOCKS: tl.constexpr,
    BLOCK_LANES: tl.constexpr,
    TOP: tl.constexpr,
) -> None:
    """Join the sums of one row's blocks, draw from it, and find its likeliest ids.

    The likeliest id that is left is in the block whose largest logit that is left is the largest, so for each
    only one block is read.
    """
    given = raw, temperature, held, forbidden, inside, tail_ids
    row = tl.program_id(0)
    block = tl.arange(0, BLOCK_LANES)
    known = block < BLOCKS
    block_highest = tl.load(highest + row * BLOCKS + block, known, float("-inf"))
    block_rest = tl.load(rest + row * BLOCKS + block, known, 0.0)
    block_moment = tl.load(moment + row * BLOCKS + block, known, 0.0)
    largest, owner = tl.max(block_highest, 0, return_indices=True)
    below = tl.where(known, block_highest - largest, 0.0)
    scale = tl.where(known, tl.exp(below), 0.0)
    # The row's largest term is left out of the sum, as each block's own was; see `_drawn`.
    others = tl.sum(scale * block_rest + tl.where(block == owner, 0.0, scale), 0)
    total = 1.0 + others
    moments = tl.sum(scale * (block_moment + below * (1.0 + block_rest)), 0)
    tl.store(entropy + row, _log1p(others) - moments / total)
    tl.store(row_highest + row, largest)
    tl.store(row_total + row, total)

    ends = tl.cumsum(scale * (1.0 + block_rest), 0)
    target = tl.load(uniforms + row) * tl.max(tl.where(known, ends, 0.0), 0)
    chosen = tl.minimum(tl.sum((known & (ends <= target)).to(tl.int32), 0), BLOCKS - 1)
    before = tl.max(tl.where(block < chosen, ends, 0.0), 0)
    lane = tl.arange(0, COLUMNS)
    start = chosen * COLUMNS
    logits = _logits(given, row, start, CAP, VOCABULARY, COLUMNS, FORBIDDEN, TAILS, STEERED)
    reached = tl.cumsum(tl.where(start + lane < VOCABULARY, tl.exp(logits - largest), 0.0), 0)
    left = tl.minimum(target - before, tl.max(reached, 0) * _JUST_BELOW_ONE)  # sums in two orders may differ
    place = tl.sum((reached <= left).to(tl.int32), 0)
    tl.store(drawn + row, tl.minimum(start + place, VOCABULARY - 1).to(tl.int64))

    value, column = largest + 1.0, tl.full((), -1, tl.int32)  # of the last that was found: in front of all
    for j in range(TOP):
        _, owner = tl.max(block_highest, 0, return_indices=True)  # of equals the first, as below
        start = owner * COLUMNS
        logits = _logits(given, row, start, CAP, VOCABULARY, COLUMNS, FORBIDDEN, TAILS, STEERED)
        is_left = (logits < value) | ((logits == value) & (start + lane > column))
        logits = tl.where(is_left, logits, float("-inf"))
        value, place = tl.max(logits, 0, return_indices=True)
        column = start + place
        tl.store(row_top_ids + row * TOP + j, tl.minimum(column, VOCABULARY - 1).to(tl.int64))
        tl.store(shares + row * TOP + j, tl.exp(value - largest) / total)
        following = tl.max(tl.where(lane == place, float("-inf"), logits), 0)
        block_highest = tl.where(block == owner, following, block_highest)


@triton.jit
def shares_kernel(
    raw: tl.tensor,  # (C, VOCABULARY)
    temperature: tl.tensor,  # float32 (1)
    held: tl.tensor,  # int64 (C)
    forbidden: tl.tensor,  # int64 (C, FORBIDDEN)
    inside: tl.tensor,  # int8 (C)
    tail_ids: tl.tensor,  # int64 (TAILS)
    highest: tl.tensor,  # float32 (C)
    total: tl.tensor,  # float32 (C)
    CAP: tl.constexpr,
    VOCABULARY: tl.constexpr,
    COLUMNS: tl.constexpr,
    FORBIDDEN: tl.constexpr,
    TAILS: tl.constexpr,
    STEERED: tl.constexpr,
) -> None:
    """Write the probabilities of one block of one row over its logits."""
    given = raw, temperature, held, forbidden, inside, tail_ids
    blocks = tl.cdiv(VOCABULARY, COLUMNS)
    row, start = tl.program_id(0) // blocks, tl.program_id(0) % blocks * COLUMNS
    column = start + tl.arange(0, COLUMNS)
    logits = _logits(given, row, start, CAP, VOCABULARY, COLUMNS, FORBIDDEN, TAILS, STEERED)
    share = tl.exp(logits - tl.load(highest + row)) * (1.0 / tl.load(total + row))
    place = row.to(tl.int64) * VOCABULARY + column
    tl.store(raw + place, share.to(raw.dtype.element_ty), column < VOCABULARY)


@triton.jit
def _logits(
    given: tl.tuple,
    row: tl.tensor,
    start: tl.tensor,
    CAP: tl.constexpr,
    VOCABULARY: tl.constexpr,
    COLUMNS: tl.constexpr,
    FORBIDDEN: tl.constexpr,
    TAILS: tl.constexpr,
    STEERED: tl.constexpr,
) -> tl.tensor:
    """Processed logits of a block, `(COLUMNS)`, capped as `softcap_` does; behind the row minus infinity."""
    raw, temperature, held, forbidden, inside, tail_ids = given
    column = start + tl.arange(0, COLUMNS)
    number = tl.load(raw + row.to(tl.int64) * VOCABULARY + column, column < VOCABULARY, 0.0).to(tl.float32)
    capped = tl.sigmoid(number * (2.0 / CAP)) * (2.0 * CAP) - CAP
    logits = tl.div_rn(capped, tl.load(temperature))
    if STEERED:
        if tl.load(inside + row) != 0:
            for j in tl.static_range(TAILS):
                logits = tl.where(column == tl.load(tail_ids + j), _NEVER, logits)
        if tl.load(forbidden + row * FORBIDDEN) != _FREE:  # they stand at the front
            for j in range(FORBIDDEN):
                logits = tl.where(column == tl.load(forbidden + row * FORBIDDEN + j), _NEVER, logits)
        kept = tl.load(held + row)
        if kept != _FREE:
            logits = tl.where(column == kept, 0.0, _NEVER)
    return tl.where(column < VOCABULARY, logits, float("-inf"))


@triton.jit
def _log1p(x: tl.tensor) -> tl.tensor:
    """log(1 + x) to the last digits: what the sum rounds away is put back in proportion."""
    one_more = 1.0 + x
    exact = one_more - 1.0
    return tl.where(exact == 0.0, x, tl.log(one_more) * (x / tl.where(exact == 0.0, 1.0, exact)))
