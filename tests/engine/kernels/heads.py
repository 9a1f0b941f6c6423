"""Heads of a projection for tests, and a cache to put them into."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from engine.kernels.heads import Rotation

EPS = 1e-6


class HeadsCase(NamedTuple):
    """Sizes of a layer, and of a pass over some positions."""

    heads: int
    kv_heads: int
    head_dim: int
    own_values: bool
    positions: int
    filled: int


HEADS_CASES = {
    "a sliding layer of the demo model": HeadsCase(4, 2, 48, True, 32, 90),
    "a full layer of the demo model": HeadsCase(4, 1, 96, False, 32, 30),
    "a sliding layer of the real model": HeadsCase(16, 8, 256, True, 3, 5),
    "a full layer of the real model": HeadsCase(16, 2, 512, False, 3, 5),
    "sizes that fill no block": HeadsCase(3, 3, 20, True, 1, 0),
}


class Given(NamedTuple):
    """What heads are placed from and into; keys and values of other slots are sevens."""

    projected: Tensor
    norms: Tensor
    rotation: Rotation
    keys: Tensor
    values: Tensor
    filled: Tensor


def given(case: HeadsCase, cached: torch.dtype = torch.float32) -> Given:
    """Random numbers for a case."""
    generator = torch.Generator().manual_seed(case.head_dim)
    total = case.heads + case.kv_heads * (2 if case.own_values else 1)
    angles = torch.rand(case.positions, case.head_dim // 2, generator=generator) * 6
    cache = torch.full((case.kv_heads, case.filled + case.positions + 4, case.head_dim), 7.0)
    return Given(
        projected=torch.randn(case.positions, total, case.head_dim, generator=generator) * 3,
        norms=torch.rand(case.heads + case.kv_heads, case.head_dim, generator=generator) + 0.5,
        rotation=Rotation(angles.cos(), angles.sin()),
        keys=cache.to(cached, copy=True),
        values=cache.to(cached, copy=True),
        filled=torch.tensor([case.filled], dtype=torch.int32),
    )
