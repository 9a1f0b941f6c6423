from __future__ import annotations

import itertools
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.sections import SHORT
from app.selftest import GapMeter
from app.theme import LINE_PX, Theme
from app.widgets.code_block import CodeBlock
from app.widgets.formatted import BUDGET_S, Formatted
from app.widgets.prose_block import ProseBlock

PARAGRAPH = "word " * (SHORT // 5) + "\n\n"


@pytest.fixture
def formatted(theme: Theme, page: QWidget) -> Formatted:
    made = Formatted(theme, "Answer", page)
    made.setFixedWidth(500)
    made.show()
    return made


def _built(formatted: Formatted, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not formatted._working.isActive(), timeout=20_000)


def test_prose_and_code_stand_below_each_other(formatted: Formatted, qtbot: QtBot) -> None:
    formatted.say("one\n\n```c\nint x;\n```\n\ntwo")
    _built(formatted, qtbot)
    parts = sorted((part.y(), type(part).__name__) for part in formatted._built[0].parts)
    assert [name for _, name in parts] == ["ProseBlock", "CodeBlock", "ProseBlock"]
    assert formatted.text_height() == max(p.geometry().bottom() + 1 for p in formatted._built[0].parts)
    assert formatted.text == "one\n\n```c\nint x;\n```\n\ntwo"


def test_what_is_final_is_left_alone_while_the_text_grows(formatted: Formatted, qtbot: QtBot) -> None:
    formatted.say(PARAGRAPH * 2 + "and")
    _built(formatted, qtbot)
    first = formatted._built[0].parts[0]
    last = formatted._built[-1].parts[0]
    formatted.say(PARAGRAPH * 2 + "and more\n\n```\ncode")
    _built(formatted, qtbot)
    assert formatted._built[0].parts[0] is first
    assert formatted._built[-1].parts[0] is last  # and shows more
    assert isinstance(formatted._built[-1].parts[1], CodeBlock)
    formatted.say("another text")
    _built(formatted, qtbot)
    assert len(formatted._built) == 1
    formatted.say("")
    assert formatted.text_height() == 0


def test_a_canvas_can_follow_a_text_but_not_code(formatted: Formatted, qtbot: QtBot) -> None:
    formatted.say("one\n\ntwo")
    _built(formatted, qtbot)
    end = formatted.end_point()
    assert end is not None
    assert end.y() == formatted.text_height() - LINE_PX
    formatted.say("one\n\n```\ncode\n```")
    _built(formatted, qtbot)
    assert formatted.end_point() is None


@pytest.mark.usefixtures("own_garbage")
@pytest.mark.parametrize(
    "text",
    [
        (PARAGRAPH + "- one\n- two\n\n| a |\n|---|\n| 1 |\n\n") * 60,
        "| a | b |\n|---|---|\n" + "| one | two `words` |\n" * 1000,
        "words without a blank line " * 4000,
        "- an item\n" * 4000,
    ],
)
def test_a_very_long_answer_never_holds_up_the_window(formatted: Formatted, qtbot: QtBot, text: str) -> None:
    meter = GapMeter(time.thread_time)
    meter.start()
    formatted.say(text)
    assert formatted._making is not None  # much is left for later
    _built(formatted, qtbot)
    formatted.setFixedWidth(300)
    _built(formatted, qtbot)
    meter.stop()
    assert len(formatted.findChildren(ProseBlock)) >= 8
    assert {shown.width for shown in formatted._built} == {300}
    assert meter.longest_ms < 100


@pytest.mark.usefixtures("own_garbage")
@pytest.mark.parametrize("size", [20_000, 200_000])
def test_long_code_never_holds_up_the_window(
    formatted: Formatted, theme: Theme, qtbot: QtBot, size: int
) -> None:
    function = "def f(x):  # words\n    return 'x' + 1\n"
    text = f"```python\n{function * (size // len(function))}```\n\n" * (200_000 // size)
    meter = GapMeter(time.thread_time)
    meter.start()
    formatted.say(text)
    _built(formatted, qtbot)
    high = formatted.height()
    theme.choose(Qt.ColorScheme.Dark)
    formatted.setFixedWidth(300)
    _built(formatted, qtbot)
    meter.stop()
    assert formatted.height() == high
    codes = formatted.findChildren(CodeBlock)
    assert {code.lines.toPlainText().count("return") for code in codes} == {size // len(function)}
    assert meter.longest_ms < 100
    theme.choose(None)


def test_what_is_in_sight_takes_the_colours_first(formatted: Formatted, theme: Theme, qtbot: QtBot) -> None:
    formatted.say(PARAGRAPH * 40)
    _built(formatted, qtbot)
    formatted.move(0, 400 - formatted.height())  # only the end is in sight
    assert formatted._to_fit() == []
    theme.choose(Qt.ColorScheme.Dark)
    left = formatted._to_fit()
    assert left
    assert formatted._built[-2] in left
    assert formatted._built[-1] not in left
    _built(formatted, qtbot)
    theme.choose(None)


def test_a_long_text_is_laid_out_once_in_a_turn_however_often_it_is_asked_to_fit(
    formatted: Formatted, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    formatted.say(PARAGRAPH * 30)
    _built(formatted, qtbot)
    now_s = itertools.count(step=BUDGET_S / 3)  # a clock by which a few sections take up all the time
    monkeypatch.setattr(time, "perf_counter", lambda: next(now_s))
    formatted.setFixedWidth(400)  # laying out begins, and is not done
    begun = len(formatted._to_fit())
    assert 0 < begun < 30
    for _ in range(5):
        formatted.fit()
    assert len(formatted._to_fit()) == begun
    monkeypatch.undo()
    _built(formatted, qtbot)
    assert not formatted._to_fit()


def test_a_text_that_changes_while_it_is_built_is_whole_in_the_end(
    formatted: Formatted, qtbot: QtBot
) -> None:
    formatted.say(PARAGRAPH * 40)
    assert formatted._making is not None
    formatted.say(PARAGRAPH * 41 + "end")
    _built(formatted, qtbot)
    said = " ".join(
        part.text for shown in formatted._built for part in shown.parts if isinstance(part, ProseBlock)
    )
    assert said.split() == (PARAGRAPH * 41 + "end").split()


def _select(formatted: Formatted, section: int, words: str, nth: int = 0) -> None:
    part = formatted._built[section].parts[0]
    assert isinstance(part, ProseBlock)
    start = -1
    for _ in range(nth + 1):
        start = part.text.index(words, start + 1)
    cursor = part.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start + len(words), QTextCursor.MoveMode.KeepAnchor)
    part.setTextCursor(cursor)


@pytest.mark.parametrize(
    ("text", "words", "nth", "found"),
    [
        ("a red fox and a red hen", "red", 1, "a red fox and a "),
        ("**bold** red and red", "red", 0, "**bold** "),
        ("# red\n\n- one\n- red", "red", 1, "# red\n\n- one\n- "),
    ],
)
def test_selected_words_are_found_in_the_text_with_its_marks(
    formatted: Formatted, qtbot: QtBot, text: str, words: str, nth: int, found: str
) -> None:
    formatted.say(text)
    _built(formatted, qtbot)
    assert formatted.selected() is None
    _select(formatted, 0, words, nth)
    assert formatted.selected() == (len(found), len(found) + len(words))


def test_selected_words_of_a_later_section_are_found_there(formatted: Formatted, qtbot: QtBot) -> None:
    formatted.say(PARAGRAPH * 2 + "the last word")
    _built(formatted, qtbot)
    _select(formatted, len(formatted._built) - 1, "last")
    start = len(PARAGRAPH * 2) + 4
    assert formatted.selected() == (start, start + 4)


def test_words_with_marks_between_them_are_in_no_one_place(formatted: Formatted, qtbot: QtBot) -> None:
    formatted.say("some **bold** words")
    _built(formatted, qtbot)
    _select(formatted, 0, "some bold")
    assert formatted.selected() is None


def test_what_is_laid_out_while_it_is_hidden_has_the_height_of_its_width(
    formatted: Formatted, page: QWidget
) -> None:
    formatted.say("The dew point is the temperature at which vapour turns into drops. " * 3)
    height = formatted.text_height()
    page.hide()
    for width in (90, 500):
        formatted.setFixedWidth(width)
        formatted.fit()
    assert formatted.text_height() == height
    formatted.setFixedWidth(90)
    formatted.fit()
    assert formatted.text_height() > height
