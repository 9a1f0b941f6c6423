"""Selecting text across messages: one selection over all texts of a page, as if they were one document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable
from urllib.parse import unquote

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QScrollArea, QTextEdit, QWidget
from shiboken6 import isValid

from app.language import tr

SCROLL_MS = 30  # between two steps of a page that scrolls under the mouse
FASTEST_PX = 60  # of one step
_PICTURE = re.compile(r"!\[[^]]*]\(([^) ]+)(?: [^)]*)?\)")
_Text = QTextEdit | QPlainTextEdit
if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea as _Base
else:
    _Base = object  # it stands before a class of Qt, and is none itself


@runtime_checkable
class Sourced(Protocol):
    """What shows texts that were written as one."""

    def source_of_texts(self) -> tuple[list[_Text], str]:
        """Its texts from the top, and what all of them were written as."""
        ...


class SelectionPage(QWidget):
    """A page with texts in it; a selection may begin in one and end in another. Lives in a scroll area."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._anchor: tuple[_Text, int] | None = None
        self._texts: list[_Text] = []
        self._mouse = QPoint()
        self._scrolling = QTimer(self, interval=SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)

    @staticmethod
    def around(widget: QWidget) -> SelectionPage | None:
        """The page that a widget is on, if any."""
        above = widget.parentWidget()
        while above is not None and not isinstance(above, SelectionPage):
            above = above.parentWidget()
        return above

    def texts(self) -> list[_Text]:
        """The texts in sight or scrolled out of it, from the top."""
        found: list[_Text] = [*self.findChildren(QTextEdit), *self.findChildren(QPlainTextEdit)]
        shown = [text for text in found if text.isVisible()]
        return sorted(shown, key=lambda text: text.mapTo(self, QPoint(0, 0)).toTuple()[::-1])

    def selected(self) -> list[_Text]:
        """The texts in which something is selected, from the top."""
        return [text for text in self.texts() if text.textCursor().hasSelection()]

    def begin(self, text: _Text) -> None:
        """A selection begins where the cursor of a text is now; what was selected elsewhere is no more."""
        self._texts = self.texts()
        self._anchor = (text, text.textCursor().anchor())
        for other in self._texts:
            if other is not text:
                _select(other, other.textCursor().position(), other.textCursor().position())

    def drag(self, mouse: QPoint) -> bool:
        """Select up to where the mouse is on the screen; whether that is in another text."""
        self._mouse = mouse
        self._scrolling.start() if self._beyond() else self._scrolling.stop()
        return self._select_to(mouse)

    def extend(self, mouse: QPoint) -> bool:
        """Let the selection go on to another place; whether there was one to go on from."""
        if self._anchor is None or self._anchor[0] not in self.texts():
            return False
        self._texts = self.texts()
        self._select_to(mouse)
        return True

    def end(self) -> None:
        """The mouse was released."""
        self._scrolling.stop()

    def select_all(self) -> None:
        """Select every text."""
        texts = self.texts()
        for text in texts:
            text.selectAll()
        self._anchor = (texts[0], 0) if texts else None

    def copied(self) -> QMimeData:
        """What is copied: the selected words of every text."""
        held = QMimeData()
        held.setText("\n\n".join(_words(text) for text in self.selected()))
        return held

    def copy(self) -> None:
        """Put the selected words on the clipboard."""
        if self.selected():
            QGuiApplication.clipboard().setMimeData(self.copied())

    def copy_markdown(self) -> None:
        """Put what is selected on the clipboard, with the marks of its formatting."""
        parts: list[str] = []
        taken: list[_Text] = []
        for text in self.selected():
            if text not in taken:
                whole, source = _answer_of(text)
                parts.append(source if whole else _markdown(text))
                taken += whole
        if parts:
            QGuiApplication.clipboard().setText("\n\n".join(parts))

    def _select_to(self, mouse: QPoint) -> bool:
        if self._anchor is None:
            return False
        self._texts = [text for text in self._texts if isValid(text)]  # an answer may be formatted anew
        begun, anchor = self._anchor
        head = self._text_at(self.mapFromGlobal(mouse).y())
        if head is None or begun not in self._texts:
            return False
        first, last = sorted((self._texts.index(begun), self._texts.index(head)))
        is_down = self._texts.index(begun) <= self._texts.index(head)
        for place, text in enumerate(self._texts):
            end = text.document().characterCount() - 1
            start = anchor if text is begun else (0 if is_down else end)
            stop = _place_at(text, mouse) if text is head else (end if is_down else 0)
            if not first <= place <= last:
                start = stop = text.textCursor().position()
            _select(text, start, stop)
        return head is not begun

    def _text_at(self, y: int) -> _Text | None:
        """The text at a height of the page, or the last one that begins above it."""
        above = [text for text in self._texts if text.mapTo(self, QPoint(0, 0)).y() <= y]
        return above[-1] if above else (self._texts[0] if self._texts else None)

    def _beyond(self) -> int:
        """How far above or below what is in sight the mouse is; negative above."""
        area = self._area()
        if area is None:
            return 0
        y = area.viewport().mapFromGlobal(self._mouse).y()
        return min(y, 0) + max(y - area.viewport().height(), 0)

    def _area(self) -> QScrollArea | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above

    @Slot()
    def _scroll(self) -> None:
        """Scroll on towards the mouse, the faster the farther it is."""
        area, beyond = self._area(), self._beyond()
        if area is not None and beyond:
            bar = area.verticalScrollBar()
            bar.setValue(bar.value() + max(min(beyond, FASTEST_PX), -FASTEST_PX))
            self._select_to(self._mouse)


