"""The expert branch of one layer: the router and the experts it chooses."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from engine.kernels.experts import ExpertWeights, experts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Router:
    """Chooses the experts of each position.

    Attributes:
        projection: `(experts, hidden)` float32, with the router's scale and `hidden^-0.5` multiplied in.
        per_expert_scale: `(experts)` float32.
        experts_per_token: How many it takes.
        eps: Of its norm.
    """

    projection: Tensor
    per_expert_scale: Tensor
    experts_per_token: int
    eps: float

    def __call__(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The chosen experts' ids and weights, `(n, k)` each; weights in float32."""
        normed = F.rms_norm(x.float(), (x.shape[-1],), eps=self.eps)
        chosen, ids = F.linear(normed, self.projection).softmax(dim=-1).topk(self.experts_per_token)
        return ids, chosen / chosen.sum(dim=-1, keepdim=True) * self.per_expert_scale[ids]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpertBranch:
    """Router and experts. The router reads the residual stream itself, the experts its norm."""

    router: Router
    norm: Tensor
    weights: ExpertWeights

    def __call__(self, x: Tensor) -> Tensor:
        """`(n, hidden)` to `(n, hidden)`."""
        ids, weights = self.router(x)
        normed = F.rms_norm(x, (x.shape[-1],), self.norm, self.router.eps)
        return experts(normed, self.weights, ids, weights)
