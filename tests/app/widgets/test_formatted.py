from __future__ import annotations

import itertools
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from app.markdown import as_written
from app.models.blocks import Code
from app.models.sections import SHORT, WHOLE
from app.selftest import GapMeter
from app.theme import LINE_PX, Theme, fixed_font
from app.widgets.budget import BUDGET_S, budget
from app.widgets.code_block import CodeBlock
from app.widgets.finder import Finder
from app.widgets.formatted import Formatted
from app.widgets.passages import ALL
from app.widgets.piece import SPARE, Piece, stops_of
from app.widgets.prose_block import ProseBlock
from app.widgets.selection import Selectable, SelectionPage

PARAGRAPH = "word " * (SHORT // 5) + "\n\n"


@pytest.fixture
def formatted(theme: Theme, page: QWidget) -> Formatted:
    made = Formatted(theme, "Answer", page)
    made.setFixedWidth(500)
    made.show()
    return made


def _built(formatted: Formatted, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not formatted._working.is_waiting, timeout=120_000)


def _parts(formatted: Formatted) -> list[ProseBlock | CodeBlock]:
    """The widgets of what is near what is in sight, from the top."""
    return [piece.part for piece in formatted.passages() if piece.part is not None]


def _stale(formatted: Formatted) -> list[Piece]:
    return [piece for piece in formatted.passages() if formatted._is_stale(piece)]


@pytest.fixture
def read(theme: Theme, page: QWidget, qtbot: QtBot) -> Formatted:
    """A long text on a page that is scrolled to its beginning."""
    area = QScrollArea(page)
    area.resize(page.size())
    inner = SelectionPage()
    area.setWidget(inner)
    made = Formatted(theme, "Answer", inner)
    made.setFixedWidth(500)
    made.resized.connect(lambda: inner.resize(500, made.height()))
    made.say(
        "".join(f"# Part {number}\n\n{PARAGRAPH}```python\nx = {number}\n```\n\n" for number in range(40))
    )
    inner.resize(500, made.height())
    area.show()
    area.verticalScrollBar().valueChanged.connect(made.look)
    _built(made, qtbot)
    return made


def _bar(formatted: Formatted) -> QScrollBar:
    assert formatted._area is not None
    return formatted._area.verticalScrollBar()


def test_prose_and_code_stand_below_each_other(formatted: Formatted, qtbot: QtBot) -> None:
    formatted.say("one\n\n```c\nint x;\n```\n\ntwo")
    _built(formatted, qtbot)
    parts = _parts(formatted)
    assert [type(part) for part in parts] == [ProseBlock, CodeBlock, ProseBlock]
    assert [part.y() for part in parts] == sorted(part.y() for part in parts)
    assert formatted.text_height() == parts[-1].geometry().bottom() + 1
    assert formatted.text == "one\n\n```c\nint x;\n```\n\ntwo"


def test_what_is_final_is_left_alone_while_the_text_grows(formatted: Formatted, qtbot: QtBot) -> None:
    formatted.say(PARAGRAPH * 2 + "and")
    _built(formatted, qtbot)
    formatted.move(0, 200 - formatted.height())
    qtbot.waitUntil(lambda: formatted.passages()[-1].part is not None)
    first, last = _parts(formatted)[0], _parts(formatted)[-1]
    formatted.say(PARAGRAPH * 2 + "and more\n\n```\ncode")
    _built(formatted, qtbot)
    assert _parts(formatted)[0] is first
    assert _parts(formatted)[-2] is last  # and shows more
    assert isinstance(_parts(formatted)[-1], CodeBlock)
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
    assert formatted._working.is_waiting  # much is left for later
    _built(formatted, qtbot)
    formatted.setFixedWidth(300)
    _built(formatted, qtbot)
    meter.stop()
    assert len(formatted.passages()) >= 8
    assert {piece.fitted and piece.fitted[0] for piece in formatted.passages()} == {300}
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
    assert {piece.words.count("return") for piece in formatted.passages()} == {size // len(function)}
    assert meter.longest_ms < 100
    theme.choose(None)


def test_what_is_in_sight_takes_the_colours_first(formatted: Formatted, theme: Theme, qtbot: QtBot) -> None:
    formatted.say(PARAGRAPH * 2)
    _built(formatted, qtbot)
    formatted.move(0, 400 - formatted.height())  # only the end is in sight
    assert _stale(formatted) == []
    theme.choose(Qt.ColorScheme.Dark)
    assert formatted.passages()[-1] not in _stale(formatted)
    _built(formatted, qtbot)
    assert _stale(formatted) == []
    theme.choose(None)


def test_a_long_text_is_laid_out_once_in_a_turn_however_often_it_is_asked_to_fit(
    formatted: Formatted, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    formatted.say(PARAGRAPH * 30)
    _built(formatted, qtbot)
    qtbot.waitUntil(lambda: budget()._end_s is None)
    now_s = itertools.count(step=BUDGET_S / 3)  # a clock by which a few sections take up all the time
    monkeypatch.setattr(time, "perf_counter", lambda: next(now_s))
    formatted.setFixedWidth(400)  # laying out begins, and is not done
    begun = len(_stale(formatted))
    assert 0 < begun < 30
    for _ in range(5):
        formatted.fit()
    assert len(_stale(formatted)) == begun
    monkeypatch.undo()
    _built(formatted, qtbot)
    assert not _stale(formatted)


def test_a_text_that_changes_while_it_is_built_is_whole_in_the_end(
    formatted: Formatted, qtbot: QtBot
) -> None:
    formatted.say(PARAGRAPH * 40)
    assert formatted._working.is_waiting
    formatted.say(PARAGRAPH * 41 + "end")
    _built(formatted, qtbot)
    said = " ".join(piece.words for piece in formatted.passages())
    assert said.split() == (PARAGRAPH * 41 + "end").split()


def _select(formatted: Formatted, section: int, words: str, nth: int = 0) -> None:
    piece = formatted._built[section].pieces[0]
    start, stop = piece.find([words])[nth]
    piece.select(start, stop)


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


def test_selected_words_of_code_are_found_within_its_fence(formatted: Formatted, qtbot: QtBot) -> None:
    text = "the red code:\n\n```python\n😀 = 1\nred = 2\n```"
    formatted.say(text)
    _built(formatted, qtbot)
    (code,) = [each for shown in formatted._built for each in shown.pieces if isinstance(each.block, Code)]
    code.select(*code.find(["red"])[0])
    start = text.rindex("red")
    assert formatted.selected() == (start, start + 3)


def test_selected_words_are_found_from_paragraph_to_paragraph_with_all_between_them(
    formatted: Formatted, qtbot: QtBot
) -> None:
    text = f"some **bold** words\n\n- one\n- two\n\n```\ncode\n```\n{PARAGRAPH}\n\n# and the rest of it"
    formatted.say(text)
    _built(formatted, qtbot)
    pieces = [piece for shown in formatted._built for piece in shown.pieces]
    pieces[0].select(*pieces[0].find(["some bold"])[0])
    assert formatted.selected() == (text.index("some"), text.index("** words"))
    pieces[0].select(pieces[0].find(["bold"])[0][0], ALL)
    assert formatted.selected() == (text.index("bold"), text.index("two") + 3)
    pieces[1].select(0, ALL)
    for piece in pieces[2:-1]:
        piece.select(0, ALL)
    pieces[-1].select(*pieces[-1].find(["and the"])[0])
    assert formatted.selected() == (text.index("bold"), text.index(" rest"))


def test_words_from_cell_to_cell_of_a_table_are_in_no_place(formatted: Formatted, qtbot: QtBot) -> None:
    formatted.say("| red | fox |\n|-|-|\n| two | old |")
    _built(formatted, qtbot)
    formatted._built[0].pieces[0].select(0, ALL)
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


def test_what_is_far_from_sight_has_its_height_but_no_widgets(read: Formatted, qtbot: QtBot) -> None:
    awake = [piece.part is not None for piece in read.passages()]
    assert len(awake) == 80
    assert awake[:3] == [True] * 3
    assert not any(awake[20:])
    assert len(read.findChildren(ProseBlock)) + len(read.findChildren(CodeBlock)) < 20 + 2 * SPARE
    assert not _stale(read)
    height = read.text_height()
    _bar(read).setValue(_bar(read).maximum())
    last = read.passages()[-1]
    assert last.widget is not None  # at once
    assert last.widget.toPlainText() == "x = 39"
    _built(read, qtbot)
    assert read.passages()[0].part is None
    assert read.text_height() == height
    assert [part.y() for part in _parts(read)] == [piece.y for piece in read.passages() if piece.part]


def test_far_passages_stay_selected_and_are_copied(read: Formatted, qtbot: QtBot) -> None:
    page = SelectionPage.around(read)
    assert page is not None
    page.select_all()
    page.copy_markdown()
    assert QApplication.clipboard().text() == read.text
    page.copy()
    copied = QApplication.clipboard().text()
    assert copied.count("word") == read.text.count("word")
    assert copied.index("Part 38") < copied.index("x = 38") < copied.index("Part 39")
    _bar(read).setValue(_bar(read).maximum())
    _built(read, qtbot)
    last = read.passages()[-1]
    assert last.widget is not None
    assert last.widget.textCursor().selectedText() == "x = 39"
    page.copy()
    assert QApplication.clipboard().text() == copied
    assert isinstance(last.widget, Selectable)
    page.begin(last.widget)
    assert page.selected() == [last]


def test_far_words_are_found_and_marked_when_they_come_into_sight(
    read: Formatted, theme: Theme, qtbot: QtBot
) -> None:
    page = SelectionPage.around(read)
    assert page is not None
    finder = Finder(theme, page)
    finder.look_for("PART 33")
    assert len(finder.places) == 1
    passage = finder.places[0].passage
    assert passage.widget is None
    place = finder.rect()
    assert place is not None
    assert passage.widget is not None
    assert passage.widget.extraSelections()[0].cursor.selectedText() == "Part 33"
    assert 0 <= place.top() - passage.y < 40


def test_the_keyboard_goes_through_what_is_shown_in_the_order_of_reading(
    read: Formatted, qtbot: QtBot
) -> None:
    for value in (_bar(read).maximum(), _bar(read).maximum() // 2, 0):
        _bar(read).setValue(value)
        _built(read, qtbot)
    stops = [stop for part in _parts(read) for stop in stops_of(part)]
    stops[0].setFocus()
    for stop in stops[1:]:
        read.focusNextPrevChild(True)
        assert read.focusWidget() is stop


def test_what_the_keyboard_is_in_stays_however_far_it_is(read: Formatted, qtbot: QtBot) -> None:
    first = read.passages()[0]
    assert first.part is not None
    first.part.setFocus()
    _bar(read).setValue(_bar(read).maximum())
    _built(read, qtbot)
    assert first.part is not None
    assert read.passages()[1].part is None


def test_what_is_selected_in_long_code_stays_so_in_another_face(formatted: Formatted, qtbot: QtBot) -> None:
    formatted.say("```\n" + "a line of code\n" * 1000 + "```")
    _built(formatted, qtbot)
    (piece,) = formatted.passages()
    piece.select(9000, 9010)
    said = piece.chosen()
    assert isinstance(piece.part, CodeBlock)
    piece.part.lines.setFont(fixed_font(20))
    assert piece.chosen() == said
    formatted._working.start()
    _built(formatted, qtbot)
    assert piece.widget is piece.part.lines
    assert piece.widget.textCursor().selectedText().replace("\u2029", "\n") == said


def test_a_plain_text_is_copied_as_markdown_that_shows_its_marks(theme: Theme, page: QWidget) -> None:
    plain = Formatted(theme, "Your message", page, plain=True)
    plain.setFixedWidth(500)
    plain.say("a *drop*\n  of <b>dew</b>")
    (piece,) = plain.passages()
    piece.select(0, 99)
    assert plain.markdown() == f"```\n{plain.text}\n```"


@pytest.mark.parametrize("line", ["a *drop* of dew\n", "a *drop*\n\n  of dew\n", "words without end "])
def test_a_part_of_a_long_plain_text_is_copied_whole(
    theme: Theme, page: QWidget, qtbot: QtBot, line: str
) -> None:
    plain = Formatted(theme, "Your message", page, plain=True)
    plain.setFixedWidth(500)
    plain.say((line * WHOLE)[: 2 * WHOLE].strip())
    _built(plain, qtbot)
    first, *others = plain.passages()
    first.select(2, len(first.words))
    for each in others:
        each.select(0, ALL)
    assert plain.markdown() == as_written(plain.text[2:])
