"""A recording for people and programs: CSV of its steps, JSON of everything, its text at a moment.

What is long comes in parts, so that it is never whole in memory, and other threads have a turn in between.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace

from app.models.canvas import before_end
from app.models.channels import split_channels
from app.models.recording import CanvasRecording, Recording
from app.models.step_table import COLUMNS, rows_of
from engine import About, PieceKind, StepTaken, Vocabulary

FORMAT = "dewpoint recording"
FORMAT_VERSION = 1


def as_csv(recording: Recording) -> str:
    """One line a step, with the names of the measures first."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(column.name for column in COLUMNS)
    table.writerows(rows_of(recording))
    return written.getvalue()


def as_json(recording: Recording) -> Iterator[str]:
    """Everything that was recorded, with the text of every id that occurs. The ids are the true ones.

    It comes in a part a step, and two more for each canvas and the whole.
    """
    head = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "about": asdict(about_of(recording)),
        "holds": "the answer and its thought, not the prompt",
        "counted_from": {"canvas": 0, "step": 0, "slot": 0},
        "pieces": {str(token): recording.vocabulary.piece(token).text for token in sorted(ids_of(recording))},
    }
    return in_parts(head, "canvases", (_canvas(canvas) for canvas in recording.canvases))


def in_parts(head: Mapping[str, object], name: str, items: Iterable[Iterable[str]]) -> Iterator[str]:
    """A JSON object in parts: its first fields, then under a name a list whose items come in parts too."""
    yield f'{written(head)[:-1]}, "{name}": ['
    for number, item in enumerate(items):
        for place, part in enumerate(item):
            yield f", {part}" if number and not place else part
    yield "]}"


def written(value: object) -> str:
    """A value as JSON in ASCII; it holds no number that JSON has not."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def text_at(recording: Recording, moment: int) -> str:
    """The blocks before a moment and the words at it as plain text: the thought, a blank line, the answer."""
    return "\n\n".join(filter(None, _texts_at(recording, moment)))


def first_line(recording: Recording) -> str:
    """The line that the answer begins with as it ended; empty where there is no answer."""
    _, answer = _texts_at(recording, recording.length - 1)
    return answer.partition("\n")[0]


def _texts_at(recording: Recording, moment: int) -> tuple[str, str]:
    """Thought and answer as plain text."""
    if not recording.canvases:
        return "", ""
    block, frame = recording.place(moment)
    vocabulary = recording.vocabulary
    words = recording.canvases[block].frames[frame].words
    ids = [*recording.written(block), *before_end(words, vocabulary)]
    split = split_channels(ids, vocabulary, inside=False)
    thought, answer = ([ids[slot] for slot in slots] for slots in (split.thought, split.answer))
    return _spelled(thought, vocabulary), _spelled(answer, vocabulary)


def _spelled(ids: Iterable[int], vocabulary: Vocabulary) -> str:
    spelled: list[bytes] = []
    for token in ids:
        piece = vocabulary.piece(token)
        if piece.kind is PieceKind.BYTE:
            spelled.append(bytes.fromhex(piece.text))
        elif piece.kind is PieceKind.TEXT:
            spelled.append(piece.text.encode(errors="replace"))
    return b"".join(spelled).decode(errors="replace").strip()


def about_of(recording: Recording) -> About:
    """What a recording is about, its vocabulary as well where it was not stored yet."""
    about, vocabulary = recording.trace.about, recording.vocabulary
    return replace(
        about,
        vocabulary=about.vocabulary or vocabulary.fingerprint(),
        vocabulary_size=len(vocabulary.tokens),
    )


def ids_of(recording: Recording) -> set[int]:
    """Every id that occurs in a recording."""
    ids: set[int] = set()
    for canvas in recording.canvases:
        ids |= {*canvas.trace.noise, *canvas.trace.block}
        ids |= {steering.token for steering in canvas.trace.steerings}
        for step in canvas.steps:
            ids |= {*step.ids, *step.sampled, *step.draft}
            ids |= {candidate.id for slot in range(canvas.slots) for candidate in step.top.of(slot)}
    return ids


def _canvas(canvas: CanvasRecording) -> Iterator[str]:
    head = {
        "canvas": canvas.trace.canvas,
        "noise": canvas.trace.noise,
        "rule": canvas.trace.rule,
        "block": canvas.trace.block,
        "steerings": [asdict(steering) for steering in canvas.trace.steerings],
    }
    return in_parts(head, "steps", ([written(_step(step))] for step in canvas.steps))


def _step(step: StepTaken) -> dict[str, object]:
    slots = [step.top.of(slot) for slot in range(step.top.slots)]
    return {
        "step": step.step,
        "max_steps": step.max_steps,
        "temperature": step.temperature,
        "spent_nats": step.spent_nats,
        "bound_nats": step.bound_nats,
        "seconds": step.seconds,
        "ids": step.ids,
        "sampled": step.sampled,
        "draft": step.draft,
        "accepted": step.accepted,
        "entropy_nats": step.entropy_nats,
        "end_probability": step.end_probability,
        "top_ids": [[candidate.id for candidate in slot] for slot in slots],
        "top_probabilities": [[candidate.probability for candidate in slot] for slot in slots],
    }
