"""Matrices packed by the compressed-tensors library, as public checkpoints hold them."""

from __future__ import annotations

from typing import Any, Literal

import torch
from compressed_tensors import quantization  # type: ignore[import-untyped]  # ships no types
from compressed_tensors.compressors.nvfp4 import base as nvfp4  # type: ignore[import-untyped]  # no types
from compressed_tensors.compressors.nvfp4 import helpers
from compressed_tensors.compressors.pack_quantized import base as int4  # type: ignore[import-untyped]  # no types
from compressed_tensors.quantization.lifecycle import forward  # type: ignore[import-untyped]  # no types
from torch import Tensor

Format = Literal["compressed nvfp4", "compressed int4"]

_WEIGHTS = {
    "compressed nvfp4": quantization.QuantizationArgs(
        num_bits=4, type="float", strategy="tensor_group", group_size=16
    ),
    "compressed int4": quantization.QuantizationArgs(num_bits=4, type="int", strategy="group", group_size=32),
}
_NAMES = {"compressed nvfp4": "nvfp4-pack-quantized", "compressed int4": "pack-quantized"}
_COMPRESSORS: dict[str, Any] = {
    "compressed nvfp4": nvfp4.NVFP4PackedCompressor,
    "compressed int4": int4.PackedQuantizationCompressor,
}


def quantization_config(format_: Format) -> dict[str, object]:
    """The section of `config.json`."""
    config = quantization.QuantizationConfig(
        config_groups={"group_0": _scheme(format_)}, format=_NAMES[format_], ignore=["lm_head"]
    )
    section: dict[str, object] = config.to_dict()
    return section


def packed(matrix: Tensor, format_: Format) -> tuple[dict[str, Tensor], Tensor]:
    """The stored tensors of `matrix (out, in)` by the end of their names, and the weights that they say."""
    blocks = matrix.reshape(len(matrix), -1, _WEIGHTS[format_].group_size)
    largest = blocks.abs().amax(-1)
    state = {"weight": matrix.clone()}
    if format_ == "compressed nvfp4":
        state["weight_global_scale"] = 6 * 448 / matrix.abs().amax().reshape(1)
        scale = largest / 6 * state["weight_global_scale"]
        state["weight_scale"] = scale.to(torch.float8_e4m3fn).float()
    else:
        state["weight_scale"] = (largest / 7).half().float()
    compressor, scheme = _COMPRESSORS[format_], _scheme(format_)
    stored: dict[str, Tensor] = compressor.compress(state, scheme)
    if format_ == "compressed nvfp4":
        stored["input_global_scale"] = torch.tensor([100.0])
        return stored, _decoded_nvfp4(stored, scheme)
    decoded: Tensor = compressor.decompress(stored, scheme)["weight"]
    stored["weight_scale"] = stored["weight_scale"].half()
    return stored, decoded


def _decoded_nvfp4(stored: dict[str, Tensor], scheme: Any) -> Tensor:
    """What the library's `decompress` computes, in float32 where that rounds to bfloat16."""
    rows, half_columns = stored["weight_packed"].shape
    decoded: Tensor = forward.dequantize(
        x_q=helpers.unpack_fp4_from_uint8(stored["weight_packed"], rows, 2 * half_columns).float(),
        scale=stored["weight_scale"].float(),
        args=scheme.weights,
        global_scale=stored["weight_global_scale"],
        dtype=torch.float32,
    )
    return decoded


def _scheme(format_: Format) -> Any:
    return quantization.QuantizationScheme(targets=["Linear"], weights=_WEIGHTS[format_])
