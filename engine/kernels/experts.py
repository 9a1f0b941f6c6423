"""The experts of one layer over the rows that the router gave them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.kernels.activation import geglu
from engine.kernels.nvfp4 import through_nvfp4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpertWeights:
    """All experts of one layer; encoder and decoder pass share them.

    Attributes:
        gate_up: `(experts, 2 * expert_size, hidden)`, gate rows first.
        down: `(experts, hidden, expert_size)`.
    """

    gate_up: Tensor
    down: Tensor


def experts(
    x: Tensor,
    weights: ExpertWeights,
    top_ids: Tensor,
    top_weights: Tensor,
    *,
    fp4_activations: bool = False,
) -> Tensor:
    """The weighted sum of each row's experts.

    Rows are sorted by expert, so each expert that is hit runs once, over all of its rows.

    Args:
        x: `(n, hidden)`.
        weights: The layer's experts.
        top_ids: The experts of each row, `(n, k)`.
        top_weights: Their weights, float32 `(n, k)`; the sum is in float32.
        fp4_activations: Whether what either product reads is rounded to NVFP4 first; see `pack_rows`.

    Returns:
        `(n, hidden)`.
    """
    if fp4_activations:
        x = through_nvfp4(x)
    chosen, slots = top_ids.flatten().sort(stable=True)
    rows = slots // top_ids.shape[1]  # (n * k): the row of x that each slot reads
    every = torch.arange(len(weights.down), device=x.device)
    ends = torch.searchsorted(chosen, every, right=True, out_int32=True)  # counts, with no word to the host
    inner = geglu(F.grouped_mm(x.index_select(0, rows), weights.gate_up.mT, offs=ends))
    if fp4_activations:
        inner = through_nvfp4(inner)
    outer = F.grouped_mm(inner, weights.down.mT, offs=ends)  # (n * k, hidden)
    weighed = outer * top_weights.take(slots).unsqueeze(-1)
    if x.is_cuda:  # adds by index come in any order there, and round otherwise every time
        return ordered_sum(weighed, slots, top_ids.shape[1]).to(x.dtype)
    return weighed.new_zeros(x.shape).index_add_(0, rows, weighed).to(x.dtype)


def ordered_sum(weighed: Tensor, slots: Tensor, k: int) -> Tensor:
    """The sum of every row's `k` entries in their own order, `(n, hidden)`.

    Args:
        weighed: The entries as they were sorted, `(n * k, hidden)`.
        slots: Where each belongs, `(n * k)`.
        k: Entries of a row, neighbours among the slots.
    """
    in_order = torch.empty_like(weighed).index_copy_(0, slots, weighed)
    return in_order.view(-1, k, weighed.shape[-1]).sum(dim=1)
