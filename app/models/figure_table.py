"""A table of figures and words: titles with a note each, numbers written as the language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.language import tr

Index = QModelIndex | QPersistentModelIndex
Figure = int | float | str | None
NONE = "–"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Heading(Protocol):
    """What stands over a column."""

    @property
    def title(self) -> str:
        """Its title in the window, marked for translation."""

    @property
    def note(self) -> str:
        """What it is, marked too."""

    @property
    def digits(self) -> int | None:
        """Digits behind the point; None for a column of words."""


class FigureTable(QAbstractTableModel):
    """Rows of figures under headings. Lives in the GUI thread.

    Args:
        headings: One a column.
    """

    def __init__(self, headings: Sequence[Heading], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = headings
        self._rows: Sequence[Sequence[Figure]] = ()

    def is_words(self, column: int) -> bool:
        """Whether a column is one of words."""
        return self._headings[column].digits is None

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """How many figures a row has."""
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A figure as text; under `UserRole` what to sort by, where nothing comes before everything."""
        value, digits = self._rows[index.row()][index.column()], self._headings[index.column()].digits
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _written(value, digits or 0)
            case Qt.ItemDataRole.UserRole:
                return -1 if value is None else value
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if digits is None else _RIGHT
            case _:
                return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The titles, each over its figures; what they are as a tool tip."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        heading = self._headings[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return tr(heading.title)
            case Qt.ItemDataRole.ToolTipRole:
                return tr(heading.note)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _LEFT if heading.digits is None else _RIGHT
            case _:
                return None


def _written(value: Figure, digits: int) -> str:
    if value is None:
        return NONE
    return value if isinstance(value, str) else QLocale().toString(float(value), "f", digits)
