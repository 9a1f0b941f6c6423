"""The experts of one layer in four bits, as packed as in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import torch
from torch import Tensor

from engine.kernels.experts import ExpertWeights, experts
from engine.kernels.packed import Packed, as_in_file, decode, for_kernels, select, stacked

QUARTERS = 4  # of an input's columns, in which kernels read them


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PackedExperts:
    """All experts of one layer; encoder and decoder pass share them.

    On a CUDA device NVFP4 is woven, unless activations are rounded to it as well.

    Attributes:
        gate_up: `(experts, 2, expert_size, hidden)`, gate first.
        down: `(experts, hidden, expert_size)`.
    """

    gate_up: Packed
    down: Packed

    @property
    def reads_quarters(self) -> bool:
        """Whether the kernel for them reads its input in `quarters`."""
        return self.gate_up.weight.is_cuda

    @classmethod
    def of(cls, *, gate: Sequence[Packed], up: Sequence[Packed], down: Sequence[Packed]) -> Self:
        """Stack the matrices of single experts, one entry an expert."""
        pairs = [stacked(pair) for pair in zip(gate, up, strict=True)]
        stacks = cls(gate_up=stacked(pairs), down=stacked(down))
        return stacks.for_kernels() if stacks.gate_up.weight.is_cuda else stacks

    def for_kernels(self) -> Self:
        """The same as a GPU's kernels decode them, in the memory of these."""
        return type(self)(gate_up=for_kernels(self.gate_up), down=for_kernels(self.down))

    def as_in_file(self) -> Self:
        """The same as a checkpoint has them, in the memory of these."""
        return type(self)(gate_up=as_in_file(self.gate_up), down=as_in_file(self.down))

    def decoded(self, dtype: torch.dtype) -> ExpertWeights:
        """The experts as plain numbers."""
        return ExpertWeights(gate_up=decode(self.gate_up, dtype).flatten(1, 2), down=decode(self.down, dtype))

    def chosen(self, which: Tensor) -> Self:
        """The experts with these indices."""
        return type(self)(gate_up=select(self.gate_up, which), down=select(self.down, which))


class Weighed(NamedTuple):
    """A sum of every row's experts that is not yet added up.

    Attributes:
        outputs: Of every expert of every row, `(n, k, hidden)`.
        weights: What each counts, float32 `(n, k)`.
    """

    outputs: Tensor
    weights: Tensor


def added_up(routed: Tensor | Weighed) -> Tensor:
    """The sum in float32, rounded once: `(n, hidden)`."""
    if not isinstance(routed, Weighed):
        return routed
    weighed = routed.outputs.float() * routed.weights.unsqueeze(-1)
    return weighed.sum(dim=1).to(routed.outputs.dtype)


def packed_experts(
    x: Tensor,
    weights: PackedExperts,
    top_ids: Tensor,
    top_weights: Tensor,
    *,
    fp4_activations: bool = False,
) -> Tensor | Weighed:
    """The weighted sum of each row's experts; as `experts`, from packed weights.

    On a CUDA device one launch a projection decodes them in registers, `x` comes in `quarters`, and whoever
    reads the sum adds it up. With `fp4_activations` nothing is decoded there, and `x` comes as it is.
    Elsewhere those that are hit are decoded first, which is right and slow.
    """
    if x.is_cuda:
        from engine.kernels.gpu.experts import packed_experts as on_gpu

        return on_gpu(x, weights, top_ids, top_weights, fp4_activations=fp4_activations)
    hit = torch.bincount(top_ids.flatten()).nonzero().squeeze(1)
    return experts(
        x,
        weights.chosen(hit).decoded(x.dtype),
        torch.searchsorted(hit, top_ids),
        top_weights,
        fp4_activations=fp4_activations,
    )


def quarters(x: Tensor) -> Tensor:
    """Columns 0, 4, 8 ... of `x (n, features)`, then 1, 5, 9 ..., and so on: `(n, 4, features / 4)`."""
    return x.view(len(x), -1, QUARTERS).transpose(1, 2).contiguous()
