"""One layer: attention, then a dense and an expert branch side by side."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from engine.kernels.activation import geglu
from engine.kernels.linear import Matrix, linear
from engine.kernels.norm import rms_norm
from engine.kernels.pair import Pair, in_turn
from engine.model.attention import Attention, CanvasSpan, Span
from engine.model.experts import ExpertBranch
from engine.model.kv_cache import LayerCache


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GatedUnit:
    """`W_down (gelu_tanh(W_gate x) * W_up x)`, with gate and up in one matrix, gate rows first.

    Attributes:
        norm: The norm weight in front of it.
        gate_up: `(2 * intermediate_size, hidden)`.
        down: `(hidden, intermediate_size)`.
    """

    norm: Tensor
    gate_up: Matrix
    down: Matrix

    def __call__(self, normed: Tensor) -> Tensor:
        """From an input normed without weight, `(n, hidden)` to `(n, hidden)`."""
        return linear(geglu(linear(normed * self.norm, self.gate_up)), self.down)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerNorms:
    """The norm weights `(hidden)` around a layer's parts, each named after what it norms."""

    attention_input: Tensor
    attention_output: Tensor
    dense_output: Tensor
    expert_output: Tensor
    feedforward_output: Tensor


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
        self, x: Tensor, span: Span | CanvasSpan, cache: LayerCache, scalar: Tensor, pair: Pair = in_turn
    ) -> Tensor:
        """Compute `(n, hidden)` from `(n, hidden)`, and write the positions' keys and values.

        `pair` computes the two branches.
        """
        norms, eps = self.norms, self.eps
        attended = self.attention(rms_norm(x, eps, norms.attention_input), span, cache)
        x = x + rms_norm(attended, eps, norms.attention_output)
        normed = rms_norm(x, eps)  # both branches and the router start from it
        routed, dense = pair(
            lambda: rms_norm(self.experts(normed), eps, norms.expert_output),
            lambda: rms_norm(self.dense(normed), eps, norms.dense_output),
        )
        return rms_norm(dense.add_(routed), eps, norms.feedforward_output).add_(x).mul_(scalar)

    def write(self, x: Tensor, span: Span, cache: LayerCache) -> None:
        """Write the positions' keys and values and compute nothing else."""
        self.attention.write(rms_norm(x, self.eps, self.norms.attention_input), span, cache)
