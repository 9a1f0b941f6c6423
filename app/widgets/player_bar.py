"""The controls of a replay: play, step, speed and loop, with the frame in words."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import tr
from app.models.caption import FIGURE_SPACE
from app.models.cursor import Cursor
from app.models.playback import SPEEDS, STEPS_MS, Playback
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.buttons import IconButton
from app.widgets.choice_button import ChoiceButton
from app.widgets.labels import Label


class PlayerBar(QWidget):
    """Moves the cursor by hand or lets it play. Follows both.

    Signals:
        stepped: The person went a frame on or back.
    """

    stepped = Signal()

    def __init__(
        self, theme: Theme, cursor: Cursor, playback: Playback, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cursor, self._playback = cursor, playback
        self.play = IconButton(theme, "play", tr("Play"))
        self.play.clicked.connect(playback.toggle)
        self.back = IconButton(theme, "back", tr("One step back"), shortcut=",")
        self.back.clicked.connect(lambda: self._step(-1))
        self.on = IconButton(theme, "forward", tr("One step on"), shortcut=".")
        self.on.clicked.connect(lambda: self._step(1))
        self.loop = IconButton(theme, "loop", tr("Play again and again"))
        self.loop.setCheckable(True)
        self.loop.toggled.connect(playback.loop)
        self.speed = ChoiceButton(
            tr("Speed"),
            [*map(_times, SPEEDS), *map(_each, STEPS_MS)],
            key="[ ]",
            tip=tr("Speed, as a factor of the recorded pace or the same for each step"),
        )
        self.speed.chosen.connect(self._choose_speed)
        self.place = Label("caption")
        self.place.setFont(text_font(CAPTION_PX, tabular=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for part in (self.play, self.back, self.on, self.loop, self.speed, self.place):
            row.addWidget(part)
        for changed in (cursor.opened, cursor.moved, playback.changed):
            changed.connect(self._follow)
        self._follow()

    @Slot(int)
    def _choose_speed(self, place: int) -> None:
        if place < len(SPEEDS):
            self._playback.choose_speed(SPEEDS[place])
        else:
            self._playback.choose_step(STEPS_MS[place - len(SPEEDS)])

    def _step(self, count: int) -> None:
        self._playback.pause()
        self._cursor.step(count)
        self.stepped.emit()

    @Slot()
    def _follow(self) -> None:
        playing = self._playback.is_moving
        self.play.show_icon("pause" if playing else "play")
        self.play.rename(tr("Pause") if playing else tr("Play"), tr("Space"))
        speed, step_ms = self._playback.speed, self._playback.step_ms
        place = SPEEDS.index(speed) if step_ms is None else len(SPEEDS) + STEPS_MS.index(step_ms)
        self.speed.show_choice(place)
        if self.loop.isChecked() is not self._playback.loops:
            self.loop.setChecked(self._playback.loops)
        canvas = self._cursor.canvas
        if canvas is None:
            self.place.setText("")
            return
        steps = len(canvas.steps)
        frame = str(min(self._cursor.frame, steps)).rjust(2, FIGURE_SPACE)
        self.place.setText(
            tr("block {block} · step {step} of {most}", block=canvas.number, step=frame, most=steps)
        )


def _times(speed: float) -> str:
    return tr("{speed:g}×", speed=speed)


def _each(step_ms: int) -> str:
    return tr("{seconds:g} s a step", seconds=step_ms / 1000)
