"""Room that the column holds below an answer, so that no line moves, and when it gives it back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from pytestqt.qtbot import QtBot

from app.formulas import formulas
from app.widgets.answer_view import AnswerView
from app.widgets.column import TURN_GAP_PX
from app.widgets.formula_painter import OBJECT
from app.widgets.prose_block import ProseBlock
from app.widgets.transcript import Transcript
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, Reply

LONG = always(Reply(text=STORY * 8, steps=3))


def _stopped(opened: Opened, steps: int) -> None:
    """Ask, and stop the answer after some steps."""
    turn = opened.ask()
    opened.stepped(turn, steps)
    opened.settle()
    opened.window._queue.stop()
    opened.wait(lambda: turn.ended)
    opened.settle()


def _end(transcript: Transcript) -> int:
    """Where the only answer ends, in px from the top of what is seen."""
    (answer,) = transcript.findChildren(AnswerView)
    return answer.mapTo(transcript, answer.rect().bottomLeft()).y()


def test_an_answer_that_loses_its_drafts_leaves_its_end_in_sight(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG, stepwise=True, canvas_length=256)
    transcript = opened.window.transcript
    opened.window.resize(opened.window.width(), opened.window.height() - transcript.height() + 90)
    _stopped(opened, 2)
    assert transcript.height() // 3 < _end(transcript) < transcript.height()


def test_what_is_held_goes_before_a_line_moves_when_the_page_gets_lower(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG)
    turn = opened.answered()
    transcript = opened.window.transcript
    opened.settle()
    opened.wait(lambda: not transcript._stride.isActive())
    transcript._hold(200)
    opened.settle()
    (answer,) = transcript.findChildren(AnswerView)
    place = answer.mapTo(transcript, QPoint())
    opened.window.resize(opened.window.width(), opened.window.height() - 150)
    opened.settle()
    assert answer.mapTo(transcript, QPoint()) == place
    opened.window.drawer.toggle(turn)
    opened.settle()
    assert transcript.height() // 2 < _end(transcript) < transcript.height()


def test_the_end_of_an_answer_that_just_came_stays_in_sight_when_the_page_gets_lower(
    open_window: OpenWindow,
) -> None:
    opened = open_window(reply_to=LONG)
    for _ in range(2):
        opened.answered()
    bar = opened.window.transcript.verticalScrollBar()
    opened.wait(lambda: 0 < bar.maximum() == bar.value())
    opened.window.transcript._stride.start(60_000)  # as behind a last line
    opened.window.resize(opened.window.width(), opened.window.height() - 150)
    opened.settle()
    assert 0 < bar.maximum() == bar.value()


def test_room_that_was_held_is_given_back_with_the_next_question(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG, stepwise=True)
    opened.answered()
    _stopped(opened, 3)
    column = opened.window.transcript.page.column
    assert column.contentsMargins().bottom() > TURN_GAP_PX
    opened.ask()
    assert column.contentsMargins().bottom() == TURN_GAP_PX


@pytest.mark.parametrize("is_drawn", [False, True], ids=["drawn after the end", "drawn before the end"])
def test_drawn_formulas_that_need_less_room_leave_no_blank_below(
    open_window: OpenWindow, qtbot: QtBot, *, is_drawn: bool
) -> None:
    formula = rf"$\mathrm{{dew}}+7{is_drawn:d}$"
    if is_drawn:
        qtbot.waitUntil(lambda: formulas().formula(formula) is not None, timeout=20_000)
    opened = open_window(reply_to=always(Reply(text=f"{formula} and " * 60, steps=2)))
    opened.answered()
    answer = opened.window.transcript.findChildren(AnswerView)[-1]
    opened.wait(lambda: OBJECT in answer.findChildren(ProseBlock)[0].text)
    opened.settle()
    assert opened.window.transcript.page.column.contentsMargins().bottom() == TURN_GAP_PX


class _Painted(QObject):
    """Notes at every frame how high the answers before the newest one are."""

    def __init__(self, transcript: Transcript) -> None:
        super().__init__(transcript)
        self._transcript = transcript
        self.heights: list[int] = []
        transcript.page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.heights.append(self._transcript.page.turns[0].answer.height())
        return super().eventFilter(watched, event)


def test_no_frame_shows_an_answer_squeezed_for_the_next_question(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG)
    opened.answered()
    transcript = opened.window.transcript
    opened.wait(lambda: transcript.verticalScrollBar().maximum() > 0)
    opened.settle()
    height = transcript.page.turns[0].answer.height()
    painted = _Painted(transcript)
    opened.answered()
    opened.settle()
    assert set(painted.heights) == {height}
