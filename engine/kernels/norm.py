"""The root mean square norm."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor


def rms_norm(x: Tensor, eps: float, weight: Tensor | None = None) -> Tensor:
    """`weight * x / sqrt(mean(x^2) + eps)` over the last dimension, in float32, cast back.

    The weight is plain, not 1 + weight; None leaves it out.
    """
    if x.is_cuda:
        from engine.kernels.gpu.norm import rms_norm as on_gpu

        return on_gpu(x, eps, weight)
    length: Tensor = torch.linalg.vector_norm(x, dim=-1, keepdim=True, dtype=torch.float32)
    normed = x * torch.addcmul(_number(eps), length, length, value=1 / x.shape[-1]).rsqrt_()
    return (normed if weight is None else normed.mul_(weight)).to(x.dtype)


@cache
def _number(value: float) -> Tensor:
    return torch.tensor(value)
