"""The steps of a canvas with a scripted network."""

from __future__ import annotations

import gc
import math
import weakref
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest
import torch
from torch import Tensor

from engine.denoise import Denoised, Denoiser, Denoising
from engine.errors import ModelDamaged
from engine.graph import Work
from engine.kernels.linear import FLOAT32
from engine.model.network import Network
from engine.noise import Noise
from engine.options import SamplerSettings
from engine.synthetic import synthetic_network
from tests.engine.fakes import CANVAS, IDS, SETTINGS, VOCAB, FakeNetwork, fake_denoiser, ids_of
from tests.engine.test_synthetic import CONFIG, CPU


def _noise(seed: int = 5) -> Noise:
    return Noise(seed, vocab_size=VOCAB, canvas_length=CANVAS, device=torch.device("cpu"))


def _begun(
    script: list[str], settings: SamplerSettings = SETTINGS, max_steps: int = 16
) -> tuple[FakeNetwork, Denoising]:
    network = FakeNetwork(script)
    return network, fake_denoiser(network).begin(_noise(), settings, max_steps)


def _first(script: str, max_steps: int = 16) -> Denoised:
    return next(_begun([script], max_steps=max_steps)[1].steps())


def test_sure_slots_are_accepted_and_the_rest_is_fresh_noise() -> None:
    made, drawn = _first("ab?cd?"), _noise().canvas(16)
    # The surest of the unsure slots, here the first, comes after sums below the bound.
    assert made.told.accepted == (True, True, True, True, True, False)
    assert [made.told.ids[slot] for slot in (0, 1, 3, 4)] == [*ids_of("abcd")]
    assert made.told.ids[5] == drawn.fresh[0, 5]


def test_every_step_has_noise_of_its_own() -> None:
    steps, drawn = _begun(["ab?cd?"] * 3)[1].steps(), _noise().canvas(16)
    last = [next(steps).told.ids[5] for _ in range(3)]
    assert last == drawn.fresh[:3, 5].tolist()
    assert len(set(last)) == 3


def test_draft_and_entropy_are_told_for_every_slot() -> None:
    made = _first("ab?cd?")
    assert made.told.draft == ids_of("abecde")
    odds = math.exp(1.0 / 0.8)
    share, rest = odds / (odds + VOCAB - 1), 1 / (odds + VOCAB - 1)
    unsure = -share * math.log(share) - (VOCAB - 1) * rest * math.log(rest)
    assert made.told.entropy_nats[2] == pytest.approx(unsure, rel=1e-5)
    assert made.told.entropy_nats[0] == pytest.approx(0.0, abs=1e-9)


def test_the_schedule_follows_the_steps_a_canvas_has_had() -> None:
    _, denoising = _begun(["?bcdef"] * 4, max_steps=4)
    made = list(denoising.steps())
    assert [each.temperature for each in made] == pytest.approx([0.8, 0.7, 0.6, 0.5])
    likeliest = [each.told.entropy_nats[0] for each in made]
    assert likeliest == sorted(likeliest, reverse=True)  # what is told was divided by it


def test_the_next_step_is_conditioned_on_tempered_logits_and_the_first_on_nothing() -> None:
    network, denoising = _begun(["?bcdef"] * 2, max_steps=2)
    made = list(denoising.steps())
    first, second = network.softs
    assert first is None
    assert second is not None
    raw = torch.zeros(1, VOCAB)
    raw[0, IDS["e"]] = 1.0
    assert torch.allclose(second[0], (raw / made[0].temperature).softmax(-1)[0, :4])


TOP = replace(SETTINGS, top_conditioning=True)


