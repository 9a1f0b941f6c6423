"""The columns of the tables in a text: wide enough to be read, also where they are wider than the text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtGui import QFontMetricsF, QTextDocument, QTextLength, QTextTable

READABLE_PX = 140  # so wide a column is at least, unless it needs less
WORD_PX = 300  # so wide it may be for one long word; what is longer is broken
EDGES_PX = 4  # the lines around a table
_BREAKS = re.compile(r"\s+|(?<=[-/])")  # where Qt ends a line


class Need(NamedTuple):
    """What a column needs, in px.

    Attributes:
        whole: The width in which no line of it is broken.
        word: The width of its longest word.
    """

    whole: float
    word: float


def column_widths(needs: Sequence[Need], room: float) -> list[int]:
    """The widths of columns in px; none where all lines have room as they are.

    Args:
        needs: Of each column.
        room: The width that there is; where it is too small, columns are readable, and go beyond it.
    """
    if sum(need.whole for need in needs) <= room:
        return []
    least = [min(need.whole, max(READABLE_PX, min(need.word, WORD_PX))) for need in needs]
    lacks = [need.whole - width for need, width in zip(needs, least, strict=True)]
    share = max(room - sum(least), 0) / max(sum(lacks), 1)
    return [math.floor(width + share * lack) for width, lack in zip(least, lacks, strict=True)]


class TableColumns:
    """Gives the tables of a document their columns.

    It does not hold the document: once another one is deleted that lay at the same place in memory, PySide
    may take what is held of this one for deleted as well.
    """

    def __init__(self) -> None:
        self._needs: list[list[Need]] = []  # of each table
        self._lefts: list[float] = []  # where each begins, as one in a list is further in

    def width(self, document: QTextDocument) -> int:
        """How far the widest table goes, in px; 0 where there is none."""
        return math.ceil(document.size().width()) if self._needs else 0

    def measure(self, document: QTextDocument) -> None:
        """Learn what the columns of a text need that has no widths yet."""
        found = _tables(document)
        if found:
            document.size()  # lays out all of it
        self._needs = [_needs_of(table) for table in found]
        place = document.documentLayout().frameBoundingRect
        self._lefts = [place(table).left() for table in found]

    def fit(self, document: QTextDocument, room: int) -> None:
        """Give each table the columns for so many px of width."""
        if not self._needs:
            return
        fixed = QTextLength.Type.FixedLength
        for table, needs, left in zip(_tables(document), self._needs, self._lefts, strict=True):
            widths = [QTextLength(fixed, width) for width in column_widths(needs, room - left - EDGES_PX)]
            form = table.format()
            wanted = widths or [QTextLength()] * len(needs)
            if form.columnWidthConstraints() != wanted:
                form.setColumnWidthConstraints(wanted)
                table.setFormat(form)


def _tables(document: QTextDocument) -> list[QTextTable]:
    """All of a text, from the top; none stands within another."""
    return [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]


def _needs_of(table: QTextTable) -> list[Need]:
    needs = []
    for column in range(table.columns()):
        whole = word = sides = 0.0
        for row in range(table.rows()):
            cell = table.cellAt(row, column)
            form = cell.format().toTableCellFormat()
            sides = max(sides, form.leftPadding() + form.rightPadding())
            block = cell.firstCursorPosition().block()
            whole = max(whole, block.layout().maximumWidth())
            face = cell.lastCursorPosition().charFormat().font().resolve(block.document().defaultFont())
            word = max(word, _word_px(block.text(), QFontMetricsF(face)))
        needs.append(Need(math.ceil(whole + sides) + 1, math.ceil(word + sides) + 1))
    return needs


def _word_px(text: str, metrics: QFontMetricsF) -> float:
    """The width of the longest word."""
    return max(map(metrics.horizontalAdvance, _BREAKS.split(text)), default=0.0)
