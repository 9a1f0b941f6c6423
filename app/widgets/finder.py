"""Words found in a conversation: all of them marked, and one that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QTextEdit, QWidget

from app.history import words_of
from app.theme import Theme
from app.widgets.passages import Passage, top_on
from app.widgets.selection import LOOKED_AT, SelectionPage

MOST = 2000  # places that are marked


class Place(NamedTuple):
    """A place where words are: the text, and which of the places in it; from 0."""

    passage: Passage
    nth: int


class Finder(QObject):
    """Finds words in the texts of a page. Upper and lower case are the same to it.

    Args:
        theme: The colours of the marks.
        page: Has the texts.

    Attributes:
        places: Every place where the words are, from the top.
        current: Which of them is looked at; -1 for none.

    Signals:
        changed: Other places were found, or another one is looked at.
        led: A person was led to a place, which is to be in sight.
    """

    changed = Signal()
    led = Signal()

    def __init__(self, theme: Theme, page: SelectionPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._page = theme, page
        self._words = ""
        self._sought: list[str] = []  # the words as they are found: together, or each of them
        self._marked: set[Passage] = set()
        self.places: list[Place] = []
        self.current = -1

    def look_for(self, words: str, *, within: Sequence[QWidget] = (), top: int = 0) -> None:
        """Mark words, and look at the first place within some widgets, or below a height of the page.

        Where several words are nowhere together, each of them is found.
        """
        self._words = words
        self._collect()
        wanted = (n for n, place in enumerate(self.places) if self._is_wanted(place.passage, within, top))
        self.current = next(wanted, 0 if self.places else -1)
        self._mark()
        self.led.emit()

    def step(self, by: int) -> None:
        """Look at the next place, or the one before; behind the last comes the first."""
        self._collect()
        self.current = (self.current + by) % len(self.places) if self.places else -1
        self._mark()
        self.led.emit()

    def refresh(self) -> None:
        """The page has other texts: find the words anew, and stay where they were looked at, or near it."""
        looked_at = self.places[self.current] if self.current >= 0 else None
        self._collect()
        same = (n for n, place in enumerate(self.places) if place == looked_at)
        self.current = next(same, min(max(self.current, 0), len(self.places) - 1))
        self._mark()

    def clear(self) -> None:
        """Mark nothing."""
        self._words = ""
        self.places, self.current = [], -1
        self._mark()

    def rect(self) -> QRect | None:
        """Where on the page the place is that is looked at."""
        if self.current < 0:
            return None
        passage, nth = self.places[self.current]
        found = passage.find(self._sought)
        if nth >= len(found):
            return None
        rect = passage.rect(found[nth][0])
        return QRect(passage.home.mapTo(self._page, rect.topLeft()), rect.size())

    def _is_wanted(self, passage: Passage, within: Sequence[QWidget], top: int) -> bool:
        if within:
            return any(widget.isAncestorOf(passage.home) for widget in within)
        return top_on(self._page, passage) + passage.height >= top

    def _collect(self) -> None:
        passages = self._page.passages()
        self._sought = [self._words]
        self.places = _places(passages, self._sought)
        if not self.places:
            self._sought = words_of(self._words)
            self.places = _places(passages, self._sought)

    def _mark(self) -> None:
        found = {place.passage for place in self.places}
        for passage in self._marked - found:
            if passage.is_there:
                passage.mark(None)
        for passage in found:
            passage.mark(self._marks_in)
        self._marked = found
        self.changed.emit()

    def _marks_in(self, passage: Passage) -> list[QTextEdit.ExtraSelection]:
        looked_at = self.places[self.current] if self.current >= 0 else None
        marks = []
        for nth, (start, stop) in enumerate(passage.find(self._sought)):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = passage.cursor(start, stop)
            mark.format = self._form(is_current=(passage, nth) == looked_at)
            marks.append(mark)
        return marks

    def _form(self, *, is_current: bool) -> QTextCharFormat:
        shown = self._theme.colours
        form = QTextCharFormat()
        form.setBackground(QColor(shown.accent if is_current else shown.hover))
        form.setForeground(QColor(shown.on_accent if is_current else shown.text))
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        if is_current:
            form.setProperty(LOOKED_AT, True)
        return form


def _places(passages: list[Passage], words: list[str]) -> list[Place]:
    """Where any of the words is, in the order of reading; not more than are marked."""
    places: list[Place] = []
    for passage in passages:
        places += [Place(passage, nth) for nth in range(len(passage.find(words)))]
        if len(places) > MOST:
            return places[:MOST]
    return places
