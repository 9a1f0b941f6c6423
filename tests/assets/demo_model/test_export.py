"""The checkpoint that the app ships is laid out like the real one, and is the model it says it is."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import load_file

from engine.hardware import DEMO_DIRECTORY
from engine.kernels.nvfp4 import PackedNVFP4, decode_nvfp4
from export import main, packed_experts
from recipe import CANVAS_LENGTH, LAYER_TYPES

MOST_BYTES = 16_000_000
MODULE = "model.decoder.layers.3.experts.7"


@pytest.fixture(scope="module")
def tensors() -> dict[str, torch.Tensor]:
    return load_file(DEMO_DIRECTORY / "model.safetensors")


def test_the_demo_model_takes_at_most_sixteen_megabytes() -> None:
    files = ("model.safetensors", "tokenizer.json", "config.json", "generation_config.json")
    assert sum((DEMO_DIRECTORY / name).stat().st_size for name in files) <= MOST_BYTES


def test_experts_are_stored_as_modelopt_stores_them(tensors: dict[str, torch.Tensor]) -> None:
    found = {
        name.removeprefix(f"{MODULE}."): (value.dtype, tuple(value.shape))
        for name, value in tensors.items()
        if name.startswith(f"{MODULE}.")
    }
    expected: dict[str, tuple[torch.dtype, tuple[int, ...]]] = {}
    for projection, rows, columns in (("gate_proj", 96, 192), ("up_proj", 96, 192), ("down_proj", 192, 96)):
        expected[f"{projection}.weight"] = (torch.uint8, (rows, columns // 2))
        expected[f"{projection}.weight_scale"] = (torch.float8_e4m3fn, (rows, columns // 16))
        expected[f"{projection}.weight_scale_2"] = (torch.float32, ())
        expected[f"{projection}.input_scale"] = (torch.float32, ())
    assert found == expected
    assert torch.equal(
        tensors[f"{MODULE}.gate_proj.weight_scale_2"], tensors[f"{MODULE}.up_proj.weight_scale_2"]
    )


@pytest.mark.parametrize(
    ("given", "told"), [([], "required: --to"), (["--to", "out/model"], "no tokenizer in out/model")]
)
def test_a_run_goes_nowhere_but_to_the_named_directory_of_a_tokenizer(
    given: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["export.py", "--run", "out/demo", *given])
    with pytest.raises(SystemExit):
        main()
    assert told in capsys.readouterr().err.replace("\\", "/")


def test_everything_but_the_experts_is_bfloat16(tensors: dict[str, torch.Tensor]) -> None:
    others = [value for name, value in tensors.items() if ".experts." not in name]
    assert {value.dtype for value in others} == {torch.bfloat16}


def test_both_passes_have_layer_scalars_of_their_own(tensors: dict[str, torch.Tensor]) -> None:
    for index in range(6):
        decoder = tensors[f"model.decoder.layers.{index}.layer_scalar"]
        encoder = tensors[f"model.encoder.language_model.layers.{index}.layer_scalar"]
        assert decoder.item() != 1.0
        assert encoder.item() != decoder.item()


def test_the_config_names_the_canvas_the_layers_and_the_packing() -> None:
    config = json.loads((DEMO_DIRECTORY / "config.json").read_text())
    assert config["canvas_length"] == CANVAS_LENGTH
    assert config["text_config"]["layer_types"] == LAYER_TYPES
    assert config["quantization_config"]["quant_algo"] == "NVFP4"


def test_packing_experts_keeps_each_weight_within_a_block_step() -> None:
    torch.manual_seed(0)
    gate_up, down = torch.randn(2, 64, 32), torch.randn(2, 32, 32)
    packed = packed_experts("x", gate_up, down, (1.0, 2.0))
    up = PackedNVFP4(
        weight=packed["x.1.up_proj.weight"],
        weight_scale=packed["x.1.up_proj.weight_scale"],
        weight_scale_2=packed["x.1.up_proj.weight_scale_2"],
    )
    error = (decode_nvfp4(up) - gate_up[1, 32:]).abs().max()
    assert (
        error <= gate_up[1, 32:].abs().max() / 6 * 1.1
    )  # the widest gap between codes is 2 of 6, plus scale rounding
    assert packed["x.0.down_proj.input_scale"].item() == pytest.approx(2.0 / (6 * 448))
