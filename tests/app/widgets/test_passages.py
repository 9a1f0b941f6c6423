from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.theme import Theme
from app.widgets.formatted import Formatted
from app.widgets.passages import ALL, Passage
from app.widgets.prose_block import ProseBlock
from app.widgets.text_block import TextBlock

RIGHT = "استخدم `--flag` و`1 + 2` الآن"
SAID = "One drop, 😀 two Drops\nand a DROP"


@pytest.fixture
def text(theme: Theme, page: QWidget) -> TextBlock:
    made = TextBlock(theme, "Answer", page)
    made.setFixedWidth(300)
    made.say(SAID)
    made.show()
    return made


@pytest.fixture
def far(page: QWidget) -> Passage:
    """A passage that no widget shows."""
    made = Passage(page)
    made.keep(SAID)
    return made


@pytest.mark.parametrize("words", [["drop"], ["DROP", "two"], ["drops\nand"], ["😀 two"], ["xyzzy"], [""]])
def test_words_are_found_where_qt_finds_them(text: TextBlock, far: Passage, words: list[str]) -> None:
    found = []
    for word in filter(None, words):
        cursor = text.document().find(word)
        while not cursor.isNull():
            found.append((cursor.selectionStart(), cursor.selectionEnd()))
            cursor = text.document().find(word, cursor)
    if words == ["drops\nand"]:  # Qt looks within a line
        found = [(17, 26)]
    assert far.find(words) == text.passage.find(words) == sorted(found)


@pytest.mark.parametrize(("start", "stop"), [(0, 8), (8, 4), (10, 14), (0, ALL)])
def test_the_same_is_selected_and_said_with_a_widget_and_without(
    text: TextBlock, far: Passage, start: int, stop: int
) -> None:
    for passage in (text.passage, far):
        passage.select(start, stop)
    assert far.chosen() == text.passage.chosen()
    assert far.selected_characters() == text.passage.selected_characters() == text.selected()
    assert far.is_selected is text.passage.is_selected is True
    assert far.is_whole is text.passage.is_whole is (stop == ALL)
    for passage in (text.passage, far):
        passage.select(start, start)
        assert not passage.is_selected
        assert passage.chosen() == ""


def test_what_is_selected_and_marked_comes_and_goes_with_the_widget(text: TextBlock, far: Passage) -> None:
    def marks(passage: Passage) -> list[QTextEdit.ExtraSelection]:
        made = QTextEdit.ExtraSelection()
        made.cursor = passage.cursor(4, 8)
        return [made]

    far.select(10, 16)
    far.mark(marks)
    far.show_in(text)
    assert text.textCursor().selectedText() == "😀 two"
    assert [each.cursor.selectedText() for each in text.extraSelections()] == ["drop"]
    text.moveCursor(QTextCursor.MoveOperation.Start)
    text.moveCursor(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    far.leave()
    assert text.extraSelections() == []
    assert far.widget is None
    assert far.is_whole
    assert far.words == SAID
    far.mark(None)
    far.show_in(text)
    assert text.textCursor().selectedText() == text.passage.words.replace("\n", "\u2029")
    assert text.extraSelections() == []


def test_what_stood_in_the_widget_before_is_selected_no_more(text: TextBlock, far: Passage) -> None:
    text.selectAll()
    far.show_in(text)
    assert not far.is_selected


def test_a_table_says_the_same_without_its_widget(theme: Theme, page: QWidget) -> None:
    prose = ProseBlock(theme, "Answer", page)
    prose.show_html(
        "<p>one</p><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table><p>end</p>"
    )
    prose.selectAll()
    near = prose.passage.chosen()
    prose.passage.leave()
    assert prose.passage.chosen().split() == near.split()


def test_a_place_far_to_the_side_is_scrolled_to_and_one_in_sight_is_not(theme: Theme, page: QWidget) -> None:
    text = Formatted(theme, "Answer", page)
    text.setFixedWidth(300)
    text.show()
    text.say("```\nfirst " + "x" * 500 + " last\n```")
    (piece,) = text.passages()
    text.bring(piece)
    assert piece.widget is not None
    bar = piece.widget.horizontalScrollBar()
    piece.rect(2)
    assert bar.value() == 0
    place = piece.rect(len(piece.words) - 2)
    assert bar.value() > 0
    assert 0 <= place.left() < 300


def test_a_selection_that_goes_on_in_other_texts_scrolls_no_text_to_its_end(
    theme: Theme, page: QWidget
) -> None:
    text = Formatted(theme, "Answer", page)
    text.setFixedWidth(300)
    text.show()
    text.say("| " + "some words | " * 14 + "\n|" + "---|" * 14)
    (piece,) = text.passages()
    piece.select(0, ALL)
    assert piece.is_whole
    assert piece.widget is not None
    assert piece.widget.horizontalScrollBar().maximum() > 0
    assert piece.widget.horizontalScrollBar().value() == 0


@pytest.fixture
def right(theme: Theme, page: QWidget, qtbot: QtBot) -> Formatted:
    """Code among words that run from right to left."""
    made = Formatted(theme, "Answer", page)
    made.setFixedWidth(500)
    made.show()
    made.say(RIGHT)
    qtbot.waitUntil(lambda: not made._working.is_waiting)
    return made


def test_code_among_words_from_right_to_left_is_drawn_from_left_to_right(right: Formatted) -> None:
    (passage,) = right.passages()
    for code in ("--flag", "1 + 2"):
        ((start, stop),) = passage.find([code])
        lefts = [
            passage.rect(place).left() for place in range(start + 1, stop)
        ]  # its edges are of both sides
        assert lefts == sorted(lefts)


def test_what_isolates_code_is_neither_copied_nor_found_nor_counted(right: Formatted) -> None:
    (passage,) = right.passages()
    passage.select(0, ALL)
    assert passage.markdown() == RIGHT
    said = RIGHT.replace("`", "")
    for is_far in (False, True):
        assert passage.words == said
        ((start, stop),) = passage.find([said])
        passage.select(start, stop)
        assert passage.chosen() == said
        assert passage.selected_characters() == (0, len(said))
        ((start, stop),) = passage.find(["1 + 2"])
        passage.select(start, stop)
        if not is_far:
            passage.leave()
        assert passage.chosen() == "1 + 2"
        assert right.selected() == (RIGHT.index("1 + 2"), RIGHT.index("1 + 2") + 5)


@pytest.mark.parametrize("is_plain", [True, False])
def test_isolates_that_somebody_wrote_are_copied_and_counted(
    theme: Theme, page: QWidget, qtbot: QtBot, is_plain: bool
) -> None:
    written = "use \u2066a\u2069 and b"
    made = Formatted(theme, "Answer", page, plain=is_plain)
    made.setFixedWidth(500)
    made.show()
    made.say(written)
    qtbot.waitUntil(lambda: not made._working.is_waiting)
    (passage,) = made.passages()
    passage.select(0, ALL)
    assert passage.chosen() == passage.words == written
    assert passage.selected_characters() == (0, len(written))
