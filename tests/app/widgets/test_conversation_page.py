from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from app.models.chat import Chat
from app.widgets.answer_foot import AnswerFoot
from app.widgets.answer_view import AnswerView
from app.widgets.budget import budget
from app.widgets.column import TURN_GAP_PX
from app.widgets.conversation_page import ConversationPage
from app.widgets.formatted import Formatted
from app.widgets.piece import Piece
from app.widgets.question_view import QuestionView
from engine import TurnOptions
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, VOCABULARY, Reply, turn_events


class Resized(QObject):
    """Tells every width that a widget takes."""

    def __init__(self, told: Callable[[int], object]) -> None:
        super().__init__()
        self._told = told

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Tell the width."""
        if isinstance(event, QResizeEvent):
            self._told(event.size().width())
        return False


def _all_have_room(views: Sequence[AnswerView]) -> bool:
    return all(view.height() >= view.sizeHint().height() for view in views)


def test_every_view_has_the_room_it_needs_at_any_width(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text=STORY * 8, steps=3)))
    for _ in range(3):
        opened.answered()
    for width in (1280, 360, 900):
        opened.window.resize(width, 640)
        opened.settle()
        views = opened.window.transcript.findChildren(AnswerView)
        opened.wait(partial(_all_have_room, views))
        for view in views:
            assert view._below.y() >= view._answer.geometry().bottom()
        assert opened.window.transcript.page.column.contentsMargins().bottom() == TURN_GAP_PX


def test_an_empty_conversation_welcomes_and_asks_what_is_chosen(open_window: OpenWindow) -> None:
    opened = open_window()
    welcome = opened.window.transcript.page._welcome
    assert welcome.isVisible()
    prompt = welcome.findChildren(QPushButton)[0]
    prompt.click()
    turn = opened.parts.library.open_chat.turns[-1]
    assert turn.prompt == prompt.text()
    assert not welcome.isVisible()
    opened.wait(lambda: turn.ended)
    opened.parts.library.start()
    assert welcome.isVisible()


def test_a_conversation_is_shown_again_as_it_was(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="the drop")))
    opened.answered("One")
    opened.answered("Two")
    first = opened.parts.library.open_chat
    opened.parts.library.start()
    opened.settle()
    assert opened.window.transcript.findChildren(AnswerView) == []
    opened.parts.library.open(first.record.id)
    views = opened.window.transcript.findChildren(AnswerView)
    assert [view._answer.text.text for view in views] == ["the drop", "the drop"]


def long_chat(opened: Opened, turns: int, *, words: int = 0) -> Chat:
    """A conversation of many answered turns that is not on show."""
    chat = opened.parts.library.open_chat
    opened.answered("first")
    opened.parts.library.start()
    for number in range(1, turns):
        turn = chat.ask(f"question {number}" + " word" * words, TurnOptions())
        turn.follow(turn_events(Reply(steps=1), 1, TurnOptions()), VOCABULARY)
    return chat


def test_a_long_conversation_is_opened_at_its_end_and_completed_upwards(open_window: OpenWindow) -> None:
    opened = open_window()
    chat = long_chat(opened, 40)
    transcript = opened.window.transcript
    opened.parts.library.open(chat.record.id)
    assert len(transcript.page.turns) < 10
    assert transcript.page.turns[-1][0] is chat.turns[-1]
    opened.wait(lambda: len(transcript.page.turns) == 40)
    opened.settle()
    assert [turn for turn, _, _ in transcript.page.turns] == chat.turns
    shown = sorted(transcript.findChildren(QuestionView), key=lambda view: view.y())
    texts = [text.text for view in shown for text in view.findChildren(Formatted)]
    assert texts == [turn.prompt for turn in chat.turns]
    bar = transcript.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0


def test_of_long_turns_fewer_are_made_before_a_conversation_is_shown(open_window: OpenWindow) -> None:
    opened = open_window()
    short, long = long_chat(opened, 10), long_chat(opened, 10, words=600)  # of 3,000 characters
    made = []
    for chat in (short, long):
        opened.parts.library.open(chat.record.id)
        made.append(len(opened.window.transcript.page.turns))
    assert made == [6, 2]


def test_turns_that_are_far_are_laid_out_without_widgets_that_show_them(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window()
    chat = long_chat(opened, 20, words=600)
    shown: list[str] = []
    wake = Formatted._wake

    def waking(text: Formatted, piece: Piece) -> None:
        shown.append(text.text)
        wake(text, piece)

    monkeypatch.setattr(Formatted, "_wake", waking)
    opened.parts.library.open(chat.record.id)
    page = opened.window.transcript.page
    opened.wait(lambda: page.is_complete and not budget()._waiting)
    far = chat.turns[1:12]
    assert chat.turns[-1].prompt in shown
    assert [turn.prompt for turn in far if turn.prompt in shown] == []
    heights = [page.views_of(turn)[0].height() for turn in far]
    assert min(heights) == max(heights) > 500


def test_what_is_shown_keeps_its_width_while_a_conversation_is_completed(open_window: OpenWindow) -> None:
    opened = open_window()
    chat = long_chat(opened, 12, words=40)
    transcript = opened.window.transcript
    opened.window.resize(opened.window.minimumWidth() + 40, 700)  # narrower than a view before it is laid out
    opened.settle()
    opened.parts.library.open(chat.record.id)
    opened.settle()
    widths = [transcript.page.width()]
    watcher = Resized(widths.append)
    transcript.page.installEventFilter(watcher)
    opened.wait(lambda: len(transcript.page.turns) == 12)
    opened.settle()
    transcript.page.removeEventFilter(watcher)
    assert set(widths) == {transcript.viewport().width()}


def _far_and_near(page: ConversationPage) -> tuple[list[AnswerView], list[AnswerView]]:
    """The answers without and with a line of buttons below them."""
    answers = [views.answer for views in page.turns]
    near = [view for view in answers if view.findChildren(AnswerFoot)]
    return [view for view in answers if view not in near], near


def _completed(open_window: OpenWindow) -> Opened:
    """A window with a conversation of 40 turns that was opened, and has all its views."""
    opened = open_window()
    opened.parts.library.open(long_chat(opened, 40).record.id)
    opened.wait(lambda: len(opened.window.transcript.page.turns) == 40)
    opened.settle()
    return opened


def test_an_answer_has_its_buttons_once_the_reader_comes_near(open_window: OpenWindow) -> None:
    opened = _completed(open_window)
    transcript = opened.window.transcript
    far, near = _far_and_near(transcript.page)
    assert len(far) > 20
    assert far + near == [views.answer for views in transcript.page.turns]
    assert near[0].geometry().bottom() < transcript.verticalScrollBar().value()  # some of them out of sight
    heights = [view.height() for view in far]
    transcript.verticalScrollBar().setValue(0)
    opened.settle()
    assert far[0].findChildren(AnswerFoot)
    assert heights == [view.height() for view in far]


def test_buttons_that_come_late_are_reached_where_they_stand(open_window: OpenWindow) -> None:
    opened = _completed(open_window)
    transcript = opened.window.transcript
    for part in (0.0, 0.5, 0.2, 1.0):
        transcript.verticalScrollBar().setValue(round(part * transcript.verticalScrollBar().maximum()))
        opened.settle()
    reached, widget = [], transcript.nextInFocusChain()
    while widget is not None and widget is not transcript:
        if isinstance(widget, QToolButton) and transcript.page.isAncestorOf(widget) and widget.isVisible():
            place = widget.mapTo(transcript.page, QPoint(0, 0))
            reached.append((place.y(), place.x()))
        widget = widget.nextInFocusChain()
    assert len(reached) > 30
    assert reached == sorted(reached)


def test_what_is_asked_while_a_conversation_is_completed_downwards_leaves_nothing_awake_far_away(
    open_window: OpenWindow,
) -> None:
    opened = open_window(reply_to=always(Reply(text=STORY, steps=3)))
    chat = long_chat(opened, 60, words=100)
    page = opened.window.transcript.page
    opened.parts.library.open(chat.record.id)
    page.show_turns(chat.turns, chat.turns[2])
    opened.answered()
    opened.wait(lambda: page.is_complete)
    opened.settle()
    assert [views.turn for views in page.turns] == chat.turns
    texts = [text for views in page.turns[:40] for text in views.question.findChildren(Formatted)]
    assert [text for text in texts if any(piece.part is not None for piece in text.passages())] == []


def test_another_conversation_can_be_opened_before_one_is_complete(open_window: OpenWindow) -> None:
    opened = open_window()
    chat = long_chat(opened, 40)
    opened.parts.library.open(chat.record.id)
    opened.parts.library.start()
    opened.settle()
    assert opened.window.transcript.page.turns == []


def test_an_answer_goes_on_while_another_conversation_is_shown(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    chat = opened.parts.library.open_chat
    opened.parts.library.start()
    opened.stepped(turn, 2)
    opened.parts.library.open(chat.record.id)
    view = opened.window.transcript.findChildren(AnswerView)[-1]
    assert view._answer.canvas.height_needed > 0
    opened.finish(turn)
    assert view._answer.text.text == turn.text


def test_the_latest_answer_can_be_copied(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.transcript.page.copy_latest()
    turn = opened.answered()
    opened.window.transcript.page.copy_latest()
    assert QApplication.clipboard().text() == turn.text


def test_a_turn_that_is_sought_has_its_views_at_once_above_or_far_below_a_fork(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    page = opened.window.transcript.page
    chat = long_chat(opened, 12)
    opened.parts.library.open(chat.record.id)
    assert page.views_of(chat.turns[0]) == [*page.turns[0][1:]]
    first, last = chat.turns[0], chat.turns[-1]
    version = opened.parts.queue.ask_version(chat, first, first.options)
    opened.wait(lambda: version.ended)
    chat.show(first)
    assert not page.is_complete
    assert page.views_of(last) == [*page.turns[-1][1:]]
    assert page.views_of(version) == []
