"""Attention over cached keys and values, with the query heads of one key head packed into rows."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


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
