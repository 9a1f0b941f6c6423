from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.cursor import Cursor
from app.theme import Theme
from app.widgets.top_chart import ROW_PX, TopChart
from engine import Deed, Grip, Steering
from tests.app.fake_engine import speller
from tests.app.recordings import alone, canvas_of, recording_of
from tests.app.steps import step_of

DROP, GLASS, AIR = speller()("drop glass air")[:3]
TOP = [(DROP, 0.6), (GLASS, 0.3), (AIR, 0.1)]
RECORDING = alone(canvas_of([step_of((DROP, DROP), "xx", top=[TOP, TOP])]))


@pytest.fixture
def chart(theme: Theme, page: QWidget) -> TopChart:
    cursor = Cursor()
    made = TopChart(theme, cursor, page)
    made.resize(300, 188)
    made.show()
    cursor.open(RECORDING)
    made.show_slot(DROP, Grip())
    made._kept = cursor  # type: ignore[attr-defined]  # lives as long as the chart
    return made


def test_the_id_that_the_slot_shows_is_in_question_until_another_is_chosen(chart: TopChart) -> None:
    assert chart.tokens == (DROP, GLASS, AIR)
    assert chart.token == DROP
    told: list[int] = []
    chart.chosen.connect(lambda: told.append(chart.token))
    QTest.mouseClick(
        chart,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(20, 2 * ROW_PX + 5),
    )
    assert told == [AIR]
    chart.show_slot(GLASS, Grip())
    assert chart.token == AIR  # what was chosen stays while the steps go on
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(20, 180))
    assert told == [AIR]


def test_keys_go_from_id_to_id(chart: TopChart) -> None:
    for key, token in (
        (Qt.Key.Key_Down, GLASS),
        (Qt.Key.Key_Down, AIR),
        (Qt.Key.Key_Down, AIR),
        (Qt.Key.Key_Up, GLASS),
    ):
        QTest.keyClick(chart, key)
        assert chart.token == token


def test_in_another_slot_its_own_id_is_in_question(chart: TopChart) -> None:
    chart.choose(AIR)
    chart._cursor.focus(1)
    chart.show_slot(DROP, Grip())
    assert chart.token == DROP


def test_in_the_same_slot_of_another_block_its_own_id_is_in_question(chart: TopChart) -> None:
    recording = recording_of()
    chart._cursor.open(recording, at_end=False)
    chart.show_slot(DROP, Grip())
    chart.choose(AIR)
    chart._cursor.go(1)
    chart.show_slot(GLASS, Grip())
    assert chart.token == AIR
    chart._cursor.go(recording.starts[1] + 1)
    chart.show_slot(GLASS, Grip())
    assert chart.token == GLASS


@pytest.mark.parametrize("deed", [Deed.PIN, Deed.FORBID])
def test_what_is_pinned_or_forbidden_looks_so(chart: TopChart, deed: Deed) -> None:
    plain = chart.grab().toImage()
    grip = Grip().after(Steering(canvas=0, step=0, slot=0, token=GLASS, deed=deed))
    chart.show_slot(DROP, grip)
    assert chart.grab().toImage() != plain
    elsewhere = Grip().after(Steering(canvas=0, step=0, slot=1, token=GLASS, deed=deed))
    chart.show_slot(DROP, elsewhere)
    assert chart.grab().toImage() == plain
