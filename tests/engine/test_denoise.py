"""One denoising step with a scripted network."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import cast

import pytest
import torch

from engine.denoise import Canvas, Denoised, begin, denoise
from engine.errors import ModelDamaged
from engine.model.kv_cache import KVCache
from engine.model.network import Network
from engine.noise import Noise
from engine.options import SamplerSettings
from tests.engine.fakes import CANVAS, IDS, SETTINGS, VOCAB, FakeNetwork, ids_of


def _noise() -> Noise:
    return Noise(5, vocab_size=VOCAB, canvas_length=CANVAS, device=torch.device("cpu"))


def _step(
    network: FakeNetwork,
    canvas: Canvas,
    noise: Noise | None = None,
    settings: SamplerSettings = SETTINGS,
    max_steps: int = 16,
) -> Denoised:
    cache: KVCache = network.new_cache(0)
    return denoise(cast("Network", network), cache, canvas, noise or _noise(), settings, max_steps)


def test_sure_slots_are_accepted_and_the_rest_is_fresh_noise() -> None:
    noise, twin = _noise(), _noise()
    made = _step(FakeNetwork(["ab?cd?"]), begin(noise), noise)
    twin.canvas(), twin.uniforms()
    fresh = twin.canvas().tolist()
    # The surest of the unsure slots, here the first, comes after sums below the bound.
    assert made.told.accepted == (True, True, True, True, True, False)
    assert [made.told.ids[slot] for slot in (0, 1, 3, 4)] == [*ids_of("abcd")]
    assert made.told.ids[5] == fresh[5]


def test_draft_and_entropy_are_told_for_every_slot() -> None:
    made = _step(FakeNetwork(["ab?cd?"]), begin(_noise()))
    assert made.told.draft == ids_of("abecde")
    odds = math.exp(1.0 / 0.8)
    share, rest = odds / (odds + VOCAB - 1), 1 / (odds + VOCAB - 1)
    unsure = -share * math.log(share) - (VOCAB - 1) * rest * math.log(rest)
    assert made.told.entropy_nats[2] == pytest.approx(unsure, rel=1e-5)
    assert made.told.entropy_nats[0] == pytest.approx(0.0, abs=1e-9)


def test_the_schedule_follows_the_steps_a_canvas_has_had() -> None:
    network = FakeNetwork(["?bcdef"] * 4)
    canvas = begin(_noise())
    temperatures = []
    for _ in range(4):
        made = _step(network, canvas, max_steps=4)
        canvas = made.canvas
        temperatures.append(made.temperature)
    assert temperatures == pytest.approx([0.8, 0.7, 0.6, 0.5])
    assert canvas.step == 4


def test_the_next_step_is_conditioned_on_tempered_logits_and_the_first_on_nothing() -> None:
    network = FakeNetwork(["?bcdef"] * 2)
    made = _step(network, begin(_noise()))
    _step(network, made.canvas)
    first, second = network.softs
    assert first is None
    assert second is not None
    raw = torch.zeros(1, VOCAB)
    raw[0, IDS["e"]] = 1.0
    assert torch.allclose(second[0], (raw / made.temperature).softmax(-1)[0, :4])
    assert made.canvas.soft is second


def test_no_conditioning_is_computed_where_no_step_follows() -> None:
    assert _step(FakeNetwork(["?bcdef"]), begin(_noise()), max_steps=1).canvas.soft is None


def test_a_draft_that_repeats_with_confidence_settles_the_canvas() -> None:
    network = FakeNetwork(["abcdea", "abcdef", "abcdef", "abcde?"])
    canvas, settled = begin(_noise()), []
    for _ in range(4):
        made = _step(network, canvas)
        canvas = made.canvas
        settled.append(made.told.settled)
    assert settled == [False, False, True, False]


@pytest.mark.parametrize("threshold", [0, 1, 2, 5])
def test_only_the_drafts_that_the_rule_compares_are_kept(threshold: int) -> None:
    network, canvas = FakeNetwork(["?bcdef"] * 4), begin(_noise())
    for _ in range(4):
        canvas = _step(network, canvas, settings=replace(SETTINGS, stability_threshold=threshold)).canvas
    assert len(canvas.drafts) == min(threshold, 4)


def test_the_same_noise_gives_the_same_step() -> None:
    one, two = (_step(FakeNetwork(["a?c?e?"]), begin(_noise())) for _ in range(2))
    assert one.told == two.told


def test_output_that_is_not_finite_is_a_damaged_model() -> None:
    class Broken(FakeNetwork):
        def decode(self, *_: object) -> torch.Tensor:
            return torch.full((CANVAS, VOCAB), torch.nan)

    with pytest.raises(ModelDamaged, match="not numbers"):
        _step(Broken([]), begin(_noise()))
