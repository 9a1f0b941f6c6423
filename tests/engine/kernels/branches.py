"""Streams and norm weights for tests."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.kernels.branches import LayerNorms

EPS = 1e-6


def random_norms(size: int, dtype: torch.dtype = torch.float32) -> LayerNorms:
    """Weights around one."""
    weights = torch.rand(7, size, generator=torch.Generator().manual_seed(size)) + 0.5
    return LayerNorms(**dict(zip(LayerNorms.__slots__, weights.to(dtype), strict=True)))


def random_rows(n: int, size: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A stream, what attention adds, and what the two branches return."""
    rows = torch.randn(4, n, size, generator=torch.Generator().manual_seed(n)) * 3
    stream, attended, routed, dense = rows
    return stream, attended, routed, dense
