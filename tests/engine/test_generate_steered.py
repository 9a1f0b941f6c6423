"""A turn that is steered while it runs, with a scripted network."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest
from torch import Tensor

from engine.conversation import Conversation
from engine.errors import InvalidOption
from engine.events import (
    CanvasCommitted,
    CanvasStarted,
    FinishReason,
    Steered,
    StepTaken,
    StopRule,
    TurnEvent,
    TurnFinished,
)
from engine.generate import turn
from engine.helm import STANDING, Helm
from engine.model.attention import CanvasSpan
from engine.model.config import LayerKind
from engine.model.kv_cache import KVCache
from engine.options import TurnPlan
from engine.steering import Deed, Steering
from tests.engine.fakes import CANVAS, IDS, SETTINGS, VOCAB, FakeNetwork, fake_denoiser, fake_model, ids_of

E = TypeVar("E", bound=TurnEvent)
PROMPT = Conversation().asked("hello")
PLAN = TurnPlan(max_steps=4, max_canvases=3, seed=11, thinking=False, sampler=SETTINGS)
ONE = replace(PLAN, max_canvases=1)
UNSURE = ["??????"] * 4


@dataclass
class Reading(FakeNetwork):
    """Notes what each step reads."""

    read: list[tuple[int, ...]] = field(default_factory=list)

    def decode(
        self,
        canvas: Tensor,
        cache: KVCache,
        spans: Mapping[LayerKind, CanvasSpan],
        soft: Tensor | None,
        out: Tensor,
    ) -> Tensor:
        self.read.append(tuple(canvas.tolist()))
        return super().decode(canvas, cache, spans, soft, out)


def _did(deed: Deed, slot: int, letter: str = "x", *, step: int = 0, canvas: int = 0) -> Steering:
    return Steering(canvas=canvas, step=step, slot=slot, token=IDS[letter], deed=deed)


def _events(
    network: FakeNetwork, *steerings: Steering, plan: TurnPlan = PLAN, helm: Helm | None = None
) -> Iterator[TurnEvent]:
    return turn(
        fake_model(network),
        fake_denoiser(network),
        PROMPT,
        replace(plan, steerings=steerings),
        turn_id=9,
        cancelled=lambda: False,
        helm=helm,
    )


def _run(script: list[str], *steerings: Steering, plan: TurnPlan = PLAN) -> list[TurnEvent]:
    return list(_events(FakeNetwork(list(script)), *steerings, plan=plan))


def _of(kind: type[E], events: list[TurnEvent]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def _steps(*steerings: Steering, script: list[str] = UNSURE) -> list[StepTaken]:
    return _of(StepTaken, _run(script, *steerings, plan=ONE))


def test_a_pinned_slot_is_held_from_its_step_on_and_the_others_come_from_the_sampler() -> None:
    free, pinned = _steps(), _steps(_did(Deed.PIN, 2, step=1))
    assert pinned[0].ids == free[0].ids
    for step in pinned[1:]:
        assert step.ids[2] == step.draft[2] == step.sampled[2] == IDS["x"]
        assert (step.accepted[2], step.entropy_nats[2]) == (True, 0.0)
        for slot in {*range(CANVAS)} - {2}:
            assert step.ids[slot] == step.sampled[slot] or not step.accepted[slot]
            assert step.entropy_nats[slot] > 0


def test_the_step_reads_the_pinned_id_on_the_canvas() -> None:
    network = Reading(list(UNSURE))
    events = list(_events(network, _did(Deed.PIN, 2, step=1), plan=ONE))
    before = _of(StepTaken, events)[0].ids
    assert network.read[1] == (*before[:2], IDS["x"], *before[3:])


def test_pin_and_release_before_one_step_do_the_same_one_by_one_and_made_again_at_once() -> None:
    deeds = (_did(Deed.PIN, 3, step=1), _did(Deed.RELEASE, 3, step=1))
    again = Reading(list(UNSURE))
    list(_events(again, *deeds, plan=ONE))
    live, helm = Reading(list(UNSURE)), Helm(deeds[:1])
    for event in _events(live, plan=ONE, helm=helm):
        if event == Steered(turn_id=9, steering=deeds[0]):
            helm.steer(deeds[1])
    assert again.read == live.read
    assert again.read[1][3] == IDS["x"]


def test_a_released_slot_is_free_again() -> None:
    steps = _steps(_did(Deed.PIN, 2), _did(Deed.RELEASE, 2, step=2))
    assert [step.entropy_nats[2] > 0 for step in steps] == [False, False, True, True]


def test_a_forbidden_id_is_never_drafted_or_drawn_until_it_is_allowed() -> None:
    script = ["?bcdef"] * 4
    assert {step.draft[0] for step in _steps(script=script)} == {IDS["e"]}
    steps = _steps(
        _did(Deed.FORBID, 0, "e", step=1),
        _did(Deed.FORBID, 0, "a", step=1),
        _did(Deed.ALLOW, 0, "e", step=3),
        script=[*script[:3], "?bcdeg"],
    )
    for step in steps[1:3]:
        likely = [candidate.id for candidate in step.top.of(0) if candidate.probability]
        assert not {step.draft[0], step.sampled[0], *likely} & {*ids_of("ea")}
    assert [step.draft[0] == IDS["e"] for step in steps] == [True, False, False, True]


def test_each_deed_is_told_before_the_step_that_follows_it() -> None:
    deeds = (_did(Deed.PIN, 2, step=1), _did(Deed.FORBID, 3, step=1))
    events = _run(["abcde#"] * 4, *deeds)
    kinds = [type(event) for event in events if isinstance(event, Steered | StepTaken)]
    assert kinds[:4] == [StepTaken, Steered, Steered, StepTaken]
    assert [event.steering for event in _of(Steered, events)] == list(deeds)
    assert {event.turn_id for event in _of(Steered, events)} == {9}


def test_the_block_and_the_text_hold_what_is_pinned() -> None:
    events = _run(["abcde#"] * 4, _did(Deed.PIN, 2))
    assert _of(CanvasCommitted, events)[0].ids == ids_of("abxde#")
    assert _of(TurnFinished, events)[0].text == "abxde"


def test_deeds_are_for_the_canvas_that_they_name() -> None:
    events = _run(["abcdef"] * 2 + ["ghij#k"] * 2, _did(Deed.PIN, 0, canvas=1))
    assert [event.ids for event in _of(CanvasCommitted, events)] == [ids_of("abcdef"), ids_of("xhij#.")]


def test_a_canvas_that_is_drawn_again_is_another_one() -> None:
    events = _run(["#abcde"] * 2 + ["hi#abc"] * 2, _did(Deed.PIN, 1, canvas=1))
    assert len(_of(CanvasStarted, events)) == 2
    assert _of(TurnFinished, events)[0].text == "hx"


def test_a_canvas_whose_slots_are_all_pinned_settles() -> None:
    events = _run(UNSURE, *(_did(Deed.PIN, slot, letter) for slot, letter in enumerate("abcd#.")))
    assert [event.rule for event in _of(CanvasCommitted, events)] == [StopRule.STABLE]
    assert _of(TurnFinished, events)[0].text == "abcd"


def test_seed_and_deeds_give_the_same_answer_again() -> None:
    helm = Helm(pause_s=STANDING)
    asked = iter([_did(Deed.PIN, 2), _did(Deed.FORBID, 0, "e")])
    script = ["?b?d?f"] * 4
    first: list[TurnEvent] = []
    helm.proceed()
    for event in _events(FakeNetwork(list(script)), helm=helm, plan=ONE):
        first.append(event)
        if isinstance(event, StepTaken):
            if (deed := next(asked, None)) is not None:
                helm.steer(deed)
            helm.proceed()
    deeds = [event.steering for event in _of(Steered, first)]
    assert [deed.step for deed in deeds] == [1, 2]
    again = _run(script, *deeds, plan=ONE)
    assert [(e.ids, e.draft, e.top) for e in _of(StepTaken, again)] == [
        (e.ids, e.draft, e.top) for e in _of(StepTaken, first)
    ]
    assert _of(CanvasCommitted, again) == _of(CanvasCommitted, first)


def test_the_time_for_which_a_person_holds_the_turn_is_not_counted() -> None:
    events = list(_events(FakeNetwork(["abcde#"] * 2), helm=Helm(pause_s=0.3)))
    stats = _of(TurnFinished, events)[0].stats
    assert stats.steps == 2
    assert stats.seconds < 0.6


def test_a_turn_that_stands_is_cancelled_at_once() -> None:
    helm, cancelled = Helm(pause_s=STANDING), threading.Event()
    network = FakeNetwork([])
    events = turn(
        fake_model(network),
        fake_denoiser(network),
        PROMPT,
        PLAN,
        turn_id=1,
        cancelled=cancelled.is_set,
        helm=helm,
    )

    def cancel() -> None:
        cancelled.set()
        helm.wake()

    cancelling = threading.Timer(0.05, cancel)
    cancelling.start()
    assert _of(TurnFinished, list(events))[0].reason is FinishReason.CANCELLED
    cancelling.join()


@pytest.mark.parametrize("place", [{"slot": CANVAS}, {"token": VOCAB}])
def test_what_does_not_fit_the_model_is_refused(place: dict[str, int]) -> None:
    with pytest.raises(InvalidOption, match="another model"):
        _run(UNSURE, replace(_did(Deed.PIN, 0), **place))  # type: ignore[arg-type]  # numbers all
