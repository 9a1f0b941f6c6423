from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.models.cursor import Cursor
from app.theme import Theme
from app.widgets.curve_view import RULE_PX, TOP_PX, CurveView, ruled
from app.widgets.labels import ElidedLabel
from tests.app.fake_engine import END, PAD, speller
from tests.app.recordings import alone, canvas_of
from tests.app.steps import step_of

DROP, GLASS, AIR = speller()("drop glass air")[:3]
TOPS = [[(DROP, 0.5), (AIR, 0.25)], [(GLASS, 0.75), (AIR, 0.25)], [(AIR, 0.5), (DROP, 0.125)]]
STEP = step_of((DROP, GLASS, AIR), "x--", top=TOPS, end_probability=(0.0, 0.5, 1.0))


@pytest.fixture
def cursor() -> Cursor:
    made = Cursor()
    made.open(alone(canvas_of([STEP])), at_end=False)
    return made


@pytest.fixture
def view(theme: Theme, page: QWidget, cursor: Cursor) -> CurveView:
    made = CurveView(theme, cursor, page)
    made.resize(500, 240)
    made.show()
    return made


def test_where_a_token_is_not_among_the_likeliest_there_is_a_gap(view: CurveView, cursor: Cursor) -> None:
    assert view.shares() == []
    cursor.go(1)
    assert view.shares() == [0.5, None, 0.125]
    cursor.focus(2)
    assert view.shares() == [0.25, 0.25, 0.5]


def test_of_a_slot_behind_the_end_of_the_block_the_curve_is_that_of_its_padding(
    view: CurveView, cursor: Cursor
) -> None:
    top = [[(DROP, 0.5), (PAD, 0.25)], [(END, 0.75), (PAD, 0.125)], [(AIR, 0.5), (PAD, 0.375)]]
    step = step_of((DROP, END, AIR), "xxx", top=top)
    cursor.open(alone(canvas_of([step], block=(DROP, END, PAD))), at_end=False)
    cursor.focus(2)
    cursor.go(1)
    assert view.shares() == [None, None, 0.5]
    cursor.go(2)
    assert view.shares() == [0.25, 0.125, 0.375]


def test_the_picture_follows_step_and_slot(view: CurveView, cursor: Cursor) -> None:
    pictures = [view.grab().toImage()]
    cursor.go(1)
    pictures.append(view.grab().toImage())
    cursor.focus(1)
    pictures.append(view.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]


def test_a_click_puts_the_nearest_slot_in_focus(view: CurveView, cursor: Cursor) -> None:
    cursor.go(1)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(480, 100))
    assert cursor.slot == 2


@pytest.mark.parametrize(("width", "is_cut"), [(500, False), (160, True)])
def test_two_lines_say_what_the_curves_are_and_where_they_have_no_room_that_they_are_cut(
    view: CurveView, cursor: Cursor, width: int, *, is_cut: bool
) -> None:
    view.resize(width, 240)
    labels = view.findChildren(ElidedLabel)
    assert [label.text() for label in labels] == ["", ""]
    cursor.go(1)
    QApplication.processEvents()
    told = ["Line: end of text, 2 tokens in this block", "Dots: “␣drop”, the token in focus"]
    assert [label.accessibleName() for label in labels] == told
    for label, words in zip(labels, told, strict=True):
        assert label.text().endswith("…") if is_cut else label.text() == words
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()
        assert label.geometry().bottom() < TOP_PX


@pytest.mark.parametrize(("height", "lines"), [(-4, 1), (6, 1), (20, 2), (31, 2), (32, 3), (200, 3)])
def test_in_a_low_view_no_name_of_a_line_lies_on_another(height: int, lines: int) -> None:
    shares = ruled(height)
    assert len(shares) == lines
    assert all((upper - lower) * height >= RULE_PX for lower, upper in pairwise(shares))
