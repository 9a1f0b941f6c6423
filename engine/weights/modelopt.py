"""Experts as NVIDIA's ModelOpt lays them out: one by one, in NVFP4, gate and up under one scale."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from engine.kernels.nvfp4 import BLOCK_LENGTH, nvfp4_scale_2, quantize_nvfp4

# The `quantization_config` of a checkpoint whose experts are packed and nothing else.
QUANTIZATION: Mapping[str, object] = {
    "quant_method": "modelopt",
    "quant_algo": "NVFP4",
    "config_groups": {
        "group_0": {
            "targets": ["Linear"],
            "weights": {"dynamic": False, "group_size": BLOCK_LENGTH, "num_bits": 4, "type": "float"},
            "input_activations": {
                "dynamic": False,
                "group_size": BLOCK_LENGTH,
                "num_bits": 4,
                "type": "float",
            },
        }
    },
    "ignore": [
        "lm_head",
        "*embed_vision*",
        "*mlp*",
        "*router*",
        "*self_attn*",
        "*self_conditioning*",
        "*vision_tower*",
    ],
}

# What the matrix of an expert in each stack is split into, rows in this order.
PROJECTIONS: Mapping[str, tuple[str, ...]] = {
    "gate_up_proj": ("gate_proj", "up_proj"),
    "down_proj": ("down_proj",),
}


def packed_expert(stack: str, expert: int, matrix: Tensor) -> dict[str, Tensor]:
    """One expert's matrix, rounded to the nearest, under ModelOpt's names.

    Args:
        stack: The name of the stack, `....experts.gate_up_proj` or `....experts.down_proj`.
        expert: Its index there.
        matrix: `(out, in)`.
    """
    prefix, kind = stack.rsplit(".", 1)
    projections = PROJECTIONS[kind]
    shared = nvfp4_scale_2(matrix)
    tensors: dict[str, Tensor] = {}
    for projection, rows in zip(projections, matrix.chunk(len(projections)), strict=True):
        packed = quantize_nvfp4(rows, shared)
        stem = f"{prefix}.{expert}.{projection}"
        tensors[f"{stem}.weight"] = packed.weight
        tensors[f"{stem}.weight_scale"] = packed.weight_scale
        tensors[f"{stem}.weight_scale_2"] = packed.weight_scale_2.clone()
    return tensors


def packed_layout(
    stack: str, expert: int, out_features: int, in_features: int
) -> dict[str, tuple[torch.dtype, tuple[int, ...]]]:
    """Dtypes and shapes of what `packed_expert` makes of an `(out_features, in_features)` matrix."""
    prefix, kind = stack.rsplit(".", 1)
    rows = out_features // len(PROJECTIONS[kind])
    layout: dict[str, tuple[torch.dtype, tuple[int, ...]]] = {}
    for projection in PROJECTIONS[kind]:
        stem = f"{prefix}.{expert}.{projection}"
        layout[f"{stem}.weight"] = (torch.uint8, (rows, in_features // 2))
        layout[f"{stem}.weight_scale"] = (torch.float8_e4m3fn, (rows, in_features // BLOCK_LENGTH))
        layout[f"{stem}.weight_scale_2"] = (torch.float32, ())
    return layout
