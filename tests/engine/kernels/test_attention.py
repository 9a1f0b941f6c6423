"""Packed attention against the textbook's, head by head."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels.attention import attention, canvas_attention


def by_the_book(queries: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
    group = len(queries) // len(keys)
    seen = []
    for head, query in enumerate(queries):
        scores = query @ keys[head // group].T
        if mask is not None:
            scores = scores + mask
        seen.append(scores.softmax(-1) @ values[head // group])
    return torch.cat(seen, dim=-1)


@pytest.mark.parametrize(("heads", "kv_heads"), [(4, 1), (4, 2), (4, 4), (6, 2)])
@pytest.mark.parametrize("masked", [False, True])
def test_each_query_head_reads_its_key_head(heads: int, kv_heads: int, masked: bool) -> None:
    generator = torch.Generator().manual_seed(heads * kv_heads)
    queries = torch.randn(heads, 5, 16, generator=generator)
    keys, values = torch.randn(2, kv_heads, 9, 16, generator=generator)
    mask = torch.zeros(5, 9)
    mask[:, 5:] = float("-inf")
    mask[0, 1:] = float("-inf")
    chosen = mask if masked else None
    expected = by_the_book(queries, keys, values, chosen)
    assert torch.allclose(attention(queries, keys, values, chosen), expected, atol=1e-5)


def test_slices_of_a_longer_cache_are_read_in_place() -> None:
    generator = torch.Generator().manual_seed(0)
    queries = torch.randn(4, 3, 16, generator=generator)
    keys, values = torch.randn(2, 2, 40, 16, generator=generator)
    expected = by_the_book(queries, keys[:, 7:19].clone(), values[:, 7:19].clone(), None)
    assert torch.allclose(attention(queries, keys[:, 7:19], values[:, 7:19], None), expected, atol=1e-5)


@pytest.mark.parametrize(("prefix", "window", "first"), [(20, None, 0), (20, 8, 13), (3, 8, 0), (0, 8, 0)])
def test_a_canvas_sees_its_prefix_as_far_as_the_window_and_itself(
    prefix: int, window: int | None, first: int
) -> None:
    generator = torch.Generator().manual_seed(0)
    queries = torch.randn(4, 3, 16, generator=generator)
    keys, values = torch.randn(2, 2, 40, 16, generator=generator)
    seen = slice(first, prefix + 3)
    expected = by_the_book(queries, keys[:, seen], values[:, seen], None)
    length = torch.tensor([prefix], dtype=torch.int32)
    assert torch.allclose(canvas_attention(queries, keys, values, length, window), expected, atol=1e-5)
