from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.widgets.answer_view import AnswerView
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, Reply
from tests.app.widgets.test_conversation_page import long_chat

LONG = always(Reply(text=STORY * 8, steps=3))


def _bar_at_bottom(opened: Opened) -> bool:
    bar = opened.window.transcript.verticalScrollBar()
    return bar.maximum() > 0 and bar.value() == bar.maximum()


def _scroll_up(opened: Opened) -> None:
    """Turn the wheel as a reader does."""
    viewport = opened.window.transcript.viewport()
    event = QWheelEvent(
        QPointF(50, 50), viewport.mapToGlobal(QPointF(50, 50)), QPoint(0, 0), QPoint(0, 480),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_the_newest_line_stays_in_sight_while_the_reader_is_there(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG)
    for _ in range(2):
        opened.answered()
    opened.wait(lambda: _bar_at_bottom(opened))
    assert opened.window.transcript.is_following
    assert not opened.window.transcript._latest.isVisible()


def test_the_first_words_come_into_sight_at_once_although_noise_came_just_before(
    open_window: OpenWindow,
) -> None:
    opened = open_window(reply_to=LONG, stepwise=True, canvas_length=256)
    transcript = opened.window.transcript
    opened.window.resize(opened.window.width(), opened.window.height() - transcript.height() + 90)
    turn = opened.ask()
    opened.wait(lambda: turn.frame is not None and _bar_at_bottom(opened))
    before = transcript.verticalScrollBar().value()
    opened.stepped(turn, 1)
    opened.settle()
    assert _bar_at_bottom(opened)
    assert transcript.verticalScrollBar().value() > before + transcript.height()
    opened.finish(turn)


def test_a_reader_who_scrolled_up_is_left_alone_and_can_jump_back(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG, stepwise=True)
    opened.answered()
    turn = opened.ask()
    opened.stepped(turn, 2)
    opened.settle()
    _scroll_up(opened)
    transcript = opened.window.transcript
    assert not transcript.is_following
    assert transcript._latest.isVisible()
    place = transcript.verticalScrollBar().value()
    opened.finish(turn)
    opened.settle()
    assert transcript.verticalScrollBar().value() == place
    transcript._latest.click()
    assert _bar_at_bottom(opened)
    assert not transcript._latest.isVisible()


def test_a_finished_answer_moves_nothing_on_the_page(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG, stepwise=True)
    opened.answered()
    turn = opened.ask()
    opened.stepped(turn, 3)
    opened.settle()
    answer = opened.window.transcript.findChildren(AnswerView)[-1]
    top = answer.mapTo(opened.window, QPoint(0, 0)).y()
    opened.window._queue.stop()
    opened.wait(lambda: turn.ended)
    opened.settle()
    assert answer.mapTo(opened.window, QPoint(0, 0)).y() == top


def test_the_keyboard_scrolls_the_page(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG)
    opened.answered()
    opened.answered()
    opened.settle()
    transcript = opened.window.transcript
    bottom = transcript.verticalScrollBar().value()
    QTest.keyClick(transcript, Qt.Key.Key_PageUp)
    assert transcript.verticalScrollBar().value() < bottom
    assert not transcript.is_following


def test_the_welcome_begins_at_its_top_in_a_low_window(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.resize(720, 420)
    opened.settle()
    bar = opened.window.transcript.verticalScrollBar()
    assert bar.maximum() > bar.value() == 0


def test_a_reader_keeps_the_line_while_a_conversation_is_completed(open_window: OpenWindow) -> None:
    opened = open_window()
    chat = long_chat(opened, 40)
    transcript = opened.window.transcript
    bar = transcript.verticalScrollBar()
    opened.parts.library.open(chat.record.id)
    opened.wait(lambda: bar.maximum() > 1500)
    _scroll_up(opened)
    reading = transcript._reading
    assert reading is not None
    opened.wait(lambda: len(transcript.page.turns) == 40)
    opened.settle()
    assert not transcript.is_following
    assert reading.view.y() - bar.value() == reading.below


def test_a_conversation_is_come_back_to_where_it_was_left(open_window: OpenWindow) -> None:
    opened = open_window()
    chat, transcript, library = long_chat(opened, 40), opened.window.transcript, opened.parts.library
    bar = transcript.verticalScrollBar()
    library.open(chat.record.id)
    opened.wait(lambda: transcript.page.is_complete and bar.maximum() > 1500)
    bar.setValue(bar.maximum() // 3)
    opened.settle()
    reading = transcript._reading
    assert reading is not None
    read = next(views for views in transcript.page.turns if reading.view in views)
    library.start()
    library.open(chat.record.id)
    opened.wait(lambda: transcript.page.is_complete)
    opened.settle()
    again = transcript._reading
    assert again is not None
    assert any(views.turn is read.turn and again.view in views for views in transcript.page.turns)
    assert again.below == reading.below
    assert not transcript.is_following
    transcript.follow_latest()
    library.start()
    library.open(chat.record.id)
    assert transcript.is_following
    assert _bar_at_bottom(opened)


def test_another_branch_is_shown_without_moving_the_reader(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG)
    first = opened.answered("One")
    for prompt in ("Two", "Three", "Four"):
        opened.answered(prompt)
    chat, transcript = opened.parts.library.open_chat, opened.window.transcript
    version = opened.parts.queue.ask_version(chat, first, first.options)
    opened.wait(lambda: version.ended)
    assert [turn.prompt for turn, _, _ in transcript.page.turns] == ["One"]
    opened.settle()
    transcript.verticalScrollBar().setValue(0)
    assert not transcript.is_following
    chat.show(first)
    opened.settle()
    assert [turn.prompt for turn, _, _ in transcript.page.turns] == ["One", "Two", "Three", "Four"]
    assert transcript.verticalScrollBar().value() == 0


def test_where_a_deletion_leaves_nothing_below_there_is_no_way_down(open_window: OpenWindow) -> None:
    opened = open_window()
    for prompt in ("One", "Two", "Three"):
        opened.answered(prompt)
    transcript, chat = opened.window.transcript, opened.parts.library.open_chat
    bar = transcript.verticalScrollBar()
    opened.window.resize(380, 400)
    opened.wait(lambda: not transcript._stride.isActive())
    bar.setValue(bar.maximum() - 60)
    assert transcript._latest.isVisible()
    opened.parts.control.delete(chat.turns[-1])
    opened.settle()
    assert bar.value() == bar.maximum()
    assert not transcript._latest.isVisible()
    bar.setValue(1)
    assert transcript._latest.isVisible()
    opened.parts.control.delete(chat.turns[0])
    opened.settle()
    assert bar.maximum() > 0  # the welcome is higher than the page
    assert not transcript._latest.isVisible()
