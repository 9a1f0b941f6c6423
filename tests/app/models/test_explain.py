from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.canvas import Layer, SlotState
from app.models.explain import GLOSSARY, sentence, shorter
from app.models.recording import Recording
from app.models.step_table import rows_of
from engine import StopRule, Trace
from tests.app.fake_engine import VOCABULARY
from tests.app.recordings import ABOUT, alone, canvas_of, recording_of
from tests.app.steps import step_of

A, B = 300, 301
STEPS = [
    step_of((A, B), "xx", temperature=0.8, end_probability=(0.0, 0.0)),
    step_of((B, B), "-x", step=1, temperature=0.775, end_probability=(0.0, 1.0)),
]


def test_every_frame_has_a_sentence_of_its_own_numbers() -> None:
    recording = alone(canvas_of(STEPS))
    assert [sentence(recording, moment) for moment in range(4)] == [
        "Block 1 begins: 2 slots of random tokens.",
        "After 1 step: 2 slots accepted; 0.000 of 0.1 nats; temperature 0.80."
        " Length: longer than this block.",
        "After 2 steps: 1 slot accepted, 1 given up; 0.000 of 0.1 nats; temperature 0.78; 1 draft changed."
        " Length: 1 token in this block.",
        "Block 1 is committed: stable and sure after 2 steps.",
    ]


@pytest.mark.parametrize(
    ("rule", "why"),
    [(StopRule.STEPS, "the limit of 2 steps is reached"), (StopRule.CANCELLED, "stopped after 2 steps")],
)
def test_a_block_says_why_it_was_committed(rule: StopRule, why: str) -> None:
    assert why in sentence(alone(canvas_of(STEPS, rule=rule)), 3)


def test_between_blocks_the_next_noise_is_named() -> None:
    recording = recording_of()
    assert sentence(recording, recording.starts[1] - 1).endswith("The next one begins from noise.")
    assert not sentence(recording, recording.length - 1).endswith("noise.")


def test_a_canvas_that_was_left_for_another_is_no_block_of_its_own() -> None:
    left, kept = canvas_of(STEPS, rule=None), canvas_of(STEPS)
    recording = Recording(Trace(about=ABOUT, canvases=(left.trace, kept.trace)), VOCABULARY)
    assert sentence(recording, recording.starts[1]).startswith("Block 1 begins")
    assert sentence(recording, recording.length - 1).startswith("Block 1 is committed")
    assert {row[0] for row in rows_of(recording)} == {1}


def test_of_a_renoised_block_only_the_noised_slots_are_called_random() -> None:
    steps = [
        step_of((A, B), "x-", ids=(A, 9), entropy_nats=(0.0, 2.0)),
        step_of((A, B), "xx", step=1, entropy_nats=(0.0, 0.1)),
    ]
    canvas = canvas_of(steps, noise=(A, 7))
    assert sentence(alone(canvas), 0) == "Block 1 begins: 1 slot with a random token, 1 held."
    assert canvas.states(0, Layer.SEES) == (SlotState.ACCEPTED, SlotState.NOISE)
    unsure = canvas_of([replace(steps[0], entropy_nats=(0.1, 2.0)), steps[1]], noise=(A, 7))
    assert sentence(alone(unsure), 0) == "Block 1 begins: 2 slots of random tokens."


def test_nothing_recorded_is_said() -> None:
    assert sentence(recording_of(until=1), 0) == "Nothing was recorded."


def test_no_word_of_the_window_claims_a_mask_token_a_lock_or_truth() -> None:
    said = [text for term in GLOSSARY.items() for text in term]
    sources = [path.read_text("utf-8") for path in Path("app").rglob("*.py")]
    said += [text for source in sources for text in re.findall(r'"([^"\n]*)"', source)]
    for text in said:
        assert not re.search(r"\b(locked|correct answer|the mask token)\b", text), text
        assert "mask token" not in text or "no mask token" in text, text


def test_a_sentence_is_said_with_fewer_and_fewer_facts_where_there_is_no_room(qapp: object) -> None:
    recording = recording_of()
    whole, fewer = sentence(recording, 3), shorter(recording, 3)
    lengths = [len(each) for each in (whole, *fewer)]
    assert lengths == sorted(lengths, reverse=True)
    assert len(set(lengths)) == len(lengths) > 3
    assert all(whole.startswith(each.removesuffix(".")) for each in fewer)
    assert shorter(recording, 0) == shorter(recording, recording.canvases[0].length - 1) == ()
