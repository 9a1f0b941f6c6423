"""Attention over a layer's cache, read where it lies; the twins of `engine.kernels.attention`.

The query heads that share a key head are rows of one product. A cache in 8 bits is decoded in registers.
Nothing about a canvas's launch depends on how long the prefix is, so one captured graph serves every length.
Where `CanvasTiles` says so there are programs for several parts of the keys; where the keys are few, all but
the first return at once. Their number alone says how they are parted, and parts are joined in their order, so
what a canvas sees does not depend on how much room the cache has.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.card import capability_of
from engine.kernels.gpu.decode import signed_e4m3
from engine.kernels.gpu.tiles import CanvasTiles, canvas_tiles, chunk_tiles

JOINED_ROWS = 8


def canvas_attention(
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    length: Tensor,
    window: int | None,
    tiles: CanvasTiles | None = None,
) -> Tensor:
    """Let every slot of a canvas see the prefix and the canvas. Not yet run on a GPU."""
    heads, n, head_dim = queries.shape
    kv_heads, slots, _ = keys.shape
    group = heads // kv_heads
    tiles = tiles or canvas_tiles(head_dim, window, capability_of(queries))
    out = queries.new_empty(n, heads * head_dim)
    parts = tiles.parts if slots >= tiles.long else 1
    partial = _partial(queries, parts)
    canvas_attention_kernel[(kv_heads * triton.cdiv(group * n, tiles.rows), parts)](
        queries.contiguous(),
        as_bytes(keys),
        as_bytes(values),
        length,
        out,
        *partial,
        slots * head_dim,
        N=n,
        **_sizes(group, head_dim, window, keys),
        ROWS=tiles.rows,
        KEYS=tiles.keys,
        PARTS=parts,
        LONG=tiles.long,
        num_warps=tiles.warps,
        num_stages=tiles.stages,
    )
    if parts > 1:
        sizes = {"N": n, "HEAD_DIM": head_dim, "LANES": triton.next_power_of_2(head_dim), "ROWS": JOINED_ROWS}
        programs = triton.cdiv(heads * n, JOINED_ROWS)
        join_kernel[(programs,)](length, *partial, out, heads * n, **sizes, PARTS=parts, LONG=tiles.long)
    return out


def _partial(queries: Tensor, parts: int) -> tuple[Tensor | None, ...]:
    """Room for what is known of each part, float32: largest scores, weights, and weighted sums of values."""
    if parts == 1:
        return None, None, None
    shape = (parts, *queries.shape)
    highest, weight = queries.new_empty(2, *shape[:-1], dtype=torch.float32)
    return highest, weight, queries.new_empty(shape, dtype=torch.float32)


def causal_attention(
    queries: Tensor, keys: Tensor, values: Tensor, first: int, window: int | None, runs: Tensor | None
) -> Tensor:
    """Let the positions of a chunk see what stands before them, and their image. Not yet run on a GPU."""
    heads, n, head_dim = queries.shape
    kv_heads, slots, _ = keys.shape
    group = heads // kv_heads
    tiles = chunk_tiles(head_dim)
    out = queries.new_empty(n, heads * head_dim)
    causal_attention_kernel[(triton.cdiv(group * n, tiles.rows), kv_heads)](
        queries.contiguous(),
        as_bytes(keys),
        as_bytes(values),
        runs,
        out,
        slots * head_dim,
        n,
        first,
        **_sizes(group, head_dim, window, keys),
        ROWS=tiles.rows,
        KEYS=tiles.keys,
        RUNS=runs is not None,
        num_warps=tiles.warps,
        num_stages=tiles.stages,
    )
    return out


def as_bytes(cached: Tensor) -> Tensor:
    """Numbers of 8 bits as bytes, for Triton has no such type below sm_89."""
    return cached.view(torch.uint8) if cached.element_size() == 1 else cached


def _sizes(group: int, head_dim: int, window: int | None, cached: Tensor) -> dict[str, int]:
    return {
        "GROUP": group,
        "HEAD_DIM": head_dim,
        "LANES": max(16, triton.next_power_of_2(head_dim)),
        "WINDOW": window or 0,
        "EIGHT_BIT": cached.element_size() == 1,
    }


@triton.jit
def canvas_attention_kernel(
    queries: tl.tensor,  # (heads, N, HEAD_DIM)
    keys: tl.tensor,  # (kv_heads, slots, HEAD_DIM)
    values: tl.tensor,  # (kv_heads, slots, HEAD_DIM)
    length: tl.tensor,  # int32 (1)
    out: tl.tensor,  # (N, heads * HEAD_DIM)
    part_highest: tl.tensor,  # float32 (PARTS, heads, N)
    part_weight: tl.tensor,  # float32 (PARTS, heads, N)
    part_total: tl.tensor,  # float32 (PARTS, heads, N, HEAD_DIM)
    head_stride: tl.tensor,
    N: tl.constexpr,
    GROUP: tl.constexpr,
    HEAD_DIM: tl.constexpr,
    LANES: tl.constexpr,
    WINDOW: tl.constexpr,
    ROWS: tl.constexpr,
    KEYS: tl.constexpr,
    EIGHT_BIT: tl.constexpr,
    PARTS: tl.constexpr,
    LONG: tl.constexpr,
) -> None:
    """Some rows of one key head over one part of the keys; a row is a query of one of its heads."""
    prefix = tl.load(length)
    used = _parts_used(prefix + N, PARTS, LONG)
    part = tl.program_id(1)
    if part >= used:
        return
    blocks = tl.cdiv(GROUP * N, ROWS)
    kv_head = (tl.program_id(0) // blocks).to(tl.int64)
    row = tl.program_id(0) % blocks * ROWS + tl.arange(0, ROWS)
    lane = tl.arange(0, LANES)
    present = (row < GROUP * N)[:, None] & (lane < HEAD_DIM)[None, :]
    query = tl.load(queries + (kv_head * GROUP * N + row)[:, None] * HEAD_DIM + lane[None, :], present, 0.0)
    oldest = tl.maximum(prefix - (WINDOW - 1), 0) if WINDOW else 0
    span = tl.cdiv(tl.cdiv(prefix + N - oldest, KEYS), used) * KEYS
    first = oldest + part * span
    end = tl.minimum(first + span, prefix + N)
    highest = tl.full((ROWS,), float("-inf"), tl.float32)
    weight = tl.zeros((ROWS,), tl.float32)
    total = tl.zeros((ROWS, LANES), tl.float32)
    for start in range(first, end, KEYS):
        slot = start + tl.arange(0, KEYS)
        place = kv_head * head_stride + slot[:, None] * HEAD_DIM + lane[None, :]
        known = (slot < end)[:, None] & (lane < HEAD_DIM)[None, :]
        key = _cached(keys + place, known, query.dtype, EIGHT_BIT)
        score = tl.dot(query, tl.trans(key), input_precision="ieee")
        score = tl.where((slot < end)[None, :], score, float("-inf"))
        value = _cached(values + place, known, query.dtype, EIGHT_BIT)
        highest, weight, total = _absorbed(score, value, highest, weight, total)
    if used == 1:
        head = kv_head * GROUP + row // N
        width = tl.num_programs(0) // blocks * GROUP * HEAD_DIM
        target = out + (row % N)[:, None] * width + head[:, None] * HEAD_DIM + lane[None, :]
        tl.store(target, (total / weight[:, None]).to(out.dtype.element_ty), present)
    elif PARTS > 1:
        heads = tl.num_programs(0) // blocks * GROUP
        place = (part * heads + kv_head * GROUP) * N + row
        tl.store(part_highest + place, highest, row < GROUP * N)
        tl.store(part_weight + place, weight, row < GROUP * N)
        tl.store(part_total + place[:, None] * HEAD_DIM + lane[None, :], total, present)


@triton.jit
def join_kernel(
    length: tl.tensor,  # int32 (1)
    part_highest: tl.tensor,  # float32 (PARTS, heads, N)
    part_weight: tl.tensor,  # float32 (PARTS, heads, N)
    part_total: tl.tensor,  # float32 (PARTS, heads, N, HEAD_DIM)
    out: tl.tensor,  # (N, heads * HEAD_DIM)
    rows: tl.tensor,  # heads * N
    N: tl.constexpr,
    HEAD_DIM: tl.constexpr,
    LANES: tl.constexpr,
    ROWS: tl.constexpr,
    PARTS: tl.constexpr,
    LONG: tl.constexpr,
) -> None:
    """Some rows from what is known of each part, in their order; a part without a key weighs nothing."""
    if _parts_used(tl.load(length) + N, PARTS, LONG) == 1:
        return
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    lane = tl.arange(0, LANES)
    known = row < rows
    present = known[:, None] & (lane < HEAD_DIM)[None, :]
    level = tl.full((ROWS,), float("-inf"), tl.float32)
    for part in tl.static_range(PARTS):
        level = tl.maximum(level, tl.load(part_highest + part * rows + row, known, 0.0))
    weight = tl.zeros((ROWS,), tl.float32)
    total = tl.zeros((ROWS, LANES), tl.float32)
    for part in tl.static_range(PARTS):
        place = part * rows + row
        kept = tl.exp(tl.load(part_highest + place, known, 0.0) - level)
        weight += tl.load(part_weight + place, known, 1.0) * kept
        numbers = part_total + place.to(tl.int64)[:, None] * HEAD_DIM + lane[None, :]
        total += tl.load(numbers, present, 0.0) * kept[:, None]
    width = rows // N * HEAD_DIM
    target = out + (row % N * width + row // N * HEAD_DIM)[:, None] + lane[None, :]
    tl.store(target, (total / weight[:, None]).to(out.dtype.element_ty), present)


@triton.jit
def _parts_used(keys: tl.tensor, PARTS: tl.constexpr, LONG: tl.constexpr) -> tl.tensor:
    """Into how many parts so many keys are parted."""
    return tl.where(keys >= LONG, PARTS, 1)


@triton.jit(do_not_specialize=["n", "first"])
def causal_attention_kernel(
    queries: tl.tensor,  # (heads, n, HEAD_DIM)
    keys: tl.tensor,  # (kv_heads, slots, HEAD_DIM)
    values: tl.tensor,  # (kv_heads, slots, HEAD_DIM)
    runs: tl.tensor,  # int32 (2, n): where the image of each position starts and ends
    out: tl.tensor,  # (n, heads * HEAD_DIM)
    head_stride: tl.tensor,
    n: tl.tensor,
    first: tl.tensor,  # the slot of the first position
    GROUP: tl.constexpr,
    HEAD_DIM: tl.constexpr,
    LANES: tl.constexpr,
    WINDOW: tl.constexpr,
    ROWS: tl.constexpr,
    KEYS: tl.constexpr,
    RUNS: tl.constexpr,
    EIGHT_BIT: tl.constexpr,
) -> None:
    """Some rows of one key head; neighbours are the heads of one position, so that a block ends early."""
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    kv_head = tl.program_id(1).to(tl.int64)
    lane = tl.arange(0, LANES)
    position, head = row // GROUP, kv_head * GROUP + row % GROUP
    present = (position < n)[:, None] & (lane < HEAD_DIM)[None, :]
    query = tl.load(queries + (head * n + position)[:, None] * HEAD_DIM + lane[None, :], present, 0.0)
    own = first + tl.minimum(position, n - 1)  # the slot of each row
    oldest = tl.maximum(own - (WINDOW - 1), 0) if WINDOW else own * 0
    run_start, run_end = own, own + 1
    if RUNS:
        run_start = first + tl.load(runs + position, position < n, 0)
        run_end = first + tl.load(runs + n + position, position < n, 0)
    begin = tl.min(tl.minimum(oldest, run_start), 0)
    end = tl.max(tl.maximum(own + 1, run_end), 0)
    highest = tl.full((ROWS,), float("-inf"), tl.float32)
    weight = tl.zeros((ROWS,), tl.float32)
    total = tl.zeros((ROWS, LANES), tl.float32)
    for start in range(begin, end, KEYS):
        slot = start + tl.arange(0, KEYS)
        place = kv_head * head_stride + slot[:, None] * HEAD_DIM + lane[None, :]
        known = (slot < end)[:, None] & (lane < HEAD_DIM)[None, :]
        key = _cached(keys + place, known, query.dtype, EIGHT_BIT)
        score = tl.dot(query, tl.trans(key), input_precision="ieee")
        seen = (slot[None, :] <= own[:, None]) & (slot[None, :] >= oldest[:, None])
        if RUNS:
            seen = seen | ((slot[None, :] >= run_start[:, None]) & (slot[None, :] < run_end[:, None]))
        score = tl.where(seen, score, float("-inf"))
        value = _cached(values + place, known, query.dtype, EIGHT_BIT)
        highest, weight, total = _absorbed(score, value, highest, weight, total)
    width = tl.num_programs(1) * GROUP * HEAD_DIM
    target = out + position.to(tl.int64)[:, None] * width + head[:, None] * HEAD_DIM + lane[None, :]
    tl.store(target, (total / weight[:, None]).to(out.dtype.element_ty), present)


@triton.jit
def _cached(place: tl.tensor, known: tl.tensor, DTYPE: tl.constexpr, EIGHT_BIT: tl.constexpr) -> tl.tensor:
    """Keys or values as numbers in `DTYPE`; zero where they are not known."""
    return signed_e4m3(tl.load(place, known, 0), DTYPE) if EIGHT_BIT else tl.load(place, known, 0.0)


@triton.jit
def _absorbed(
    score: tl.tensor, value: tl.tensor, highest: tl.tensor, weight: tl.tensor, total: tl.tensor
) -> tuple[tl.tensor, tl.tensor, tl.tensor]:
    """The softmax so far, in float32, with some more keys in it; a row may see none of them."""
    higher = tl.maximum(highest, tl.max(score, 1))
    level = tl.where(higher == float("-inf"), 0.0, higher)
    share = tl.exp(score - level[:, None])
    kept = tl.exp(highest - level)
    weight = weight * kept + tl.sum(share, 1)
    total = tl.dot(share.to(value.dtype), value, total * kept[:, None], input_precision="ieee")
    return higher, weight, total
