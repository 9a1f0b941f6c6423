"""An answer: its thought folded, its text condensing, a caption, and an error where it failed."""

from __future__ import annotations

from itertools import takewhile

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import tr
from app.models.blocks import plain
from app.models.caption import caption, note_of, shortened
from app.models.choices import Choices
from app.models.control import Control
from app.models.looks import Look, looks_of
from app.models.status import Status
from app.models.turn import Turn, TurnState
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.announce import announce
from app.widgets.answer_actions import AnswerActions
from app.widgets.answer_foot import AnswerFoot
from app.widgets.buttons import TARGET_PX, IconButton, TextButton
from app.widgets.condensing import Condensing
from app.widgets.error_card import ErrorCard
from app.widgets.flow_row import FlowRow
from app.widgets.labels import ElidedLabel, Label
from app.widgets.pace_bar import PaceBar
from app.widgets.tab_order import put_behind, within
from app.widgets.thought_view import ThoughtView
from app.widgets.view_switch import ViewSwitch
from engine import PromptRejected


class AnswerView(QWidget):
    """One answer, from waiting to finished. Follows its turn.

    Parts that most answers never show (thought, switch, error) are made when they are first needed, and what
    stands below the text is there while the reader is near: a conversation may be long.

    Signals:
        retried: The person asks for another try.
        withdrawn: The person takes the prompt back while it waits.
        replayed: The person wants to see how the answer was made.
        steered: The person wants to pin tokens of the running answer, or to forbid some.
        renoised: Other words are wanted for a part of the answer; with where the selected ones are, or None.
        shortened: It has ended, and its formulas need less room drawn than written.
    """

    retried = Signal(Turn)
    withdrawn = Signal(Turn)
    replayed = Signal(Turn)
    steered = Signal(Turn)
    renoised = Signal(Turn, object)
    shortened = Signal()

    def __init__(
        self,
        theme: Theme,
        turn: Turn,
        status: Status,
        choices: Choices,
        control: Control,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._turn = turn
        self._status = status
        self._choices = choices
        self._control = control
        self._slow = control.slow
        self._pace: FlowRow | None = None
        self._thought: ThoughtView | None = None
        self._switch: ViewSwitch | None = None
        self._card: ErrorCard | None = None
        self._answer = Condensing(theme, tr("Answer"), self)
        self._note: Label | None = None
        self._foot: AnswerFoot | None = None
        self._below = QWidget()
        self._below.setMinimumHeight(TARGET_PX)
        self._inside = QVBoxLayout(self._below)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        for part in (self._answer, self._below):
            self._column.addWidget(part)
        self._was_ended = turn.ended
        self._announced = turn.committed
        turn.changed.connect(self._follow)
        for seen_in in (status, choices, theme):
            seen_in.changed.connect(self._follow_surroundings)
        control.slow.changed.connect(self._follow_pace)
        self._follow()

    def wake(self) -> None:
        """Be whole: the reader comes near."""
        self._answer.wake()
        if self._foot is None:
            self._foot = self._make_foot(self._theme)
            self._inside.addWidget(self._foot)
            self._below.setMinimumHeight(0)  # as the foot says from now on
            put_behind(self._below, self._foot.findChildren(QWidget))
            self._follow_foot(self._turn)

    def rest(self) -> None:
        """Keep only the text, and the room of what stands below it: the reader is far."""
        self._answer.rest()
        if self._switch is not None and self._turn.ended:
            self._switch.deleteLater()
            self._switch = None
        if self._foot is not None:
            self._below.setMinimumHeight(max(self._foot.sizeHint().height(), TARGET_PX))
            self._foot.hide()
            self._foot.deleteLater()
            self._foot = None

    def selected(self) -> tuple[int, int] | None:
        """Where the selected words of the answer are in it, or None."""
        return self._answer.text.selected()

    def look(self) -> None:
        """The page was scrolled; see `Formatted.look`."""
        self._answer.look()
        if self._thought is not None:
            self._thought.look()

    def _make_foot(self, theme: Theme) -> AnswerFoot:
        self.actions_row = AnswerActions(theme, self._turn, self._control)
        self._caption = ElidedLabel("caption")
        self._caption.setFont(text_font(CAPTION_PX, tabular=True))
        self._withdraw = TextButton("textButton", tr("Take back"), tr("Take this message back"))
        self._withdraw.clicked.connect(lambda: self.withdrawn.emit(self._turn))
        self._renoise = TextButton(
            "textButton", tr("Renoise"), tr("Find other words for a part of the answer")
        )
        self._renoise.clicked.connect(lambda: self.renoised.emit(self._turn, self.selected()))
        self._replay = IconButton(theme, "replay", tr("See how it was made"))
        self._replay.clicked.connect(lambda: self.replayed.emit(self._turn))
        return AnswerFoot(self._caption, (self._withdraw, self._renoise, self._replay), self.actions_row)

    @Slot()
    def _follow(self) -> None:
        turn = self._turn
        self._follow_thought(turn)
        self._answer.show_text(turn.committed_text, on_new_line=turn.on_new_line)
        self._answer.show_canvas(self._looks(turn.split.answer), self._choices.view)
        if turn.ended:
            self._answer.settle()
        self._follow_note(turn)
        self._follow_foot(turn)
        self._follow_switch(turn)
        self._follow_pace()
        self._follow_error()
        self._announce_committed(turn)
        if turn.ended and not self._was_ended:
            self._announce_end(turn)
            if self._answer.text.has_formulas:
                self.shortened.emit()
        self._was_ended = turn.ended

    @Slot()
    def _follow_surroundings(self) -> None:
        """Another model, way of drawing or theme: of an answer that has ended only what stands below it."""
        if self._turn.ended:
            self._follow_foot(self._turn)
        else:
            self._follow()

    def _follow_thought(self, turn: Turn) -> None:
        slots = turn.split.thought if turn.frame is not None else ()
        thinking = turn.options.thinking and not turn.ended  # kept in place, so that nothing jumps
        wanted = bool(thinking or turn.thought or slots)
        if self._thought is None and wanted:
            self._thought = ThoughtView(self._theme)
            self._thought.unfolded.connect(self._follow)
            stops = within(self._thought)
            self._column.insertWidget(0, self._thought)
            put_behind(self, stops)
        if self._thought is not None:
            self._thought.setVisible(wanted)
            self._thought.follow(turn, self._looks(slots), self._choices.view)

    def _follow_note(self, turn: Turn) -> None:
        note = note_of(turn)
        if self._note is None and note:
            self._note = Label("note", wrapped=True)
            self._column.insertWidget(self._column.indexOf(self._below), self._note)
        if self._note is not None:
            self._note.setText(note)
            self._note.setVisible(bool(note))

    def _follow_foot(self, turn: Turn) -> None:
        if self._foot is None:
            return
        loaded, still = self._status.model is not None, self._theme.reduced_motion
        told = caption(turn, loaded=loaded, still=still)
        self._caption.say(told, *shortened(told))
        self._withdraw.setVisible(turn.state is TurnState.WAITING)
        self._renoise.setVisible(turn.state is TurnState.FINISHED and bool(turn.text))
        self._replay.setVisible(turn.can_be_seen)

    def _follow_switch(self, turn: Turn) -> None:
        drawn = turn.state is TurnState.DENOISING and not self._theme.reduced_motion
        if self._switch is None and drawn:
            self._switch = ViewSwitch(self._theme, self._choices)
            self._add_below(self._switch)
        if self._switch is not None:
            self._switch.setVisible(drawn)

    @Slot()
    def _follow_pace(self) -> None:
        paced = self._turn.state is TurnState.DENOISING and self._slow.paces(self._turn)
        if self._pace is None and paced:
            self._pace = self._make_pace()
            self._add_below(self._pace)
        if self._pace is not None:
            self._pace.setVisible(paced)
            self._pace.place()

    def _make_pace(self) -> FlowRow:
        """The controls of slow motion, with the way to where slots are pinned."""
        steer = TextButton(
            "textButton", tr("Pin or forbid"), tr("See the slots, and pin them or forbid a token")
        )
        steer.clicked.connect(lambda: self.steered.emit(self._turn))
        made = FlowRow()
        made.show_parts((PaceBar(self._theme, self._slow), steer))
        return made

    @Slot()
    def _follow_error(self) -> None:
        turn = self._turn
        if self._card is None and turn.error is not None:
            self._card = ErrorCard()
            self._card.retried.connect(self._mend)
            self._control.changed.connect(self._follow_error)
            self._add_below(self._card)
        if self._card is not None:
            if isinstance(turn.error, PromptRejected):
                self._card.offer(tr("Edit the message"), can=self._control.is_free)
            else:
                self._card.offer(tr("Try again"))
            self._card.show_error(turn.error)

    @Slot()
    def _mend(self) -> None:
        """Ask again, or where that can only fail again let the question be edited."""
        if isinstance(self._turn.error, PromptRejected):
            self._control.edit(self._turn)
        else:
            self.retried.emit(self._turn)

    def _add_below(self, part: QWidget) -> None:
        """Put a part below all that is there, where the keyboard comes to it last."""
        last, stops = within(self)[-1], within(part)
        self._column.addWidget(part)
        put_behind(last, stops)

    def _announce_committed(self, turn: Turn) -> None:
        """Tell what has become final, without the marks of its formatting."""
        if turn.committed > self._announced and QAccessible.isActive():
            before, told = plain(turn.text[: self._announced]), plain(turn.committed_text)
            known = takewhile(lambda both: both[0] == both[1], zip(before, told, strict=False))
            announce(self, told[len(list(known)) :])
        self._announced = turn.committed

    def _announce_end(self, turn: Turn) -> None:
        announce(
            self, turn.error.title if turn.error is not None else note_of(turn) or tr("End of the answer.")
        )

    def _looks(self, slots: tuple[int, ...]) -> list[Look]:
        frame, glyphs = self._turn.frame, self._status.glyphs
        if frame is None or glyphs is None or self._theme.reduced_motion:
            return []
        return looks_of(frame, slots, glyphs, self._choices.view, true_noise=self._theme.true_noise)
