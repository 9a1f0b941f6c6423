"""An answer as it is read: formatted sections one below the other, those that are final left alone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from app.models.blocks import Block, Code, Prose, blocks
from app.models.sections import Section, sections
from app.theme import Theme
from app.widgets.code_block import CodeBlock
from app.widgets.prose_block import ProseBlock

GAP_PX = 8
BUDGET_S = 0.012  # of building at once; the rest of a long text follows piece by piece
Part = ProseBlock | CodeBlock


@dataclass(slots=True)
class _Shown:
    """A section as it is shown.

    Attributes:
        section: What it shows.
        parts: The widgets, from the top.
        is_whole: Whether all of it is built.
        width: For which it was laid out; -1 where it has to be done anew.
    """

    section: Section
    parts: list[Part]
    is_whole: bool = False
    width: int = -1

    def fit(self, width: int) -> None:
        """Lay out for a width, in the colours of now."""
        self.width = width
        for part in self.parts:
            part.setFixedWidth(max(width, 1))
            part.dress()
            if isinstance(part, ProseBlock) and not part.isVisible():
                part.fit()  # a part that is hidden hears of its width only when it is shown

    def finish(self, end_s: float) -> bool:
        """Fill in and colour code until `end_s` on `time.perf_counter`; whether some is left."""
        return any(isinstance(part, CodeBlock) and part.go_on(end_s) for part in self.parts)


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
        self._built: list[_Shown] = []
        self._making: Iterator[bool] | None = None  # what builds the rest, a part at a time
        self._height = 0
        self._working = QTimer(self, interval=0)
        self._working.timeout.connect(self._go_on)
        theme.changed.connect(self._dress)

    def say(self, text: str) -> None:
        """Show a text; sections that are the same stay as they are."""
        if text == self.text:
            return
        self.text = text
        wanted = sections(text)
        same = 0
        for shown, section in zip(self._built, wanted, strict=False):
            if shown.section != section or not shown.is_whole:
                break
            same += 1
        changed = self._built[same:]
        del self._built[same:]
        spare = changed.pop(0).parts if changed and wanted[same:] else []
        for shown in changed:
            _drop(shown.parts)
        self._making = self._make(wanted[same:], spare)
        self._work_for_a_while()

    def fit(self) -> None:
        """Lay out at this width what was laid out at another; of a long text the rest follows later."""
        if not self._working.isActive() and self._to_fit():  # else it goes on at once
            self._work_for_a_while()

    def text_height(self) -> int:
        """The height of the text in px; 0 where there is none."""
        return self._height

    def end_point(self) -> QPointF | None:
        """The end of the text: its x, and the top of its last line; None where nothing can follow there."""
        last = self._built[-1].parts[-1] if self._built and self._built[-1].parts else None
        if not isinstance(last, ProseBlock) or self._making is not None:
            return None
        end = last.end_point()
        return None if end is None else end + QPointF(0, last.y())

    def source_of_texts(self) -> tuple[list[QTextEdit | QPlainTextEdit], str]:
        """Its texts from the top, and what all of them were written as."""
        parts = [part for shown in self._built for part in shown.parts]
        return [part.lines if isinstance(part, CodeBlock) else part for part in parts], self.text

    @property
    def has_formulas(self) -> bool:
        """Whether formulas stand in it that are drawn."""
        parts = (part for shown in self._built for part in shown.parts)
        return any(isinstance(part, ProseBlock) and part.has_formulas for part in parts)

    def selected(self) -> tuple[int, int] | None:
        """Where the selected words are in `text`: the first character, and the one behind the last.

        None where nothing is selected, or where the text has marks between the words, as around bold ones.
        """
        before = 0
        for shown in self._built:
            for part in shown.parts:
                if isinstance(part, ProseBlock) and part.textCursor().hasSelection():
                    place = _place_in(shown, part)
                    return None if place is None else (before + place[0], before + place[1])
            before += len(shown.section.text)
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def _work_for_a_while(self) -> None:
        """Lay out and build until the time is up; what is left waits for the next turn of the event loop."""
        end_s = time.perf_counter() + BUDGET_S
        for shown in self._to_fit():
            if time.perf_counter() > end_s:
                break
            shown.fit(self.width())
        while self._making is not None and time.perf_counter() < end_s:
            if not next(self._making, False):
                self._making = None
        is_left = any(shown.finish(end_s) for shown in self._built)
        self._stack()
        if self._making is not None or is_left or self._to_fit():
            self._working.start()
        else:
            self._working.stop()

    def _to_fit(self) -> list[_Shown]:
        """What is laid out for another width or in other colours; what is in sight comes first."""
        stale = [shown for shown in self._built if shown.width != self.width()]
        if len(stale) > 1:
            sight = self.visibleRegion().boundingRect()
            stale.sort(key=lambda shown: not any(sight.intersects(part.geometry()) for part in shown.parts))
        return stale

    def _stack(self) -> None:
        """Put the sections one below the other."""
        y = 0
        for shown in self._built:
            for part in shown.parts:
                if part.y() != y:
                    part.move(0, y)
                y += part.height() + GAP_PX
        self._height = max(y - GAP_PX, 0)
        self.setFixedHeight(self._height)

    @Slot()
    def _go_on(self) -> None:
        self._work_for_a_while()
        self.resized.emit()

    @Slot()
    def _dress(self) -> None:
        """The colours are other ones: lay out anew, a little at a time."""
        for shown in self._built:
            shown.width = -1
        self._work_for_a_while()

    def _make(self, wanted: Sequence[Section], spare: list[Part]) -> Iterator[bool]:
        """Build sections, the first from the parts that stood there where they fit; pause between parts."""
        for section in wanted:
            shown = _Shown(section, [], width=self.width())
            self._built.append(shown)
            for block in blocks(section):
                if self._built[0].parts:
                    yield True
                part = self._show(block, spare)
                shown.parts.append(part)
                while isinstance(part, CodeBlock) and part.go_on(0.0):
                    yield True
            _drop(spare)
            shown.is_whole = True

    def _show(self, block: Block, spare: list[Part]) -> Part:
        part = self._part_for(block, spare)
        part.setFixedWidth(max(self.width(), 1))
        part.dress()
        if isinstance(block, Prose) and isinstance(part, ProseBlock):
            part.show_html(block.html)
        elif isinstance(block, Code) and isinstance(part, CodeBlock):
            part.show_code(block)
        part.show()
        return part

    def _part_for(self, block: Block, spare: list[Part]) -> Part:
        """A spare part of the right kind, or a new one."""
        kind = ProseBlock if isinstance(block, Prose) else CodeBlock
        if spare and isinstance(spare[0], kind):
            return spare.pop(0)
        if kind is CodeBlock:
            return CodeBlock(self._theme, self)
        prose = ProseBlock(self._theme, self._name, self)
        prose.setProperty("quiet", self.property("quiet"))
        prose.resized.connect(self._go_on)
        return prose


def _place_in(shown: _Shown, part: ProseBlock) -> tuple[int, int] | None:
    """Where the words that are selected in a part are in its section's text, which has the marks too."""
    start, end = part.selected()
    words = part.text[start:end]
    earlier = [each.text for each in shown.parts[: shown.parts.index(part)] if isinstance(each, ProseBlock)]
    nth = sum(text.count(words) for text in (*earlier, part.text[:start]))
    place = -1
    for _ in range(nth + 1):
        place = shown.section.text.find(words, place + 1)
        if place < 0:
            return None
    return place, place + len(words)


def _drop(parts: list[Part]) -> None:
    for part in parts:
        part.hide()
        part.deleteLater()
    parts.clear()
