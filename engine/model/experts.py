"""The expert branch of one layer: the router and the experts it chooses."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from engine.kernels.experts import ExpertWeights, experts
from engine.kernels.packed_experts import PackedExperts, packed_experts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Router:
    """Chooses the experts of each position.

    Attributes:
        projection: `(experts, hidden)` float32, with the router's scale and `hidden^-0.5` multiplied in.
        per_expert_scale: `(experts)` float32.
        experts_per_token: How many it takes.
    """

    projection: Tensor
    per_expert_scale: Tensor
    experts_per_token: int

    def __call__(self, normed: Tensor) -> tuple[Tensor, Tensor]:
        """The chosen experts' ids and weights, `(n, k)` each; weights in float32.

        A softmax over the chosen scores is the softmax over all of them, divided by the chosen ones' sum.
        """
        scores, ids = F.linear(normed.float(), self.projection).topk(self.experts_per_token)
        return ids, scores.softmax(dim=-1) * self.per_expert_scale.take(ids)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpertBranch:
    """Router and experts.

    Attributes:
        router: Reads the norm of the residual stream without weight.
        norm: The norm weight in front of the experts.
        weights: The experts, as plain numbers or packed.
    """

    router: Router
    norm: Tensor
    weights: ExpertWeights | PackedExperts

    def __call__(self, normed: Tensor) -> Tensor:
        """From the residual stream, normed without weight, `(n, hidden)` to `(n, hidden)`."""
        ids, weights = self.router(normed)
        x = normed * self.norm
        match self.weights:
            case ExpertWeights():
                return experts(x, self.weights, ids, weights)
            case PackedExperts():
                return packed_experts(x, self.weights, ids, weights)
