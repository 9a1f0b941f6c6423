"""One layer: attention, then a dense and an expert branch side by side."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from engine.kernels.activation import geglu
from engine.model.attention import Attention, Span
from engine.model.experts import ExpertBranch
from engine.model.kv_cache import LayerCache


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GatedUnit:
    """`W_down (gelu_tanh(W_gate x) * W_up x)`, with gate and up in one matrix, gate rows first.

    Attributes:
        norm: Weight of the norm on its input.
        gate_up: `(2 * intermediate_size, hidden)`.
        down: `(hidden, intermediate_size)`.
        eps: Of the norm.
    """

    norm: Tensor
    gate_up: Tensor
    down: Tensor
    eps: float

    def __call__(self, x: Tensor) -> Tensor:
        """`(n, hidden)` to `(n, hidden)`."""
        normed = F.rms_norm(x, self.norm.shape, self.norm, self.eps)
        return F.linear(geglu(F.linear(normed, self.gate_up)), self.down)


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

    def __call__(self, x: Tensor, span: Span, cache: LayerCache, scalar: Tensor) -> Tensor:
        """Compute `(n, hidden)` from `(n, hidden)`, and write the positions' keys and values."""
        attended = self.attention(self._norm(x, self.norms.attention_input), span, cache)
        x = x + self._norm(attended, self.norms.attention_output)
        dense = self._norm(self.dense(x), self.norms.dense_output)
        routed = self._norm(self.experts(x), self.norms.expert_output)
        return self._norm(dense.add_(routed), self.norms.feedforward_output).add_(x).mul_(scalar)

    def write(self, x: Tensor, span: Span, cache: LayerCache) -> None:
        """Write the positions' keys and values and compute nothing else."""
        self.attention.write(self._norm(x, self.norms.attention_input), span, cache)

    def _norm(self, x: Tensor, weight: Tensor) -> Tensor:
        return F.rms_norm(x, weight.shape, weight, self.eps)
