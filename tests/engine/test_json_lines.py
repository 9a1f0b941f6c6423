"""Events as lines of JSON."""

from __future__ import annotations

import json
import struct
from typing import get_args

import pytest

from engine import words
from engine.errors import OutOfMemory
from engine.events import (
    CanvasCommitted,
    CanvasStarted,
    DownloadProgressed,
    DownloadStarted,
    EngineState,
    Event,
    FileProgress,
    FilesEvent,
    FilesFailed,
    FilesFinished,
    FilesProgressed,
    FilesRemoved,
    FileState,
    FinishReason,
    LoadFailed,
    LoadProgressed,
    ModelLoaded,
    StateChanged,
    Steered,
    StepTaken,
    StopRule,
    TextChanged,
    Top,
    TurnFailed,
    TurnFinished,
    TurnStarted,
    TurnStats,
)
from engine.hardware import Finding, Verdict
from engine.json_lines import files_event, json_line, value_fields
from engine.steering import Deed, Steering
from engine.vocabulary import Vocabulary
from engine.words import said, said_again

ERROR = OutOfMemory("Full.", "Close something.")
FAILURE = {
    "title": "Full.",
    "hint": "Close something.",
    "recoverable": True,
    "said": {"title": "Full.", "hint": "Close something."},
}
STATS = TurnStats(
    prompt_tokens=5,
    reused_tokens=1,
    new_tokens=9,
    canvases=1,
    steps=4,
    seconds=0.5,
    first_text_seconds=None,
    tokens_per_second=18.0,
    seed=3,
)
VOCABULARY = Vocabulary(
    tokens=("<pad>", "a", "b"), special_ids=frozenset({0}), end_ids=frozenset({2, 1}), pad_id=0
)
LINES: list[tuple[Event, dict[str, object]]] = [
    (StateChanged(state=EngineState.BUSY), {"state": "busy"}),
    (LoadProgressed(done_bytes=1, total_bytes=2), {"done_bytes": 1, "total_bytes": 2}),
    (
        Steered(turn_id=1, steering=Steering(canvas=0, step=2, slot=3, token=4, deed=Deed.FORBID)),
        {"turn_id": 1, "steering": {"canvas": 0, "step": 2, "slot": 3, "token": 4, "deed": "forbid"}},
    ),
    (
        ModelLoaded(
            name="x",
            is_demo=True,
            device="cpu",
            canvas_length=4,
            context_tokens=9,
            sees_images=True,
            vocabulary=VOCABULARY,
        ),
        {
            "name": "x",
            "is_demo": True,
            "device": "cpu",
            "canvas_length": 4,
            "context_tokens": 9,
            "sees_images": True,
            "vocabulary": {"size": 3, "end_ids": [1, 2], "pad_id": 0},
        },
    ),
    (LoadFailed(error=ERROR), FAILURE),
    (
        TurnStarted(turn_id=1, prompt_tokens=5, reused_tokens=1, seed=3),
        {"turn_id": 1, "prompt_tokens": 5, "reused_tokens": 1, "seed": 3, "dropped": 0},
    ),
    (CanvasStarted(turn_id=1, canvas=0, ids=(1, 2)), {"turn_id": 1, "canvas": 0, "ids": [1, 2]}),
    (
        StepTaken(
            turn_id=1,
            canvas=0,
            step=1,
            max_steps=4,
            temperature=0.5,
            ids=(1, 2),
            sampled=(1, 1),
            draft=(2, 2),
            entropy_nats=(0.0, 1.5),
            accepted=(True, False),
            end_probability=(0.25, 1.0),
            top=Top(
                count=2, ids=struct.pack("<4I", 2, 1, 2, 0), probabilities=struct.pack("<4e", 0.7, 0.2, 1, 0)
            ),
            spent_nats=0.0,
            bound_nats=0.1,
            seconds=0.25,
        ),
        {
            "turn_id": 1,
            "canvas": 0,
            "step": 1,
            "max_steps": 4,
            "temperature": 0.5,
            "ids": [1, 2],
            "sampled": [1, 1],
            "draft": [2, 2],
            "entropy_nats": [0.0, 1.5],
            "accepted": [True, False],
            "end_probability": [0.25, 1.0],
            "top": {"ids": [[2, 1], [2, 0]], "probabilities": [[0.7002, 0.2], [1.0, 0.0]]},
            "spent_nats": 0.0,
            "bound_nats": 0.1,
            "seconds": 0.25,
        },
    ),
    (
        CanvasCommitted(turn_id=1, canvas=0, ids=(1, 0), rule=StopRule.STABLE),
        {"turn_id": 1, "canvas": 0, "ids": [1, 0], "rule": "stable"},
    ),
    (
        TextChanged(turn_id=1, committed=1, text="é\n😀", thought=""),
        {"turn_id": 1, "committed": 1, "text": "é\n😀", "thought": ""},
    ),
    (
        TurnFinished(turn_id=1, text="a", thought="b", reason=FinishReason.BUDGET, stats=STATS),
        {
            "turn_id": 1,
            "text": "a",
            "thought": "b",
            "reason": "budget",
            "stats": {
                "prompt_tokens": 5,
                "reused_tokens": 1,
                "new_tokens": 9,
                "canvases": 1,
                "steps": 4,
                "seconds": 0.5,
                "first_text_seconds": None,
                "tokens_per_second": 18.0,
                "seed": 3,
                "dropped": 0,
                "runs": 1,
                "earlier_seeds": [],
            },
        },
    ),
    (TurnFailed(turn_id=7, error=ERROR), {"turn_id": 7, **FAILURE}),
]


