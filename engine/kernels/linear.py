"""Matrix products, and the dtypes that a network computes in."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.kernels.int8 import Int8Matrix, int8_mixed, int8_product

Matrix = Tensor | Int8Matrix

# Else cuBLAS may round the parts of a long sum to bfloat16 before it adds them up.
torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction = False


class Precision(NamedTuple):
    """What a network computes in.

    Attributes:
        stream: Dtype of the residual stream, norms, attention, cache and experts.
        products: Dtype in which all other matrices are kept and multiplied; the sums are in float32.
    """

    stream: torch.dtype
    products: torch.dtype

    def __str__(self) -> str:
        """Both, or the one where they are the same."""
        names = dict.fromkeys(str(dtype).removeprefix("torch.") for dtype in self)
        return ", products in ".join(names)


FLOAT32 = Precision(torch.float32, torch.float32)
MIXED = Precision(torch.float32, torch.bfloat16)


def processor_precision() -> Precision:
    """What networks on this processor compute in.

    Public checkpoints keep these matrices in bfloat16, so products in it lose nothing of the weights. They
    are twice as fast where the processor multiplies bfloat16 itself; elsewhere they would be slower. Every
    number of rows that is new costs such a product half a millisecond of preparation. A canvas has always the
    same; an expert or a prefix has not, so experts and attention stay in the stream's dtype.
    """
    return MIXED if torch.cpu.get_capabilities().get("avx512_bf16", False) else FLOAT32


def linear(x: Tensor, weight: Matrix) -> Tensor:
    """`x @ weight.T` in the dtype of `weight (out, in)`, returned in that of `x (n, in)`."""
    return product(x, weight).to(x.dtype)


def product(x: Tensor, weight: Matrix, out: Tensor | None = None) -> Tensor:
    """`x @ weight.T` in the dtype of `weight (out, in)`, or in that of `x (n, in)` where that is in 8 bits.

    Written to `out` where it is given.
    """
    if isinstance(weight, Int8Matrix):
        return int8_product(x, weight, out)
    return torch.mm(x.to(weight.dtype), weight.T, out=out)


def mixed(shares: Tensor, rows: Matrix, dtype: torch.dtype) -> Tensor:
    """`shares @ rows`, `(n, in)`: a weighted sum of the rows for each row of `shares (n, out)`.

    Multiplied in the dtype of `rows`, or in `dtype` where they are in 8 bits.
    """
    if isinstance(rows, Int8Matrix):
        return int8_mixed(shares, rows, dtype)
    return linear(shares, rows.T)


def mixed_at(ids: Tensor, shares: Tensor, rows: Matrix) -> Tensor:
    """A weighted sum of some rows for each row of `ids (n, k)` and `shares (n, k)`; in float32, `(n, in)`."""
    return (shares.float().unsqueeze(1) @ rows_at(ids, rows).float()).squeeze(1)


def rows_at(ids: Tensor, rows: Matrix) -> Tensor:
    """The rows with these ids, a dimension more than they have: `(..., in)`."""
    return rows.rows(ids) if isinstance(rows, Int8Matrix) else F.embedding(ids, rows)
