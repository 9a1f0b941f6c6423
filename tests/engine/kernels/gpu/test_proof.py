from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels.gpu import proof
from engine.kernels.gpu.proof import decodes_rightly
from engine.kernels.int4 import PackedInt4
from engine.kernels.packed import decode
from engine.kernels.woven import WovenNVFP4

CPU = torch.device("cpu")


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_device_that_decodes_every_weight_to_the_last_bit_passes(dtype: torch.dtype) -> None:
    assert decodes_rightly(CPU, dtype)


@pytest.mark.parametrize("scales_in", [torch.uint8, torch.float16, torch.bfloat16])
def test_one_weight_that_is_off_shows_in_every_format(
    scales_in: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flushed(packed: WovenNVFP4 | PackedInt4, dtype: torch.dtype) -> Tensor:
        weights = decode(packed, dtype)
        scales = packed.scale if isinstance(packed, PackedInt4) else packed.weight_scale
        if scales.dtype != scales_in:
            return weights
        smallest = weights.abs()[weights != 0].min()
        return torch.where(weights == smallest, 0, weights)

    monkeypatch.setattr(proof, "decoded", flushed)
    assert not decodes_rightly(CPU, torch.float32)