@pytest.mark.parametrize(("event", "fields"), LINES, ids=lambda each: type(each).__name__)
def test_an_event_is_one_line_with_its_name_and_its_fields(event: Event, fields: dict[str, object]) -> None:
    line = json_line(event)
    assert json.loads(line) == {"event": type(event).__name__, **fields}
    assert len(line.splitlines()) == 1


def test_every_kind_of_event_has_a_line() -> None:
    assert {type(event) for event, _ in LINES} == set(get_args(Event))


ROW = FileProgress(path="a", state=FileState.WAITING, done_bytes=1, total_bytes=2, wait_s=0.5)
FILES_EVENTS: list[FilesEvent] = [
    DownloadStarted(repository="a/b", commit="c", folder="/ü", total_bytes=2),
    DownloadProgressed(done_bytes=1, total_bytes=2, bytes_per_second=None, remaining_s=3.0, files=(ROW,)),
    DownloadProgressed(
        done_bytes=0, total_bytes=0, bytes_per_second=None, remaining_s=None, files=(), wait_s=3.0
    ),
    FilesProgressed(path="a", done_bytes=1, total_bytes=2),
    FilesFinished(repository="a/b", commit="c", folder="d", total_bytes=2, fetched_bytes=1, seconds=0.1),
    FilesRemoved(folder="d", freed_bytes=2),
]


@pytest.mark.parametrize("event", FILES_EVENTS)
def test_an_event_of_files_is_read_back_as_it_was(event: FilesEvent) -> None:
    assert files_event(json_line(event)) == event


def test_a_failure_of_files_is_read_back_with_its_words() -> None:
    read = files_event(json_line(FilesFailed(kind="DiskFull", error=ERROR)))
    assert isinstance(read, FilesFailed)
    assert (read.kind, read.error.title, read.error.hint, read.error.recoverable) == (
        "DiskFull",
        "Full.",
        "Close something.",
        True,
    )


def test_a_failure_of_files_is_read_back_in_the_language_of_the_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = json_line(FilesFailed(kind="DiskFull", error=OutOfMemory(said("{drive} is full.", drive="D:"))))
    monkeypatch.setattr(words, "_writer", lambda words, **fields: f"Voll: {fields['drive']}")
    read = files_event(line)
    assert isinstance(read, FilesFailed)
    assert read.error.title == "Voll: D:"


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", "nonsense", '{"event": "TurnStarted"}', '{"event": "FilesRemoved"}']
)
def test_a_line_that_tells_of_no_files_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no event"):
        files_event(line)


def test_a_value_is_its_fields_and_its_sentences_can_be_said_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = said("{free:.1f} GB free.", free=1.25)
    told = json.loads(json.dumps(value_fields(Finding(check="disk", verdict=Verdict.OK, reason=reason))))
    monkeypatch.setattr(words, "_writer", lambda words, **fields: f"Frei: {fields['free']}")
    assert said_again(told.pop("said")["reason"]) == "Frei: 1.25"
    assert told == {"check": "disk", "verdict": "ok", "reason": "1.2 GB free."}
