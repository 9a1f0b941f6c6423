"""Symmetric four-bit integers in groups that share a scale, as compressed-tensors packs them.

A weight is `(nibble - 8) * scale`. Eight nibbles share a 32-bit word along the input dimension, the
first element in the lowest bits; the scale is one number per group of inputs, row-major.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

NIBBLES_PER_WORD = 8
_ZERO = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PackedInt4:
    """A weight matrix, or a stack of them, in four-bit integers. Leading dimensions count matrices.

    Attributes:
        weight: int32 `(..., out, in / 8)`.
        scale: Floating point `(..., out, in / group)`, of 16 bits as files have it.
    """

    weight: Tensor
    scale: Tensor

    def __post_init__(self) -> None:
        """Check dtypes and shapes.

        Raises:
            ValueError: A tensor has another dtype than this format gives it, or the shapes disagree.
        """
        if self.weight.dtype != torch.int32 or not self.scale.is_floating_point():
            raise ValueError(f"weight is {self.weight.dtype} and scale {self.scale.dtype}")
        *leading, words = self.weight.shape
        *scale_leading, groups = self.scale.shape
        if leading != scale_leading or words * NIBBLES_PER_WORD % groups:
            found, scales = tuple(self.weight.shape), tuple(self.scale.shape)
            raise ValueError(f"weight {found} and scale {scales} disagree")


def decode_int4(packed: PackedInt4, dtype: torch.dtype = torch.float32) -> Tensor:
    """The weights as numbers, `(..., out, in)`: computed in float32, then cast to `dtype`."""
    shifts = torch.arange(0, 4 * NIBBLES_PER_WORD, 4, dtype=torch.int32, device=packed.weight.device)
    nibbles = (packed.weight[..., None] >> shifts) & 15  # (..., out, in / 8, 8)
    groups = (nibbles - _ZERO).reshape(*packed.scale.shape, -1)  # (..., out, in / group, group)
    return (groups * packed.scale.float()[..., None]).flatten(-2).to(dtype)
