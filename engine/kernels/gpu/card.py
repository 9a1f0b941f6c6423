"""What kernels must know of the card that they run on."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.kernels.gpu.tiles import Capability


def capability_of(numbers: Tensor) -> Capability:
    """That of the card that some numbers are on; None on a processor, where kernels are interpreted."""
    return torch.cuda.get_device_capability(numbers.device) if numbers.is_cuda else None
