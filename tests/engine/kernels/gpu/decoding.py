"""Whole packed matrices with every code, decoded by a kernel in the interpreter or on a GPU."""

from __future__ import annotations

import torch

from engine.kernels.gpu.proof import decoded, every_nvfp4
from engine.kernels.int4 import PackedInt4

__all__ = ["decoded", "every_int4", "every_nvfp4"]


def every_int4(device: torch.device | str = "cpu", scales_in: torch.dtype = torch.float16) -> PackedInt4:
    """Every code at every place of a word under scales of 16 bits, as files have them."""
    place = torch.arange(16)[:, None] + torch.arange(8)
    words = ((place % 16) << 4 * torch.arange(8)).sum(1)
    scales = torch.rand(128, 4, generator=torch.Generator().manual_seed(3)).to(scales_in)
    return PackedInt4(weight=words.to(torch.int32).repeat(128, 1).to(device), scale=scales.to(device))