class Conditioned:
    """A random network, and what its steps are conditioned on.

    Attributes:
        network: Its numbers are the same every time.
        softs: By step.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.network = synthetic_network(CONFIG, device=CPU, precision=FLOAT32)
        self.softs: list[Tensor | None] = []
        decode = self.network.decode

        def told(*given: Any) -> Tensor:
            self.softs.append(given[3])
            return decode(*given)

        monkeypatch.setattr(self.network, "decode", told)

    def begin(self, settings: SamplerSettings) -> Denoising:
        """A canvas that takes all its steps."""
        drawn = Noise(7, vocab_size=CONFIG.vocab_size, canvas_length=CONFIG.canvas_length, device=CPU)
        patient = replace(settings, stability_threshold=99, entropy_bound=8.0)
        return Denoiser(self.network).begin(drawn, patient, 4)


def test_a_step_may_be_conditioned_on_the_eight_likeliest_ids_of_the_step_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    conditioned = Conditioned(monkeypatch)
    denoising = conditioned.begin(TOP)
    steps = denoising.steps()
    next(steps)
    probabilities = denoising.canvas.output.double()
    next(steps)
    table = conditioned.network.embedding
    assert isinstance(table, Tensor)
    expected = torch.zeros(CONFIG.canvas_length, CONFIG.hidden_size, dtype=torch.float64)
    for slot, row in enumerate(probabilities):
        likeliest = row.argsort(descending=True)[:8].tolist()
        whole = sum(float(row[token]) for token in likeliest)
        assert whole < 0.9, "renormalising does nothing"
        for token in likeliest:
            expected[slot] += float(row[token]) / whole * table[token].double()
    expected *= CONFIG.hidden_size**0.5
    first, second = conditioned.softs
    assert first is None
    assert second is not None
    assert (second - expected).abs().max() < 1e-5 * expected.abs().max()


def test_a_sure_slot_conditions_the_next_step_alike_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    softs = []
    for settings in (SETTINGS, TOP):
        conditioned = Conditioned(monkeypatch)
        denoising = conditioned.begin(settings)
        denoising.canvas.steer({slot: slot % 5 for slot in range(CONFIG.canvas_length)}, ())
        list(denoising.steps())
        assert conditioned.softs[-1] is not None
        softs.append(conditioned.softs[-1])
    exact, top = softs
    assert torch.allclose(top, exact, rtol=1e-6, atol=1e-6)
    assert exact.std() > 0.1


def test_both_ways_agree_up_to_the_first_step_and_each_gives_its_own_steps_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    conditioned = Conditioned(monkeypatch)
    exact, top, again = (list(conditioned.begin(each).steps()) for each in (SETTINGS, TOP, TOP))
    assert top == again
    assert top[0] == exact[0]
    assert top[1].told.entropy_nats != exact[1].told.entropy_nats


def test_a_draft_that_repeats_with_confidence_settles_the_canvas() -> None:
    network, denoising = _begun(["abcdea", "abcde?", "abcde?", "abcdef", "abcdef", "abcdef"])
    made = list(denoising.steps())
    assert [each.told.settled for each in made] == [False, False, False, False, True]
    assert len(network.script) == 1


@pytest.mark.parametrize(("threshold", "steps"), [(0, 1), (1, 2), (2, 3), (5, 6), (6, 6)])
def test_the_rule_compares_as_many_drafts_as_it_is_told(threshold: int, steps: int) -> None:
    settings = replace(SETTINGS, stability_threshold=threshold)
    _, denoising = _begun(["abcdef"] * 6, settings, max_steps=6)
    assert len(list(denoising.steps())) == steps


def test_the_draft_of_the_canvas_before_counts_for_nothing() -> None:
    denoiser = fake_denoiser(FakeNetwork(["abcdef"] * 4))
    for _ in range(2):
        assert len(list(denoiser.begin(_noise(), SETTINGS, 16).steps())) == 2


def test_other_settings_take_effect_at_the_next_canvas() -> None:
    denoiser = fake_denoiser(FakeNetwork(["abcdef"] * 9))
    patient = replace(SETTINGS, stability_threshold=3)
    counts = [len(list(denoiser.begin(_noise(), each, 16).steps())) for each in (SETTINGS, patient)]
    assert counts == [2, 4]


def test_what_is_held_may_change_between_two_steps() -> None:
    _, denoising = _begun(["ab?cd?"] * 3)
    steps = denoising.steps(ahead=lambda: False)
    next(steps)
    denoising.canvas.steer({5: IDS["x"]}, ())
    assert next(steps).told.ids[5] == IDS["x"]


def test_output_that_is_not_finite_is_a_damaged_model() -> None:
    class Broken(FakeNetwork):
        def decode(self, *given: object) -> Tensor:
            (*_, out) = given
            return cast("Tensor", out).fill_(torch.nan)

    with pytest.raises(ModelDamaged, match="not numbers"):
        next(Denoiser(cast("Network", Broken([]))).begin(_noise(), SETTINGS, 16).steps())


class StandIn:
    """Captures nothing: warms up as a graph would, and calls the work itself again.

    Attributes:
        replays: How many replays each capture has had.
    """

    def __init__(self) -> None:
        self.replays: list[int] = []

    def __call__(self, work: Work) -> Work:
        work()
        work()
        index = len(self.replays)
        self.replays.append(0)

        def replay() -> None:
            self.replays[index] += 1
            work()

        return replay


SCRIPT = ["?b?d?f", "ab?d?f", "zbcdef", "abcdef", "abcdef"]


def _captured(script: list[str]) -> tuple[StandIn, FakeNetwork, Denoiser]:
    capture, network = StandIn(), FakeNetwork(["zzzzzz"] * 2 + script)
    return capture, network, Denoiser(cast("Network", network), None, capture)


def _seen(made: list[Denoised]) -> list[Mapping[str, object]]:
    return [each.told._asdict() | {"temperature": each.temperature} for each in made]


def test_replays_make_what_plain_steps_make_whatever_warmed_up_before() -> None:
    plain = list(_begun([*SCRIPT, "abcdef"])[1].steps())
    _, _, denoiser = _captured([*SCRIPT, "abcdef"])
    replayed = list(denoiser.begin(_noise(), SETTINGS, 16).steps())
    assert _seen(replayed) == _seen(plain)
    assert len(replayed) == 5


def test_a_step_is_launched_ahead_until_the_canvas_may_settle() -> None:
    _, network, denoiser = _captured([*SCRIPT, "abcdef"])
    left = [len(network.script) for _ in denoiser.begin(_noise(), SETTINGS, 16).steps()]
    # The third record is the first that is sure: behind the step that was launched before it, nobody hurries.
    assert left == [4, 3, 2, 2, 1]


def test_from_when_what_is_held_may_change_no_step_is_launched_ahead() -> None:
    denoising = _captured(["??????"] * 9)[2].begin(_noise(), SETTINGS, 6)
    ahead = iter([True, True, False, False, False, False])
    under_way = [denoising.is_ahead for _ in denoising.steps(ahead=lambda: next(ahead))]
    assert under_way == [True, True, False, False, False, False]


def test_the_last_step_has_none_launched_behind() -> None:
    _, network, denoiser = _captured(["??????"] * 3)
    assert len(list(denoiser.begin(_noise(), SETTINGS, 3).steps())) == 3
    assert network.script == []


def test_a_captured_step_serves_the_canvases_behind_it() -> None:
    capture, _, denoiser = _captured(["abcdef"] * 6)
    for _ in range(2):
        list(denoiser.begin(_noise(), SETTINGS, 16).steps())
    assert len(capture.replays) == 1


def test_a_step_is_captured_anew_when_the_cache_has_grown() -> None:
    capture, _, denoiser = _captured(["abcdef"] * 12)
    list(denoiser.begin(_noise(), SETTINGS, 16).steps())
    denoiser.cache.reserve(100)
    list(denoiser.begin(_noise(), SETTINGS, 16).steps())
    assert len(capture.replays) == 2


def test_the_step_from_before_is_gone_when_another_is_captured() -> None:
    alive: list[weakref.ref[Work]] = []
    seen: list[int] = []

    def capture(work: Work) -> Work:
        seen.append(sum(each() is not None for each in alive))
        work()

        def replay() -> None:
            work()

        alive.append(weakref.ref(replay))
        return replay

    denoiser = Denoiser(cast("Network", FakeNetwork(["abcdef"] * 12)), None, capture)
    for room in (0, 100, 1000):
        denoiser.cache.reserve(room)
        list(denoiser.begin(_noise(), SETTINGS, 16).steps())
        gc.collect()
    assert seen == [0, 0, 0]


def test_memory_is_spared_by_letting_go_of_the_step_and_its_canvas() -> None:
    capture, _, denoiser = _captured(["abcdef"] * 12)
    canvas = weakref.ref(denoiser.begin(_noise(), SETTINGS, 16).canvas)
    denoiser.spare_memory()
    gc.collect()
    assert canvas() is None
    assert denoiser.spares_memory
    assert len(list(denoiser.begin(_noise(), SETTINGS, 16).steps())) == 2
    assert len(capture.replays) == 2


def test_a_step_is_captured_anew_for_the_other_way_of_conditioning() -> None:
    capture, _, denoiser = _captured(["?bcdef"] * 10)
    for settings in (SETTINGS, TOP):
        list(denoiser.begin(_noise(), settings, 4).steps())
    assert capture.replays == [4, 4]
