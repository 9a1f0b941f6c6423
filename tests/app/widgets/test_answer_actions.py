from __future__ import annotations

from PySide6.QtWidgets import QApplication, QMenu

from app.widgets.answer_actions import AnswerActions
from engine import FinishReason
from engine.errors import OutOfMemory
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, Reply


def _actions(opened: Opened) -> AnswerActions:
    return opened.window.transcript.page.turns[-1][2].actions_row


def _choose(actions: AnswerActions, words: str) -> None:
    actions.fill()
    next(action for action in actions.menu.actions() if action.text().startswith(words)).trigger()


def test_another_answer_stands_beside_the_first_with_arrows_between_them(open_window: OpenWindow) -> None:
    opened = open_window()
    first = opened.answered("One")
    assert not _actions(opened).versions.isVisible()
    _actions(opened).again.click()
    chat = opened.parts.library.open_chat
    opened.wait(lambda: opened.parts.control.is_free)
    opened.settle()
    assert _actions(opened).versions.count.text() == "2/2"
    _actions(opened).versions.back.click()
    assert chat.turns == [first]
    assert _actions(opened).versions.count.text() == "1/2"


def test_nothing_can_be_changed_while_a_question_waits_for_another_conversation(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    opened.answered("One")
    mine = opened.parts.library.open_chat.record.id
    opened.parts.library.start()
    other = opened.ask("Two")
    opened.parts.library.open(mine)
    _, question, answer = opened.window.transcript.page.turns[0]
    assert question.edit is not None
    buttons = (question.edit, answer.actions_row.again)
    assert [button.isEnabled() for button in buttons] == [True, True]
    waiting = opened.ask("Three")
    assert [button.isEnabled() for button in buttons] == [False, False]
    opened.parts.control.withdraw(waiting)
    assert [button.isEnabled() for button in buttons] == [True, True]
    opened.finish(other)


def test_the_same_seed_is_asked_for_again(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.parts.choices.seed = 7
    first = opened.answered("One")
    assert first.stats is not None
    opened.parts.choices.seed = None
    opened.parts.choices.think(True)
    _choose(_actions(opened), "Same answer again")
    again = opened.parts.library.open_chat.turns[-1]
    assert (again.options.seed, again.options.thinking) == (first.stats.seed, False)
    opened.wait(lambda: again.ended)


def test_a_recording_is_pinned_and_let_go_again_from_the_menu(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered()
    actions, archive = _actions(opened), opened.parts.archive

    def is_checked() -> bool:
        actions.fill()
        (pin,) = [each for each in actions.menu.actions() if each.isCheckable()]
        return pin.isChecked()

    _choose(actions, "Always keep the recording")
    opened.wait(lambda: archive.is_pinned(turn))
    assert is_checked()
    _choose(actions, "Always keep the recording")
    opened.wait(lambda: not archive.is_pinned(turn))
    assert not is_checked()


def test_where_the_thought_took_all_the_room_one_without_it_can_be_asked_for(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True, reply_to=always(Reply(text="", thought=STORY)))
    opened.parts.choices.think(True)
    turn = opened.answered("One")
    assert turn.thought
    assert not turn.text
    actions = _actions(opened)
    opened.wait(actions.plainly.isVisible)
    actions.plainly.click()
    plain = opened.parts.library.open_chat.turns[-1]
    assert not plain.options.thinking
    assert opened.parts.library.open_chat.answers(plain) == [turn, plain]
    assert opened.parts.choices.thinking  # what is chosen for other questions stays
    opened.finish(plain)


def test_an_answer_that_stopped_early_can_be_continued(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True, reply_to=always(Reply(text=STORY * 2)))
    turn = opened.ask("One")
    opened.stepped(turn, 8)
    opened.parts.queue.stop()
    opened.wait(lambda: turn.ended)
    actions = _actions(opened)
    opened.wait(actions.proceed.isVisible)
    actions.proceed.click()
    assert not actions.proceed.isVisible()
    opened.finish(turn)
    assert opened.parts.library.open_chat.turns == [turn]
    assert turn.reason is FinishReason.END
    assert not actions.proceed.isVisible()
    actions.fill()
    assert not [action for action in actions.menu.actions() if "Same answer" in action.text()]


def test_a_fork_and_a_deletion_leave_the_rest_alone(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("One")
    opened.answered("Two")
    original = opened.parts.library.open_chat
    _choose(opened.window.transcript.page.turns[0][2].actions_row, "Fork")
    assert opened.parts.library.open_chat is not original
    assert len(opened.parts.library.open_chat.turns) == 1
    opened.parts.library.open(original.record.id)
    opened.settle()
    _choose(_actions(opened), "Delete")
    assert [turn.prompt for turn in original.turns] == ["One"]
    opened.window._notice_bar.button.click()
    assert [turn.prompt for turn in original.turns] == ["One", "Two"]


def test_a_failed_answer_can_be_deleted_and_nothing_else(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(error=OutOfMemory("No memory is left."))))
    opened.answered("One")
    actions = _actions(opened)
    assert actions.more.isVisible()
    assert not actions.copy_button.isVisible()
    _choose(actions, "Delete")
    assert opened.parts.library.open_chat.turns == []


def test_the_figures_of_an_answer_are_lines_to_read(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("One")
    actions = _actions(opened)
    actions.fill()
    told = next(action.menu() for action in actions.menu.actions() if action.text() == "Figures")
    assert isinstance(told, QMenu)
    lines = [action for action in told.actions() if not action.isSeparator()]
    assert [line.text() for line in lines if line.text().startswith("This conversation: 1 answer")]
    assert not any(line.isEnabled() for line in lines)


def test_an_answer_is_copied_as_markdown_and_as_plain_text(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="**the** drop")))
    opened.answered("One")
    for words, copied in (("Copy as plain text", "the drop"), ("Copy as Markdown", "**the** drop")):
        _choose(_actions(opened), words)
        assert QApplication.clipboard().text() == copied
