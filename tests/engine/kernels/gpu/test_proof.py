from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels.gpu import proof
from engine.kernels.gpu.proof import decoded, decodes_rightly
from engine.kernels.packed import Packed

CPU = torch.device("cpu")


def test_a_device_that_decodes_every_weight_to_the_last_bit_passes() -> None:
    assert decodes_rightly(CPU, torch.float32)


def test_one_weight_that_is_off_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def flushed(packed: Packed, dtype: torch.dtype) -> Tensor:
        weights = decoded(packed, dtype)
        smallest = weights.abs()[weights != 0].min()
        return torch.where(weights == smallest, 0, weights)

    monkeypatch.setattr(proof, "decoded", flushed)
    assert not decodes_rightly(CPU, torch.float32)
