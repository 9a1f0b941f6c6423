from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.recording import Recording
from app.models.totals import totals
from tests.app.recordings import recording_of


def _over(recording: Recording, seconds: float) -> Recording:
    about = replace(recording.trace.about, seconds=seconds)
    return Recording(replace(recording.trace, about=about), recording.vocabulary)


@pytest.mark.parametrize("nothing", [None, recording_of(until=2)])
def test_without_a_step_there_is_nothing_to_sum(nothing: Recording | None, qapp: object) -> None:
    assert totals(nothing) == ""


def test_each_speed_is_the_tokens_it_counts_over_its_time(qapp: object) -> None:
    recording = _over(recording_of("the drop is clear", thought="is the glass cold", steps=5), 0.1)
    canvas = recording.canvases[0]
    pad = recording.vocabulary.pad_id
    written = sum(token != pad for token in canvas.trace.block)
    told = totals(recording)
    assert told.startswith("5 steps in 0.1 s")  # the made-up engine's take a hundredth each
    assert f"{written / 0.05:,.0f} tok/s in the steps" in told
    assert f"{written / 0.1:,.0f} tok/s over the whole turn" in told
    assert f"{4 / 0.1:,.0f} tok/s of the answer alone" in told


def test_an_answer_without_a_thought_has_one_speed_over_the_turn(qapp: object) -> None:
    assert "alone" not in totals(_over(recording_of("the drop is clear"), 1.0))


def test_a_turn_that_took_less_than_its_steps_is_not_theirs(qapp: object) -> None:
    assert "turn" not in totals(_over(recording_of("the drop"), 0.01))
