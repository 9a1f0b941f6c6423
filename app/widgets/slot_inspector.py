"""The slot in focus: its token, its likeliest ids in time, how unsure the model was, its story."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import tr
from app.models.canvas import Frame
from app.models.cursor import Cursor
from app.models.pieces import Glyphs
from app.models.recording import CanvasRecording
from app.models.slot_story import bytes_of, held_word, named, now_of, story_of
from app.models.slow_motion import SlowMotion
from app.theme import Theme
from app.widgets.labels import ElidedLabel, Label
from app.widgets.steer_bar import SteerBar
from app.widgets.top_chart import ROW_PX, TopChart
from app.widgets.view_area import ViewArea
from engine import Deed, Steering

WIDTH_PX = 320
LOW_PX = 90  # of its height; below, what stands on the canvas gives its line to the chart


class SlotInspector(QWidget):
    """The slot at the cursor. Follows the cursor.

    What it says of a step has its own line, and the chart all its rows, so that nothing moves while the steps
    go on; what has no room is scrolled.
    """

    def __init__(
        self, theme: Theme, cursor: Cursor, parent: QWidget | None = None, *, slow: SlowMotion | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._cursor = theme, cursor
        self.steer = SteerBar(slow, cursor) if slow is not None else None
        self._head, self._held, self._now = (ElidedLabel(look) for look in ("label", "caption", "caption"))
        self._story = Label("caption", wrapped=True)
        self.chart = TopChart(theme, cursor)
        self.area = _scrolled(self.chart, self._now, self._story)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._held)
        column.addSpacing(4)
        column.addWidget(self.area, 1)
        if self.steer is not None:
            column.addWidget(self.steer)
        self.setFixedWidth(WIDTH_PX)
        for changed in (cursor.opened, cursor.moved, cursor.focused, theme.changed):
            changed.connect(self.follow)
        self.chart.chosen.connect(self._put_in_question)
        self.chart.chosen.connect(self._keep_in_sight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the chart its room, and what steers the slot."""
        super().resizeEvent(event)
        self._held.setHidden(self.height() < LOW_PX)

    @property
    def words(self) -> str:
        """What it says, for those who do not see the chart."""
        lines = (*(line.accessibleName() for line in (self._head, self._held, self._now)), self._story.text())
        return "\n".join(filter(None, lines))

    @Slot()
    def follow(self) -> None:
        """Show the slot at the cursor."""
        canvas = self._cursor.canvas
        if canvas is None or self._cursor.recording is None or not canvas.steps:
            self._say(tr("Nothing is recorded here yet."))
            self.chart.update()
            if self.steer is not None:
                self.steer.follow()
            return
        slot, frame = self._cursor.slot, canvas.frames[self._cursor.frame]
        drafted = frame.draft[slot] if frame.draft else None
        glyphs = self._cursor.glyphs_of(canvas)
        self._say(
            tr("Slot {slot} · {token}", slot=slot, token=_drafted(drafted, glyphs)),
            self._on_canvas(drafted, frame, slot, glyphs),
            now_of(frame, slot),
            self._told(canvas, slot),
        )
        self.chart.show_slot(frame.ids[slot] if drafted is None else drafted, frame.grip)
        self._put_in_question()
        self.chart.setAccessibleDescription(self.words)

    def _say(self, head: str, held: str = "", now: str = "", story: str = "") -> None:
        for line, words in ((self._head, head), (self._held, held), (self._now, now)):
            line.say(words)
        self._story.setText(story)

    @Slot()
    def _put_in_question(self) -> None:
        canvas = self._cursor.canvas
        if self.steer is not None and canvas is not None:
            self.steer.ask_about(self.chart.token, self._cursor.glyphs_of(canvas))

    @Slot()
    def _keep_in_sight(self) -> None:
        self.area.ensureVisible(0, self.chart.y() + self.chart.middle_px, 0, ROW_PX)

    def _on_canvas(self, drafted: int | None, frame: Frame, slot: int, glyphs: Glyphs) -> str:
        held = frame.ids[slot]
        if held == drafted:
            return tr("On the canvas: the same")
        word = held_word(frame, slot, glyphs, true_noise=self._theme.true_noise)
        return tr("On the canvas: {word} (id {id})", word=word, id=held)

    def _told(self, canvas: CanvasRecording, slot: int) -> str:
        story, glyphs = story_of(canvas, slot), self._cursor.glyphs_of(canvas)
        step = canvas.step_of(self._cursor.frame)
        if step is None:
            parts = [tr("Nothing was computed here")]
        else:
            nats, end = step.entropy_nats[slot], step.end_probability[slot]
            parts = [tr("{nats:.4f} nats, end {end:.1%}", nats=nats, end=end)]
        parts.append(tr("Drafts: {words}", words=story.in_words(glyphs)))
        if story.first_accepted is None:
            parts.append(tr("Never accepted"))
        else:
            parts.append(tr("First accepted after step {step}", step=story.first_accepted + 1))
        if story.unaccepted:
            count = len(story.unaccepted)
            parts.append(tr("Given up once") if count == 1 else tr("Given up {count} times", count=count))
        parts += [_did(steering, glyphs) for steering in story.steerings]
        if canvas.is_committed:
            parts.append(tr("Settled after step {step}", step=story.settled + 1))
        frame = canvas.frames[self._cursor.frame]
        shown = frame.draft[slot] if frame.draft else frame.ids[slot]
        if spelled := bytes_of(shown, canvas.vocabulary):
            parts.append(tr("Bytes: {bytes}", bytes=spelled))
        return "\n".join(parts)


def _drafted(token: int | None, glyphs: Glyphs) -> str:
    if token is None:
        return tr("no draft yet")
    return tr("draft: {word} (id {id})", word=named(token, glyphs), id=token)


def _did(steering: Steering, glyphs: Glyphs) -> str:
    word, step = named(steering.token, glyphs), steering.step + 1
    match steering.deed:
        case Deed.PIN:
            return tr("Pinned to {word} from step {step} on", word=word, step=step)
        case Deed.RELEASE:
            return tr("Released before step {step}", step=step)
        case Deed.FORBID:
            return tr("{word} forbidden from step {step} on", word=word, step=step)
        case Deed.ALLOW:
            return tr("{word} allowed again before step {step}", word=word, step=step)


def _scrolled(*parts: QWidget) -> ViewArea:
    """The parts below each other, as wide as beside a scroll bar where there is none as well."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    area = ViewArea()
    area.setObjectName("inspected")
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the viewer's keys stay with the viewer
    area.setWidgetResizable(True)
    area.setMinimumHeight(1)  # in a low window what steers the slot keeps its height
    area.setWidget(page)
    bar = area.verticalScrollBar()
    bar.setEnabled(False)  # a bar without a way to go is not drawn
    bar.rangeChanged.connect(lambda _least, most: bar.setEnabled(most > 0))
    return area
