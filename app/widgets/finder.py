"""Words found in a conversation: all of them marked, and one that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.history import words_of
from app.theme import Theme
from app.widgets.selection import SelectionPage

MOST = 2000  # places that are marked
_Text = QTextEdit | QPlainTextEdit
_Place = tuple[_Text, QTextCursor]


class Finder(QObject):
    """Finds words in the texts of a page. Upper and lower case are the same to it.

    Args:
        theme: The colours of the marks.
        page: Has the texts.

    Attributes:
        places: Every place where the words are, from the top: a text and a cursor that selects them.
        current: Which of them is looked at; -1 for none.

    Signals:
        changed: Other places were found, or another one is looked at.
    """

    changed = Signal()

    def __init__(self, theme: Theme, page: SelectionPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._page = theme, page
        self._words = ""
        self.places: list[_Place] = []
        self.current = -1

    def look_for(self, words: str, *, within: Sequence[QWidget] = (), top: int = 0) -> None:
        """Mark words, and look at the first place within some widgets, or below a height of the page.

        Where several words are nowhere together, each of them is found.
        """
        self._words = words
        self._collect()
        wanted = (n for n, (text, _) in enumerate(self.places) if self._is_wanted(text, within, top))
        self.current = next(wanted, 0 if self.places else -1)
        self._mark()

    def step(self, by: int) -> None:
        """Look at the next place, or the one before; behind the last comes the first."""
        self._collect()
        self.current = (self.current + by) % len(self.places) if self.places else -1
        self._mark()

    def refresh(self) -> None:
        """The page has other texts: find the words anew, and stay where they were looked at."""
        looked_at = self.places[self.current] if self.current >= 0 else None
        self._collect()
        same = (
            n
            for n, (text, cursor) in enumerate(self.places)
            if looked_at is not None and text is looked_at[0] and cursor == looked_at[1]
        )
        self.current = next(same, 0 if self.places else -1)
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
        text, cursor = self.places[self.current]
        inside = text.cursorRect(cursor)
        return QRect(text.viewport().mapTo(self._page, inside.topLeft()), inside.size())

    def _is_wanted(self, text: _Text, within: Sequence[QWidget], top: int) -> bool:
        if within:
            return any(widget.isAncestorOf(text) for widget in within)
        return text.mapTo(self._page, QPoint(0, text.height())).y() >= top

    def _collect(self) -> None:
        texts = self._page.texts()
        self.places = _places(texts, [self._words])
        if not self.places:
            self.places = _places(texts, words_of(self._words))

    def _mark(self) -> None:
        found: dict[_Text, list[QTextEdit.ExtraSelection]] = {}
        for number, (text, cursor) in enumerate(self.places):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format = self._form(is_current=number == self.current)
            found.setdefault(text, []).append(mark)
        for text in self._page.texts():
            if text in found or text.extraSelections():
                text.setExtraSelections(found.get(text, []))
        self.changed.emit()

    def _form(self, *, is_current: bool) -> QTextCharFormat:
        shown = self._theme.colours
        form = QTextCharFormat()
        form.setBackground(QColor(shown.accent if is_current else shown.hover))
        form.setForeground(QColor(shown.on_accent if is_current else shown.text))
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        return form


def _places(texts: list[_Text], words: list[str]) -> list[_Place]:
    """Where any of the words is, in the order of reading; not more than are marked."""
    places: list[_Place] = []
    for text in texts:
        found: list[QTextCursor] = []
        for word in filter(None, words):
            cursor = text.document().find(word)
            while not cursor.isNull():
                found.append(cursor)
                cursor = text.document().find(word, cursor)
        places += [(text, cursor) for cursor in sorted(found, key=QTextCursor.selectionStart)]
        if len(places) > MOST:
            return places[:MOST]
    return places
