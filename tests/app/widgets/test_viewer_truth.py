"""Every view of the viewer against its recording, and over noise of any vocabulary."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from app.models.canvas import Layer, SlotState
from app.models.cells import Measure, ceiling, unsureness
from app.models.pieces import Glyphs
from app.models.recording import CanvasRecording, Recording
from app.models.replay_looks import replayed, rooms_of
from app.models.step_table import rows_of
from app.theme import Theme
from app.widgets.cell_painter import BINS, cells_of
from app.widgets.strip import columns_of, map_of
from app.widgets.view_bar import VIEWS
from app.widgets.viewer import Viewer
from engine import Deed, Steering, Vocabulary
from tests.app.fake_engine import VOCABULARY
from tests.app.recordings import alone, canvas_of, recording_of
from tests.app.steps import step_of

SLOTS = 48


def _any_vocabulary(size: int) -> Vocabulary:
    """Pieces of every plane: controls, surrogates, marks, right-to-left, bytes, nothing at all."""
    pieces = [f"<0x{value:02X}>" for value in range(256)]
    pieces += ["", "\u202e\u05d0", "\u0301", "\ud800", "\udfff", "\u200b", "\x00", "\u2066", "a\nb"]
    pieces += [chr(point % 0x110000) * (1 + point % 3) for point in range(len(pieces), size)]
    return Vocabulary(
        tokens=tuple(pieces), special_ids=frozenset({300}), end_ids=frozenset({301}), pad_id=302
    )


def _steps(recording: Recording) -> Iterator[tuple[CanvasRecording, int]]:
    for canvas in recording.canvases:
        for frame in range(1, 1 + len(canvas.steps)):
            yield canvas, frame


def test_each_view_tells_what_the_recording_holds() -> None:
    recording = recording_of()
    glyphs, top = Glyphs(recording.vocabulary), ceiling(recording)
    pixels, rows = map_of(recording, columns_of(recording, {})), rows_of(recording)
    for number, (canvas, frame) in enumerate(_steps(recording)):
        step = canvas.steps[frame - 1]
        column = recording.starts[recording.canvases.index(canvas)] + frame
        cells = cells_of(canvas, frame, Layer.SEES, Measure.ENTROPY, top, glyphs)
        looks = replayed(canvas, frame, Layer.SEES, rooms_of(canvas, glyphs), glyphs)
        assert rows[number][3] == sum(step.accepted)
        for slot in range(canvas.slots):
            unsure = unsureness(step.entropy_nats[slot], top)
            assert cells[slot].bin == round(unsure * (BINS - 1))
            assert pixels.pixelIndex(column, slot) == round(254 * unsure)
            for state in (cells[slot].state, looks[slot].state):
                assert (state is SlotState.ACCEPTED) is step.accepted[slot]


@pytest.mark.parametrize("vocabulary", [VOCABULARY, _any_vocabulary(262_144)], ids=["demo-like", "262,144"])
def test_noise_of_any_vocabulary_is_drawn_in_every_view_with_a_place_for_each_slot(
    vocabulary: Vocabulary, theme: Theme, page: QWidget
) -> None:
    pool = random.Random(7)
    steps = []
    for number in range(4):
        draft = [pool.randrange(len(vocabulary.tokens)) for _ in range(SLOTS)]
        ids = [pool.randrange(len(vocabulary.tokens)) for _ in range(SLOTS)]
        accepted = [pool.random() < 0.5 for _ in range(SLOTS)]
        steps.append(step_of(draft, accepted, ids=ids, step=number))
    made = alone(canvas_of(steps))
    recording = Recording(made.trace, vocabulary)
    page.resize(1000, 600)
    viewer = Viewer(theme, page)
    viewer.resize(1000, 560)
    viewer.show()
    viewer.open(recording)
    glyphs = Glyphs(vocabulary)
    for index in range(len(VIEWS)):
        viewer.show_view(index)
        for moment in range(recording.length):
            viewer.cursor_model.go(moment)
            viewer.cursor_model.focus(moment * 7 % SLOTS)
            viewer.grab()
    for layer in Layer:
        canvas = recording.canvases[0]
        looks = replayed(canvas, 2, layer, rooms_of(canvas, glyphs), glyphs)
        assert len(looks) == SLOTS  # each in its own place, in the order of the slots
    assert viewer.inspector.words


def test_what_is_pinned_is_pinned_in_every_view() -> None:
    recording = recording_of()
    pin = Steering(canvas=0, step=2, slot=5, token=300, deed=Deed.PIN)
    canvas = recording.canvases[0]
    steered = CanvasRecording(replace(canvas.trace, steerings=(pin,)), canvas.vocabulary)
    glyphs = Glyphs(canvas.vocabulary)
    for frame in range(1, 1 + len(steered.steps)):
        for layer in Layer:
            cells = cells_of(steered, frame, layer, Measure.ENTROPY, ceiling(recording), glyphs)
            looks = replayed(steered, frame, layer, rooms_of(steered, glyphs), glyphs)
            for row in (cells, looks):
                assert (row[5].state is SlotState.PINNED) is (frame >= 2)
