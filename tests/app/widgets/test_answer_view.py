from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.models.looks import SYLLABLES
from app.models.turn import TurnState
from app.settings import NOISE
from app.widgets.answer_view import AnswerView
from app.widgets.buttons import TextButton
from app.widgets.canvas_view import CanvasView
from app.widgets.error_card import ErrorCard
from app.widgets.view_switch import ViewSwitch
from engine import EngineError
from engine.errors import ContextFull, OutOfMemory, PromptRejected
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, Reply


def _view(opened: Opened) -> AnswerView:
    return opened.window.transcript.findChildren(AnswerView)[-1]


def _answer_text(view: AnswerView) -> str:
    return view._answer.text.text


def test_an_answer_condenses_and_ends_as_text_that_can_be_copied(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 3)
    view = _view(opened)
    canvas = view._answer.canvas
    assert canvas.height_needed > 0
    assert "step 3 of 48" in view._caption.accessibleName()
    assert view._switch is not None
    assert view._switch.isVisible()
    opened.finish(turn)
    assert _answer_text(view) == turn.text
    assert canvas.height_needed == 0
    assert not view._switch.isVisible()
    view.actions_row.copy_button.click()
    assert QApplication.clipboard().text() == turn.text


def test_an_answer_that_has_ended_keeps_only_its_text_where_the_reader_is_far(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 3)
    view = _view(opened)
    view.rest()
    opened.settle()
    assert len(view.findChildren(CanvasView)) == len(view.findChildren(ViewSwitch)) == 1
    assert view._answer.canvas.height_needed > 0
    opened.finish(turn)
    height = view._answer.height()
    view.rest()
    opened.settle()
    assert not view.findChildren(CanvasView)
    assert not view.findChildren(ViewSwitch)
    assert view._answer.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) == [
        view._answer.text
    ]
    assert (_answer_text(view), view._answer.height()) == (turn.text, height)
    opened.parts.theme.draw_noise(true=False)
    opened.parts.theme.draw_noise(true=True)
    view.wake()
    assert not view.findChildren(CanvasView)


def test_what_is_committed_is_text_while_the_next_canvas_condenses(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True, reply_to=always(Reply(text=STORY * 3)))
    turn = opened.ask()
    opened.stepped(turn, 8)
    view = _view(opened)
    assert turn.block == 1
    assert _answer_text(view) == turn.committed_text != ""
    assert view._answer.canvas.y() > 0


def test_a_thought_is_kept_apart_from_the_answer(open_window: OpenWindow) -> None:
    reply = Reply(text="the drop", thought="the glass is cold")
    opened = open_window(stepwise=True, reply_to=always(reply))
    opened.parts.choices.think(True)
    turn = opened.ask()
    view = _view(opened)
    assert view._thought is not None
    opened.stepped(turn, 5)
    view._thought.fold.click()
    assert view._thought.thought.canvas.height_needed > 0
    opened.finish(turn)
    assert view._thought.thought.text.text == "the glass is cold"
    assert _answer_text(view) == "the drop"


def test_without_a_thought_there_is_no_fold(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    assert _view(opened)._thought is None


def test_an_error_shows_its_title_its_hint_and_one_button_that_asks_again(open_window: OpenWindow) -> None:
    error = OutOfMemory("No memory is left.", "Close something.")
    replies = iter([Reply(error=error), Reply(text="the drop")])
    opened = open_window(reply_to=lambda _prompt: next(replies))
    turn = opened.answered()
    card = _view(opened).findChild(ErrorCard)
    assert card is not None
    assert card.isVisible()
    assert card.accessibleName() == "No memory is left. Close something."
    (button,) = card.findChildren(QPushButton)
    button.click()
    opened.wait(lambda: turn.state is TurnState.FINISHED)
    assert not card.isVisible()
    assert _answer_text(_view(opened)) == "the drop"


@pytest.mark.parametrize("kind", [ContextFull, PromptRejected])
def test_what_would_fail_again_as_it_is_offers_to_edit_the_message(
    open_window: OpenWindow, kind: type[EngineError]
) -> None:
    replies = iter([Reply(error=kind("It is too long.", "Shorten it.")), Reply(text="the drop")])
    opened = open_window(reply_to=lambda _prompt: next(replies))
    turn = opened.answered("A long one")
    card = _view(opened).findChild(ErrorCard)
    assert card is not None
    (button,) = card.findChildren(QPushButton)
    assert button.text() == "Edit the message"
    button.click()
    composer = opened.window.composer
    assert (opened.parts.control.editing, composer.field.toPlainText()) == (turn, "A long one")
    composer.field.setPlainText("A short one")
    composer._submit.click()
    opened.finish(opened.parts.library.open_chat.turns[-1])
    assert _answer_text(_view(opened)) == "the drop"


def test_a_refused_message_is_edited_once_its_conversation_is_at_rest(open_window: OpenWindow) -> None:
    refusal = Reply(error=ContextFull("It is too long.", "Shorten it."), steps=1)
    replies = iter([refusal, Reply()])
    opened = open_window(stepwise=True, reply_to=lambda _prompt: next(replies))
    refused = opened.ask("One")
    running = opened.ask("Two")
    opened.engine.advance()
    opened.wait(lambda: refused.ended and opened.parts.queue.running is running)
    card = opened.window.transcript.findChildren(ErrorCard)[0]
    (button,) = card.findChildren(QPushButton)
    assert not button.isEnabled()
    opened.finish(running)
    assert button.isEnabled()


def test_an_answer_without_text_says_so(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="")))
    opened.answered()
    view = _view(opened)
    assert view._note is not None
    assert view._note.isVisible()
    assert not view.actions_row.copy_button.isVisible()


