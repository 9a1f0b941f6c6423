"""A block of code: its language, a copy button, and the code coloured, on lines that are never broken."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.faces import Faces
from app.language import tr
from app.models.blocks import Code
from app.models.code import Part, spans
from app.theme import Colours, Theme, fixed_font
from app.widgets.buttons import IconButton
from app.widgets.labels import Label
from app.widgets.selection import Selectable

CODE_PX = 14
PAD_PX = 10
HEAD_PX = 34


class CodeBlock(QFrame):
    """Read-only code. What is copied is the code as it was written, byte for byte."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        self._theme = theme
        self._code = Code("")
        self._dressed: tuple[Colours, Faces] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.language = Label("caption")
        self.copy_button = IconButton(theme, "copy", tr("Copy the code"))
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._code.text))
        self.lines = _Lines()
        head = QHBoxLayout()
        head.setContentsMargins(PAD_PX, 0, 2, 0)
        head.addWidget(self.language, 1)
        head.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.lines)

    def show_code(self, code: Code) -> None:
        """Show a piece of code."""
        if code != self._code:
            self._code = code
            self.language.setText(code.language or tr("code"))
            name = tr("Code, {language}", language=code.language) if code.language else tr("Code")
            self.lines.setAccessibleName(name)
            self.lines.language = code.language
            self.lines.setPlainText(code.text)
            self._dress()

    def dress(self) -> None:
        """Take the theme's colours and face, where they are other ones by now."""
        if (self._theme.colours, self._theme.faces) != self._dressed:
            self._dress()

    def _dress(self) -> None:
        self._dressed = (self._theme.colours, self._theme.faces)
        self._colour(self._theme.colours)
        self.lines.fit()
        self.setFixedHeight(HEAD_PX + self.lines.height() + 2)

    def _colour(self, shown: Colours) -> None:
        inks = {
            Part.KEYWORD: shown.code_keyword,
            Part.STRING: shown.code_string,
            Part.NUMBER: shown.code_number,
            Part.NAME: shown.code_name,
            Part.COMMENT: shown.muted,
        }
        cursor = QTextCursor(self.lines.document())
        cursor.beginEditBlock()
        place = units = 0
        for span in spans(self._code.text, self._code.language):
            ink = QTextCharFormat()
            ink.setForeground(QColor(inks[span.part]))
            units += _units(self._code.text[place : span.start])
            end = units + _units(self._code.text[span.start : span.start + span.length])
            cursor.setPosition(units)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(ink)
            place, units = span.start + span.length, end
        cursor.endEditBlock()


class _Lines(Selectable, QPlainTextEdit):
    """As high as its lines; only sideways it scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.setObjectName("codeLines")
        self.setReadOnly(True)
        self.setFont(fixed_font(CODE_PX))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(PAD_PX)

    def fit(self) -> None:
        """Take the height of the lines and of the scroll bar, in the face of now."""
        face = QFontMetricsF(fixed_font(CODE_PX))
        self.setTabStopDistance(4 * face.horizontalAdvance(" "))
        line = math.ceil(face.height())
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.document().blockCount() * line + 3 * PAD_PX + bar)

    def markdown(self) -> str:
        """The selected lines between fences."""
        return f"```{self.language}\n{self.chosen()}\n```"

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways; leave up and down to the page."""
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()


def _units(text: str) -> int:
    """The length of a text in UTF-16 units, as Qt counts."""
    return len(text) + sum(char > "\uffff" for char in text)
