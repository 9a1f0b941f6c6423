"""Matrices in 8 bits: whole numbers from -127 to 127, and one scale an output row.

A processor decodes some rows at a time into the dtype of the input; a GPU's kernels decode in registers, so
that a weight is one byte of traffic there, not five. Inputs are never rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

LARGEST = 127
_DECODED_AT_ONCE = 2**23  # weights: 16 MiB in bfloat16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Int8Matrix:
    """`weight * scale`, a row at a time.

    Attributes:
        weight: int8 `(out, in)`.
        scale: float32 `(out)`.
    """

    weight: Tensor
    scale: Tensor

    @classmethod
    def of(cls, matrix: Tensor) -> Self:
        """Round a matrix `(out, in)` to the nearest, each row under its own largest magnitude."""
        weights, scales = [], []
        count = _rows_at_once(matrix)
        for first in range(0, len(matrix), count):
            numbers = matrix[first : first + count].float()
            largest = numbers.abs().amax(dim=1)
            scale = torch.where(largest > 0, largest, 1.0) / LARGEST
            weights.append((numbers / scale[:, None]).round_().to(torch.int8))
            scales.append(scale)
        return cls(weight=torch.cat(weights), scale=torch.cat(scales))

    @property
    def shape(self) -> torch.Size:
        """`(out, in)`."""
        return self.weight.shape

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return self.weight.nbytes + self.scale.nbytes

    def rows(self, ids: Tensor) -> Tensor:
        """Some rows as numbers, float32, a dimension more than `ids` has: `(..., in)`."""
        return self.weight[ids] * self.scale[ids, None]

    def decoded(self) -> Tensor:
        """All of it as numbers, float32."""
        return self.weight * self.scale[:, None]


def int8_product(x: Tensor, matrix: Int8Matrix, out: Tensor | None = None) -> Tensor:
    """`x @ matrix.T` for `x (n, in)`, in its dtype; written to `out` where it is given."""
    product, first = x.new_empty(len(x), len(matrix.weight)) if out is None else out, 0
    if x.is_cuda:
        from engine.kernels.gpu.int8 import int8_product as on_gpu

        return on_gpu(x, matrix, product)
    for weight, scale in _in_parts(matrix, x.dtype):
        product[:, first : first + len(scale)] = (x @ weight.T) * scale
        first += len(scale)
    return product


def int8_mixed(shares: Tensor, matrix: Int8Matrix, dtype: torch.dtype) -> Tensor:
    """`shares @ matrix` for `shares (n, out)`, multiplied in `dtype`, the sum in float32, `(n, in)`."""
    if shares.is_cuda:
        from engine.kernels.gpu.int8 import int8_mixed as on_gpu

        return on_gpu(shares.to(dtype), matrix)
    mixed, first = torch.zeros(len(shares), matrix.shape[1], device=shares.device), 0
    for weight, scale in _in_parts(matrix, dtype):
        mixed += (shares[:, first : first + len(scale)] * scale).to(dtype) @ weight
        first += len(scale)
    return mixed


def _in_parts(matrix: Int8Matrix, dtype: torch.dtype) -> Iterator[tuple[Tensor, Tensor]]:
    """Some rows at a time: their whole numbers in `dtype`, and their scales."""
    count = _rows_at_once(matrix.weight)
    for first in range(0, len(matrix.weight), count):
        rows = slice(first, first + count)
        yield matrix.weight[rows].to(dtype), matrix.scale[rows]


def _rows_at_once(matrix: Tensor) -> int:
    return max(1, _DECODED_AT_ONCE // matrix.shape[1])
