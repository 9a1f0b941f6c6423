"""Plain text that is as high as it needs to be, can be selected and copied, and scrolls with the page."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from app.models.code import units
from app.theme import BODY_PX, LINE_PX, Theme, text_font
from app.widgets.formula_painter import OBJECT, source_of
from app.widgets.selection import Selectable

INSET = 4  # room for the focus ring
_LINE_ENDS = ("\n", "\u2028", "\u2029")
MEASURED = 400  # characters of a line: more than any column holds
_PAGE_KEYS = {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_KEYBOARD = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}


class TextBlock(Selectable, QTextEdit):
    """Read-only plain text. Its height follows its width.

    Args:
        theme: Colours the focus ring.
        name: What a screen reader calls it.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ringed = False
        self.setAccessibleName(name)
        self.setObjectName("textBlock")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFont(text_font())
        self.setViewportMargins(INSET, 0, INSET, 0)
        self.document().setDocumentMargin(0)
        self._space_lines()
        theme.refaced.connect(self.fit)

    @property
    def text(self) -> str:
        """What it says."""
        return self.toPlainText()

    def words(self, start: int = 0, end: int | None = None) -> str:
        """What it says between two places of its document, formulas as they were written."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        last = self.document().characterCount() - 1
        cursor.setPosition(last if end is None else end, QTextCursor.MoveMode.KeepAnchor)
        parts = cursor.selection().toPlainText().split(OBJECT)
        for place in range(1, len(parts)):
            cursor = self.document().find(OBJECT, cursor.selectionStart() if place == 1 else cursor)
            parts[place] = source_of(cursor.charFormat()) + parts[place]
        said = self.passage.written("".join(parts))
        # Of an item of a list Qt writes a line end first, also where only words in it are selected.
        is_extra = said.startswith("\n") and self.document().characterAt(start) not in _LINE_ENDS
        return said[1:] if is_extra else said

    def chosen(self) -> str:
        """The selected words, formulas as they were written."""
        cursor = self.textCursor()
        return self.words(cursor.selectionStart(), cursor.selectionEnd())

    def selected(self) -> tuple[int, int]:
        """The first character of the selection and the one behind its last."""
        return self.passage.selected_characters()

    def select(self, start: int, end: int) -> None:
        """Select from a character to before another one."""
        self.setTextCursor(self.passage.cursor(units(self.text[:start]), units(self.text[:end])))

    def say(self, text: str) -> None:
        """Show a text. What is only added at the end leaves a selection as it is."""
        shown = self.toPlainText()
        if text == shown:
            return
        if shown and text.startswith(shown):
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[len(shown) :])
        else:
            edited = QTextCursor(self.document())
            edited.beginEditBlock()  # so that it is laid out once
            self.document().setPlainText(text)
            self._space_lines()
            edited.endEditBlock()
        self.fit()

    def fit(self) -> None:
        """Take the height that the text needs at this width."""
        width = max(self.width() - 2 * INSET, 1)
        if self.document().textWidth() != width:  # Qt lays out all of it anew, also for the same width
            self.document().setTextWidth(width)
        self.setFixedHeight(self.text_height())

    def text_height(self) -> int:
        """The height of the text in px, whole lines; 0 where there is none."""
        return 0 if self.document().isEmpty() else round(self.document().size().height())

    def end_point(self) -> QPointF | None:
        """The end of the text: its x, and the top of its last line; None where it runs right to left."""
        block = self.document().lastBlock()
        layout = block.layout()
        if layout.lineCount() == 0 or layout.textOption().textDirection() is Qt.LayoutDirection.RightToLeft:
            return None
        line = layout.lineAt(layout.lineCount() - 1)
        if block.text() and block.textDirection() is Qt.LayoutDirection.RightToLeft:
            return None
        return QPointF(line.naturalTextRect().right(), self.text_height() - LINE_PX)

    def sizeHint(self) -> QSize:
        """As high as the text."""
        return QSize(super().sizeHint().width(), self.text_height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as can be."""
        return QSize(0, self.text_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave paging to the page."""
        if event.key() in _PAGE_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a ring where the keyboard led here."""
        self._ringed = event.reason() in _KEYBOARD
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away, and the selection's highlight with it."""
        self._ringed = False
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, and the ring."""
        super().paintEvent(event)
        if self._ringed:
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _space_lines(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        size = self.font().pixelSize()
        spacing.setLineHeight(
            LINE_PX if size == BODY_PX else round(size * LINE_PX / BODY_PX),
            QTextBlockFormat.LineHeightTypes.MinimumHeight.value,
        )
        cursor.mergeBlockFormat(spacing)


def natural_width(text: str) -> int:
    """The width in px that a text takes without breaking its lines, with the insets."""
    metrics = QFontMetricsF(text_font())
    widths = (metrics.horizontalAdvance(line[:MEASURED]) for line in text.splitlines())
    return math.ceil(max(widths, default=0.0)) + 2 * INSET + 1