class Selectable(_Base):
    """What a text does with mouse and keys, so that a selection can leave it. Stands before its class."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection, or with Shift let the one that there is go on."""
        page = SelectionPage.around(self)
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if page is not None and is_shifted and page.extend(event.globalPosition().toPoint()):
            return
        super().mousePressEvent(event)
        if page is not None and event.button() is Qt.MouseButton.LeftButton:
            page.begin(self._text())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select on, into other texts too."""
        page = SelectionPage.around(self)
        is_dragged = bool(event.buttons() & Qt.MouseButton.LeftButton)
        if page is None or not is_dragged or not page.drag(event.globalPosition().toPoint()):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The selection is made."""
        if (page := SelectionPage.around(self)) is not None:
            page.end()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select everything on the page with the key for it."""
        page = SelectionPage.around(self)
        if page is not None and event.matches(QKeySequence.StandardKey.SelectAll):
            page.select_all()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selection, and with a link."""
        self.menu(self._text().anchorAt(event.pos())).popup(event.globalPos())

    def menu(self, address: str = "") -> QMenu:
        """What can be done with the selection, and with the address of a link where one is pointed at."""
        menu = self._text().createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if address:
            menu.addAction(tr("Copy the address"), lambda: QGuiApplication.clipboard().setText(address))
        if (page := SelectionPage.around(self)) is not None:
            copy = menu.addAction(tr("Copy as Markdown"), page.copy_markdown)
            copy.setEnabled(bool(page.selected()))
            menu.addAction(tr("Select the whole conversation"), page.select_all)
        return menu

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied: plain text, of all texts in which something is selected."""
        page = SelectionPage.around(self)
        if page is not None:
            return page.copied()
        held = QMimeData()
        held.setText(self.chosen())
        return held

    def chosen(self) -> str:
        """The selected words."""
        return self._text().textCursor().selection().toPlainText()

    def markdown(self) -> str:
        """The selected words with the marks of their formatting."""
        return self.chosen()

    def _text(self) -> QTextEdit:
        return cast("QTextEdit", self)  # or the plain one, which has the same


def _select(text: _Text, start: int, stop: int) -> None:
    """Select a part of a text; no part where both places are the same."""
    cursor = text.textCursor()
    if start == stop and not cursor.hasSelection():
        return
    cursor.setPosition(start)
    cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)


def _place_at(text: _Text, mouse: QPoint) -> int:
    """The place in a text that is nearest to the mouse; its ends where the mouse is above or below."""
    place = text.viewport().mapFromGlobal(mouse)
    if place.y() < 0:
        return 0
    if place.y() > text.viewport().height():
        return text.document().characterCount() - 1
    return text.cursorForPosition(place).position()


def _is_whole(text: _Text) -> bool:
    cursor = text.textCursor()
    return cursor.selectionEnd() - cursor.selectionStart() == text.document().characterCount() - 1


def _answer_of(text: _Text) -> tuple[list[_Text], str]:
    """All texts of the answer that a text is a part of, and its source; none where not all is selected."""
    above = text.parentWidget()
    while above is not None and not isinstance(above, SelectionPage):
        if isinstance(above, Sourced):
            texts, source = above.source_of_texts()
            return (texts, source) if all(_is_whole(each) for each in texts) else ([], "")
        above = above.parentWidget()
    return [], ""


def _words(text: _Text) -> str:
    return text.chosen() if isinstance(text, Selectable) else text.textCursor().selection().toPlainText()


def _markdown(text: _Text) -> str:
    return text.markdown() if isinstance(text, Selectable) else _words(text)


def without_pictures(markdown: str) -> str:
    """Markdown as Qt writes it, with the formulas as they were written."""
    return _PICTURE.sub(lambda found: unquote(found[1]), markdown).strip()
