from __future__ import annotations

from PySide6.QtGui import QTextCursor

from app.widgets.prose_block import ProseBlock
from tests.app.conftest import Opened, OpenWindow
from tests.app.fake_engine import Reply

TEXT = "the drop is clear 😀 and the glass is cold."


def _block(opened: Opened) -> ProseBlock:
    """The only paragraph of the answer."""
    (part,) = opened.window.transcript._turns[-1][2]._answer.text._built[0].parts
    assert isinstance(part, ProseBlock)
    return part


def _selected(open_window: OpenWindow, words: str) -> Opened:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    opened.answered()
    block = _block(opened)
    cursor = block.textCursor()
    units = len(TEXT[: TEXT.index(words)].encode("utf-16-le")) // 2
    cursor.setPosition(units)
    cursor.setPosition(units + len(words), QTextCursor.MoveMode.KeepAnchor)
    block.setTextCursor(cursor)
    return opened


def test_selected_words_offer_renoise_and_none_do_not(open_window: OpenWindow) -> None:
    opened = _selected(open_window, "glass")
    view = opened.window.transcript._turns[-1][2]
    assert view._renoise.isVisible()
    cursor = _block(opened).textCursor()
    cursor.clearSelection()
    _block(opened).setTextCursor(cursor)
    assert not view._renoise.isVisible()


def test_renoise_brings_a_card_to_choose_from_behind_an_emoji_too(open_window: OpenWindow) -> None:
    opened = _selected(open_window, "glass")
    card = opened.window._alternatives
    assert not card.isVisible()
    opened.window.transcript._turns[-1][2]._renoise.click()
    opened.wait(lambda: opened.parts.renoiser.waiting == 0)
    assert card.isVisible()
    assert card.choices[0].text() == "glass"
    assert card.choices[0].isChecked()
    card.choices[1].click()
    turn = opened.parts.library.open_chat.turns[-1]
    assert turn.text == opened.parts.renoiser.alternatives[1].text != TEXT
    assert [button.isChecked() for button in card.choices][:2] == [False, True]
    card._done.click()
    assert not card.isVisible()
    assert turn.text != TEXT


def test_the_card_says_what_it_does_and_when_nothing_else_was_found(open_window: OpenWindow) -> None:
    opened = _selected(open_window, "drop")
    renoiser = opened.parts.renoiser
    opened.window.transcript._turns[-1][2]._renoise.click()
    assert "held" in opened.window._alternatives._title.text()
    opened.wait(lambda: renoiser.waiting == 0)
    assert "Choose" in opened.window._alternatives._title.text()
    del renoiser.alternatives[1:]
    renoiser.changed.emit()
    assert opened.window._alternatives._title.text() == "The model finds the same words again."


def test_another_conversation_puts_it_away(open_window: OpenWindow) -> None:
    opened = _selected(open_window, "drop")
    opened.window.transcript._turns[-1][2]._renoise.click()
    opened.parts.library.start()
    assert not opened.window._alternatives.isVisible()
