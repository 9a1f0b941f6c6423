"""The expert branch of one layer: the router and the experts it chooses."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from engine.kernels.experts import ExpertWeights, experts
from engine.kernels.packed_experts import PackedExperts, Weighed, packed_experts
from engine.kernels.routing import choose


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
        """The chosen experts' ids and weights, `(n, k)` each, from a stream normed in float32."""
        return choose(normed, self.projection, self.per_expert_scale, self.experts_per_token)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpertBranch:
    """Router and experts.

    Attributes:
        router: Reads the norm of the residual stream without weight.
        weights: The experts, as plain numbers or packed.
        fp4_activations: Whether what they read is rounded to NVFP4.
    """

    router: Router
    weights: ExpertWeights | PackedExperts
    fp4_activations: bool = False

    @property
    def reads_quarters(self) -> bool:
        """Whether the experts read their input in `quarters`."""
        packed = isinstance(self.weights, PackedExperts) and self.weights.reads_quarters
        return packed and not self.fp4_activations

    def __call__(self, routing: Tensor, x: Tensor) -> Tensor | Weighed:
        """From what the router and the experts read, see `Forked`, to `(n, hidden)` or what adds up to it."""
        ids, weights = self.router(routing)
        match self.weights:
            case ExpertWeights():
                return experts(x, self.weights, ids, weights, fp4_activations=self.fp4_activations)
            case PackedExperts():
                return packed_experts(x, self.weights, ids, weights, fp4_activations=self.fp4_activations)
