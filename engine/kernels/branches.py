"""Where a layer's stream parts into its two branches behind attention, and where they meet again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from torch import Tensor

from engine.kernels.norm import rms_norm
from engine.kernels.packed_experts import quarters


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


class Forked(NamedTuple):
    """A stream in front of the branches.

    Attributes:
        stream: With what attention adds, `(n, hidden)`.
        routing: The stream normed without weight, float32 `(n, hidden)`; the router reads it.
        expert: What the experts read, `(n, hidden)`, or `(n, 4, hidden / 4)` in quarters.
        dense: What the dense branch reads, `(n, hidden)`.
    """

    stream: Tensor
    routing: Tensor
    expert: Tensor
    dense: Tensor


def fork(x: Tensor, attended: Tensor, norms: LayerNorms, eps: float, *, in_quarters: bool) -> Forked:
    """Add attention's output to the stream, and norm the sum for the router and both branches.

    Args:
        x: The stream, `(n, hidden)`.
        attended: Attention's output, not yet normed.
        norms: Of the layer.
        eps: Of every norm.
        in_quarters: Whether the experts read quarters; see `quarters`.
    """
    if x.is_cuda:
        from engine.kernels.gpu.branches import fork as on_gpu

        return on_gpu(x, attended, norms, eps, in_quarters=in_quarters)
    stream = x + rms_norm(attended, eps, norms.attention_output)
    normed = rms_norm(stream, eps)
    expert = normed * norms.expert_input
    return Forked(
        stream=stream,
        routing=normed.float(),
        expert=quarters(expert) if in_quarters else expert,
        dense=normed * norms.dense_input,
    )


def merge(
    stream: Tensor, routed: Tensor, dense: Tensor, norms: LayerNorms, eps: float, scalar: Tensor
) -> Tensor:
    """Norm what the branches return, and their sum, add that to the stream, and multiply it: `(n, hidden)`.

    Args:
        stream: In front of the branches, `(n, hidden)`.
        routed: What the experts return.
        dense: What the dense branch returns.
        norms: Of the layer.
        eps: Of every norm.
        scalar: What multiplies the layer's output, `(1)`.
    """
    if stream.is_cuda:
        from engine.kernels.gpu.branches import merge as on_gpu

        return on_gpu(stream, routed, dense, norms, eps, scalar)
    both = rms_norm(routed, eps, norms.expert_output).add_(rms_norm(dense, eps, norms.dense_output))
    return rms_norm(both, eps, norms.feedforward_output).add_(stream).mul_(scalar)
