"""Attention of one layer: projections, norms, positions and the layer's slots in the KV cache."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from engine.kernels.attention import Sight, canvas_attention, causal_attention
from engine.kernels.heads import Rotation, place_heads
from engine.kernels.linear import Matrix, linear
from engine.model.config import LayerConfig
from engine.model.kv_cache import LayerCache, first_visible


class Span(NamedTuple):
    """Positions of the prefix that a pass computes, as one kind of layer sees them.

    Attributes:
        start: The first position.
        filled: Slots that those before it fill, int32 `(1)` on the device.
        rotation: How the positions turn.
        sight: What each of them sees.
    """

    start: int
    filled: Tensor
    rotation: Rotation
    sight: Sight

    def attend(self, queries: Tensor, cache: LayerCache) -> Tensor:
        """What `queries (heads, n, head_dim)` see, `(n, heads * head_dim)`."""
        first = self.start - cache.base
        return causal_attention(queries, cache.keys, cache.values, first, cache.window, self.sight)


class CanvasSpan(NamedTuple):
    """The positions of a canvas, as one kind of layer sees them; where they are is known to the device alone.

    Attributes:
        filled: Slots that the prefix fills, int32 `(1)` on the device; those behind are the canvas's.
        rotation: How the positions turn.
    """

    filled: Tensor
    rotation: Rotation

    def empty_like(self) -> CanvasSpan:
        """One in memory of its own."""
        return CanvasSpan(torch.empty_like(self.filled), Rotation(*map(torch.empty_like, self.rotation)))

    def become(self, other: CanvasSpan) -> None:
        """Take over where another one is."""
        self.filled.copy_(other.filled)
        for own, part in zip(self.rotation, other.rotation, strict=True):
            own.copy_(part)

    def attend(self, queries: Tensor, cache: LayerCache) -> Tensor:
        """As `Span.attend`."""
        return canvas_attention(queries, cache.keys, cache.values, self.filled, cache.window)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attention:
    """The attention weights of one layer.

    Attributes:
        layer: Sizes.
        projection: Queries, keys and, on sliding layers, values in one matrix:
            `((heads + kv_heads [+ kv_heads]) * head_dim, hidden)`.
        output: `(hidden, heads * head_dim)`.
        head_norms: The norm weight of every query and key head, `(heads + kv_heads, head_dim)`.
        eps: Of the head norms.
    """

    layer: LayerConfig
    projection: Matrix
    output: Matrix
    head_norms: Tensor
    eps: float

    def __call__(self, x: Tensor, span: Span | CanvasSpan, cache: LayerCache) -> Tensor:
        """Write the positions' keys and values and let them see; `(n, hidden)` to `(n, hidden)`."""
        return linear(span.attend(self.write(x, span, cache), cache), self.output)

    def write(self, x: Tensor, span: Span | CanvasSpan, cache: LayerCache) -> Tensor:
        """Write the positions' keys and values into their slots; returns queries `(heads, n, head_dim)`."""
        return place_heads(
            linear(x, self.projection).view(len(x), -1, self.layer.head_dim),
            self.head_norms,
            span.rotation,
            self.eps,
            keys=cache.keys,
            values=cache.values,
            filled=span.filled,
        )


def causal_sight(
    start: int, length: int, window: int | None, like: Tensor, runs: Sequence[tuple[int, int]] = ()
) -> Sight:
    """What the positions of a chunk see; arguments as of `causal_mask`.

    A GPU's kernel knows the causal rule and is told of images alone.
    """
    if not like.is_cuda:
        return Sight(None, causal_mask(start, length, window, like, runs))
    return Sight(runs_of(start, length, runs).to(like.device) if runs else None, None)


def runs_of(start: int, length: int, runs: Iterable[tuple[int, int]]) -> Tensor:
    """Of every position, where the run that it is in starts and ends; see `Sight.runs`.

    Args:
        start: The first position.
        length: How many.
        runs: Positions, from and before.
    """
    own = torch.arange(length, dtype=torch.int32)
    ends = torch.stack((own, own + 1))
    for first, end in runs:
        ends[:, first - start : end - start] = torch.tensor([[first - start], [end - start]])
    return ends


def causal_mask(
    start: int, length: int, window: int | None, like: Tensor, runs: Iterable[tuple[int, int]] = ()
) -> Tensor:
    """The encoder's mask: 0 where query i may see key j, that is i - window < j <= i; else minus infinity.

    Args:
        start: The first query.
        length: How many.
        window: Keys that a query sees, itself included; None for all before it.
        like: Gives dtype and device.
        runs: Positions, from and before, that see each other besides, whatever their order and the window.

    Returns:
        `(length, visible)`, with the dtype and device of `like`.
    """
    queries = torch.arange(start, start + length, device=like.device)[:, None]
    keys = torch.arange(first_visible(window, start), start + length, device=like.device)
    hidden = keys > queries
    if window is not None:
        hidden |= keys <= queries - window
    for first, end in runs:
        hidden &= ~((first <= queries) & (queries < end) & (first <= keys) & (keys < end))
    return like.new_zeros(hidden.shape).masked_fill_(hidden, float("-inf"))
