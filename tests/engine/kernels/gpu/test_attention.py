"""The canvas's attention kernel against the plain function over the slots that the canvas may see."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import torch

from engine.kernels.attention import attention
from engine.kernels.gpu.attention import canvas_attention
from engine.model.kv_cache import first_visible


class Case(NamedTuple):
    """Sizes of a layer, and how long the prefix is."""

    heads: int
    kv_heads: int
    canvas: int
    head_dim: int
    prefix: int
    window: int | None


CASES = {
    "a full layer of the demo model": Case(4, 1, 32, 96, 30, None),
    "a sliding layer of the demo model, past the window": Case(4, 2, 32, 48, 90, 64),
    "a full layer of the real model": Case(16, 2, 8, 512, 50, None),
    "a sliding layer of the real model": Case(16, 8, 8, 256, 40, 16),
    "a prefix as long as the window": Case(2, 2, 8, 32, 7, 8),
    "no prefix": Case(2, 1, 8, 32, 0, 8),
    "sizes that fill no block": Case(6, 3, 5, 20, 3, None),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_canvas_sees_its_prefix_and_itself_and_nothing_behind(case: Case) -> None:
    heads, kv_heads, n, head_dim, prefix, window = case
    generator = torch.Generator().manual_seed(prefix)
    slots = prefix + n + 30
    queries = torch.randn(heads, n, head_dim, generator=generator) / head_dim**0.5
    keys, values = torch.randn(2, kv_heads, slots, head_dim, generator=generator)
    seen = slice(first_visible(window, prefix), prefix + n)
    expected = attention(queries, keys[:, seen], values[:, seen], None)
    for cache in (keys, values):
        cache[:, : seen.start] = torch.nan
        cache[:, seen.stop :] = torch.nan
    result = canvas_attention(queries, keys, values, torch.tensor([prefix], dtype=torch.int32), window)
    assert torch.allclose(result, expected, atol=1e-5)
