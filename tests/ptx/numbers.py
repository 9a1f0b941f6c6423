"""Numbers as a GPU rounds them: bfloat16 as its bits, and sums of products that are rounded once."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def widened(bits: Array) -> Array:
    """float32 of bfloat16."""
    return (bits.astype(np.uint32) << 16).view(np.float32)


def narrowed(numbers: Array) -> Array:
    """The nearest bfloat16 of float32, ties to the even one."""
    bits = numbers.view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    return np.where(np.isnan(numbers), 0x7FFF, rounded).astype(np.uint16)


def fused(one: Array, other: Array, added: Array) -> Array:
    """`one * other + added` of float32, rounded once."""
    product = one.astype(np.float64) * other.astype(np.float64)
    return _to_odd(product, added.astype(np.float64)).astype(np.float32)


def fused_bfloat16(one: Array, other: Array, added: Array) -> Array:
    """The same of bfloat16."""
    product = widened(one).astype(np.float64) * widened(other).astype(np.float64)
    total = _to_odd(product, widened(added).astype(np.float64))
    coarse = total.astype(np.float32)
    inexact = (coarse != total) & np.isfinite(total)
    bits = coarse.view(np.uint32).astype(np.int64)
    odd = bits + np.where(np.abs(total) > np.abs(coarse), 1, -1)
    bits = np.where(inexact & (bits & 1 == 0), odd, bits)
    return narrowed(bits.astype(np.uint32).view(np.float32))


def _to_odd(product: Array, added: Array) -> Array:
    """The sum of float64; where it is not exact, the neighbour whose last bit is set.

    What is rounded from that is rounded as from the exact sum (Boldo and Melquiond, 2008).
    """
    total = product + added
    part = total - product
    error = (product - (total - part)) + (added - part)
    wrong = (error != 0) & np.isfinite(total)
    if not wrong.any():
        return total
    bits = total.view(np.int64)
    step = np.where((error > 0) == (total > 0), 1, -1)
    return np.where(wrong & (bits & 1 == 0), bits + step, bits).view(np.float64)
