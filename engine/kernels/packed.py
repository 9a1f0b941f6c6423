"""Weight matrices in four bits: the formats of checkpoints, and what kernels of a GPU read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import TypeVar

import torch
from torch import Tensor

from engine.kernels.int4 import PackedInt4, decode_int4
from engine.kernels.nvfp4 import PackedNVFP4, decode_nvfp4
from engine.kernels.woven import WovenNVFP4, unweave, weave

Packed = PackedNVFP4 | PackedInt4 | WovenNVFP4
T = TypeVar("T", bound=Packed)


def decode(packed: Packed, dtype: torch.dtype = torch.float32) -> Tensor:
    """The weights as numbers, `(..., out, in)`: computed in float32, then cast to `dtype`."""
    match packed:
        case PackedNVFP4():
            return decode_nvfp4(packed, dtype)
        case PackedInt4():
            return decode_int4(packed, dtype)
        case WovenNVFP4():
            return decode_nvfp4(unweave(copied(packed)), dtype)


def for_kernels(packed: Packed) -> WovenNVFP4 | PackedInt4:
    """The same as a GPU's kernels decode it, in the memory of `packed`."""
    return weave(packed) if isinstance(packed, PackedNVFP4) else packed


def as_in_file(packed: Packed) -> PackedNVFP4 | PackedInt4:
    """The same as a checkpoint has it, in the memory of `packed`."""
    return unweave(packed) if isinstance(packed, WovenNVFP4) else packed


def copied(packed: T) -> T:
    """The same in memory of its own."""
    return with_each(packed, Tensor.clone)


def stacked(matrices: Sequence[Packed]) -> Packed:
    """Matrices, or stacks of them, of one format and shape as one stack with a new first dimension.

    Raises:
        ValueError: Their formats differ.
    """
    if len({type(each) for each in matrices}) > 1:
        raise ValueError("matrices of two formats do not stack")
    form = type(matrices[0])
    names = [field.name for field in fields(form)]
    return form(**{name: torch.stack([getattr(each, name) for each in matrices]) for name in names})


def select(packed: Packed, which: Tensor) -> Packed:
    """The matrices of a stack that have these indices in its first dimension."""
    return with_each(packed, lambda tensor: tensor[which])


def with_each(packed: T, change: Callable[[Tensor], Tensor]) -> T:
    """The same of changed tensors."""
    return type(packed)(**{field.name: change(getattr(packed, field.name)) for field in fields(packed)})
