"""The four-bit formats that weight matrices come in."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.kernels.int4 import PackedInt4, decode_int4
from engine.kernels.nvfp4 import PackedNVFP4, decode_nvfp4

Packed = PackedNVFP4 | PackedInt4


def decode(packed: Packed, dtype: torch.dtype = torch.float32) -> Tensor:
    """The weights as numbers, `(..., out, in)`: computed in float32, then cast to `dtype`."""
    if isinstance(packed, PackedNVFP4):
        return decode_nvfp4(packed, dtype)
    return decode_int4(packed, dtype)
