"""The slot in focus: its token, its likeliest ids in time, how unsure the model was, its story."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import tr
from app.models.canvas import Frame
from app.models.cursor import Cursor
from app.models.pieces import Glyphs
from app.models.recording import CanvasRecording
from app.models.slot_story import bytes_of, held_word, named, now_of, story_of
from app.models.slow_motion import SlowMotion
from app.theme import Theme
from app.widgets.labels import Label
from app.widgets.steer_bar import SteerBar
from app.widgets.top_chart import TopChart
from app.widgets.view_area import ViewArea
from engine import Deed, Steering

WIDTH_PX = 320


class SlotInspector(QWidget):
    """The slot at the cursor. Follows the cursor."""

    def __init__(
        self, theme: Theme, cursor: Cursor, parent: QWidget | None = None, *, slow: SlowMotion | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._cursor = theme, cursor
        self.steer = SteerBar(slow, cursor) if slow is not None else None
        self._head = Label("label", wrapped=True)
        self._story = Label("caption", wrapped=True)
        self.chart = TopChart(theme, cursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addWidget(self.chart, 1000)
        if self.steer is not None:
            column.addWidget(self.steer)
        column.addWidget(self._story)
        column.addStretch(1)
        for changed in (cursor.opened, cursor.moved, cursor.focused, theme.changed):
            changed.connect(self.follow)
        self.chart.chosen.connect(self._put_in_question)

    @property
    def words(self) -> str:
        """What it says, for those who do not see the chart."""
        return f"{self._head.text()}\n{self._story.text()}"

    @Slot()
    def follow(self) -> None:
        """Show the slot at the cursor."""
        canvas = self._cursor.canvas
        if canvas is None or self._cursor.recording is None or not canvas.steps:
            self._head.setText("")
            self._story.setText(tr("Nothing is recorded here yet."))
            self.chart.update()
            if self.steer is not None:
                self.steer.follow()
            return
        slot, frame = self._cursor.slot, canvas.frames[self._cursor.frame]
        drafted = frame.draft[slot] if frame.draft else None
        token = self._token(drafted, frame, slot, self._cursor.glyphs_of(canvas))
        self._head.setText(tr("Slot {slot} · {token}", slot=slot, token=token))
        self._story.setText(self._told(canvas, slot))
        self.chart.show_slot(frame.ids[slot] if drafted is None else drafted, frame.grip)
        self._put_in_question()
        self.chart.setAccessibleDescription(self.words)

    @Slot()
    def _put_in_question(self) -> None:
        canvas = self._cursor.canvas
        if self.steer is not None and canvas is not None:
            self.steer.ask_about(self.chart.token, self._cursor.glyphs_of(canvas))

    def _token(self, drafted: int | None, frame: Frame, slot: int, glyphs: Glyphs) -> str:
        held, word = frame.ids[slot], held_word(frame, slot, glyphs, true_noise=self._theme.true_noise)
        if drafted is None:
            return tr("noise: {word} (id {id})", word=word, id=held)
        told = tr("draft: {word} (id {id})", word=named(drafted, glyphs), id=drafted)
        if held == drafted:
            return told
        return tr("{draft} · on the canvas: {word}", draft=told, word=word)

    def _told(self, canvas: CanvasRecording, slot: int) -> str:
        story, glyphs = story_of(canvas, slot), self._cursor.glyphs_of(canvas)
        parts = [tr("Drafts: {words}", words=story.in_words(glyphs))]
        step = canvas.step_of(self._cursor.frame)
        if step is not None:
            nats, end = step.entropy_nats[slot], step.end_probability[slot]
            parts.insert(0, tr("{nats:.4f} nats, end {end:.1%}", nats=nats, end=end))
        frame = canvas.frames[self._cursor.frame]
        parts.insert(0, now_of(frame, slot))
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
        shown = frame.draft[slot] if frame.draft else frame.ids[slot]
        if spelled := bytes_of(shown, canvas.vocabulary):
            parts.append(tr("Bytes: {bytes}", bytes=spelled))
        return "\n".join(parts)


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


def scrolled(inspector: SlotInspector) -> ViewArea:
    """The inspector, which needs more height than a low window has."""
    area = ViewArea()
    area.setObjectName("inspected")
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the viewer's keys stay with the viewer
    area.setWidgetResizable(True)
    area.setFixedWidth(WIDTH_PX)
    area.setWidget(inspector)
    return area
