"""An answer as it is read: formatted sections one below the other, those that are final left alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from operator import attrgetter

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app import markdown
from app.models.blocks import Prose, as_written, blocks
from app.models.sections import sections, sections_as_written
from app.theme import Theme
from app.widgets.budget import Work, budget
from app.widgets.code_block import CodeBlock
from app.widgets.passages import Passage, Passages, joined
from app.widgets.piece import Parts, Piece, Shown, stops_of
from app.widgets.prose_block import ProseBlock
from app.widgets.selection import SelectionPage
from app.widgets.tab_order import put_behind

GAP_PX = 8
NEAR, FAR = 1.0, 2.0  # heights of the page from what is in sight: where widgets come, and where they go
UNSEEN_PX = 1000  # at the end of a text that nobody can see yet: the first that will be in sight
NOWHERE = (-1_000_000, -1_000_000)  # in sight of a text that will not be: its top and its bottom, in px
FEW = 4  # sections of a short text


class Formatted(Passages):
    """Formatted text that may grow at its end. Its height follows its width.

    What is far from sight has no widgets, only a height: the text may be long, and the conversation too.

    Args:
        theme: Colours.
        name: What a screen reader calls the text.
        plain: Whether it is shown as it is written, marks and all.

    Attributes:
        is_far: Whether the reader is: what was never seen gets no widgets before it is.
    """

    def __init__(
        self, theme: Theme, name: str, parent: QWidget | None = None, *, plain: bool = False
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_plain = plain
        self._gap = 0 if plain else GAP_PX
        self.text = ""
        self._built: list[Shown] = []
        self._parts = Parts(theme, name, self)
        self._parts.resized.connect(self._go_on)
        self._area: QScrollArea | None = None
        self.is_far = False
        self._seen: tuple[int, int] | None = None  # what was in sight when anybody saw it last
        self._height = 0
        self._is_reworded = False  # and nobody was told of it yet
        self._has_new = False  # widgets that the keyboard does not reach in their order yet
        self._working = Work(self)
        self._working.due.connect(self._go_on)
        theme.changed.connect(self.fit)

    def say(self, text: str) -> None:
        """Show a text; sections that are the same stay as they are."""
        if text == self.text:
            return
        self.text, self._is_reworded = text, True
        wanted = sections_as_written(text) if self._is_plain else sections(text)
        same = 0
        for shown, section in zip(self._built, wanted, strict=False):
            if shown.section != section:
                break
            same += 1
        changed, find = self._built[same:], as_written if self._is_plain else blocks
        self._built[same:] = [Shown(section, find) for section in wanted[same:]]
        old = changed.pop(0).pieces if changed and wanted[same:] else []
        if old:
            self._built[same].read(self, old)
        for piece in [*old, *(piece for shown in changed for piece in shown.pieces)]:
            self._let_go(piece)
            piece.is_gone = True
        self._work_for_a_while(short=len(wanted) <= FEW)

    def fit(self) -> None:
        """Lay out at this width what was laid out at another; of a long text the rest follows later."""
        if all(shown.is_read for shown in self._built) and not any(map(self._is_stale, self.passages())):
            return
        top, bottom = self._sight()
        if self._height and _distance(0, self._height, top, bottom) > NEAR * (bottom - top):
            self._working.start()
        else:
            self._work_for_a_while(short=len(self._built) <= FEW)

    def text_height(self) -> int:
        """The height of the text in px; 0 where there is none."""
        return self._height

    def end_point(self) -> QPointF | None:
        """The end of the text: its x, and the top of its last line; None where nothing can follow there."""
        last = self._built[-1].pieces[-1] if self._built and self._built[-1].pieces else None
        if last is None:
            return None
        end = last.part.end_point() if isinstance(last.part, ProseBlock) else last.end
        return None if end is None else end + QPointF(0, last.y)

    def passages(self) -> list[Piece]:
        """All that are read, from the top."""
        return [piece for shown in self._built for piece in shown.pieces]

    @property
    def has_formulas(self) -> bool:
        """Whether formulas stand in it that are drawn."""
        return any(piece.is_drawn for piece in self.passages())

    def bring(self, passage: Passage) -> None:
        """Let a widget show a passage now."""
        if isinstance(passage, Piece) and passage.part is None:
            self._wake(passage)
            self._stack()
            self._tell()
        if isinstance(passage, Piece) and isinstance(passage.part, CodeBlock) and passage.widget is None:
            passage.part.lines.fill()
            passage.show_in(passage.part.lines)

    def markdown(self) -> str:
        """What is selected, as it was written where all of a section is."""
        if self._is_plain:
            return markdown.as_written(joined([piece for piece in self.passages() if piece.is_selected]))
        if all(shown.is_whole for shown in self._built):
            return self.text
        parts: list[str] = []
        for shown in self._built:
            if shown.pieces and shown.is_whole:
                parts.append(shown.section.text.strip("\n"))
            else:
                parts += [piece.markdown() for piece in shown.pieces if piece.is_selected]
        return "\n\n".join(parts)

    def selected(self) -> tuple[int, int] | None:
        """Where the selected words are in `text`: the first character, and the one behind the last.

        None where nothing is selected, or where it cannot be told.
        """
        before, places = 0, []
        for shown in self._built:
            for piece in filter(attrgetter("is_selected"), shown.pieces):
                if (place := shown.place_of_selection(piece)) is None:
                    return None
                places.append((before + place[0], before + place[1]))
            before += len(shown.section.text)
        return (places[0][0], places[-1][1]) if places else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for another width."""
        super().resizeEvent(event)
        height = self._height
        if event.size().width() != event.oldSize().width():
            self.fit()
        if height != self._height:
            QTimer.singleShot(0, self, self._tell)  # Qt tells of a width late, where it is not shown before

    def showEvent(self, event: QShowEvent) -> None:
        """Follow what is in sight."""
        super().showEvent(event)
        if self._area is None and (page := SelectionPage.around(self)) is not None:
            self._area = page.area()
        self._is_reworded = True
        self._working.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """It is read no more."""
        super().hideEvent(event)
        self._tell_words()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Begin to show what comes into sight."""
        place = event.rect()
        if any(piece.part is None for piece in self._between(place.top(), place.bottom())):
            self._working.start(first=True)

    def look(self) -> None:
        """The page was scrolled: what is in sight now is shown at once, and what is near it soon.

        To be called where the text is near what is in sight, or was when it was called last.
        """
        if not self.isVisible():
            return
        top, bottom = self._sight()
        asleep = [piece for piece in self._between(top, bottom) if piece.part is None]
        for piece in asleep:
            self._wake(piece)
        if asleep and self._stack():
            self._tell()
        room = round((bottom - top) * NEAR)
        if self._is_awake or (bottom + room >= 0 and top - room <= self._height):
            self._working.start(first=True)

    @property
    def _is_awake(self) -> bool:
        """Whether any of it has widgets."""
        return any(piece.part is not None for piece in self.passages())

    @Slot()
    def _go_on(self) -> None:
        if self._work_for_a_while():
            self._tell()

    def _tell(self) -> None:
        self.resized.emit()
        if (page := SelectionPage.around(self)) is not None:
            page.reflowed.emit()

    def _work_for_a_while(self, *, short: bool = False) -> bool:
        """Read, lay out and show until the time is up; what is left waits for the next turn of the loop.

        Args:
            short: Whether there has to be time, as for a short text that is shown at once.

        Returns:
            Whether anything has another place.
        """
        if not (self.minimumWidth() or self.testAttribute(Qt.WidgetAttribute.WA_Resized)):
            self._working.stop()  # how wide it will be is not told yet
            return False
        end_s = budget().end_s(short=short)
        is_moved, is_left = self._stack(), bool(self._built)
        while is_left and time.perf_counter() < end_s:
            is_left = False
            for _ in self._steps():
                is_left = True
                if time.perf_counter() >= end_s:
                    break
            is_moved = self._stack() or is_moved
        if self._has_new:
            self._order_tabs()
            self._has_new = False
        self._working.start() if is_left else self._rest()
        return is_moved

    def _rest(self) -> None:
        """All is done; where nothing is near what is in sight, no widgets wait for it."""
        self._working.stop()
        if not self._is_awake:
            self._parts.clear()
        if self._is_reworded:
            self._is_reworded = False
            self._tell_words()

    def _tell_words(self) -> None:
        if (page := SelectionPage.around(self)) is not None:
            page.reworded.emit()

    def _steps(self) -> Iterator[None]:
        """All that is to be done, a piece at a time, and what is near first."""
        top, bottom = self._sight()
        room = bottom - top
        shown = sorted(self._built, key=lambda each: _distance(each.y, each.height, top, bottom))
        for each in shown:
            if _distance(each.y, each.height, top, bottom) <= NEAR * room:
                yield from self._show_near(each, top, bottom)
        for each in shown:
            for piece in each.pieces:
                yield from self._finish(piece)
        for each in shown:
            yield from self._measure(each)
        yield from self._leave_far(top, bottom)

    def _show_near(self, shown: Shown, top: int, bottom: int) -> Iterator[None]:
        if not shown.is_read:
            shown.read(self)
            if not self._is_plain:  # to read marks takes a while
                yield
        y = shown.y
        for piece in shown.pieces:
            if _distance(y, piece.height, top, bottom) <= NEAR * (bottom - top):
                if piece.part is None:
                    self._wake(piece)
                    yield
                elif self._is_stale(piece):
                    self._parts.lay_out(piece, piece.part)
                    yield
            y += piece.height + self._gap

    def _finish(self, piece: Piece) -> Iterator[None]:
        """Fill in and colour code."""
        if isinstance(piece.part, CodeBlock):
            lines = piece.part.lines
            while piece.part.go_on(0.0):
                if piece.widget is None and lines.is_filled:
                    piece.show_in(lines)
                yield
            if piece.widget is None:
                piece.show_in(lines)

    def _measure(self, shown: Shown) -> Iterator[None]:
        """Learn how high what is far is, with a widget that nobody sees."""
        if not shown.is_read:
            shown.read(self)
            yield
        for piece in shown.pieces:
            if self._is_stale(piece):
                part = piece.part or self._parts.part_for(piece.block)
                self._parts.lay_out(piece, part, unseen=piece.part is None)
                if piece.part is None:
                    self._parts.put_by(part)
                yield

    def _leave_far(self, top: int, bottom: int) -> Iterator[None]:
        """Take the widgets from what is far, but not while the mouse or the keyboard is in them."""
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton or not self.isVisible():
            return
        focused = QApplication.focusWidget()
        for piece in self.passages():
            part = piece.part
            if part is None or _distance(piece.y, piece.height, top, bottom) <= FAR * (bottom - top):
                continue
            if focused is None or not (part is focused or part.isAncestorOf(focused)):
                self._let_go(piece)
                yield

    def _sight(self) -> tuple[int, int]:
        """What is in sight: its top and its bottom, in px from the beginning."""
        if not self.isVisible():
            return self._seen or (NOWHERE if self.is_far else (self._height - UNSEEN_PX, self._height))
        frame = self._area.viewport() if self._area is not None else self.window()
        top = self.mapFrom(frame, QPoint(0, 0)).y()
        self._seen = (top, top + frame.height())
        return self._seen

    def _between(self, top: int, bottom: int) -> Iterator[Piece]:
        for shown in self._built:
            if shown.y <= bottom and shown.y + shown.height >= top:
                yield from (
                    piece for piece in shown.pieces if piece.y <= bottom and piece.y + piece.height >= top
                )

    def _is_stale(self, piece: Piece) -> bool:
        """Whether it is laid out for another width or in another look."""
        if piece.fitted is None or piece.fitted[1] != self._theme.faces:
            return True
        if piece.part is not None and piece.part.is_stale:
            return True
        return piece.fitted[0] != self.width() and (piece.part is not None or isinstance(piece.block, Prose))

    def _stack(self) -> bool:
        """Put the sections one below the other; whether any has another place."""
        y, is_moved = 0, False
        for shown in self._built:
            shown.y = y
            if not shown.is_read:
                y += shown.guess(self.width()) + self._gap
            for piece in shown.pieces:
                if piece.part is not None:
                    piece.height = piece.part.height()
                    if piece.part.y() != y:
                        piece.part.move(0, y)
                is_moved = is_moved or piece.y != y
                piece.y = y
                y += piece.height + self._gap
            shown.height = y - self._gap - shown.y
        height = max(y - self._gap, 0)
        is_moved = is_moved or height != self._height
        self._height = height
        self.setFixedHeight(height)
        return is_moved

    def _wake(self, piece: Piece) -> None:
        """Give a piece its widgets."""
        part = self._parts.part_for(piece.block)
        part.setFixedWidth(max(self.width(), 1))
        part.move(0, piece.y)
        part.show()  # while it is empty: Qt lays out anew what is shown
        self._parts.lay_out(piece, part)
        piece.part, self._has_new = part, True
        text = part.lines if isinstance(part, CodeBlock) else part
        text.passage = piece
        if isinstance(part, CodeBlock):
            part.go_on(0.0)  # its first lines; for most code these are all
        if isinstance(text, ProseBlock) or text.is_filled:
            piece.show_in(text)

    def _let_go(self, piece: Piece) -> None:
        """Take the widgets from a piece."""
        if (part := piece.part) is not None:
            piece.leave()
            piece.part = None
            self._parts.put_by(part)

    def _order_tabs(self) -> None:
        """Let the keyboard come to what is shown in the order of reading."""
        put_behind(self, (stop for piece in self.passages() for stop in stops_of(piece.part)))


def _distance(y: int, height: int, top: int, bottom: int) -> int:
    """How far something is from what is in sight."""
    return max(top - y - height, y - bottom, 0)
