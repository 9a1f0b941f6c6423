"""One layer: attention, then a dense and an expert branch side by side."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from engine.kernels.activation import geglu
from engine.kernels.branches import LayerNorms, Stream, fork, merge
from engine.kernels.linear import Matrix, linear
from engine.kernels.pair import Pair, in_turn
from engine.model.attention import Attention, CanvasSpan, Span
from engine.model.experts import ExpertBranch
from engine.model.kv_cache import LayerCache


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GatedUnit:
    """`W_down (gelu_tanh(W_gate x) * W_up x)`, with gate and up in one matrix, gate rows first.

    Attributes:
        gate_up: `(2 * intermediate_size, hidden)`.
        down: `(hidden, intermediate_size)`.
    """

    gate_up: Matrix
    down: Matrix

    def __call__(self, x: Tensor) -> Tensor:
        """From `(n, hidden)` to `(n, hidden)`."""
        return linear(geglu(linear(x, self.gate_up)), self.down)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """The weights of one layer, shared by encoder and decoder pass but for the scalar.

    Attributes:
        encoder_scalar: `(1)`, multiplies the layer's output in the encoder pass.
        decoder_scalar: `(1)`, the same in the decoder pass.
        eps: Of every norm.
    """

    attention: Attention
    dense: GatedUnit
    experts: ExpertBranch
    norms: LayerNorms
    encoder_scalar: Tensor
    decoder_scalar: Tensor
    eps: float

    def __call__(
        self,
        stream: Stream,
        span: Span | CanvasSpan,
        cache: LayerCache,
        *,
        scalar: Tensor,
        following: Tensor,
        pair: Pair = in_turn,
    ) -> Stream:
        """Compute what the next layer reads, and write the positions' keys and values.

        Args:
            stream: Normed as attention reads it.
            span: Where the positions are.
            cache: Of this layer.
            scalar: That of the pass.
            following: The norm weight of what comes next.
            pair: Computes the two branches.
        """
        attended = self.attention(stream.normed, span, cache)
        forked = fork(
            stream.residual, attended, self.norms, self.eps, in_quarters=self.experts.reads_quarters
        )
        routed, dense = pair(
            lambda: self.experts(forked.routing, forked.expert), lambda: self.dense(forked.dense)
        )
        return merge(forked.residual, routed, dense, self.norms, self.eps, scalar=scalar, following=following)
