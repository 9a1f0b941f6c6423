"""Selecting text across messages: one selection over all texts of a page, as if they were one document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from itertools import groupby
from operator import attrgetter, itemgetter, or_
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QScrollArea, QTextEdit, QWidget

from app.language import tr
from app.widgets.passages import ALL, Passage, Passages, Text, joined, top_on

SCROLL_MS = 30  # between two steps of a page that scrolls under the mouse
FASTEST_PX = 60  # of one step
FRAME_PX = 2
LOOKED_AT = QTextFormat.Property.UserProperty.value  # of a mark: it is that of the words that are looked at
_PICTURE = re.compile(r"!\[[^]]*]\(([^) ]+)(?: [^)]*)?\)")
if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea as _Base
else:
    _Base = object  # it stands before a class of Qt, and is none itself


class SelectionPage(QWidget):
    """A page with texts in it; a selection may begin in one and end in another. Lives in a scroll area.

    Signals:
        reflowed: Something in it needs another height by itself, or has another place.
        reworded: Other words are read on it, fewer or more.
        chosen: A person has selected something, or nothing any more.
    """

    reflowed = Signal()
    reworded = Signal()
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._anchor: tuple[Passage, int] | None = None
        self._passages: list[Passage] = []
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

    def passages(self) -> list[Passage]:
        """The texts in sight or scrolled out of it, from the top."""
        found: list[Text] = [*self.findChildren(QTextEdit), *self.findChildren(QPlainTextEdit)]
        alone = [text.passage for text in found if isinstance(text, Selectable) and text.isVisible()]
        homes = [home for home in self.findChildren(Passages) if home.isVisible()]
        placed = [
            *((top_on(self, each), [each]) for each in alone if each.home is each.widget),
            *((home.mapTo(self, QPoint(0, 0)).y(), home.passages()) for home in homes),
        ]
        return [passage for _, held in sorted(placed, key=itemgetter(0)) for passage in held]

    def selected(self) -> list[Passage]:
        """The texts in which something is selected, from the top."""
        return [passage for passage in self.passages() if passage.is_selected]

    def begin(self, text: Selectable) -> None:
        """A selection begins where the cursor of a text is now; what was selected elsewhere is no more."""
        self._passages = self.passages()
        self._anchor = (text.passage, text.passage.selection[0])
        for other in self._passages:
            if other is not text.passage:
                other.select(other.selection[1], other.selection[1])

    def drag(self, mouse: QPoint) -> bool:
        """Select up to where the mouse is on the screen; whether that is in another text."""
        self._mouse = mouse
        self._scrolling.start() if self._beyond() else self._scrolling.stop()
        return self._select_to(mouse)

    def extend(self, mouse: QPoint) -> bool:
        """Let the selection go on to another place; whether there was one to go on from."""
        passages = self.passages()
        if self._anchor is None or self._anchor[0] not in passages:
            return False
        self._passages = passages
        self._select_to(mouse)
        return True

    def end(self) -> None:
        """The mouse was released."""
        self._scrolling.stop()
        self.chosen.emit()

    def select_all(self) -> None:
        """Select every text."""
        passages = self.passages()
        for passage in passages:
            passage.select(0, ALL)
        self._anchor = (passages[0], 0) if passages else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give the selection up where nothing is pressed that is read."""
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.selected():
            for passage in self.selected():
                passage.select(0, 0)
            self.chosen.emit()

    def copied(self) -> QMimeData:
        """What is copied: the selected words of every text."""
        held = QMimeData()
        held.setText(joined(self.selected()))
        return held

    def copy(self) -> None:
        """Put the selected words on the clipboard."""
        if self.selected():
            QGuiApplication.clipboard().setText(self.copied().text())

    def copy_markdown(self) -> None:
        """Put what is selected on the clipboard, with the marks of its formatting."""
        parts: list[str] = []
        for home, chosen in groupby(self.selected(), key=attrgetter("home")):
            if isinstance(home, Passages):
                parts.append(home.markdown())
            else:
                parts += [passage.markdown() for passage in chosen]
        if parts:
            QGuiApplication.clipboard().setText("\n\n".join(parts))

    def area(self) -> QScrollArea | None:
        """What it is scrolled in."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above

    def _select_to(self, mouse: QPoint) -> bool:
        if self._anchor is None:
            return False
        self._passages = [each for each in self._passages if each.is_there]  # a text may be formatted anew
        begun, anchor = self._anchor
        head = self._passage_at(self.mapFromGlobal(mouse).y())
        if head is None or begun not in self._passages:
            return False
        first, last = sorted((self._passages.index(begun), self._passages.index(head)))
        is_down = self._passages.index(begun) <= self._passages.index(head)
        for place, passage in enumerate(self._passages):
            start = anchor if passage is begun else (0 if is_down else ALL)
            stop = _place_at(passage, mouse) if passage is head else (ALL if is_down else 0)
            if not first <= place <= last:
                start = stop = passage.selection[1]
            passage.select(start, stop)
        return head is not begun

    def _passage_at(self, y: int) -> Passage | None:
        """The text at a height of the page, or the last one that begins above it."""
        above = [passage for passage in self._passages if top_on(self, passage) <= y]
        return above[-1] if above else (self._passages[0] if self._passages else None)

    def _beyond(self) -> int:
        """How far above or below what is in sight the mouse is; negative above."""
        area = self.area()
        if area is None:
            return 0
        y = area.viewport().mapFromGlobal(self._mouse).y()
        return min(y, 0) + max(y - area.viewport().height(), 0)

    @Slot()
    def _scroll(self) -> None:
        """Scroll on towards the mouse, the faster the farther it is."""
        if not QGuiApplication.mouseButtons():
            self.end()  # the text that it was pressed in is gone, and told of no release
        area, beyond = self.area(), self._beyond()
        if area is not None and beyond:
            bar = area.verticalScrollBar()
            bar.setValue(bar.value() + max(min(beyond, FASTEST_PX), -FASTEST_PX))
            self._select_to(self._mouse)


class Selectable(_Base):
    """What a text does with mouse and keys, so that a selection can leave it. Stands before its class."""

    _passage: Passage | None = None
    _is_held = False  # whether the mouse was pressed on selected words, which may be dragged elsewhere

    @property
    def passage(self) -> Passage:
        """The text as a part of its page; one that stands alone unless told otherwise."""
        if self._passage is None:
            self._passage = Passage(self._text(), self._text())
        return self._passage

    @passage.setter
    def passage(self, passage: Passage) -> None:
        self._passage = passage

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a frame around the words that are looked at, where a selection hides their mark."""
        super().paintEvent(event)
        chosen = self._text().textCursor()
        if not chosen.hasSelection():
            return
        for mark in self._text().extraSelections():
            if mark.format.hasProperty(LOOKED_AT) and (
                mark.cursor.selectionStart() < chosen.selectionEnd()
                and chosen.selectionStart() < mark.cursor.selectionEnd()
            ):
                with QPainter(self._text().viewport()) as painter:
                    painter.setPen(QPen(mark.format.foreground(), FRAME_PX))
                    for line in self._lines_of(mark.cursor):
                        painter.drawRect(line.adjusted(-1, 0, 0, 0))

    def _lines_of(self, words: QTextCursor) -> Iterator[QRect]:
        """Where words are, line by line."""
        place = QTextCursor(words)
        rects = []
        for each in range(words.selectionStart(), words.selectionEnd() + 1):
            place.setPosition(each)
            rects.append(self._text().cursorRect(place))
        for _, line in groupby(rects, key=lambda rect: rect.top()):
            yield reduce(or_, line)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection, or with Shift let the one that there is go on."""
        page = SelectionPage.around(self)
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if page is not None and is_shifted and page.extend(event.globalPosition().toPoint()):
            return
        is_left = event.button() is Qt.MouseButton.LeftButton
        if page is None and is_left and not is_shifted:
            _, place = self.passage.selection
            self.passage.select(place, place)  # words are chosen here, and not dragged elsewhere
        before = self.passage.selection
        super().mousePressEvent(event)
        self._is_held = is_left and self.passage.is_selected and self.passage.selection == before
        if page is not None and is_left and not self._is_held:
            page.begin(self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select on, into other texts too; or drag what is selected elsewhere."""
        page = SelectionPage.around(self)
        selects = bool(event.buttons() & Qt.MouseButton.LeftButton) and not self._is_held
        if page is None or not selects or not page.drag(event.globalPosition().toPoint()):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The selection is made; or given up, where it was clicked on."""
        super().mouseReleaseEvent(event)
        if (page := SelectionPage.around(self)) is not None:
            if self._is_held:
                page.begin(self)
            page.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select everything on the page with the key for it."""
        page = SelectionPage.around(self)
        if page is not None and event.matches(QKeySequence.StandardKey.SelectAll):
            page.select_all()
        else:
            super().keyPressEvent(event)
        if page is not None:
            page.chosen.emit()

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


def _place_at(passage: Passage, mouse: QPoint) -> int:
    """The place in a text that is nearest to the mouse; its ends where the mouse is above or below."""
    if (text := passage.widget) is None:
        return 0
    place = text.viewport().mapFromGlobal(mouse)
    if place.y() < 0:
        return 0
    return ALL if place.y() > text.viewport().height() else text.cursorForPosition(place).position()


def without_pictures(markdown: str) -> str:
    """Markdown as Qt writes it, with the formulas as they were written."""
    return _PICTURE.sub(lambda found: unquote(found[1]), markdown).strip()
