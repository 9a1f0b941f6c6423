"""Where the stream parts into a layer's two branches, and where they meet again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor

from engine.kernels.norm import rms_norm
from engine.kernels.packed_experts import Weighed, added_up, quarters


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerNorms:
    """The norm weights `(hidden)` around a layer's parts, each named after what it norms."""

    attention_input: Tensor
    attention_output: Tensor
    expert_input: Tensor
    dense_input: Tensor
    expert_output: Tensor
    dense_output: Tensor
    feedforward_output: Tensor


class Stream(NamedTuple):
    """What goes from layer to layer.

    Attributes:
        residual: `(n, hidden)`.
        normed: The same normed with the weight of what reads it next, `(n, hidden)`.
    """

    residual: Tensor
    normed: Tensor


class Forked(NamedTuple):
    """A stream in front of the branches.

    Attributes:
        residual: With what attention adds, `(n, hidden)`.
        routing: The residual normed without weight, float32 `(n, hidden)`; the router reads it.
        expert: What the experts read, `(n, hidden)`, or `(n, 4, hidden / 4)` in quarters.
        dense: What the dense branch reads, `(n, hidden)`.
    """

    residual: Tensor
    routing: Tensor
    expert: Tensor
    dense: Tensor


def fork(residual: Tensor, attended: Tensor, norms: LayerNorms, eps: float, *, in_quarters: bool) -> Forked:
    """Add attention's output to the residual, and norm the sum for the router and both branches.

    Args:
        residual: In front of attention, `(n, hidden)`.
        attended: Attention's output, not yet normed.
        norms: Of the layer.
        eps: Of every norm.
        in_quarters: Whether the experts read quarters; see `quarters`.
    """
    if residual.is_cuda:
        from engine.kernels.gpu.branches import fork as on_gpu

        return on_gpu(residual, attended, norms, eps, in_quarters=in_quarters)
    residual = residual + rms_norm(attended, eps, norms.attention_output)
    normed = rms_norm(residual, eps)
    expert = normed * norms.expert_input
    return Forked(
        residual=residual,
        routing=normed.float(),
        expert=quarters(expert) if in_quarters else expert,
        dense=normed * norms.dense_input,
    )


def merge(
    residual: Tensor,
    routed: Tensor | Weighed,
    dense: Tensor,
    norms: LayerNorms,
    eps: float,
    *,
    scalar: Tensor,
    following: Tensor,
) -> Stream:
    """Norm what the branches return, and their sum, add that to the residual, and multiply it.

    Args:
        residual: In front of the branches, `(n, hidden)`.
        routed: What the experts return.
        dense: What the dense branch returns.
        norms: Of the layer.
        eps: Of every norm.
        scalar: What multiplies the layer's output, `(1)`.
        following: The norm weight in front of what comes next, `(hidden)`.
    """
    if residual.is_cuda:
        from engine.kernels.gpu.branches import merge as on_gpu

        return on_gpu(residual, routed, dense, norms, eps, scalar=scalar, following=following)
    expert = rms_norm(added_up(routed), eps, norms.expert_output)
    both = expert.add_(rms_norm(dense, eps, norms.dense_output))
    result = rms_norm(both, eps, norms.feedforward_output).add_(residual).mul_(scalar)
    return Stream(result, rms_norm(result, eps, following))
