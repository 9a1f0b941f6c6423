"""Which quantization sections are read and which are refused."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import ModelForeign
from engine.weights.quantization import Packing, Quantization
from tests.engine import compressed
from tests.engine.oracle import MODELOPT_NVFP4


def _int4(**changed: object) -> dict[str, object]:
    """The section of an int4 checkpoint with something changed."""
    weights = {"num_bits": 4, "type": "int", "symmetric": True, "group_size": 32} | changed
    groups = {"group_0": {"targets": ["Linear"], "weights": weights}}
    return {"quant_method": "compressed-tensors", "format": "pack-quantized", "config_groups": groups}


def test_no_section_means_plain_weights() -> None:
    assert Quantization.from_json({}) == Quantization(Packing.NONE, 0)


def test_modelopt_nvfp4_is_known() -> None:
    found = Quantization.from_json({"quantization_config": MODELOPT_NVFP4})
    assert found == Quantization(Packing.MODELOPT_NVFP4, 16)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("compressed nvfp4", Quantization(Packing.COMPRESSED_NVFP4, 16)),
        ("compressed int4", Quantization(Packing.COMPRESSED_INT4, 32)),
    ],
)
def test_the_sections_that_compressed_tensors_writes_are_known(
    name: compressed.Format, expected: Quantization
) -> None:
    assert Quantization.from_json({"quantization_config": compressed.quantization_config(name)}) == expected


@pytest.mark.parametrize(
    "section",
    [
        {"quant_method": "compressed-tensors", "format": "nvfp4-pack-quantized"},
        {"quant_method": "compressed-tensors", "format": "float-quantized"},
        _int4(symmetric=False),
        _int4(group_size=12),
        _int4(num_bits=8),
        _int4(type="float"),
        {"quant_method": "modelopt", "quant_algo": "FP8"},
        {"quant_method": "gptq", "bits": 4},
        {"quant_method": "modelopt", "quant_algo": "NVFP4", "group_size": 32},
        {"quant_method": "modelopt", "quant_algo": "NVFP4", "group_size": [16, 16]},
        {**MODELOPT_NVFP4, "config_groups": {"group_0": {"weights": {"group_size": 8}}}},
        {},
        [],
        "NVFP4",
    ],
)
def test_other_formats_are_refused(section: Any) -> None:
    with pytest.raises(ModelForeign) as caught:
        Quantization.from_json({"quantization_config": section})
    assert "quantized" in caught.value.title
    assert "NVFP4" in caught.value.hint
