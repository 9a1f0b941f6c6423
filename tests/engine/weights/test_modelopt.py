"""Experts in ModelOpt's layout."""

from __future__ import annotations

import pytest
import torch

from engine.kernels.nvfp4 import PackedNVFP4, decode_nvfp4
from engine.weights.modelopt import QUANTIZATION, packed_expert, packed_layout
from engine.weights.quantization import Packing, Quantization

STACK = "model.decoder.layers.3.experts"


def test_gate_and_up_share_the_scale_of_the_larger_one() -> None:
    gate, up = torch.full((16, 32), 3.0), torch.full((16, 32), -48.0)
    tensors = packed_expert(f"{STACK}.gate_up_proj", 7, torch.cat([gate, up]))
    for name, expected in (("gate_proj", gate), ("up_proj", up)):
        stem = f"{STACK}.7.{name}"
        assert tensors[f"{stem}.weight_scale_2"].item() == pytest.approx(48 / (6 * 448))
        packed = PackedNVFP4(
            weight=tensors[f"{stem}.weight"],
            weight_scale=tensors[f"{stem}.weight_scale"],
            weight_scale_2=tensors[f"{stem}.weight_scale_2"],
        )
        assert torch.allclose(decode_nvfp4(packed), expected)


@pytest.mark.parametrize("kind", ["gate_up_proj", "down_proj"])
def test_the_layout_is_that_of_the_tensors(kind: str) -> None:
    tensors = packed_expert(f"{STACK}.{kind}", 0, torch.randn(64, 32))
    found = {name: (tensor.dtype, tuple(tensor.shape)) for name, tensor in tensors.items()}
    assert packed_layout(f"{STACK}.{kind}", 0, 64, 32) == found


def test_the_quantization_block_is_one_that_is_read() -> None:
    quantization = Quantization.from_json({"quantization_config": dict(QUANTIZATION)})
    assert quantization == Quantization(Packing.MODELOPT_NVFP4, 16)
