"""Experts in ModelOpt's layout."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels.nvfp4 import PackedNVFP4, decode_nvfp4
from engine.weights.modelopt import PROJECTIONS, QUANTIZATION, packed_expert, packed_layout
from engine.weights.quantization import Packing, Quantization
from tests.engine import modelopt

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


def matrices() -> dict[str, Tensor]:
    """What rounding may meet, in bfloat16, as the checkpoints are that are converted."""
    generator = torch.Generator().manual_seed(0)
    ordinary = torch.randn(64, 96, generator=generator) * 0.02
    zeros = ordinary.clone()
    zeros[3] = zeros[40, :16] = 0.0
    ties = torch.linspace(-6, 6, 49)[:48].repeat(64, 2)  # steps of a quarter
    ties[:, ::16] = 6.0  # so that the scale of every block is 1
    ties[0, 0] = 6.0 * 448
    tiny = ordinary * torch.logspace(-12, 0, 64)[:, None]  # scales below E4M3's smallest
    named = {"ordinary": ordinary, "zeros": zeros, "ties": ties, "tiny": tiny, "all tiny": tiny * 1e-30}
    return {name: matrix.bfloat16() for name, matrix in named.items()}


@pytest.mark.parametrize("name", list(matrices()))
@pytest.mark.parametrize("stack", list(PROJECTIONS))
def test_it_holds_the_bits_that_modelopts_rule_gives(name: str, stack: str) -> None:
    matrix, projections = matrices()[name], PROJECTIONS[stack]
    found = packed_expert(f"{STACK}.{stack}", 2, matrix)
    for projection, rows in zip(projections, matrix.chunk(len(projections)), strict=True):
        expected, _ = modelopt.packed(rows, matrix.abs().amax())
        for end in ("weight", "weight_scale", "weight_scale_2"):
            assert torch.equal(found[f"{STACK}.2.{projection}.{end}"].float(), expected[end].float()), end


@pytest.mark.parametrize("kind", ["gate_up_proj", "down_proj"])
def test_the_layout_is_that_of_the_tensors(kind: str) -> None:
    tensors = packed_expert(f"{STACK}.{kind}", 0, torch.randn(64, 32))
    found = {name: (tensor.dtype, tuple(tensor.shape)) for name, tensor in tensors.items()}
    assert packed_layout(f"{STACK}.{kind}", 0, 64, 32) == found


def test_the_quantization_block_is_one_that_is_read() -> None:
    quantization = Quantization.from_json({"quantization_config": dict(QUANTIZATION)})
    assert quantization == Quantization(Packing.MODELOPT_NVFP4, 16)
