from __future__ import annotations

import pytest

from app.widgets.answer_view import AnswerView
from app.widgets.passages import Passage
from app.widgets.reading import line_at, reading_in
from tests.app.conftest import Opened, OpenWindow

LONG = "".join(f"Paragraph {number} of it. {'word ' * 60}\n\n" for number in range(200))


@pytest.fixture
def opened(open_window: OpenWindow) -> Opened:
    made = open_window()
    made.window.resize(1200, 700)
    turn = made.answered()
    turn.recall(LONG, "", turn.reason, turn.stats)
    turn.changed.emit()
    made.wait(lambda: _rests(made))
    return made


def _answer(opened: Opened) -> AnswerView:
    return opened.window.transcript.findChildren(AnswerView)[-1]


def _rests(opened: Opened) -> bool:
    text = _answer(opened)._answer.text
    return len(text.passages()) > 20 and not text._working.is_waiting


def _read(opened: Opened) -> Passage:
    """The passage at the top edge."""
    bar = opened.window.transcript.verticalScrollBar()
    line = line_at(opened.window.transcript.page, _answer(opened), bar.value())
    assert line is not None
    assert line.below <= 0
    return line.passage


def test_a_reader_in_the_middle_of_a_long_answer_keeps_the_passage_at_any_width(opened: Opened) -> None:
    bar = opened.window.transcript.verticalScrollBar()
    opened.settle()
    bar.setValue(bar.maximum() // 2)
    opened.wait(lambda: _rests(opened))
    read = _read(opened)
    for width in (700, 1200, 500):
        opened.window.resize(width, 700)
        opened.settle()
        opened.wait(lambda: _rests(opened))
        opened.settle()
        assert _read(opened) is read
        assert not opened.window.transcript.is_following


def test_there_is_no_line_where_no_long_text_is(opened: Opened) -> None:
    page = opened.window.transcript.page
    assert line_at(page, opened.window.transcript.page.turns[0].answer.actions_row, 0) is None
    assert line_at(page, _answer(opened), page.height() + 100) is None


def test_what_is_read_is_there_until_its_turn_is_taken_away(opened: Opened) -> None:
    page = opened.window.transcript.page
    reading = reading_in(page, _answer(opened), 100)
    assert reading.is_there
    assert reading.top() == 100
    page.remove(page.turns[0].turn)
    assert not reading.is_there
    opened.settle()  # deleted
    assert not reading.is_there
