"""Attention over cached keys and values, with the query heads of one key head packed into rows."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor
from torch.nn import functional as F


class Sight(NamedTuple):
    """What the positions of a chunk see, beyond that they follow each other.

    Attributes:
        runs: Where the image run that each position is in starts and ends, counted from the chunk's first
            position, int32 `(2, n)`; the position alone where it is in none. None without images.
        mask: The same with all the rest for a processor: added to the scores, `(n, visible)`. None on a GPU.
    """

    runs: Tensor | None
    mask: Tensor | None


def causal_attention(
    queries: Tensor, keys: Tensor, values: Tensor, first: int, window: int | None, sight: Sight
) -> Tensor:
    """Let the positions of a chunk see what stands before them, and their image whole.

    Args:
        queries: `(heads, n, head_dim)`; heads that share a key head are neighbours.
        keys: The whole cache of a layer, `(kv_heads, slots, head_dim)`, perhaps in 8 bits; the chunk's are
            written.
        values: As `keys`.
        first: The slot of the first position.
        window: Keys that a position of a sliding layer sees, itself included.
        sight: What else it sees.

    Returns:
        `(n, heads * head_dim)`.
    """
    if queries.is_cuda:
        from engine.kernels.gpu.attention import causal_attention as on_gpu

        return on_gpu(queries, keys, values, first, window, sight.runs)
    oldest = 0 if window is None else max(0, first - (window - 1))
    seen = slice(oldest, first + queries.shape[1])
    return _over_slots(queries, keys, values, seen, sight.mask)


def attention(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
    """Softmax attention without scale; keys and values are read in place, never repeated per head.

    Args:
        queries: `(heads, n, head_dim)`; heads that share a key head are neighbours.
        keys: `(kv_heads, length, head_dim)`.
        values: As `keys`.
        mask: Added to the scores, `(n, length)`; None lets every query see every key.

    Returns:
        `(n, heads * head_dim)`.
    """
    heads, n, head_dim = queries.shape
    kv_heads = keys.shape[0]
    rows = queries.reshape(1, kv_heads, -1, head_dim)  # (1, kv_heads, heads / kv_heads * n, head_dim)
    row_mask = None if mask is None else mask.repeat(heads // kv_heads, 1)
    seen = F.scaled_dot_product_attention(rows, keys[None], values[None], attn_mask=row_mask, scale=1.0)
    return seen.view(heads, n, head_dim).transpose(0, 1).reshape(n, -1)


def canvas_attention(
    queries: Tensor, keys: Tensor, values: Tensor, length: Tensor, window: int | None
) -> Tensor:
    """Let every slot of a canvas see the prefix and the canvas.

    Args:
        queries: `(heads, n, head_dim)`; heads that share a key head are neighbours.
        keys: The whole cache of a layer, `(kv_heads, slots, head_dim)`, perhaps in 8 bits; the canvas's lie
            in the n slots behind the prefix.
        values: As `keys`.
        length: Slots that the prefix fills, int32 `(1)`. A GPU reads it where it lies.
        window: On a sliding layer the canvas sees the last `window - 1` of them, the same for every slot.

    Returns:
        `(n, heads * head_dim)`.
    """
    if queries.is_cuda:
        from engine.kernels.gpu.attention import canvas_attention as on_gpu

        return on_gpu(queries, keys, values, length, window)
    prefix = int(length)
    first = 0 if window is None else max(0, prefix - (window - 1))
    seen = slice(first, prefix + queries.shape[1])
    return _over_slots(queries, keys, values, seen, None)


def _over_slots(queries: Tensor, keys: Tensor, values: Tensor, seen: slice, mask: Tensor | None) -> Tensor:
    """`attention` over some slots of a cache, which may hold 8 bits a number."""
    dtype = queries.dtype
    return attention(queries, keys[:, seen].to(dtype), values[:, seen].to(dtype), mask)
