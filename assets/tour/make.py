"""Makes the recordings of the guided tour: the demo model answers, and every step is kept.

.venv/bin/python assets/tour/make.py
"""

from __future__ import annotations

import sys
from pathlib import Path
from queue import SimpleQueue

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.models.portable import exported
from app.models.recording import Recording
from app.models.tour import FOLDER, Run
from engine import (
    About,
    CanvasCommitted,
    CanvasStarted,
    Conversation,
    EngineError,
    Event,
    LoadFailed,
    Message,
    ModelLoaded,
    Role,
    StepTaken,
    Trace,
    TurnFailed,
    TurnFinished,
    TurnOptions,
    TurnStarted,
    Vocabulary,
)
from engine.service import Engine


def loaded(events: SimpleQueue[Event]) -> ModelLoaded:
    """Wait for the model."""
    while True:
        event = events.get()
        if isinstance(event, ModelLoaded):
            return event
        if isinstance(event, LoadFailed):
            raise event.error


def answered(events: SimpleQueue[Event], model: ModelLoaded, vocabulary: Vocabulary) -> Trace:
    """Wait for the end of a turn; everything that was told of it."""
    trace = Trace(
        about=About(
            model=model.name,
            vocabulary=vocabulary.fingerprint(),
            vocabulary_size=len(vocabulary.tokens),
        )
    )
    while True:
        event = events.get()
        if isinstance(event, TurnFailed):
            raise event.error
        if isinstance(event, TurnStarted | CanvasStarted | StepTaken | CanvasCommitted | TurnFinished):
            trace = trace.followed(event)
        if isinstance(event, TurnFinished):
            return trace


def main() -> None:
    """Ask what the tour shows, and write the recordings."""
    events: SimpleQueue[Event] = SimpleQueue()
    engine = Engine(events.put)
    try:
        engine.load("demo")
        model = loaded(events)
        for run in Run:
            asked = Conversation(messages=(Message(role=Role.USER, text=run.prompt),))
            engine.submit(asked, TurnOptions(seed=run.seed))
            trace = answered(events, model, model.vocabulary)
            (FOLDER / run.file_name).write_bytes(exported(Recording(trace, model.vocabulary)))
    except EngineError as error:
        sys.exit(f"{error.title} {error.hint}")
    finally:
        engine.close(5)


if __name__ == "__main__":
    main()
