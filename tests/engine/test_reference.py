"""Transformers' model with a checkpoint's weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from engine.errors import ModelMissing
from engine.hardware import DEMO_DIRECTORY
from engine.reference import reference_model
from tests.engine.oracle import Packing, Shape, tiny_oracle
from tests.engine.tiny import save_model


@pytest.mark.parametrize("packing", ["bf16", "nvfp4", "compressed nvfp4", "compressed int4"])
def test_every_tensor_is_that_of_the_model_that_was_saved(packing: Packing, tmp_path: Path) -> None:
    oracle = tiny_oracle(Shape(layers="sf"), seed=1)
    model = reference_model(save_model(oracle, tmp_path, packing))
    saved = oracle.state_dict()
    rounding = (
        3e-7 if packing == "compressed nvfp4" else 0.0
    )  # it divides by a scale, we multiply by its inverse
    for name, tensor in model.state_dict().items():
        assert tensor.dtype == torch.float32
        torch.testing.assert_close(tensor, saved[name], rtol=rounding, atol=0, msg=name)
    assert model.generation_config.eos_token_id == oracle.generation_config.eos_token_id
    assert not model.training


def test_the_demo_model_generates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.compiler, "cudagraph_mark_step_begin", lambda: None)  # imports the compiler
    model = reference_model(DEMO_DIRECTORY)
    ids = torch.tensor([[2, 105, 300, 106]])
    generate: Any = model.generate
    output = generate(ids, max_new_tokens=1, max_denoising_steps=1)
    assert output.sequences.shape == (1, 4 + 128)


def test_a_missing_directory_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        reference_model(tmp_path)
