"""Which quantization sections are read and which are refused."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import ModelForeign
from engine.weights.quantization import Quantization
from tests.engine.oracle import MODELOPT_NVFP4


def test_no_section_means_plain_weights() -> None:
    assert Quantization.from_json({}) is Quantization.PLAIN


def test_modelopt_nvfp4_is_known() -> None:
    assert Quantization.from_json({"quantization_config": MODELOPT_NVFP4}) is Quantization.MODELOPT_NVFP4


@pytest.mark.parametrize(
    "section",
    [
        {"quant_method": "compressed-tensors", "format": "nvfp4-pack-quantized"},
        {"quant_method": "modelopt", "quant_algo": "FP8"},
        {"quant_method": "gptq", "bits": 4},
        {"quant_method": "modelopt", "quant_algo": "NVFP4", "group_size": 32},
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
