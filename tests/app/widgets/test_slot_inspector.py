from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.models.cursor import Cursor
from app.models.looks import stand_in
from app.theme import Theme
from app.widgets.slot_inspector import SlotInspector
from tests.app.fake_engine import speller
from tests.app.recordings import alone, canvas_of, recording_of
from tests.app.steps import step_of

DROP, GLASS = speller()("drop glass")[:2]
RECORDING = alone(
    canvas_of(
        [
            step_of((GLASS,), "x", entropy_nats=(1.5,), top=[[(GLASS, 0.5), (DROP, 0.25)]]),
            step_of((DROP,), "-", step=1, ids=(GLASS,), top=[[(DROP, 0.75), (GLASS, 0.125)]]),
        ]
    )
)


@pytest.fixture
def cursor() -> Cursor:
    return Cursor()


@pytest.fixture
def inspector(theme: Theme, page: QWidget, cursor: Cursor) -> SlotInspector:
    made = SlotInspector(theme, cursor, page)
    made.resize(320, 400)
    made.show()
    cursor.open(RECORDING, at_end=False)
    return made


def test_it_tells_token_and_story_of_the_slot_at_the_step(inspector: SlotInspector, cursor: Cursor) -> None:
    assert "noise" in inspector.words
    cursor.go(1)
    assert f"draft: ␣glass (id {GLASS})" in inspector.words
    assert "1.5000 nats" in inspector.words
    cursor.go(2)
    assert f"draft: ␣drop (id {DROP}) · on the canvas: ␣glass" in inspector.words
    for told in (
        "Now: re-noised",
        "Bytes: 20 64 72 6F 70",
        "Drafts: ␣glass → ␣drop",
        "First accepted after step 1",
        "Given up once",
        "Settled after step 2",
    ):
        assert told in inspector.words


def test_a_slot_that_was_never_accepted_says_so(inspector: SlotInspector, cursor: Cursor) -> None:
    cursor.open(alone(canvas_of([step_of((DROP,), "-")])))
    assert "Never accepted" in inspector.words


def test_the_chart_follows_the_step_and_has_words_for_screen_readers(
    inspector: SlotInspector, cursor: Cursor
) -> None:
    cursor.go(1)
    one = inspector.chart.grab().toImage()
    cursor.go(2)
    assert inspector.chart.grab().toImage() != one
    assert inspector.chart.accessibleDescription() == inspector.words


@pytest.mark.parametrize("until", [1, 2])
def test_before_the_first_step_it_says_that_nothing_is_recorded(
    inspector: SlotInspector, cursor: Cursor, until: int
) -> None:
    cursor.open(recording_of(until=until))
    inspector.grab()
    assert "Nothing is recorded here yet." in inspector.words


def test_where_there_is_little_room_fewer_ids_are_shown_and_nothing_overlaps(
    inspector: SlotInspector, cursor: Cursor
) -> None:
    cursor.go(1)
    layout = inspector.layout()
    assert layout is not None
    for height in (160, 220, 400):
        inspector.resize(320, height)
        layout.activate()
        assert inspector.chart.geometry().bottom() < inspector._story.geometry().top()
        assert inspector.chart.rows * 20 + 28 <= inspector.chart.height() or inspector.chart.rows == 1


def test_noise_is_told_as_the_theme_says(inspector: SlotInspector, cursor: Cursor, theme: Theme) -> None:
    cursor.go(2)
    theme.draw_noise(true=False)
    assert f"on the canvas: {stand_in(GLASS).text}" in inspector.words
    cursor.go(0)
    noise = RECORDING.canvases[0].trace.noise[0]
    assert f"noise: {stand_in(noise).text} (id {noise})" in inspector.words
    cursor.go(1)
    assert f"draft: ␣glass (id {GLASS})" in inspector.words  # it is accepted
