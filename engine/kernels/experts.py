"""The experts of one layer over the rows that the router gave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.kernels.activation import geglu
from engine.kernels.packed import PackedNVFP4, decode_nvfp4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpertWeights:
    """All experts of one layer; encoder and decoder pass share them.

    Attributes:
        gate_up: `(experts, 2 * expert_size, hidden)`, gate rows first.
        down: `(experts, hidden, expert_size)`.
    """

    gate_up: Tensor
    down: Tensor

    @classmethod
    def decoded(
        cls,
        *,
        gate: Sequence[PackedNVFP4],
        up: Sequence[PackedNVFP4],
        down: Sequence[PackedNVFP4],
        dtype: torch.dtype,
    ) -> ExpertWeights:
        """The weights of packed experts, one entry an expert, decoded once and for all."""
        pairs = zip(gate, up, strict=True)
        return cls(
            gate_up=torch.stack([torch.cat([decode_nvfp4(each, dtype) for each in pair]) for pair in pairs]),
            down=torch.stack([decode_nvfp4(each, dtype) for each in down]),
        )


def experts(x: Tensor, weights: ExpertWeights, top_ids: Tensor, top_weights: Tensor) -> Tensor:
    """The weighted sum of each row's experts.

    Rows are sorted by expert, so each expert that is hit runs once, over all of its rows.

    Args:
        x: `(n, hidden)`.
        weights: The layer's experts.
        top_ids: The experts of each row, `(n, k)`.
        top_weights: Their weights, float32 `(n, k)`; the sum is in float32.

    Returns:
        `(n, hidden)`.
    """
    slots = top_ids.flatten().argsort(stable=True)
    rows = slots // top_ids.shape[1]  # (n * k): the row of x that each slot reads
    counts = torch.bincount(top_ids.flatten(), minlength=len(weights.down)).tolist()
    inner = geglu(_grouped(x.index_select(0, rows), weights.gate_up, counts))
    outer = _grouped(inner, weights.down, counts) * top_weights.flatten()[slots, None]  # (n * k, hidden)
    return outer.new_zeros(x.shape).index_add_(0, rows, outer).to(x.dtype)


def _grouped(rows: Tensor, matrices: Tensor, counts: list[int]) -> Tensor:
    """Multiply runs of rows, `counts[e]` long, with matrix e of `(experts, out, in)`."""
    product = rows.new_empty(len(rows), matrices.shape[1])
    runs = torch.split(rows, counts), matrices.mT, torch.split(product, counts)
    for run, matrix, out in zip(*runs, strict=True):
        torch.mm(run, matrix, out=out)
    return product
