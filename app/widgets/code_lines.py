"""The lines of a piece of code, taken in and coloured a little at a time, never broken."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from itertools import chain, count, islice

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from app.models.blocks import Code
from app.models.code import Part, Span, coloured_lines, line_count
from app.theme import Colours, fixed_font
from app.widgets.selection import Selectable
from app.widgets.sideways import Sideways

CODE_PX = 14
PAD_PX = 10
LONGEST = 100_000  # characters that are coloured; all of them are read anew whenever they grow
CHUNK = 8000  # characters that are taken in at once, up to the end of their line
BATCH = 32  # lines that are coloured at once


class CodeLines(Sideways, Selectable, QPlainTextEdit):
    """Read-only code, as high as its lines; only sideways it scrolls.

    Its height is that of all lines from the first; `go_on` fills them in. Colours are no part of the
    document: they change neither what is selected nor what is copied.
    """

    def __init__(self) -> None:
        super().__init__()
        self._code = Code("")
        self._filled = 0  # characters that are taken in
        self._lines: list[tuple[Span, ...]] = []  # those whose colours are known
        self._read: tuple[str, str] | None = None  # the code and the language whose colours are all known
        self._stale: list[int] = []  # first lines of batches in the inks of before, the next one last
        self._inks: dict[Part, QTextCharFormat] = {}
        self._work: Iterator[None] = iter(())
        self.setObjectName("codeLines")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFont(fixed_font(CODE_PX))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(PAD_PX)
        direction = self.document().defaultTextOption()
        direction.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(direction)
        self._empty()

    def show_code(self, code: Code) -> None:
        """Show a piece of code. A beginning that is there stays; `go_on` takes in the rest."""
        if not code.text.startswith(self._code.text[: self._filled]) or code.language != self._code.language:
            self._empty()
        self._code = code
        self._begin()

    def dress(self, shown: Colours) -> None:
        """Colour the code anew, from what is in sight outwards, as `go_on` gets to it."""
        colours = {
            Part.KEYWORD: shown.code_keyword,
            Part.STRING: shown.code_string,
            Part.NUMBER: shown.code_number,
            Part.NAME: shown.code_name,
            Part.COMMENT: shown.muted,
        }
        for part, colour in colours.items():
            self._inks[part] = QTextCharFormat()
            self._inks[part].setForeground(QColor(colour))
        top = self.visibleRegion().boundingRect().top() / QFontMetricsF(self.font()).height()
        self._stale = sorted(range(0, len(self._lines), BATCH), key=lambda first: -abs(first - top))
        self._begin()

    def go_on(self, end_s: float) -> bool:
        """Take in lines and colour them until `end_s` on `time.perf_counter`; whether some are left."""
        return any(time.perf_counter() >= end_s for _ in self._work)

    @property
    def is_filled(self) -> bool:
        """Whether all lines are taken in."""
        return self._filled == len(self._code.text)

    def fill(self) -> None:
        """Take in all lines now."""
        for _ in self._fill():
            pass

    def fit(self) -> None:
        """Take the height of the lines and of the scroll bar, in the face of now."""
        face = QFontMetricsF(fixed_font(CODE_PX))
        self.setTabStopDistance(4 * face.horizontalAdvance(" "))
        bar = self.horizontalScrollBar().sizeHint().height()
        lines = line_count(self._code.text) * math.ceil(face.height())
        self.setFixedHeight(lines + 2 * PAD_PX + 1 + bar)  # with a px less Qt would scroll

    def markdown(self) -> str:
        """The selected lines between fences."""
        return f"```{self._code.language}\n{self.chosen()}\n```"

    def changeEvent(self, event: QEvent) -> None:
        """Take long code in anew for another face: Qt would lay out all of it at once."""
        if event.type() == QEvent.Type.FontChange and self._filled > CHUNK:
            if self.passage.home is not self:
                self.passage.leave()
            self._empty()
            self._begin()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll as far as is needed now. Lines are not laid out anew: they are as long at every width."""
        layout = self.document().documentLayout()
        layout.documentSizeChanged.emit(layout.documentSize())

    def _empty(self) -> None:
        self.clear()
        self._filled = 0
        self._lines.clear()
        self._stale.clear()
        self._read = None

    def _begin(self) -> None:
        self._work = chain(self._ink_anew(), self._fill(), self._colour())

    def _fill(self) -> Iterator[None]:
        """Take in what is not there yet, and lay it out."""
        text = self._code.text
        self.ensurePolished()  # the style sheet's face, before lines are laid out
        while self._filled < len(text):
            end = text.find("\n", self._filled + CHUNK)
            end = len(text) if end < 0 else end
            block = self.document().lastBlock()
            self._append(text[self._filled : end])
            self._lay_out(block)
            self._filled = end
            yield

    def _append(self, text: str) -> None:
        """Put a text behind the last line; what is selected and in sight stays so."""
        selected, place = self.textCursor(), self.horizontalScrollBar().value()
        start, end = selected.anchor(), selected.position()
        cursor = QTextCursor(self.document().lastBlock())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        selected = self.textCursor()
        if (start, end) != (selected.anchor(), selected.position()):  # it ended where the text came in
            selected.setPosition(start)
            selected.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(selected)
            self.horizontalScrollBar().setValue(place)

    def _colour(self) -> Iterator[None]:
        """Find the colours of the code, and take those that are new."""
        code = (self._code.text[:LONGEST], self._code.language)
        if code == self._read:
            return
        found = coloured_lines(*code)
        for first in count(0, BATCH):
            lines = list(islice(found, BATCH))
            if not lines:
                break
            if lines != self._lines[first : first + BATCH]:
                self._lines[first : first + BATCH] = lines
                self._ink(first, lines)
            yield
        self._read = code

    def _ink_anew(self) -> Iterator[None]:
        while self._stale:
            first = self._stale.pop()
            self._ink(first, self._lines[first : first + BATCH])
            yield

    def _ink(self, first: int, lines: Sequence[tuple[Span, ...]]) -> None:
        """Give lines their colours, and lay them out."""
        begun = block = self.document().findBlockByNumber(first)
        edited = QTextCursor(begun)
        edited.beginEditBlock()
        for line in lines:
            block.layout().setFormats([self._inked(span) for span in line])
            block = block.next()
        edited.endEditBlock()
        self._lay_out(begun, len(lines))

    def _inked(self, span: Span) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        made.start, made.length, made.format = span.start, span.length, self._inks[span.part]
        return made

    def _lay_out(self, block: QTextBlock, most: int | None = None) -> None:
        """Lay out from a line on, now rather than when they are painted, with all others."""
        layout = self.document().documentLayout()
        for _ in range(most) if most is not None else count():
            if not block.isValid():
                break
            layout.blockBoundingRect(block)
            block = block.next()
