"""Weight matrices in four bits, whichever of the formats a checkpoint has."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from engine.kernels.int4 import PackedInt4, decode_int4
from engine.kernels.nvfp4 import PackedNVFP4, decode_nvfp4

Packed = PackedNVFP4 | PackedInt4


def decode(packed: Packed, dtype: torch.dtype = torch.float32) -> Tensor:
    """The weights as numbers, `(..., out, in)`: computed in float32, then cast to `dtype`."""
    if isinstance(packed, PackedNVFP4):
        return decode_nvfp4(packed, dtype)
    return decode_int4(packed, dtype)


def stacked(matrices: Sequence[Packed]) -> Packed:
    """Matrices, or stacks of them, of one format and shape as one stack with a new first dimension.

    Raises:
        ValueError: Their formats differ.
    """
    nvfp4 = [each for each in matrices if isinstance(each, PackedNVFP4)]
    int4 = [each for each in matrices if isinstance(each, PackedInt4)]
    if nvfp4 and int4:
        raise ValueError("matrices of two formats do not stack")
    if nvfp4:
        return PackedNVFP4(
            weight=torch.stack([each.weight for each in nvfp4]),
            weight_scale=torch.stack([each.weight_scale for each in nvfp4]),
            weight_scale_2=torch.stack([each.weight_scale_2 for each in nvfp4]),
        )
    return PackedInt4(
        weight=torch.stack([each.weight for each in int4]), scale=torch.stack([each.scale for each in int4])
    )


def select(packed: Packed, which: Tensor) -> Packed:
    """The matrices of a stack that have these indices in its first dimension."""
    match packed:
        case PackedNVFP4():
            return PackedNVFP4(
                weight=packed.weight[which],
                weight_scale=packed.weight_scale[which],
                weight_scale_2=packed.weight_scale_2[which],
            )
        case PackedInt4():
            return PackedInt4(weight=packed.weight[which], scale=packed.scale[which])
