"""Renoising a part of an answer with a scripted network."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from engine.conversation import Conversation
from engine.errors import ContextFull, InvalidOption
from engine.events import (
    CanvasCommitted,
    CanvasStarted,
    FinishReason,
    StepTaken,
    StopRule,
    TurnEvent,
    TurnFinished,
)
from engine.generate import renoise
from engine.options import TurnPlan
from engine.steering import Renoising
from tests.engine.fakes import CANVAS, SETTINGS, VOCAB, FakeNetwork, fake_denoiser, fake_model, ids_of

PROMPT = Conversation().asked("hello")
PLAN = TurnPlan(max_steps=4, max_canvases=3, seed=11, thinking=False, sampler=SETTINGS)
ANSWER = (ids_of("abcdef"), ids_of("ghijkl"), ids_of("mn#..."))


def _renoised(
    network: FakeNetwork, block: int, slots: set[int], *, plan: TurnPlan = PLAN, stop_after: int = 99
) -> list[TurnEvent]:
    steps: list[int] = []
    network.before_step = lambda: steps.append(1)
    events = renoise(
        fake_model(network),
        fake_denoiser(network),
        PROMPT,
        plan,
        Renoising(blocks=ANSWER, block=block, slots=frozenset(slots)),
        turn_id=4,
        cancelled=lambda: len(steps) >= stop_after,
    )
    return list(events)


def _finished(events: list[TurnEvent]) -> TurnFinished:
    last = events[-1]
    assert isinstance(last, TurnFinished)
    return last


def test_only_the_chosen_slots_change_and_the_text_is_told_whole() -> None:
    network = FakeNetwork(["zzxyzz"] * 2)
    events = _renoised(network, 1, {2, 3})
    assert [event.ids for event in events if isinstance(event, CanvasCommitted)] == [ids_of("ghxykl")]
    assert _finished(events).text == "abcdefghxyklmn"
    assert _finished(events).reason is FinishReason.END
    assert [event.canvas for event in events if isinstance(event, CanvasStarted)] == [1]


def test_the_model_reads_the_blocks_before_and_both_sides_within() -> None:
    network = FakeNetwork(["zzxyzz"] * 2)
    _renoised(network, 1, {2, 3})
    assert network.prefixes == [ids_of("helloabcdef")] * 2


def test_held_slots_never_change_and_the_others_come_from_the_sampler() -> None:
    network = FakeNetwork(["??????"] * 4)
    held = {0: "g", 1: "h", 4: "k", 5: "l"}
    events = _renoised(network, 1, {2, 3})
    noise = next(event.ids for event in events if isinstance(event, CanvasStarted))
    steps = [event for event in events if isinstance(event, StepTaken)]
    assert len(steps) == 4
    for slot, letter in held.items():
        token = ids_of(letter)[0]
        assert noise[slot] == token
        for step in steps:
            assert step.ids[slot] == step.draft[slot] == step.sampled[slot] == token
            assert (step.accepted[slot], step.entropy_nats[slot]) == (True, 0.0)
            assert step.top.of(slot)[0].probability == 1.0
    for step in steps:
        for slot in (2, 3):
            assert step.ids[slot] == step.sampled[slot] or not step.accepted[slot]
            assert step.entropy_nats[slot] > 0


def test_the_next_step_is_conditioned_on_what_is_held() -> None:
    network = FakeNetwork(["??????"] * 4)
    _renoised(network, 2, {1})
    soft = network.softs[1]
    assert soft is not None
    assert torch.equal(soft[2], torch.tensor([0.0, 1.0, 0.0, 0.0]))  # the end token, for sure


def test_the_stop_rule_counts_the_free_slots_alone() -> None:
    # One slot of six is unsure: with the held ones the mean entropy would be a sixth.
    settings = replace(SETTINGS, confidence_threshold=2.0)
    events = _renoised(FakeNetwork(["??????"] * 4), 1, {2}, plan=replace(PLAN, sampler=settings))
    rules = [event.rule for event in events if isinstance(event, CanvasCommitted)]
    assert rules == [StopRule.STEPS]


@pytest.mark.parametrize("letter", ["#", "."])
def test_an_answer_does_not_end_before_text_that_stays(letter: str) -> None:
    events = _renoised(FakeNetwork([letter * CANVAS] * 4), 1, {2, 3})
    committed = next(event.ids for event in events if isinstance(event, CanvasCommitted))
    assert not set(committed) & set(ids_of("#."))
    assert _finished(events).text.endswith("klmn")


def test_at_its_end_an_answer_may_become_shorter_or_longer() -> None:
    shorter = _renoised(FakeNetwork(["m#...."] * 2), 2, {1, 2, 3, 4, 5})
    assert _finished(shorter).text == "abcdefghijklm"
    longer = _renoised(FakeNetwork(["mxyz#."] * 2), 2, {1, 2, 3, 4, 5})
    assert _finished(longer).text == "abcdefghijklmxyz"


def test_the_same_seed_gives_the_same_words_and_another_other_noise() -> None:
    def noise_of(seed: int) -> list[tuple[int, ...]]:
        events = _renoised(FakeNetwork(["??????"] * 4), 1, {2, 3}, plan=replace(PLAN, seed=seed))
        return [event.ids for event in events if isinstance(event, CanvasStarted | StepTaken)]

    assert noise_of(3) == noise_of(3)
    assert noise_of(3) != noise_of(4)


def test_a_cancel_keeps_the_draft_and_the_rest_of_the_answer() -> None:
    events = _renoised(FakeNetwork(["??x???", "??y???"]), 1, {2}, stop_after=1)
    assert _finished(events).reason is FinishReason.CANCELLED
    assert _finished(events).text == "abcdefghxjklmn"


def test_a_cancel_before_the_first_step_changes_nothing_that_is_told() -> None:
    events = _renoised(FakeNetwork([]), 1, {2}, stop_after=0)
    assert _finished(events).reason is FinishReason.CANCELLED
    assert not [event for event in events if isinstance(event, StepTaken)]
    assert _finished(events).text == "abcdefghijklmn"


def test_what_does_not_fit_the_model_is_refused() -> None:
    with pytest.raises(ContextFull):
        _renoised(FakeNetwork([], context=12), 1, {2})
    network = FakeNetwork([])
    foreign = Renoising(blocks=((VOCAB,) * CANVAS,), block=0, slots=frozenset({0}))
    with pytest.raises(InvalidOption, match="another model"):
        list(
            renoise(
                fake_model(network),
                fake_denoiser(network),
                PROMPT,
                PLAN,
                foreign,
                turn_id=1,
                cancelled=lambda: False,
            )
        )


def test_a_span_of_more_slots_moves_what_stands_behind_it_and_holds_it() -> None:
    network = FakeNetwork(["mxyz#."] * 2)
    resized = Renoising(blocks=ANSWER, block=2, slots=frozenset({0})).resized(
        3, end_ids=frozenset(SETTINGS.end_ids), pad_id=SETTINGS.pad_id
    )
    events = list(
        renoise(
            fake_model(network),
            fake_denoiser(network),
            PROMPT,
            PLAN,
            resized,
            turn_id=4,
            cancelled=lambda: False,
        )
    )
    assert _finished(events).text == "abcdefghijklmxyn"
    steps = [event for event in events if isinstance(event, StepTaken)]
    assert all(step.ids[3:] == ids_of("n#.") for step in steps)


def test_a_cancel_before_the_first_step_leaves_the_answer_as_it_was_also_where_it_moved() -> None:
    network = FakeNetwork([])
    resized = Renoising(blocks=ANSWER, block=2, slots=frozenset({0})).resized(
        3, end_ids=frozenset(SETTINGS.end_ids), pad_id=SETTINGS.pad_id
    )
    events = list(
        renoise(
            fake_model(network),
            fake_denoiser(network),
            PROMPT,
            PLAN,
            resized,
            turn_id=4,
            cancelled=lambda: True,
        )
    )
    assert _finished(events).text == "abcdefghijklmn"
