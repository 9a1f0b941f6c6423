from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.models.cursor import Cursor
from app.models.looks import stand_in
from app.theme import Theme
from app.widgets.slot_inspector import SlotInspector
from app.widgets.top_chart import ROW_PX, ROWS, SPARK_PX
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
    assert "no draft yet" in inspector.words
    assert "Nothing was computed here" in inspector.words
    cursor.go(1)
    assert "On the canvas: the same" in inspector.words
    assert f"draft: ␣glass (id {GLASS})" in inspector.words
    assert "1.5000 nats" in inspector.words
    cursor.go(2)
    for told in (
        f"Slot 0 · draft: ␣drop (id {DROP})",
        f"On the canvas: ␣glass (id {GLASS})",
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


def test_while_the_steps_go_on_the_chart_keeps_its_place_and_all_its_rows(
    inspector: SlotInspector, cursor: Cursor
) -> None:
    cursor.open(recording_of(), at_end=False)
    for height in (160, 240, 600):
        inspector.resize(inspector.width(), height)
        places = set()
        for moment in range(cursor.last + 1):
            cursor.go(moment)
            QApplication.processEvents()
            corner = inspector.chart.mapTo(inspector, QPoint())
            places.add((corner.y(), inspector.chart.width(), inspector.chart.height()))
        assert len(places) == 1
        assert inspector.chart.height() == ROWS * ROW_PX + SPARK_PX
        assert inspector.chart.geometry().bottom() < inspector._now.geometry().top()


def test_keys_reach_every_id_where_there_is_little_room(inspector: SlotInspector, cursor: Cursor) -> None:
    likely = [(token, 0.2 - 0.02 * rank) for rank, token in enumerate(range(300, 300 + ROWS))]
    cursor.open(alone(canvas_of([step_of((300,), "-", top=[likely])])))
    inspector.resize(inspector.width(), 160)
    QApplication.processEvents()
    for token, _ in likely:
        assert inspector.chart.token == token
        row = inspector.chart.mapTo(inspector.area.viewport(), QPoint(0, inspector.chart.middle_px))
        assert 0 < row.y() < inspector.area.viewport().height()
        QTest.keyClick(inspector.chart, Qt.Key.Key_Down)


def test_a_scroll_bar_is_seen_only_where_there_is_more_and_takes_no_room_of_the_chart(
    inspector: SlotInspector,
) -> None:
    widths = set()
    for height, has_more in ((160, True), (600, False)):
        inspector.resize(inspector.width(), height)
        QApplication.processEvents()
        assert inspector.area.verticalScrollBar().isEnabled() is has_more
        widths.add(inspector.chart.width())
    assert len(widths) == 1


def test_noise_is_told_as_the_theme_says(inspector: SlotInspector, cursor: Cursor, theme: Theme) -> None:
    cursor.go(2)
    theme.draw_noise(true=False)
    assert f"On the canvas: {stand_in(GLASS).text} (id {GLASS})" in inspector.words
    cursor.go(0)
    noise = RECORDING.canvases[0].trace.noise[0]
    assert f"On the canvas: {stand_in(noise).text} (id {noise})" in inspector.words
    cursor.go(1)
    assert f"draft: ␣glass (id {GLASS})" in inspector.words  # it is accepted
