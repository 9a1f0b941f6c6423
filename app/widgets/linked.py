"""What mouse and keys do with the links of a text that is only read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from app.widgets.links import ask_to_open

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTextEdit as _Base
else:
    _Base = object  # it stands before a class of Qt, and is none itself

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Linked(_Base):
    """Asks about a link that is clicked. Tab selects one after the other, and Enter asks about the selected.

    Qt's own browser does the same, but a screen reader takes that for a label, and reads its name alone.
    """

    _pressed = ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember the link."""
        self._pressed = self._at(event)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a link."""
        super().mouseMoveEvent(event)
        if not event.buttons():
            shape = Qt.CursorShape.PointingHandCursor if self._at(event) else Qt.CursorShape.IBeamCursor
            self._text().viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask about the link, if nothing was selected."""
        super().mouseReleaseEvent(event)
        is_click = (
            event.button() is Qt.MouseButton.LeftButton and not self._text().textCursor().hasSelection()
        )
        if is_click and self._pressed and self._at(event) == self._pressed:
            ask_to_open(self, QUrl(self._pressed))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask about the link that is selected."""
        address = self._chosen_link() if event.key() in _ENTER else ""
        if address:
            ask_to_open(self, QUrl(address))
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Select the next link, or the one before; without one, or where words are selected, go on."""
        cursor = self._text().textCursor()
        start, end = _ends(cursor)
        if start == end:
            start, end = self._text().document().characterCount(), 0
        elif not self._chosen_link():
            return super().focusNextPrevChild(forward)
        links = [place for place, _ in self._links()]
        ahead = [place for place in links if (place[0] >= end if forward else place[1] <= start)]
        if ahead:
            first, last = ahead[0 if forward else -1]
            cursor.setPosition(first)
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        else:
            cursor.clearSelection()
        self._text().setTextCursor(cursor)
        return bool(ahead) or super().focusNextPrevChild(forward)

    def fragments(self) -> Iterator[tuple[int, int, QTextCharFormat]]:
        """Where words of one format each stand, and their format."""
        block = self._text().document().begin()
        while block.isValid():
            each = block.begin()
            while not each.atEnd():
                part = each.fragment()
                yield part.position(), part.position() + part.length(), part.charFormat()
                each += 1
            block = block.next()

    def _links(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Where each link begins and ends, and its address."""
        for address, parts in groupby(self.fragments(), key=lambda part: part[2].anchorHref()):
            held = list(parts)
            if address:
                yield (held[0][0], held[-1][1]), address

    def _chosen_link(self) -> str:
        """The address of the link that is selected; empty where there is none."""
        return dict(self._links()).get(_ends(self._text().textCursor()), "")

    def _at(self, event: QMouseEvent) -> str:
        return self._text().anchorAt(event.position().toPoint())

    def _text(self) -> QTextEdit:
        return cast("QTextEdit", self)


def _ends(cursor: QTextCursor) -> tuple[int, int]:
    return cursor.selectionStart(), cursor.selectionEnd()
