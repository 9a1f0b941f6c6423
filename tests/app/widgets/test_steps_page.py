from __future__ import annotations

from PySide6.QtWidgets import QWidget

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
