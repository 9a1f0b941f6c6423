"""A canvas's attention over a KV cache whose length is on the device; twin of `engine.kernels.attention`.

Nothing about the launch depends on how long the prefix is, so one captured graph serves every length.
"""

from __future__ import annotations

import triton
import triton.language as tl
from torch import Tensor

ROWS = 32  # 2,048 rows over two key heads of 512 numbers make 128 programs
_KEYS_OF = {512: 16}  # by head_dim; else 32: what fits the shared memory of a GeForce card


def canvas_attention(
    queries: Tensor, keys: Tensor, values: Tensor, length: Tensor, window: int | None
) -> Tensor:
    """Let every slot of a canvas see the prefix and the canvas. Not yet run on a GPU."""
    heads, n, head_dim = queries.shape
    kv_heads, slots, _ = keys.shape
    group = heads // kv_heads
    out = queries.new_empty(n, heads * head_dim)
    canvas_attention_kernel[(kv_heads * triton.cdiv(group * n, ROWS),)](
        queries.contiguous(),
        keys,
        values,
        length,
        out,
        slots * head_dim,
        N=n,
        GROUP=group,
        HEAD_DIM=head_dim,
        LANES=max(16, triton.next_power_of_2(head_dim)),
        WINDOW=window or 0,
        ROWS=ROWS,
        KEYS=_KEYS_OF.get(head_dim, 32),
        num_warps=8 if head_dim > 128 else 4,
        num_stages=2,
    )
    return out


@triton.jit
def canvas_attention_kernel(
    queries: tl.tensor,  # (heads, N, HEAD_DIM)
    keys: tl.tensor,  # (kv_heads, slots, HEAD_DIM)
    values: tl.tensor,  # (kv_heads, slots, HEAD_DIM)
    length: tl.tensor,  # int32 (1)
    out: tl.tensor,  # (N, heads * HEAD_DIM)
    head_stride: tl.tensor,
    N: tl.constexpr,
    GROUP: tl.constexpr,
    HEAD_DIM: tl.constexpr,
    LANES: tl.constexpr,
    WINDOW: tl.constexpr,
    ROWS: tl.constexpr,
    KEYS: tl.constexpr,
) -> None:
    """Some rows of one key head; a row is a query of one of its heads. Softmax online, in float32."""
    blocks = tl.cdiv(GROUP * N, ROWS)
    kv_head = (tl.program_id(0) // blocks).to(tl.int64)
    row = tl.program_id(0) % blocks * ROWS + tl.arange(0, ROWS)
    lane = tl.arange(0, LANES)
    present = (row < GROUP * N)[:, None] & (lane < HEAD_DIM)[None, :]
    query = tl.load(queries + (kv_head * GROUP * N + row)[:, None] * HEAD_DIM + lane[None, :], present, 0.0)
    prefix = tl.load(length)
    first = tl.maximum(prefix - (WINDOW - 1), 0) if WINDOW else 0
    end = prefix + N
    highest = tl.full((ROWS,), float("-inf"), tl.float32)
    weight = tl.zeros((ROWS,), tl.float32)
    total = tl.zeros((ROWS, LANES), tl.float32)
    for start in range(first, end, KEYS):
        slot = start + tl.arange(0, KEYS)
        place = kv_head * head_stride + slot[:, None] * HEAD_DIM + lane[None, :]
        known = (slot < end)[:, None] & (lane < HEAD_DIM)[None, :]
        key = tl.load(keys + place, known, 0.0)
        score = tl.dot(query, tl.trans(key), input_precision="ieee")
        score = tl.where((slot < end)[None, :], score, float("-inf"))
        higher = tl.maximum(highest, tl.max(score, 1))
        share = tl.exp(score - higher[:, None])
        kept = tl.exp(highest - higher)
        weight = weight * kept + tl.sum(share, 1)
        value = tl.load(values + place, known, 0.0)
        total = tl.dot(share.to(value.dtype), value, total * kept[:, None], input_precision="ieee")
        highest = higher
    head = kv_head * GROUP + row // N
    width = tl.num_programs(0) // blocks * GROUP * HEAD_DIM
    target = out + (row % N)[:, None] * width + head[:, None] * HEAD_DIM + lane[None, :]
    tl.store(target, (total / weight[:, None]).to(out.dtype.element_ty), present)
