from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from app.attachments import Attachment, Kind
from app.models.sections import WHOLE
from app.theme import LINE_PX, Scheme
from app.widgets.attachment_dialog import AttachmentDialog
from app.widgets.buttons import IconButton
from app.widgets.chip import Chip
from app.widgets.column import TURN_GAP_PX, column_width
from app.widgets.formatted import Formatted
from app.widgets.picture import Picture
from app.widgets.prose_block import ProseBlock
from app.widgets.question_view import WIDEST, QuestionView
from tests.app.attachments.files import write_picture
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, Reply


def _view(opened: Opened) -> tuple[QuestionView, QFrame]:
    view = opened.window.transcript.findChildren(QuestionView)[-1]
    bubble = view.findChild(QFrame, "bubble")
    assert bubble is not None
    return view, bubble


def _edit(view: QuestionView) -> IconButton:
    assert view.edit is not None
    return view.edit


def test_a_short_message_stands_at_the_right_and_is_no_wider_than_its_text(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("Hi")
    view, bubble = _view(opened)
    assert bubble.geometry().right() == view.width() - 1
    assert bubble.width() < 80


def test_files_stand_in_line_with_the_text_in_a_bubble_that_is_no_wider_than_they_are(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    names = ("note.txt", "shared-mime-info-spec.pdf")
    opened.parts.attachments.add_ready([Attachment(name=name, kind=Kind.TEXT, text="dew") for name in names])
    opened.answered("Hi")
    opened.settle()
    view, bubble = _view(opened)
    left, right = (file.mapTo(bubble, QPoint(0, 0)).x() for file in view.files)
    text = view.findChild(ProseBlock)
    assert text is not None
    assert left == text.viewport().mapTo(bubble, QPoint(0, 0)).x()
    assert bubble.width() - (right + view.files[1].width()) in range(left, left + 4)


@pytest.mark.parametrize("prompt", ["word " * 60, "Donaudampfschifffahrtsgesellschaftskapitän" * 4])
def test_a_long_message_is_broken_and_leaves_room_at_the_left(open_window: OpenWindow, prompt: str) -> None:
    opened = open_window()
    opened.answered(prompt)
    opened.settle()
    _, bubble = _view(opened)
    assert bubble.width() == int(column_width() * WIDEST)
    assert bubble.height() > 60


def test_an_edited_message_stands_beside_the_first_with_arrows_between_them(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered("One")
    view, _ = _view(opened)
    assert view.versions is None
    _edit(view).click()
    composer = opened.window.composer
    assert composer.field.toPlainText() == "One"
    composer.field.setPlainText("Eins")
    composer._submit.click()
    chat = opened.parts.library.open_chat
    opened.wait(lambda: opened.parts.control.is_free)
    assert [shown.prompt for shown in chat.turns] == ["Eins"]
    view, _ = _view(opened)
    assert view.versions is not None
    assert view.versions.count.text() == "2/2"
    view.versions.back.click()
    assert chat.turns == [turn]


def test_nothing_is_edited_while_an_answer_is_made(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask("One")
    opened.stepped(turn, 1)
    view, _ = _view(opened)
    assert not _edit(view).isEnabled()
    opened.finish(turn)
    opened.wait(_edit(view).isEnabled)


def test_a_message_that_waits_is_not_edited(open_window: OpenWindow) -> None:
    opened = open_window(loaded=False)
    opened.ask("One")
    view, _ = _view(opened)
    assert not _edit(view).isEnabled()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_files_stand_in_the_question_and_open(open_window: OpenWindow) -> None:
    opened = open_window()
    notes = Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop is clear")
    opened.parts.attachments.add_ready([notes])
    opened.answered("What?")
    opened.parts.attachments.add_ready([notes, notes])
    opened.answered("")
    first, second = opened.window.transcript.findChildren(QuestionView)
    assert [len(view.files) for view in (first, second)] == [1, 2]
    assert first._text.isVisible()
    assert not second._text.isVisible()
    (chip,) = first.files
    assert isinstance(chip, Chip)
    chip.name.click()
    (dialog,) = opened.window.findChildren(AttachmentDialog)
    assert isinstance(dialog.content, QPlainTextEdit)
    assert dialog.content.toPlainText() == "the drop is clear"
    dialog.close()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_a_picture_is_shown_whole_in_the_question_and_opens(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window(sees_images=True)
    wide = write_picture(tmp_path / "wide.png", 1600, 400).read_bytes()
    narrow = write_picture(tmp_path / "narrow.png", 9, 900).read_bytes()
    damaged = b"\x89PNG\r\n broken"
    opened.parts.attachments.add_ready(
        [Attachment(name="<b>.png", kind=Kind.IMAGE, content=each) for each in (wide, narrow, damaged)]
    )
    opened.answered("What?")
    (view,) = opened.window.transcript.findChildren(QuestionView)
    first, second, third = view.files
    assert isinstance(first, Picture)
    assert first.accessibleName() == "Attached: <b>.png, Image"
    assert "&lt;b&gt;.png" in first.toolTip()
    assert (first.size(), second.size()) == (QSize(280, 70), QSize(28, 180))
    assert isinstance(third, Chip)
    assert view._bubble.rect().contains(QRect(first.mapTo(view._bubble, QPoint(0, 0)), first.size()))
    first.click()
    assert len(opened.window.findChildren(AttachmentDialog)) == 1


def test_the_message_that_is_edited_stands_out_until_that_is_left(open_window: OpenWindow) -> None:
    opened = open_window()
    turns = [opened.answered("one"), opened.answered("two")]
    first, second = (views.question._bubble for views in opened.window.transcript.page.turns)
    accent = QColor(opened.parts.theme.colours.accent)

    def stands_out(bubble: QFrame) -> bool:
        return bubble.grab().toImage().pixelColor(bubble.width() // 2, 0) == accent

    opened.parts.control.edit(turns[0])
    assert stands_out(first)
    assert not stands_out(second)
    opened.parts.control.edit(turns[1])
    assert stands_out(second)
    opened.parts.control.leave_editing()
    assert not stands_out(first)
    assert not stands_out(second)


def test_a_very_long_message_is_shown_as_it_was_written_what_is_far_without_widgets(
    open_window: OpenWindow,
) -> None:
    lines = [f"line {number} of a *message*, with <b>marks</b>" for number in range(WHOLE // 30)]
    prompt = "\n".join(["", *lines[:50], "", "", *lines[50:], ""])
    opened = open_window()
    opened.answered(prompt)
    opened.settle()
    view, bubble = _view(opened)
    (text,) = view.findChildren(Formatted)
    opened.wait(lambda: not text._working.is_waiting)
    assert bubble.width() == int(column_width() * WIDEST)
    assert bubble.height() >= text.height() == (len(lines) + 2) * LINE_PX
    assert "\n".join(passage.words for passage in text.passages()) == prompt.strip()
    assert any(passage.widget is None for passage in text.passages())


def test_each_line_of_a_message_has_its_own_direction_and_empty_ones_stay(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("dew\n\nندى\ndrop")
    view, _ = _view(opened)
    (text,) = view.findChildren(ProseBlock)
    document = text.document()
    blocks = [document.findBlockByNumber(number) for number in range(document.blockCount())]
    assert [block.text() for block in blocks] == ["dew", "", "ندى", "drop"]
    assert text.height() == 4 * LINE_PX
    directions = [block.textDirection() for block in blocks if block.text()]
    right, left = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
    assert directions == [left, right, left]


def test_a_far_question_that_needs_fewer_lines_leaves_no_blank_below(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text=STORY * 8, steps=3)))
    transcript = opened.window.transcript
    opened.window.resize(380, 680)
    turn = opened.answered("Tell me a story about a fox and a bell that rings")
    opened.wait(lambda: not transcript._stride.isActive())
    opened.window.drawer.toggle(turn)
    opened.settle()
    opened.parts.theme.choose(Scheme.Light, contrast=True)
    opened.window.resize(1280, 800)
    opened.settle(150)
    view, _ = _view(opened)
    assert view.height() < 2 * LINE_PX
    assert transcript.page.column.contentsMargins().bottom() == TURN_GAP_PX