def test_under_reduced_motion_a_line_stands_for_the_canvas(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    opened.parts.theme.reduce_motion(True)
    turn = opened.ask()
    opened.stepped(turn, 3)
    view = _view(opened)
    assert view._answer.canvas.height_needed == 0
    assert "settled" in view._caption.accessibleName()
    assert view._switch is None
    opened.finish(turn)
    assert _answer_text(view) == turn.text


def test_the_canvas_is_one_object_with_a_name_for_screen_readers(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    opened.parts.choices.think(True)
    opened.stepped(opened.ask(), 1)
    view = _view(opened)
    assert [canvas.accessibleName() for canvas in view.findChildren(CanvasView)] == ["Answer, being made"]
    assert view._thought is not None
    assert view._thought.thought.canvas.accessibleName() == "Thought, being made"


def test_the_setting_draws_syllables_for_the_random_tokens_of_a_live_canvas(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    opened.parts.choices.show_noise(True)
    opened.parts.settings.set(NOISE, "syllables")
    turn = opened.ask()
    opened.stepped(turn, 2)
    canvas = _view(opened)._answer.canvas
    opened.wait(lambda: not canvas.is_moving)
    frame = turn.frame
    assert frame is not None
    drawn = [look.glyph in SYLLABLES for look in canvas._shown.looks]
    assert drawn == [not frame.is_kept(slot) for slot in range(len(drawn))]
    opened.finish(turn)


def _said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader, which is there, is told from now on."""
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr("app.widgets.answer_view.announce", lambda _view, words: said.append(words))
    return said


def test_a_screen_reader_is_told_each_block_once_when_it_is_final(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = _said(monkeypatch)
    opened = open_window(stepwise=True, reply_to=always(Reply(text=STORY * 3)))
    turn = opened.ask()
    opened.stepped(turn, 5)
    assert said == []  # all of it may still change
    opened.finish(turn)
    assert said[-1] == "End of the answer."
    assert "".join(said[:-1]) == turn.text.strip()
    assert len(said) >= 3


def test_a_screen_reader_is_told_no_marks_of_formatting(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = _said(monkeypatch)
    text = "".join(f"**Drop {place}** is `clear` and *round* on glass.\n\n" for place in range(60))
    opened = open_window(stepwise=True, reply_to=always(Reply(text=text + "```\n# code\n```")))
    opened.finish(opened.ask())
    assert len(said) >= 3
    told = "".join(said[:-1])
    assert told.startswith("Drop 0 is clear and round on glass.\n\nDrop 1")
    assert told.endswith("# code")
    assert "Drop 59 is clear" in told


def test_the_keyboard_comes_to_what_stands_below_an_answer_before_it_comes_to_the_field(
    open_window: OpenWindow,
) -> None:
    def name_before_field() -> str:
        opened.window.composer.field.setFocus()
        QTest.keyClick(opened.window.composer.field, Qt.Key.Key_Backtab)
        before = QApplication.focusWidget()
        return before.accessibleName() if before is not None else ""

    failing = Reply(error=OutOfMemory("No memory is left.", "Close something."))
    opened = open_window(stepwise=True, reply_to=lambda prompt: failing if prompt == "Fail" else Reply())
    opened.parts.control.slow.switch(True)
    turn = opened.ask()
    opened.stepped(turn, 1)
    assert name_before_field() == "Pin or forbid"
    opened.parts.control.slow.switch(False)
    assert name_before_field().startswith("What is drawn")
    opened.finish(turn)
    opened.finish(opened.ask("Fail"))
    assert name_before_field() == "Try again"


def test_in_slow_motion_its_controls_stand_under_the_answer_with_the_way_to_the_slots(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 1)
    view = opened.window.transcript.page.turns[-1][2]
    assert view._pace is None
    opened.parts.control.slow.switch(True)
    assert view._pace is not None
    assert view._pace.isVisible()
    transcript = opened.window.transcript
    opened.parts.control.slow.choose(0.5)
    transcript.setFixedWidth(240)
    opened.settle()
    assert transcript.page.width() <= 240
    steer = next(button for button in view.findChildren(TextButton) if button.text() == "Pin or forbid")
    steer.click()
    assert opened.window.drawer.turn is turn
    opened.finish(turn)
    assert not view._pace.isVisible()


def test_an_answer_whose_recording_is_not_at_hand_can_be_seen_and_renoised(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered()
    view = _view(opened)
    assert view._renoise.isVisible()
    turn.let_go()
    assert view._renoise.isVisible()
    assert view._replay.isVisible()
    opened.stored()
    opened.tear_down()
    again = open_window()
    again.wait(lambda: bool(again.window.transcript.findChildren(AnswerView)))
    view = _view(again)
    again.wait(lambda: view._foot is not None and view._renoise.isVisible())
    assert view._replay.isVisible()


def test_an_answer_that_is_far_before_it_had_a_place_keeps_no_more_room_than_its_buttons_need(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    turn = opened.answered()
    parts, page = opened.parts, opened.window.transcript.page
    made = AnswerView(parts.theme, turn, parts.status, parts.choices, opened.window._control, page)
    made.wake()
    needed = made.sizeHint().height()
    made.rest()
    assert made.sizeHint().height() == needed
