"""The root mean square norm."""

from __future__ import annotations

import torch
from torch import Tensor


def rms_norm(x: Tensor, eps: float, weight: Tensor | None = None) -> Tensor:
    """`weight * x / sqrt(mean(x^2) + eps)` over the last dimension, in float32, cast back.

    The weight is plain, not 1 + weight; None leaves it out.
    """
    if x.is_cuda:
        from engine.kernels.gpu.norm import rms_norm as on_gpu

        return on_gpu(x, eps, weight)
    size = x.shape[-1]
    length: Tensor = torch.linalg.vector_norm(x, dim=-1, keepdim=True, dtype=torch.float32)
    inverse = length.square_().add_(size * eps).rsqrt_().mul_(size**0.5)
    normed = x * inverse
    return (normed if weight is None else normed.mul_(weight)).to(x.dtype)
