from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from app.models.cursor import Cursor
from app.models.totals import totals
from app.theme import Theme
from app.widgets.steps_page import StepsPage
from tests.app.recordings import ANSWER, recording_of


def test_below_the_table_stands_what_its_steps_come_to(theme: Theme, page: QWidget, cursor: Cursor) -> None:
    made = StepsPage(theme, cursor, page)
    made.resize(900, 400)
    cursor.open(recording_of(until=5), at_end=False)
    made.show()
    assert made.totals.text() == totals(cursor.recording) != ""
    cursor.open(ANSWER, at_end=False)
    assert made.totals.text() == totals(ANSWER)
    assert made.totals.geometry().top() >= made.table.geometry().bottom()


def test_where_it_is_low_the_table_has_all_the_room(theme: Theme, page: QWidget, cursor: Cursor) -> None:
    made = StepsPage(theme, cursor, page)
    made.show()
    for height, is_told in ((80, False), (300, True)):
        made.resize(400, height)
        assert made.totals.isVisible() is is_told
    made.resize(400, 80)
    QApplication.processEvents()
    assert made.table.height() == 80
