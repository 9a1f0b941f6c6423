"""An answer as it is read: formatted sections one below the other, those that are final left alone."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.models.blocks import Block, Prose, blocks, sections
from app.theme import Theme
from app.widgets.code_block import CodeBlock
from app.widgets.prose_block import ProseBlock

GAP_PX = 8
BUDGET_S = 0.012  # of building at once; the rest of a long text follows piece by piece
Part = ProseBlock | CodeBlock


@dataclass(slots=True)
class _Section:
    """A section as it is shown, and the width for which it was laid out."""

    text: str
    parts: list[Part]
    width: int = -1

    def fit(self, width: int) -> None:
        self.width = width
        for part in self.parts:
            part.setFixedWidth(max(width, 1))
            if isinstance(part, ProseBlock):
                part.fit()


class Formatted(QWidget):
    """Formatted text that may grow at its end. Its height follows its width.

    Args:
        theme: Colours.
        name: What a screen reader calls the text.

    Attributes:
        text: What it shows, as it was written.

    Signals:
        resized: It needs another height by itself.
    """

    resized = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._name = theme, name
        self.text = ""
        self._built: list[_Section] = []
        self._waiting: deque[str] = deque()
        self._height = 0
        self._working = QTimer(self, interval=0)
        self._working.timeout.connect(self._go_on)

    def say(self, text: str) -> None:
        """Show a text; sections that are the same stay as they are."""
        if text == self.text:
            return
        self.text = text
        wanted = sections(text)
        same = 0
        while same < min(len(wanted), len(self._built)) and self._built[same].text == wanted[same]:
            same += 1
        self._waiting = deque(wanted[same:])
        changed = self._built[same:]
        del self._built[same:]
        for section in changed[1 if self._waiting else 0 :]:
            _drop(section.parts)
        if changed and self._waiting:
            self._build(changed[0].parts)
        self._work_for_a_while()

    def fit(self) -> None:
        """Lay out at this width what was laid out at another; of a long text the rest follows later."""
        self._work_for_a_while()

    def text_height(self) -> int:
        """The height of the text in px; 0 where there is none."""
        return self._height

    def end_point(self) -> QPointF | None:
        """The end of the text: its x, and the top of its last line; None where nothing can follow there."""
        last = self._built[-1].parts[-1] if self._built and self._built[-1].parts else None
        if not isinstance(last, ProseBlock) or self._waiting:
            return None
        end = last.end_point()
        return None if end is None else end + QPointF(0, last.y())

    def selected(self) -> tuple[int, int] | None:
        """Where the selected words are in `text`: the first character, and the one behind the last.

        None where nothing is selected, or where the text has marks between the words, as around bold ones.
        """
        before = 0
        for section in self._built:
            for part in section.parts:
                if isinstance(part, ProseBlock) and part.textCursor().hasSelection():
                    place = _place_in(section, part)
                    return None if place is None else (before + place[0], before + place[1])
            before += len(section.text)
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def _work_for_a_while(self) -> None:
        """Lay out and build until the time is up; what is left waits for the next turn of the event loop."""
        end_s = time.perf_counter() + BUDGET_S
        for section in self._built:
            if section.width != self.width() and time.perf_counter() < end_s:
                section.fit(self.width())
        while self._waiting and time.perf_counter() < end_s:
            self._build([])
        self._stack()
        if self._waiting or any(section.width != self.width() for section in self._built):
            self._working.start()
        else:
            self._working.stop()

    def _stack(self) -> None:
        """Put the sections one below the other."""
        y = 0
        for section in self._built:
            for part in section.parts:
                if part.y() != y:
                    part.move(0, y)
                y += part.height() + GAP_PX
        self._height = max(y - GAP_PX, 0)
        self.setFixedHeight(self._height)

    @Slot()
    def _go_on(self) -> None:
        self._work_for_a_while()
        self.resized.emit()

    def _build(self, spare: list[Part]) -> None:
        """Build the next section, from the parts of the one that stood there where they fit."""
        text = self._waiting.popleft()
        made = []
        for block in blocks(text):
            kind = ProseBlock if isinstance(block, Prose) else CodeBlock
            fits = bool(spare) and isinstance(spare[0], kind)
            made.append(self._show(block, spare.pop(0) if fits else None))
        _drop(spare)
        section = _Section(text, made)
        section.fit(self.width())
        self._built.append(section)

    def _show(self, block: Block, part: Part | None) -> Part:
        if isinstance(block, Prose):
            prose = part if isinstance(part, ProseBlock) else ProseBlock(self._theme, self._name, self)
            prose.setProperty("quiet", self.property("quiet"))
            prose.show_html(block.html)
            prose.show()
            return prose
        code = part if isinstance(part, CodeBlock) else CodeBlock(self._theme, self)
        code.show_code(block)
        code.show()
        return code


def _place_in(section: _Section, part: ProseBlock) -> tuple[int, int] | None:
    """Where the words that are selected in a part are in its section's text, which has the marks too."""
    start, end = part.selected()
    words = part.text[start:end]
    earlier = [
        each.text for each in section.parts[: section.parts.index(part)] if isinstance(each, ProseBlock)
    ]
    nth = sum(text.count(words) for text in (*earlier, part.text[:start]))
    place = -1
    for _ in range(nth + 1):
        place = section.text.find(words, place + 1)
        if place < 0:
            return None
    return place, place + len(words)


def _drop(parts: list[Part]) -> None:
    for part in parts:
        part.hide()
        part.deleteLater()
    parts.clear()
