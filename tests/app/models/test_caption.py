from __future__ import annotations

import dataclasses
from datetime import datetime

import pytest
from PySide6.QtCore import QDate, QLocale
from PySide6.QtWidgets import QApplication

from app.models.caption import (
    caption,
    file_called,
    note_of,
    note_of_masks,
    note_of_noise,
    origin_of,
    shortened,
    version_name,
)
from app.models.recording import Recording
from app.models.turn import Turn
from engine import EngineError, FinishReason, StepTaken, TurnEvent, TurnFinished, TurnOptions
from tests.app.fake_engine import STORY, VOCABULARY, Reply, turn_events
from tests.app.recordings import recording_of

NO_MORE = "The model ended after its thought, without an answer."
NO_ROOM = "The thought took all the room, so there is no answer."


@pytest.fixture
def turn(qapp: QApplication) -> Turn:
    return Turn("Tell me.", TurnOptions())


def _until_step(reply: Reply, steps: int) -> list[TurnEvent]:
    events = list(turn_events(reply, 1, TurnOptions()))
    taken = [index for index, event in enumerate(events) if isinstance(event, StepTaken)]
    return events[: taken[steps - 1] + 1]


def _finish(turn: Turn, reply: Reply, reason: FinishReason) -> None:
    *rest, last = turn_events(reply, 1, TurnOptions())
    assert isinstance(last, TurnFinished)
    turn.follow([*rest, dataclasses.replace(last, reason=reason)], VOCABULARY)


def test_a_waiting_turn_says_what_it_waits_for(turn: Turn) -> None:
    assert caption(turn, loaded=False) == "Waiting for the model"
    assert caption(turn, loaded=True) == "Waiting for its turn"
    turn.sent("Fake")
    assert caption(turn, loaded=True) == "Reading the conversation"


def test_a_version_is_called_after_what_made_it_as_far_as_that_is_known(turn: Turn) -> None:
    assert version_name(turn, 2, "Best") == "Version 2 · Best"
    _finish(turn, Reply(steps=3), FinishReason.END)
    assert turn.stats is not None
    assert version_name(turn, 2, "Fast") == f"Version 2 · seed {turn.stats.seed} · Fast · 3 steps"


def test_a_version_of_several_goes_is_called_after_all_their_seeds_or_after_none(turn: Turn) -> None:
    _finish(turn, Reply(steps=3), FinishReason.END)
    assert turn.stats is not None
    renoised = dataclasses.replace(turn.stats, seed=9, runs=2)
    turn.recall(turn.text, "", FinishReason.END, dataclasses.replace(renoised, earlier_seeds=(4,)))
    assert version_name(turn, 2, "Fast") == "Version 2 · seeds 4, then 9 · Fast · 3 steps"
    turn.recall(turn.text, "", FinishReason.END, renoised)  # as it was stored when only one was
    assert version_name(turn, 2, "Fast") == "Version 2 · Fast · 3 steps"


def test_a_recording_from_a_file_tells_what_made_it_how_and_when_as_far_as_it_knows() -> None:
    recording = recording_of(steps=6)
    assert origin_of(recording) == "From a file: Fake · 18 steps"
    asked_s = datetime(2026, 11, 22, 19, 30).timestamp()
    about = dataclasses.replace(recording.trace.about, model="A\nB", later_seeds=(9,), asked_s=asked_s)
    about = dataclasses.replace(about, app_version="0.1.0", preset="fast")
    told = origin_of(Recording(dataclasses.replace(recording.trace, about=about), VOCABULARY))
    assert told.startswith("From a file: A B · seeds 3, then 9 · Fast · 18 steps · ")
    assert QLocale().toString(QDate(2026, 11, 22), QLocale.FormatType.ShortFormat) in told
    assert told.endswith(" · Dewpoint 0.1.0")


def test_beside_another_a_recording_from_a_file_is_called_after_what_made_it() -> None:
    recording = recording_of(steps=6)
    about = dataclasses.replace(recording.trace.about, asked_s=1.5e9, preset="mine\n")
    assert file_called(recording) == "From a file · 18 steps"
    made = Recording(dataclasses.replace(recording.trace, about=about), VOCABULARY)
    assert file_called(made) == "From a file · seed 3 · mine · 18 steps"


def test_a_canvas_without_a_step_is_noise(turn: Turn) -> None:
    turn.follow(list(turn_events(Reply(), 1, TurnOptions()))[:2], VOCABULARY)
    assert caption(turn, loaded=True) == "block 1 · noise"


def test_a_step_is_told_with_its_figures(turn: Turn) -> None:
    turn.follow(_until_step(Reply(text=STORY * 2), 9), VOCABULARY)
    assert turn.frame is not None
    assert turn.frame.renoised > 0
    words = caption(turn, loaded=True).replace("\u2007", "")
    assert words.startswith(f"block 2 · step 3 of 48 · {turn.frame.renoised} re-noised · ")
    assert words.endswith(" tok/s")


def test_a_still_window_is_told_how_much_is_settled(turn: Turn) -> None:
    turn.follow(_until_step(Reply(), 6), VOCABULARY)
    assert caption(turn, loaded=True, still=True) == "block 1 · 100% settled"


@pytest.mark.parametrize(
    ("reason", "start"),
    [
        (FinishReason.END, ""),
        (FinishReason.CANCELLED, "Stopped · "),
        (FinishReason.BUDGET, "Out of room · "),
    ],
)
def test_a_finished_turn_is_told_in_figures(turn: Turn, reason: FinishReason, start: str) -> None:
    _finish(turn, Reply(text="the drop is clear."), reason)
    assert turn.stats is not None
    figures = (
        f"{turn.stats.new_tokens} tokens · 1 block · 6 steps · {turn.stats.new_tokens * 2} tok/s · 0.5 s"
    )
    assert caption(turn, loaded=True) == start + figures


def test_a_failed_turn_leaves_the_words_to_its_card(turn: Turn) -> None:
    turn.fail(EngineError("No."))
    assert caption(turn, loaded=True) == ""
    assert note_of(turn) == ""


@pytest.mark.parametrize(
    ("reply", "reason", "note"),
    [
        (Reply(), FinishReason.END, ""),
        (Reply(text=""), FinishReason.CANCELLED, "Stopped before there was an answer."),
        (Reply(text="", thought="the drop"), FinishReason.BUDGET, NO_ROOM),
        (Reply(text="", thought="the drop"), FinishReason.END, NO_MORE),
        (Reply(text=""), FinishReason.END, "The model ended without an answer. Ask in other words."),
    ],
)  # fmt: skip
def test_an_answer_without_text_is_explained(
    turn: Turn, reply: Reply, reason: FinishReason, note: str
) -> None:
    _finish(turn, reply, reason)
    assert note_of(turn) == note


def test_no_words_claim_a_mask_token_or_a_promise() -> None:
    for note_of_view in (note_of_masks, note_of_noise):
        for true_noise in (True, False):
            words = note_of_view(true_noise=true_noise)
            assert not any(claim in words.lower() for claim in ("mask token", "locked", "correct"))
            assert "random token" in words
            assert ("syllables" in words) is not true_noise


def test_a_caption_is_shortened_by_whole_parts() -> None:
    assert shortened("Stopped · 128 tokens · 1 block") == ("Stopped · 128 tokens · …", "Stopped · …")
    assert shortened("Waiting for its turn") == ()
