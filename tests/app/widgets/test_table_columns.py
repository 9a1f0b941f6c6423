from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QTextDocument

from app.widgets.table_columns import READABLE_PX, WORD_PX, Need, TableColumns, column_widths


def test_columns_that_have_room_keep_the_widths_that_they_have_by_themselves() -> None:
    assert column_widths([Need(100, 50), Need(300, 80)], 400) == []
    assert column_widths([Need(100, 50), Need(300, 80)], 399) != []


def test_what_is_left_goes_to_the_columns_that_lack_it() -> None:
    assert column_widths([Need(50, 50), Need(1000, 80), Need(1000, 80)], 650) == [50, 300, 300]


def test_where_there_is_no_room_columns_are_readable_and_go_beyond_it() -> None:
    widths = column_widths([Need(40, 40), Need(500, 60), Need(500, 200), Need(900, 900)], 300)
    assert widths == [40, READABLE_PX, 200, WORD_PX]


@pytest.fixture
def document(qapp: QGuiApplication) -> QTextDocument:
    made = QTextDocument()
    made.setDefaultStyleSheet("td, th { padding: 5px 10px; }")
    return made


def _shown(document: QTextDocument, html: str, room: int) -> TableColumns:
    document.setHtml(html)
    document.setTextWidth(room)
    columns = TableColumns()
    columns.measure(document)
    columns.fit(document, room)
    return columns


def test_a_table_is_as_wide_as_its_readable_columns(document: QTextDocument) -> None:
    cells = "<td>words that go on for a while</td>" * 10
    columns = _shown(document, f"<p>one</p><table><tr>{cells}</tr></table>", 300)
    assert columns.width(document) >= 10 * READABLE_PX
    document.setTextWidth(5000)
    columns.fit(document, 5000)
    assert columns.width(document) <= 5000
    assert document.find("words").block().layout().lineCount() == 1


def test_a_bold_heading_is_not_broken_within_a_word(document: QTextDocument) -> None:
    word = "Geschwindigkeitsbegren"
    _shown(document, f"<table><tr>{f'<th>{word}</th>' * 9}</tr></table>", 300)
    block = document.find(word).block()
    assert block.layout().lineCount() == 1


def test_a_table_within_a_list_is_measured_too(document: QTextDocument) -> None:
    cells = "<td>words that go on for a while</td>" * 10
    columns = _shown(document, f"<ul><li>one<table><tr>{cells}</tr></table></li></ul>", 300)
    assert columns.width(document) >= 10 * READABLE_PX


def test_a_table_further_in_that_has_room_does_not_go_beyond_the_text(document: QTextDocument) -> None:
    cells = "<td>words that go on for a while and a while</td>" * 3
    assert (
        450
        < _shown(document, f"<ul><li>one<table><tr>{cells}</tr></table></li></ul>", 550).width(document)
        <= 550
    )


def test_a_text_without_tables_has_no_width_of_its_own(document: QTextDocument) -> None:
    assert _shown(document, "<p>words</p>", 300).width(document) == 0
