from __future__ import annotations

import math
from dataclasses import replace

import pytest

from engine.errors import InvalidOption
from engine.options import Preset, SamplerSettings, TurnOptions, planned
from tests.engine.brackets import refuses_in_words

SAMPLER = SamplerSettings(
    t_min=0.4,
    t_max=0.8,
    entropy_bound=0.1,
    stability_threshold=1,
    confidence_threshold=0.005,
    end_ids=(1, 106),
    pad_id=0,
)


@pytest.mark.parametrize(("name", "steps"), [("fast", 16), ("balanced", 24), ("best", 48)])
def test_a_preset_is_found_by_name_and_bounds_the_steps(name: str, steps: int) -> None:
    assert Preset.named(name).max_steps == steps


def test_an_unknown_preset_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidOption, match="turbo") as refused:
        Preset.named("turbo")
    assert "fast, balanced, best" in refused.value.hint


@pytest.mark.parametrize("tokens", [0, -1])
def test_no_room_for_an_answer_is_refused_with_the_value(tokens: int) -> None:
    with pytest.raises(InvalidOption, match=f"not {tokens}"):
        TurnOptions(max_new_tokens=tokens)


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_range_is_refused_with_the_value(seed: int) -> None:
    with pytest.raises(InvalidOption, match=str(seed)):
        TurnOptions(seed=seed)


@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_a_given_seed_is_kept(seed: int) -> None:
    assert planned(TurnOptions(seed=seed), SAMPLER, canvas_length=128).seed == seed


def test_without_a_seed_one_is_drawn_that_could_be_given() -> None:
    drawn = {planned(TurnOptions(), SAMPLER, canvas_length=128).seed for _ in range(8)}
    assert len(drawn) > 1
    assert all(TurnOptions(seed=seed).seed == seed for seed in drawn)


@pytest.mark.parametrize(("tokens", "canvases"), [(1, 1), (128, 1), (129, 2), (1024, 8)])
def test_the_room_for_an_answer_is_rounded_up_to_whole_canvases(tokens: int, canvases: int) -> None:
    plan = planned(TurnOptions(max_new_tokens=tokens), SAMPLER, canvas_length=128)
    assert plan.max_canvases == canvases


def test_a_plan_joins_the_persons_choice_with_the_checkpoints_settings() -> None:
    plan = planned(TurnOptions(preset=Preset.FAST, thinking=True), SAMPLER, canvas_length=128)
    assert (plan.max_steps, plan.thinking, plan.sampler) == (16, True, SAMPLER)


def test_own_values_take_the_place_of_the_presets_and_the_checkpoints() -> None:
    options = TurnOptions(preset=Preset.FAST, steps=30, entropy_bound=0.5, t_max=1.0, t_min=0.2)
    plan = planned(options, SAMPLER, canvas_length=256)
    assert plan.max_steps == 30
    assert plan.sampler == replace(SAMPLER, entropy_bound=0.5, t_max=1.0, t_min=0.2)
    plain = planned(TurnOptions(preset=Preset.FAST), SAMPLER, canvas_length=256)
    assert (plain.max_steps, plain.sampler) == (16, SAMPLER)


def test_a_step_is_conditioned_on_all_ids_unless_the_person_chooses_the_likeliest() -> None:
    plain, chosen = TurnOptions(), TurnOptions(top_conditioning=True)
    assert not planned(plain, SAMPLER, canvas_length=128).sampler.top_conditioning
    assert planned(chosen, SAMPLER, canvas_length=128).sampler.top_conditioning


@pytest.mark.parametrize(
    "values",
    [
        {"max_new_tokens": 0},
        {"seed": -1},
        {"steps": 0},
        {"steps": 49},
        {"entropy_bound": -0.1},
        {"entropy_bound": math.nan},
        {"t_max": 0.0},
        {"t_min": 5.0},
        {"t_min": 0.9, "t_max": 0.8},
    ],
    ids=str,
)
@pytest.mark.usefixtures("bracketed")
def test_own_values_outside_their_limits_are_refused(values: dict[str, float]) -> None:
    assert refuses_in_words(TurnOptions, **values)


@pytest.mark.parametrize(
    ("values", "title", "hint"),
    [
        ({"steps": 0}, "Steps cannot be 0.", "Choose from 1 to 48."),
        ({"entropy_bound": -0.1}, "Entropy bound cannot be -0.1.", "Choose from 0.0 to 100.0."),
        ({"t_max": 0.0}, "First temperature cannot be 0.0.", "Choose from 0.05 to 4.0."),
        ({"t_min": 5.0}, "Last temperature cannot be 5.0.", "Choose from 0.05 to 4.0."),
    ],
    ids=str,
)
def test_a_refusal_names_the_value_and_its_limits(values: dict[str, float], title: str, hint: str) -> None:
    with pytest.raises(InvalidOption) as refused:
        TurnOptions(**values)  # type: ignore[arg-type]  # each is given by its name
    assert (refused.value.title, refused.value.hint) == (title, hint)
