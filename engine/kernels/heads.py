"""The heads of an attention layer behind its projection: their norm, rotation and place in the cache.

Rotary positions are split-half: dimension d turns together with dimension d + head_dim / 2.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from engine.kernels.norm import rms_norm

E4M3 = torch.float8_e4m3fn
"""Keys and values in 8 bits: four for the exponent, three for the mantissa, so a number is off by a 16th of
itself at most. They need no scale: heads are normed, and far from the largest number, 448."""


class Rotation(NamedTuple):
    """How each of n positions turns: cosine and sine, `(n, head_dim / 2)` each."""

    cosine: Tensor
    sine: Tensor


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
    """Norm and turn the heads of some positions, and put their keys and values into a layer's cache.

    Args:
        projected: `(n, all, head_dim)`: the query heads, the key heads and the value heads; without value
            heads, values are the raw keys. Queries and keys are normed, weighed and turned, values only
            normed.
        norms: The norm weight of every query and key head, `(heads + kv_heads, head_dim)`.
        rotation: Of the positions.
        eps: Of the norm.
        keys: The whole cache of a layer, `(kv_heads, slots, head_dim)`, perhaps in 8 bits.
        values: As `keys`.
        filled: Slots that are filled, int32 `(1)`; the positions take those behind. A GPU reads it where it
            lies.

    Returns:
        The queries, `(heads, n, head_dim)`.
    """
    if projected.is_cuda:
        from engine.kernels.gpu.heads import place_heads as on_gpu

        return on_gpu(projected, norms, rotation, eps, keys=keys, values=values, filled=filled)
    heads = turned_heads(projected, norms, rotation, eps, kv_heads=len(keys))
    slots = slice(int(filled), int(filled) + len(projected))
    keys[:, slots] = as_cached(heads.keys, keys.dtype)
    values[:, slots] = as_cached(heads.values, values.dtype)
    return heads.queries


class Heads(NamedTuple):
    """The heads of some positions: queries `(heads, n, head_dim)`, the others `(kv_heads, n, head_dim)`."""

    queries: Tensor
    keys: Tensor
    values: Tensor


def turned_heads(projected: Tensor, norms: Tensor, rotation: Rotation, eps: float, *, kv_heads: int) -> Heads:
    """The heads that `place_heads` places; arguments as there."""
    normed = rms_norm(projected, eps)
    turned = rotate(normed[:, : len(norms)] * norms, rotation)
    return Heads(turned[:-kv_heads], turned[-kv_heads:], normed[:, -kv_heads:].transpose(0, 1))


def rotate(heads: Tensor, rotation: Rotation) -> Tensor:
    """Turn `(n, heads, head_dim)` by its positions; returns a new `(heads, n, head_dim)`."""
    n, count, head_dim = heads.shape
    first, second = heads.transpose(0, 1).chunk(2, dim=-1)  # (heads, n, head_dim / 2) each
    turned = heads.new_empty(count, n, head_dim)
    turned_first, turned_second = turned.chunk(2, dim=-1)
    torch.mul(first, rotation.cosine, out=turned_first).addcmul_(second, rotation.sine, value=-1)
    torch.mul(second, rotation.cosine, out=turned_second).addcmul_(first, rotation.sine)
    return turned


def as_cached(numbers: Tensor, dtype: torch.dtype) -> Tensor:
    """What a cache of that dtype keeps of them."""
    if dtype is not E4M3:
        return numbers
    largest = torch.finfo(E4M3).max
    return numbers.clamp(-largest, largest).to(E4M3)
