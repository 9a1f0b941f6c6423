from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from app.models.chat import Chat
from app.theme import COLUMN_CHARACTERS
from app.widgets.answer_foot import AnswerFoot
from app.widgets.answer_view import AnswerView
from app.widgets.column import column_width
from app.widgets.formatted import Formatted
from app.widgets.question_view import QuestionView
from app.widgets.transcript import EDGE_PX, TURN_GAP_PX, Transcript
from engine import TurnOptions
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, VOCABULARY, Reply, turn_events

LONG = always(Reply(text=STORY * 8, steps=3))


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


def test_every_view_has_the_room_it_needs_at_any_width(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG)
    for _ in range(3):
        opened.answered()
    for width in (1280, 360, 900):
        opened.window.resize(width, 640)
        opened.settle()
        for view in opened.window.transcript.findChildren(AnswerView):
            assert view.height() >= view.sizeHint().height()
            assert view._below.y() >= view._answer.geometry().bottom()
        assert opened.window.transcript._column.contentsMargins().bottom() == TURN_GAP_PX


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


def test_the_column_is_no_wider_than_a_reader_likes_and_centred(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    answer = opened.window.transcript.findChildren(AnswerView)[-1]
    assert abs(answer.width() - column_width()) <= 1
    assert COLUMN_CHARACTERS <= 76
    left = answer.mapTo(opened.window.transcript, QPoint(0, 0)).x()
    right = opened.window.transcript.width() - left - answer.width()
    assert abs(left - right) <= 1


def test_a_narrow_page_gives_the_column_all_it_has(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG)
    opened.answered("Donaudampfschifffahrtsgesellschaftskapitän" * 3)
    opened.window.resize(360, 640)
    opened.settle()
    transcript = opened.window.transcript
    answer = transcript.findChildren(AnswerView)[-1]
    assert answer.width() >= 360 - 3 * EDGE_PX
    assert transcript.horizontalScrollBar().maximum() == 0
    opened.wait(lambda: transcript.page.width() <= transcript.viewport().width())


def test_an_empty_conversation_welcomes_and_asks_what_is_chosen(open_window: OpenWindow) -> None:
    opened = open_window()
    welcome = opened.window.transcript._welcome
    assert welcome.isVisible()
    prompt = welcome.findChildren(QPushButton)[0]
    prompt.click()
    turn = opened.parts.library.open_chat.turns[-1]
    assert turn.prompt == prompt.text()
    assert not welcome.isVisible()
    opened.wait(lambda: turn.ended)
    opened.parts.library.start()
    assert welcome.isVisible()


def test_the_welcome_begins_at_its_top_in_a_low_window(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.resize(720, 420)
    opened.settle()
    bar = opened.window.transcript.verticalScrollBar()
    assert bar.maximum() > bar.value() == 0


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


def _long_chat(opened: Opened, turns: int, *, words: int = 0) -> Chat:
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
    chat = _long_chat(opened, 40)
    transcript = opened.window.transcript
    opened.parts.library.open(chat.record.id)
    assert len(transcript._turns) < 10
    assert transcript._turns[-1][0] is chat.turns[-1]
    opened.wait(lambda: len(transcript._turns) == 40)
    opened.settle()
    assert [turn for turn, _, _ in transcript._turns] == chat.turns
    shown = sorted(transcript.findChildren(QuestionView), key=lambda view: view.y())
    texts = [text.text for view in shown for text in view.findChildren(Formatted)]
    assert texts == [turn.prompt for turn in chat.turns]
    assert _bar_at_bottom(opened)


def test_what_is_shown_keeps_its_width_while_a_conversation_is_completed(open_window: OpenWindow) -> None:
    opened = open_window()
    chat = _long_chat(opened, 12, words=40)
    transcript = opened.window.transcript
    opened.window.resize(opened.window.minimumWidth() + 40, 700)  # narrower than a view before it is laid out
    opened.settle()
    opened.parts.library.open(chat.record.id)
    opened.settle()
    widths = [transcript.page.width()]
    watcher = Resized(widths.append)
    transcript.page.installEventFilter(watcher)
    opened.wait(lambda: len(transcript._turns) == 12)
    opened.settle()
    transcript.page.removeEventFilter(watcher)
    assert set(widths) == {transcript.viewport().width()}


def test_a_reader_keeps_the_line_while_a_conversation_is_completed(open_window: OpenWindow) -> None:
    opened = open_window()
    chat = _long_chat(opened, 40)
    transcript = opened.window.transcript
    bar = transcript.verticalScrollBar()
    opened.parts.library.open(chat.record.id)
    opened.wait(lambda: bar.maximum() > 1500)
    _scroll_up(opened)
    reading = transcript._first_in_sight()
    assert reading is not None
    view, top = reading
    opened.wait(lambda: len(transcript._turns) == 40)
    opened.settle()
    assert not transcript.is_following
    assert view.y() - bar.value() == top


def _far_and_near(transcript: Transcript) -> tuple[list[AnswerView], list[AnswerView]]:
    """The answers without and with a line of buttons below them."""
    answers = [views.answer for views in transcript._turns]
    near = [view for view in answers if view.findChildren(AnswerFoot)]
    return [view for view in answers if view not in near], near


def _completed(open_window: OpenWindow) -> Opened:
    """A window with a conversation of 40 turns that was opened, and has all its views."""
    opened = open_window()
    opened.parts.library.open(_long_chat(opened, 40).record.id)
    opened.wait(lambda: len(opened.window.transcript._turns) == 40)
    opened.settle()
    return opened


def test_an_answer_has_its_buttons_once_the_reader_comes_near(open_window: OpenWindow) -> None:
    opened = _completed(open_window)
    transcript = opened.window.transcript
    far, near = _far_and_near(transcript)
    assert len(far) > 20
    assert far + near == [views.answer for views in transcript._turns]
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


def test_another_conversation_can_be_opened_before_one_is_complete(open_window: OpenWindow) -> None:
    opened = open_window()
    chat = _long_chat(opened, 40)
    opened.parts.library.open(chat.record.id)
    opened.parts.library.start()
    opened.settle()
    assert opened.window.transcript._turns == []


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
    opened.window.transcript.copy_latest()
    turn = opened.answered()
    opened.window.transcript.copy_latest()
    assert QApplication.clipboard().text() == turn.text


def test_another_branch_is_shown_without_moving_the_reader(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG)
    first = opened.answered("One")
    for prompt in ("Two", "Three", "Four"):
        opened.answered(prompt)
    chat, transcript = opened.parts.library.open_chat, opened.window.transcript
    version = opened.parts.queue.ask_version(chat, first, first.options)
    opened.wait(lambda: version.ended)
    assert [turn.prompt for turn, _, _ in transcript._turns] == ["One"]
    opened.settle()
    transcript.verticalScrollBar().setValue(0)
    assert not transcript.is_following
    chat.show(first)
    opened.settle()
    assert [turn.prompt for turn, _, _ in transcript._turns] == ["One", "Two", "Three", "Four"]
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
