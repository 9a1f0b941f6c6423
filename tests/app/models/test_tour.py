from __future__ import annotations

import pytest

from app.models.canvas import SlotState
from app.models.export import text_at
from app.models.tour import STOPS, Run, Sight, Stop, first_given_up, least_sure, likeliest_end, most_given_up
from engine import FinishReason


@pytest.mark.parametrize("run", list(Run))
def test_every_recording_is_a_whole_answer_of_the_demo_model(run: Run) -> None:
    recording = run.read()
    about = recording.trace.about
    assert (about.reason, about.seed) == (FinishReason.END, run.seed)
    assert "demo" in about.model.lower()
    assert all(canvas.is_committed for canvas in recording.canvases)


@pytest.mark.parametrize(
    ("run", "wanted"), [(Run.SUM, "47 plus 38 is 85."), (Run.STORY, "Mia"), (Run.CANVAS, "A canvas is")]
)
def test_every_recording_answers_what_is_said_to_have_been_asked(run: Run, wanted: str) -> None:
    recording = run.read()
    assert wanted in text_at(recording, recording.length - 1)


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.title)
def test_every_stop_is_a_moment_and_a_slot_of_its_recording(stop: Stop) -> None:
    recording = stop.run.read()
    moment = stop.moment(recording)
    assert 0 <= moment < recording.length
    block, frame = recording.place(moment)
    assert 0 <= stop.slot(recording.canvases[block], frame) < recording.canvases[block].slots


def test_there_are_five_stops_and_every_sight_is_seen() -> None:
    assert len(STOPS) == 5
    assert {stop.sight for stop in STOPS} == set(Sight)


def _at(title: str) -> tuple[Stop, int]:
    stop = next(each for each in STOPS if title in each.title)
    return stop, stop.moment(stop.run.read())


def test_noise_is_seen_before_any_step() -> None:
    stop, moment = _at("noise")
    assert stop.run.read().place(moment) == (0, 0)


def test_words_stand_behind_others_that_are_still_unsettled() -> None:
    stop, moment = _at("everywhere")
    states = stop.run.read().canvases[0].states(moment, stop.layer)
    first_open = next(slot for slot, state in enumerate(states) if state is SlotState.DRAFT)
    assert any(state in (SlotState.ACCEPTED, SlotState.STABLE) for state in states[first_open:])


def test_the_slot_in_focus_is_the_least_sure_and_hesitates_between_numbers() -> None:
    stop, moment = _at("sure")
    canvas = stop.run.read().canvases[0]
    slot = least_sure(canvas, moment)
    step = canvas.steps[moment - 1]
    assert step.entropy_nats[slot] == max(step.entropy_nats)
    likeliest = [canvas.vocabulary.piece(candidate.id).text for candidate in step.top.of(slot)[:3]]
    assert all(text.strip().isdigit() for text in likeliest)


def test_what_is_given_up_was_kept_a_step_before() -> None:
    stop, moment = _at("mind")
    recording = stop.run.read()
    canvas = recording.canvases[0]
    assert moment == most_given_up(recording)
    slot = first_given_up(canvas, moment)
    assert [canvas.steps[number].accepted[slot] for number in (moment - 2, moment - 1)] == [True, False]
    assert canvas.states(moment, stop.layer)[slot] is SlotState.RENOISED


def test_after_one_step_the_end_is_near_where_it_will_be() -> None:
    stop, moment = _at("ends")
    canvas = stop.run.read().canvases[0]
    ended = next(slot for slot, token in enumerate(canvas.final()) if token in canvas.vocabulary.end_ids)
    assert moment == 1
    assert abs(likeliest_end(canvas, moment) - ended) <= 3
