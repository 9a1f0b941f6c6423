from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.widgets.labels import ElidedLabel, Label
from app.widgets.text_block import INSET
from tests.app.conftest import OpenWindow


def _first_ink(label: Label) -> int:
    """The first column in which something is drawn, in px."""
    label.adjustSize()
    image = label.grab().toImage()
    ground = image.pixel(0, 0)
    columns = range(image.width())
    return next(x for x in columns if any(image.pixel(x, y) != ground for y in range(image.height())))


def test_markup_is_shown_as_it_is_written(qtbot: QtBot) -> None:
    label = Label("note", "<b>drop</b>")
    qtbot.addWidget(label)
    plain = Label("note", "drop")
    qtbot.addWidget(plain)
    assert label.sizeHint().width() > 1.5 * plain.sizeHint().width()


def test_a_note_begins_as_far_in_as_the_text_of_an_answer(open_window: OpenWindow) -> None:
    window = open_window().window
    note, plain = Label("note", "|", window), Label("body", "|", window)
    begins = [_first_ink(each) for each in (note, plain)]
    assert begins[0] - begins[1] == INSET


def test_what_has_no_room_is_cut_and_told_in_whole(qtbot: QtBot) -> None:
    label = ElidedLabel("title")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    label.say("A conversation about dew on cold glass")
    assert label.text().endswith("…")
    assert label.toolTip() == label.accessibleName() == "A conversation about dew on cold glass"
    label.resize(600, 20)
    assert label.text() == "A conversation about dew on cold glass"
    assert label.toolTip() == ""


def test_it_takes_no_more_width_than_it_is_limited_to(page: QWidget) -> None:
    label = ElidedLabel("title", page)
    label.say("dew")
    label.limit_to("dew on glass")
    wide = label.maximumWidth()
    label.limit_to("dew")
    assert 0 < label.maximumWidth() < wide
    label.resize(600, 20)
    assert label.text() == "dew"


def test_markup_that_has_no_room_is_told_as_it_is_written(qtbot: QtBot) -> None:
    label = ElidedLabel("title")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.say("How do I center a <div> in the middle of a page?")
    assert "a &lt;div&gt; in" in label.toolTip()


def test_what_has_no_room_is_said_shorter_where_there_are_shorter_words(qtbot: QtBot) -> None:
    label = ElidedLabel("caption")
    qtbot.addWidget(label)
    label.show()
    long, short = "150 tokens and 2 blocks and 37 steps", "150 tokens"
    label.say(long, short)
    told = []
    for width in (20, label.fontMetrics().horizontalAdvance(short), 600):
        label.resize(width, 20)
        told.append((label.text(), label.toolTip()))
    assert told[0][0] not in (long, short)
    assert told[1:] == [(short, long), (long, "")]
    assert label.accessibleName() == long


def test_over_two_lines_twice_as_much_is_said_and_the_height_is_that_of_two(page: QWidget) -> None:
    label = ElidedLabel("label", page)
    label.resize(300, 40)
    words = "one sentence that says a little more than has room in one line"
    label.say(words)
    assert label.text().endswith("…")
    label.take(2)
    assert label.text() == words
    two_lines_px = label.fontMetrics().size(0, "x\nx").height()
    assert label.heightForWidth(300) <= label.minimumHeight() == two_lines_px
    label.say(words * 3)
    assert label.text().endswith("…")
    assert label.heightForWidth(300) <= label.minimumHeight()
    label.take(1)
    assert not label.wordWrap()


def test_two_lines_are_filled_with_as_many_words_as_they_hold(qtbot: QtBot) -> None:
    label = ElidedLabel("noticeWords")
    qtbot.addWidget(label)
    label.take(2)
    label.show()
    words = "The settings cannot be saved here, but they hold until you close the window of the app."
    label.say(words)
    metrics = label.fontMetrics()
    for width in range(90, 400, 7):
        label.resize(width, 60)
        room = label.contentsRect()
        taken = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, label.text())
        assert taken.height() <= metrics.size(0, "x\nx").height()
        assert metrics.horizontalAdvance(label.text()) > 1.3 * width or label.text() == words
