"""Training steps that can be stopped and taken up again."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from batches import Batch, Sample, batched
from corpus import draw
from engine.hardware import DEMO_DIRECTORY
from engine.kernels.nvfp4 import decode_nvfp4, nvfp4_scale_2, quantize_nvfp4
from engine.reference import reference_model
from train import built, loss_of, optimizers, rate, resumed, rounded_experts, scalars, train, trainable


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    rates = [rate(step, steps=1000, fall=400) for step in range(1001)]
    assert rates[0] == pytest.approx(0.01)
    assert rates[300] == 1.0
    assert rates[800] == pytest.approx(0.5)
    assert rates[1000] == 0.0


def test_experts_are_rounded_inside_and_themselves_again_outside() -> None:
    model = built()
    weight = model.model.decoder.layers[0].experts.down_proj
    before = weight.detach().clone()
    with rounded_experts(model):
        stored = decode_nvfp4(quantize_nvfp4(before[2], nvfp4_scale_2(before[2])))
        assert torch.equal(weight[2], stored)
        assert not torch.equal(weight[2], before[2])
    assert torch.equal(weight, before)


def test_encoder_and_decoder_share_their_weights_but_not_their_scalars() -> None:
    model = built()
    decoder, encoder = model.model.decoder.layers[0], model.model.encoder.language_model.layers[0]
    assert encoder.mlp.gate_proj.weight is decoder.mlp.gate_proj.weight
    assert encoder.layer_scalar is not decoder.layer_scalar
    assert len({id(scalar) for scalar in scalars(model)}) == 12


def _trained(out: Path, *, stop_at: int) -> None:
    """Take a run of four small steps up to one of them."""
    tokenizer = PreTrainedTokenizerFast.from_pretrained(DEMO_DIRECTORY)
    model = built()
    train(model, out, tokenizer=tokenizer, steps=4, fall=2, batch_size=2, seed=1, stop_at=stop_at, bf16=False)


def test_a_run_that_was_stopped_goes_on_from_its_last_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("train.NOTE_STEPS", 1)
    _trained(tmp_path, stop_at=1)
    saved = torch.load(tmp_path / "state.pt", weights_only=True)
    model = built()
    assert resumed(tmp_path, model, optimizers(model)) == (1, saved["seconds"])
    assert all(torch.equal(value, saved["model"][name]) for name, value in model.state_dict().items())
    _trained(tmp_path, stop_at=3)
    curve = [json.loads(line) for line in (tmp_path / "curve.jsonl").read_text().splitlines()]
    assert [point["step"] for point in curve] == [1, 2, 3]


class _Guessing(random.Random):
    """Chance that always has the model guess first."""

    def random(self) -> float:
        return 0.0


@pytest.mark.parametrize("finishing", [False, True])
def test_only_a_run_that_is_finished_trains_on_drafts(
    monkeypatch: pytest.MonkeyPatch, finishing: bool
) -> None:
    drafts: list[Tensor] = []

    def drafted(_batch: Batch, noisy: Tensor, guess: Tensor) -> Tensor:
        drafts.append(guess)
        return noisy

    monkeypatch.setattr("train.drafted", drafted)
    loss_of(built(), batched([Sample([5], [300, 106], 32)]), _Guessing(), finishing=finishing)
    assert bool(drafts) is finishing


def test_training_can_begin_with_the_weights_of_the_checkpoint() -> None:
    model = trainable(reference_model(DEMO_DIRECTORY))
    named = dict(model.named_parameters())
    assert model.model.decoder.layers[0].experts.down_proj.requires_grad
    assert not any(p.requires_grad for name, p in named.items() if "vision" in name)
    assert not torch.equal(*(s.detach() for s in scalars(model)[:2]))


def test_the_corpus_is_wide_enough_to_train_on() -> None:
    rng = random.Random(0)
    prompts = {draw(rng, training=True).conversation.prompt for _ in range(2000)}
    assert len(prompts) > 1500


def test_while_a_run_is_finished_lists_are_drawn_oftener_and_stories_less_often() -> None:
    tasks = {
        finishing: Counter(draw(rng, training=True, finishing=finishing).task for _ in range(3000))
        for finishing, rng in ((False, random.Random(1)), (True, random.Random(1)))
    }
    assert tasks[True]["story"] < tasks[False]["story"]
    assert tasks[True]["backwards"] > tasks[False]["backwards"] * 1.5
    assert tasks[True]["sort"] > tasks[False]["sort"]
