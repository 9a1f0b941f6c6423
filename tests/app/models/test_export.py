from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from app.models.export import as_csv, as_json, first_line, ids_of, text_at
from app.models.recording import Recording
from app.models.step_table import COLUMNS
from engine import Deed, Steering, Trace
from tests.app.fake_engine import END, PAD, STORY, VOCABULARY, speller
from tests.app.recordings import ABOUT, canvas_of, recording_of
from tests.app.steps import step_of

RECORDING = recording_of()


def test_csv_has_a_line_for_each_step_under_the_names_of_the_measures() -> None:
    lines = list(csv.DictReader(io.StringIO(as_csv(RECORDING))))
    steps = [taken.step for taken in RECORDING.steps()]
    assert len(lines) == len(steps)
    assert list(lines[0]) == [column.name for column in COLUMNS]
    for line, step in zip(lines, steps, strict=True):
        assert int(line["accepted"]) == sum(step.accepted)
        assert float(line["temperature"]) == step.temperature


def test_json_holds_everything_with_the_true_ids_and_their_text() -> None:
    told = json.loads("".join(as_json(RECORDING)))
    assert (told["format"], told["version"]) == ("dewpoint recording", 1)
    for canvas, written in zip(RECORDING.canvases, told["canvases"], strict=True):
        assert written["noise"] == list(canvas.trace.noise)
        assert written["block"] == list(canvas.trace.block)
        for step, kept in zip(canvas.steps, written["steps"], strict=True):
            for name in ("ids", "sampled", "draft", "accepted", "entropy_nats", "end_probability"):
                assert kept[name] == list(getattr(step, name))
            first = step.top.of(0)
            assert kept["top_ids"][0] == [candidate.id for candidate in first]
            assert kept["top_probabilities"][0] == [candidate.probability for candidate in first]
    assert set(told["pieces"]) == {str(token) for token in ids_of(RECORDING)}
    token = RECORDING.canvases[0].trace.noise[0]
    assert told["pieces"][str(token)] == VOCABULARY.piece(token).text


def test_each_file_says_from_where_it_counts_the_steps() -> None:
    told = json.loads("".join(as_json(RECORDING)))
    lines = list(csv.DictReader(io.StringIO(as_csv(RECORDING))))
    first = told["canvases"][0]
    assert told["counted_from"] == {"canvas": first["canvas"], "step": first["steps"][0]["step"], "slot": 0}
    assert (lines[0]["block_from_1"], lines[0]["step_from_1"]) == ("1", "1")


def test_json_names_the_vocabulary_of_an_answer_that_was_not_stored_yet() -> None:
    unstored = replace(RECORDING.trace, about=replace(ABOUT, vocabulary="", vocabulary_size=0))
    told = json.loads("".join(as_json(Recording(unstored, VOCABULARY))))["about"]
    assert told["vocabulary"] == VOCABULARY.fingerprint()
    assert told["vocabulary_size"] == len(VOCABULARY.tokens)


def test_a_recording_without_canvases_is_exported_too() -> None:
    nothing = recording_of(until=1)
    assert len(as_csv(nothing).splitlines()) == 1
    assert json.loads("".join(as_json(nothing)))["canvases"] == []
    assert text_at(nothing, 0) == ""


def test_an_answer_is_called_by_its_first_line_without_its_thought() -> None:
    answer = recording_of("1. Rain\n2. Wind", thought="Two lines.")
    assert first_line(answer) == "1. Rain"
    assert first_line(recording_of(until=1)) == ""


def test_the_text_at_the_end_is_the_answer_and_before_it_the_draft() -> None:
    assert text_at(RECORDING, RECORDING.length - 1) == (STORY * 3).strip()
    assert text_at(RECORDING, 0) == ""
    assert 0 < len(text_at(RECORDING, 2)) < len(STORY * 3)
    second = RECORDING.starts[1]
    assert text_at(RECORDING, second) == text_at(RECORDING, second - 1)


def test_the_text_of_an_answer_with_a_thought_is_both_without_the_name_of_the_channel() -> None:
    thoughtful = recording_of(STORY, thought="Rain comes from above.")
    assert text_at(thoughtful, thoughtful.length - 1) == f"Rain comes from above.\n\n{STORY.strip()}"


def test_the_text_goes_on_behind_a_block_that_was_stopped_at_an_end() -> None:
    spell = speller()
    stopped, further = [*spell("the cold drop"), END, *spell("glass")], [*spell("is clear"), END, PAD]
    blocks = [(*stopped[:-1], PAD), further]
    canvases = tuple(
        canvas_of([step_of(draft, "x" * len(draft))], block=block).trace
        for draft, block in zip((stopped, further), blocks, strict=True)
    )
    recording = Recording(Trace(about=ABOUT, canvases=canvases), VOCABULARY)
    assert text_at(recording, 1) == "the cold drop"
    assert text_at(recording, recording.length - 1) == "the cold drop is clear"


def test_the_text_has_a_pinned_word_from_the_frame_on_in_which_the_pin_comes_into_force() -> None:
    drop, glass = speller()("drop glass")[:2]
    pin = Steering(canvas=0, step=1, slot=0, token=glass, deed=Deed.PIN)
    steps = [step_of((drop,), "x"), step_of((glass,), "x", step=1)]
    trace = replace(canvas_of(steps).trace, steerings=(pin,))
    recording = Recording(Trace(about=ABOUT, canvases=(trace,)), VOCABULARY)
    assert text_at(recording, 1) == "glass"


def test_json_comes_in_parts_no_larger_than_a_step() -> None:
    parts = list(as_json(RECORDING))
    steps = len(list(RECORDING.steps()))
    assert len(parts) == steps + 2 * len(RECORDING.canvases) + 2
    assert sum('"temperature"' in part for part in parts) == steps
    assert max(part.count('"temperature"') for part in parts) == 1
