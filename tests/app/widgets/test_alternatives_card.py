from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtTest import QTest

from app.models.renoiser import Size
from app.theme import Scheme
from app.widgets.prose_block import ProseBlock
from tests.app.conftest import Opened, OpenWindow
from tests.app.fake_engine import Reply

TEXT = "the drop is clear 😀 and the glass is cold."


def _opened(open_window: OpenWindow) -> Opened:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    opened.answered()
    opened.window.transcript.page.turns[-1][2]._renoise.click()
    return opened


def _select(opened: Opened, words: str) -> None:
    block = opened.window._alternatives.text
    cursor = block.textCursor()
    units = len(TEXT[: TEXT.index(words)].encode("utf-16-le")) // 2
    cursor.setPosition(units)
    cursor.setPosition(units + len(words), QTextCursor.MoveMode.KeepAnchor)
    block.setTextCursor(cursor)


def test_renoise_shows_the_answer_to_select_words_in(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    card = opened.window._alternatives
    assert card.isVisible()
    assert card.text.text == TEXT
    assert not card.sizes[Size.SAME].isEnabled()
    _select(opened, "glass")
    assert card.sizes[Size.SAME].isEnabled()


def test_words_are_selected_anew_from_within_those_that_are_selected(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    text = opened.window._alternatives.text
    _select(opened, "drop is clear")
    cursor = QTextCursor(text.document())
    places = []
    for position in (TEXT.index("is"), TEXT.index(" clear")):
        cursor.setPosition(position)
        places.append(text.cursorRect(cursor).center())
    QTest.mousePress(text.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(text.viewport(), places[1])
    opened.settle()
    QTest.mouseRelease(text.viewport(), Qt.MouseButton.LeftButton, pos=places[1])
    assert text.textCursor().selectedText() == "is"


def test_words_begin_where_the_title_above_and_the_buttons_below_them_do(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    _select(opened, "glass")
    card = opened.window._alternatives
    card.sizes[Size.SAME].click()
    opened.wait(lambda: bool(card.choices))
    opened.settle()
    words = card.text.viewport().mapTo(card, QPoint(0, 0)).x()
    for part in (card._title, card.sizes[Size.SAME], card.choices[0]):
        assert part.mapTo(card, QPoint(0, 0)).x() == words


def test_words_are_selected_by_keys_as_soon_as_it_asks_for_them(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    card = opened.window._alternatives
    assert opened.window.focusWidget() is card.text
    for _ in range(3):
        QTest.keyClick(card.text, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert card.text.selected() == (0, 3)
    assert card.sizes[Size.SAME].isEnabled()


def test_the_keyboard_comes_first_to_the_words_and_then_to_the_wording_on_show(
    open_window: OpenWindow,
) -> None:
    opened = _opened(open_window)
    card = opened.window._alternatives
    before = card.first
    assert before is card.text
    _select(opened, "glass")
    card.sizes[Size.SAME].click()
    opened.wait(lambda: not opened.parts.renoiser.waiting)
    assert card.first is next(choice for choice in card.choices if choice.isChecked())


def test_the_words_stand_on_the_ground_of_the_card(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    opened.parts.theme.choose(Scheme.Dark)
    opened.settle()
    card = opened.window._alternatives
    picture, place = card.grab().toImage(), card.text.viewport().mapTo(card, QPoint(0, 0))
    right = card.text.viewport().rect().right()
    assert picture.pixelColor(place + QPoint(right, 2)) == QColor(opened.parts.theme.colours.raised)


def test_it_goes_with_the_answer(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    opened.parts.control.delete(opened.parts.library.open_chat.turns[-1])
    assert opened.parts.renoiser.turn is None
    assert not opened.window._alternatives.isVisible()


def test_words_behind_an_emoji_are_the_ones_that_change(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    card = opened.window._alternatives
    _select(opened, "glass")
    card.sizes[Size.SAME].click()
    assert not card.sizes[Size.SAME].isEnabled()
    opened.wait(lambda: opened.parts.renoiser.waiting == 0)
    assert card.choices[0].text() == "glass"
    assert card.choices[0].isChecked()
    card.choices[1].click()
    assert opened.parts.library.open_chat.turns[-1].text == opened.parts.renoiser.alternatives[1].text
    assert [button.isChecked() for button in card.choices][:2] == [False, True]
    card.done.click()
    assert not card.isVisible()
    assert opened.parts.library.open_chat.turns[-1].text != TEXT


def test_the_card_says_what_it_does_and_when_nothing_else_was_found(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    renoiser, card = opened.parts.renoiser, opened.window._alternatives
    assert "Select" in card._title.text()
    _select(opened, "drop")
    card.sizes[Size.SAME].click()
    assert "held" in card._title.text()
    opened.wait(lambda: renoiser.waiting == 0)
    assert "Choose" in card._title.text()
    del renoiser.alternatives[1:]
    renoiser.changed.emit()
    assert card._title.text() == "The model finds the same words again."


def test_an_ampersand_in_a_wording_marks_no_key(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text="the drop &amp; the glass"))
    turn = opened.answered()
    opened.parts.renoiser.open(opened.parts.library.open_chat, turn)
    opened.parts.renoiser.ask(len("the drop "), len("the drop &amp;"))
    opened.wait(lambda: opened.parts.renoiser.waiting == 0)
    assert opened.window._alternatives.choices[0].text() == "&&amp;"


def test_another_conversation_puts_it_away(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    opened.parts.library.start()
    assert not opened.window._alternatives.isVisible()


def test_words_that_are_selected_in_the_answer_itself_are_asked_for_at_once(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    opened.answered()
    view = opened.window.transcript.page.turns[-1][2]
    (part,) = (piece.part for piece in view._answer.text.passages())
    assert isinstance(part, ProseBlock)
    cursor = part.textCursor()
    units = len(TEXT[: TEXT.index("glass")].encode("utf-16-le")) // 2
    cursor.setPosition(units)
    cursor.setPosition(units + len("glass"), QTextCursor.MoveMode.KeepAnchor)
    part.setTextCursor(cursor)
    view._renoise.click()
    opened.wait(lambda: opened.parts.renoiser.waiting == 0)
    assert opened.window._alternatives.choices[0].text() == "glass"


def test_words_are_made_shorter_or_longer_from_the_card_and_it_says_so(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    renoiser, card = opened.parts.renoiser, opened.window._alternatives
    _select(opened, "clear 😀 and")
    for size, told in ((Size.LONGER, "more tokens"), (Size.SHORTER, "fewer tokens")):
        card.sizes[size].click()
        opened.wait(lambda: renoiser.waiting == 0)
        assert told in card._title.text()
        first = card.choices[0]
        assert len(card.choices) == len(renoiser.alternatives)
        assert first.accessibleName().endswith(f"{renoiser.alternatives[0].tokens} tokens")
        assert all(button.isEnabled() for button in card.sizes.values())


def test_without_a_selection_the_words_that_were_asked_about_are_meant(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    renoiser, card = opened.parts.renoiser, opened.window._alternatives
    start = TEXT.index("glass")
    renoiser.ask(start, start + 5)
    opened.wait(lambda: renoiser.waiting == 0)
    card.sizes[Size.LONGER].click()
    opened.wait(lambda: renoiser.waiting == 0)
    assert renoiser.alternatives[0].words.strip() == "glass"
    assert renoiser.size is Size.LONGER


def test_where_nothing_can_move_the_card_says_why(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    renoiser, card = opened.parts.renoiser, opened.window._alternatives
    renoiser.ask(TEXT.index("cold"), TEXT.index("cold") + 4, Size.SHORTER)
    assert card._title.text() == "These words take one token, the least there is. Select more words."


def test_the_keyboard_stays_with_what_it_pressed(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    renoiser, card = opened.parts.renoiser, opened.window._alternatives
    _select(opened, "clear 😀 and")
    card.sizes[Size.LONGER].setFocus()
    card.sizes[Size.LONGER].click()
    opened.wait(lambda: renoiser.waiting == 0)
    assert len(card.choices) > 1
    assert card.choices[0].hasFocus()
    card.choices[1].setFocus()
    card.choices[1].click()
    assert card.choices[1].isChecked()
    assert card.choices[1].hasFocus()
    opened.window.composer.field.setFocus()
    card.choices[0].clicked.emit()
    assert opened.window.composer.field.hasFocus()
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert card.isHidden()


def test_a_click_on_a_wording_counts_while_others_are_still_made(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    renoiser, card = opened.parts.renoiser, opened.window._alternatives
    _select(opened, "glass")
    card.sizes[Size.SAME].click()
    opened.wait(lambda: renoiser.waiting == 0)
    other = card.choices[1]
    QTest.mousePress(other, Qt.MouseButton.LeftButton)
    renoiser.changed.emit()  # as at every step of the next one
    QTest.mouseRelease(other, Qt.MouseButton.LeftButton)
    assert opened.parts.library.open_chat.turns[-1].text == renoiser.alternatives[1].text
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)  # once more: it stays the one on show
    assert [button.isChecked() for button in card.choices][:2] == [False, True]


def test_the_words_in_question_are_selected_in_the_wording_on_show(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    renoiser, card = opened.parts.renoiser, opened.window._alternatives
    start = TEXT.index("glass")
    renoiser.ask(start, start + 5)
    assert card.text.textCursor().selectedText() == " glass"
    opened.wait(lambda: renoiser.waiting == 0)
    other = renoiser.alternatives[1]
    card.choices[1].click()
    opened.wait(lambda: card.text.text == other.text)
    assert card.text.textCursor().selectedText() == other.words


def test_words_that_are_selected_in_the_answer_meanwhile_count_as_well(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    card = opened.window._alternatives
    answer = opened.window.transcript.page.turns[-1][2]
    (block,) = answer.findChildren(ProseBlock)
    place = QPoint(20, 10)
    QTest.mouseDClick(block.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(block.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert card.text.chosen() == block.textCursor().selectedText() != ""
    assert card.sizes[Size.SAME].isEnabled()
    before = card.text.selected()
    QTest.keyClick(block, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert card.text.selected() == (before[0], before[1] + 1) == answer.selected()
    card.sizes[Size.SAME].click()
    opened.wait(lambda: not opened.parts.renoiser.waiting)
    assert opened.parts.renoiser.selected is not None


def test_words_that_are_selected_in_another_answer_are_none_of_this_one(open_window: OpenWindow) -> None:
    opened = _opened(open_window)
    turn = opened.answered()
    card = opened.window._alternatives
    (block,) = opened.window.transcript.page.turns[-1][2].findChildren(ProseBlock)
    QTest.mouseDClick(block.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    QTest.mouseRelease(block.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert opened.window.transcript.page.selected_in(turn) is not None
    assert not card.text.textCursor().hasSelection()
