"""Another face reaches everything that is written, at once, and leaves nothing behind."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QSpinBox,
    QTextEdit,
    QToolButton,
    QWidget,
)

from app.faces import FIXED_FAMILY, TEXT_FAMILY, families
from app.settings import CODE_FONT, TEXT_FONT
from app.theme import LABEL_PX, Scheme, Theme, text_font
from app.widgets.code_block import CodeBlock
from app.widgets.column import column_width
from app.widgets.prose_block import ProseBlock
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import Reply

TEXT = "See `dew` here.\n\n```python\nreturn dew\n```\n\nIt is the end."


def _other_code() -> str:
    others = [family for family in families(fixed=True) if family != FIXED_FAMILY]
    if not others:
        pytest.skip("no other family for code is installed")
    return others[0]


def _answered(open_window: OpenWindow) -> Opened:
    opened = open_window(reply_to=always(Reply(text=TEXT)))
    opened.answered()
    opened.settle()
    return opened


def test_a_theme_tells_of_other_faces_once_and_begins_with_its_own(theme: Theme) -> None:
    told: list[str] = []
    theme.changed.connect(lambda: told.append("changed"))
    theme.refaced.connect(lambda: told.append("refaced"))
    theme.choose_faces("", "Not Installed")
    assert told == []
    for _ in range(2):
        theme.choose_faces(FIXED_FAMILY, "")
    assert told == ["changed", "refaced"]
    assert text_font().family() == FIXED_FAMILY
    theme.choose_faces("", "")
    assert text_font().family() == TEXT_FAMILY


def test_text_is_written_in_another_face_everywhere_at_once(open_window: OpenWindow) -> None:
    opened = _answered(open_window)
    window, settings = opened.window, opened.parts.settings
    prose = window.transcript.page.turns[0].answer.findChildren(ProseBlock)[0]
    before, height = column_width(), prose.height()
    settings.set(TEXT_FONT, FIXED_FAMILY)
    opened.settle()
    labels = [label for label in window.findChildren(QLabel) if label.text()]
    shown = [window.composer.field, prose, *labels]
    assert {QFontInfo(widget.font()).family() for widget in shown} == {FIXED_FAMILY}
    assert QApplication.font().family() == FIXED_FAMILY
    assert column_width() > before
    assert window.composer.maximumWidth() > before
    assert prose.width() == window.transcript.page.turns[0][2].width()
    settings.reset(TEXT_FONT)
    opened.settle()
    assert (column_width(), prose.height()) == (before, height)


@pytest.mark.parametrize(
    "kind", [QLabel, QLineEdit, QMenu, QComboBox, QPushButton, QToolButton, QListWidget, QTextEdit, QSpinBox]
)
def test_whatever_shows_text_has_the_size_and_the_colour_of_the_theme(
    kind: type[QWidget], open_window: OpenWindow
) -> None:
    opened = open_window()
    for scheme in (Scheme.Dark, Scheme.Light):
        opened.parts.theme.choose(scheme)
        shown = kind(opened.window)
        shown.ensurePolished()
        assert shown.font().pixelSize() == LABEL_PX
        assert shown.palette().text().color() == QColor(opened.parts.theme.colours.text)


def test_code_is_written_in_another_face_and_fits(open_window: OpenWindow) -> None:
    opened = _answered(open_window)
    other = _other_code()
    opened.parts.settings.set(CODE_FONT, other)
    opened.settle()
    block = opened.window.findChildren(CodeBlock)[0]
    prose = opened.window.transcript.page.turns[0].answer.findChildren(ProseBlock)[0]
    assert block.lines.font().family() == other
    assert other in prose.document().find("dew").charFormat().fontFamilies()
    assert prose.font().family() == TEXT_FAMILY
    assert not block.lines.verticalScrollBar().maximum()


def test_a_canvas_gives_its_words_the_room_of_the_new_face(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 3)
    canvas = opened.window.transcript.page.turns[0][2]._answer.canvas
    opened.wait(lambda: not canvas.is_moving)
    before = [place.width for place in canvas._flowed.places]
    opened.parts.settings.set(TEXT_FONT, FIXED_FAMILY)
    opened.wait(lambda: not canvas.is_moving)
    assert canvas._slots._font.family() == FIXED_FAMILY
    assert [place.width for place in canvas._flowed.places] != before
    opened.finish(turn)


def test_the_views_of_a_recording_are_drawn_in_the_new_face(open_window: OpenWindow) -> None:
    opened = _answered(open_window)
    drawer = opened.window.drawer
    drawer.toggle(opened.parts.library.open_chat.turns[-1])
    viewer = drawer.viewer
    viewer.cursor_model.go(2)
    viewer.show_view(1)
    opened.settle()
    before, legend = viewer.grid.grab().toImage(), viewer.controls.legend.width()
    opened.parts.settings.set(TEXT_FONT, FIXED_FAMILY)
    opened.settle()
    assert viewer.grid.grab().toImage() != before
    assert viewer.controls.legend.width() > legend
    opened.parts.settings.reset(TEXT_FONT)
    opened.settle()
    assert viewer.grid.grab().toImage() == before
