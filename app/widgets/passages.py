"""Texts of a page that can be found in, selected and copied, whether or not a widget shows them now."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from app.models.code import units
from app.plain import among_isolates
from app.widgets.formula_painter import OBJECT

Text = QTextEdit | QPlainTextEdit
Range = tuple[int, int]  # in UTF-16 units, as Qt counts: where something begins, and the place behind it
Marks = list[QTextEdit.ExtraSelection]
BESIDE_PX = 40  # of a found place that are in sight at least
ALL = 2**31 - 1  # a place behind the end of every text
APART = "\n\n"  # what stands between passages where they are copied


class Spoken(Protocol):
    """What a text says of what is selected in it."""

    def chosen(self) -> str:
        """The selected words."""
        ...

    def markdown(self) -> str:
        """The selected words with the marks of their formatting."""
        ...


class Passage:
    """A text of a page. What is selected and marked in it stays so while no widget shows it.

    Args:
        home: What it lies in; the widget itself where that stands alone.
        widget: What shows it now, if anything.

    Attributes:
        y: Where it begins in its home.
        is_gone: Whether its home has another text by now.
    """

    def __init__(self, home: QWidget, widget: Text | None = None) -> None:
        self.home, self.widget = home, widget
        self.y = 0
        self.is_gone = False
        self._height = 0
        self._words = ""
        self._selected: Range = (0, 0)
        self._marks: Callable[[Passage], Marks] | None = None

    @property
    def is_there(self) -> bool:
        """Whether it is still a part of its page."""
        return not self.is_gone and isValid(self.home)

    @property
    def joint(self) -> str:
        """What was written between it and the next one in its home."""
        return APART

    @property
    def height(self) -> int:
        """In px; a guess where it is not laid out yet."""
        return self.home.height() if self.home is self.widget else self._height

    @height.setter
    def height(self, height: int) -> None:
        self._height = height

    @property
    def words(self) -> str:
        """What it says; pictures are one character each."""
        return self.written(self._text())

    @property
    def selection(self) -> Range:
        """Where the selection was begun, and where it ends."""
        if self.widget is None:
            return self._selected
        cursor = self.widget.textCursor()
        return cursor.anchor(), cursor.position()

    @property
    def is_selected(self) -> bool:
        """Whether anything is selected."""
        start, stop = self.selection
        return start != stop

    @property
    def is_whole(self) -> bool:
        """Whether all of it is selected."""
        return abs(self.selection[1] - self.selection[0]) >= self._length()

    def select(self, start: int, stop: int) -> None:
        """Select a part; no part where both places are the same."""
        if self.widget is None:
            self._selected = (start, stop)
        elif start != stop or self.is_selected:
            bar = self.widget.horizontalScrollBar()
            beside = bar.value()
            self.widget.setTextCursor(self.cursor(start, stop))
            if stop in (0, ALL):  # it goes on above or below, and nobody looks for its end here
                bar.setValue(beside)

    def cursor(self, start: int, stop: int) -> QTextCursor:
        """A cursor over a part of it. A widget has to show it."""
        assert self.widget is not None
        end = self._length()
        cursor = QTextCursor(self.widget.document())
        cursor.setPosition(min(start, end))
        cursor.setPosition(min(stop, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def selected_characters(self) -> tuple[int, int]:
        """Where the selection is in `words`, in characters."""
        start, stop = sorted(self.selection)
        before, until = (self.written(_part(self._text(), 0, place)) for place in (start, stop))
        return len(before), len(until)

    def chosen(self) -> str:
        """The selected words, formulas as they were written."""
        start, stop = sorted(self.selection)
        if self.widget is None and OBJECT not in self._words:
            return self.written(_part(self._words, start, stop))
        return self._shown().chosen()

    def markdown(self) -> str:
        """The selected words with the marks of their formatting."""
        return self._shown().markdown()

    def find(self, words: Sequence[str]) -> list[Range]:
        """Where any of some words is, in the order of reading; upper and lower case are the same."""
        said = self._text()
        found: list[Range] = []
        for word in filter(None, words):
            for match in re.finditer(among_isolates(word), said, re.IGNORECASE):
                found.append((_place(said, match.start()), _place(said, match.end())))  # noqa: PERF401 - two loops
        return sorted(found)

    def mark(self, marks: Callable[[Passage], Marks] | None) -> None:
        """Mark what a function tells, now and whenever a widget shows it; None for nothing."""
        self._marks = marks
        self._draw_marks()

    def rect(self, place: int) -> QRect:
        """Where a place is in its home; brings it to where it can be seen."""
        self._shown()
        assert self.widget is not None
        inside = self.widget.cursorRect(self.cursor(place, place))
        bar, right = self.widget.horizontalScrollBar(), self.widget.viewport().width()
        if not 0 <= inside.left() <= right - BESIDE_PX:
            bar.setValue(bar.value() + inside.left() - right // 3)
            inside = self.widget.cursorRect(self.cursor(place, place))
        corner = self.widget.viewport().mapTo(self.home, inside.topLeft())
        return QRect(corner, inside.size())

    def show_in(self, widget: Text) -> None:
        """A widget shows it from now on."""
        self.widget = widget
        widget.setTextCursor(self.cursor(*self._selected))
        self._draw_marks()

    def leave(self) -> None:
        """No widget shows it any more; what is selected stays so."""
        if self.widget is not None:
            is_whole = self.is_selected and self.is_whole
            selected = (0, ALL) if is_whole else self.selection
            self.keep(self._text())
            if self.widget.extraSelections():
                self.widget.setExtraSelections([])
            self.widget, self._selected = None, selected

    def written(self, shown: str) -> str:
        """What somebody wrote of what is shown of it."""
        return shown

    def keep(self, words: str) -> None:
        """Know what it says while no widget shows it, with all that has a place in it."""
        self._words = words

    def _text(self) -> str:
        """All that has a place in it."""
        return self.widget.toPlainText() if self.widget is not None else self._words

    def _length(self) -> int:
        if self.widget is None:
            return units(self._words)
        return self.widget.document().characterCount() - 1

    def _shown(self) -> Spoken:
        if self.widget is None and isinstance(self.home, Passages):
            self.home.bring(self)
        assert self.widget is not None
        return self.widget  # type: ignore[return-value]  # every text of a page is selectable

    def _draw_marks(self) -> None:
        if self.widget is not None:
            marks = self._marks(self) if self._marks is not None else []
            if marks or self.widget.extraSelections():
                self.widget.setExtraSelections(marks)


class Passages(QWidget):
    """A widget of many passages, of which those far from what is in sight have no widgets.

    Attributes:
        text: What all of them were written as.

    Signals:
        resized: It needs another height by itself.
    """

    resized = Signal()
    text: str

    def passages(self) -> Sequence[Passage]:
        """All that are known, from the top."""
        raise NotImplementedError

    def bring(self, passage: Passage) -> None:
        """Let a widget show a passage now."""
        raise NotImplementedError

    def markdown(self) -> str:
        """What is selected, as it was written where all of a section is."""
        raise NotImplementedError


def joined(passages: Sequence[Passage]) -> str:
    """What is selected in passages that follow each other."""
    said = ""
    for passage, before in zip(passages, [None, *passages], strict=False):
        if before is not None:
            said += before.joint if before.home is passage.home else APART
        said += passage.chosen()
    return said


def top_on(page: QWidget, passage: Passage) -> int:
    """The height of a page at which a passage begins."""
    return passage.home.mapTo(page, QPoint(0, passage.y)).y()


def _place(text: str, index: int) -> int:
    """The place of a character in UTF-16 units."""
    return index if text.isascii() else units(text[:index])


def _part(text: str, start: int, stop: int) -> str:
    if text.isascii():
        return text[start:stop]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * stop].decode(
        "utf-16-le", "surrogatepass"
    )
