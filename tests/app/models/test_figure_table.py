from __future__ import annotations

from typing import NamedTuple

import pytest
from PySide6.QtCore import QLocale, Qt

from app.models.figure_table import NONE, FigureTable


class Column(NamedTuple):
    title: str
    note: str
    digits: int | None


@pytest.fixture
def table(qapp: object) -> FigureTable:
    made = FigureTable([Column("Word", "A word", None), Column("Share", "A figure", 2)])
    made._rows = [("dew", 1234.5), ("drop", None)]
    return made


def test_words_stand_left_and_figures_right_with_their_digits(
    table: FigureTable, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: QLocale.setDefault(QLocale("en")))
    assert (table.rowCount(), table.columnCount()) == (2, 2)
    assert [table.index(0, column).data() for column in range(2)] == ["dew", "1,234.50"]
    QLocale.setDefault(QLocale("de"))
    assert table.index(0, 1).data() == "1.234,50"
    for column, side in enumerate((Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)):
        role = Qt.ItemDataRole.TextAlignmentRole
        assert table.index(0, column).data(role) & side
        assert table.headerData(column, Qt.Orientation.Horizontal, role) == table.index(0, column).data(role)


def test_what_is_not_known_is_a_dash_and_sorts_before_everything(table: FigureTable) -> None:
    unknown = table.index(1, 1)
    assert unknown.data() == NONE
    assert unknown.data(Qt.ItemDataRole.UserRole) < table.index(0, 1).data(Qt.ItemDataRole.UserRole)


def test_titles_have_a_note_and_rows_have_no_title(table: FigureTable) -> None:
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert [table.headerData(column, across) for column in range(2)] == ["Word", "Share"]
    assert table.headerData(1, across, Qt.ItemDataRole.ToolTipRole) == "A figure"
    assert table.headerData(0, down) is None
