"""Rotary positions, split-half: dimension d turns together with dimension d + head_dim / 2."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from engine.model.config import RopeConfig


class Rotation(NamedTuple):
    """How each of n positions turns: cosine and sine, `(n, head_dim / 2)` each."""

    cosine: Tensor
    sine: Tensor


def frequencies(rope: RopeConfig, device: torch.device) -> Tensor:
    """Radians a position for each pair, float32 `(head_dim / 2)`; zero for pairs that do not turn."""
    pairs = torch.arange(rope.head_dim // 2, device=device)
    turning = 1.0 / rope.theta ** (2 * pairs.float() / rope.head_dim)
    return torch.where(pairs < rope.rotated_pairs, turning, 0.0)


def rotation(frequencies: Tensor, start: int, length: int, dtype: torch.dtype) -> Rotation:
    """The rotation of positions `start .. start + length - 1`; angles in float32."""
    positions = torch.arange(start, start + length, device=frequencies.device, dtype=torch.float32)
    angles = torch.outer(positions, frequencies)
    return Rotation(angles.cos().to(dtype), angles.sin().to(dtype))


def rotate(heads: Tensor, rotation: Rotation) -> Tensor:
    """Turn `(n, heads, head_dim)` by its positions; returns a new `(heads, n, head_dim)`."""
    n, count, head_dim = heads.shape
    first, second = heads.transpose(0, 1).chunk(2, dim=-1)  # (heads, n, head_dim / 2) each
    turned = heads.new_empty(count, n, head_dim)
    turned_first, turned_second = turned.chunk(2, dim=-1)
    torch.mul(first, rotation.cosine, out=turned_first).addcmul_(second, rotation.sine, value=-1)
    torch.mul(second, rotation.cosine, out=turned_second).addcmul_(first, rotation.sine)
    return turned
