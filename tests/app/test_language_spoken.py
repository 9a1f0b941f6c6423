"""Every word of the window can be said in another language: one puts all of them in brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.attachments import Attachment, Kind
from app.models.renoiser import Size
from app.models.room import dropped
from app.models.turn import Turn
from app.widgets.attachment_dialog import AttachmentDialog
from engine import TurnOptions
from engine.errors import ModelMissing
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import Reply

INNERMOST = re.compile("⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[A-Za-z]{3,}")
NAMES = re.compile(
    r"Dewpoint( demo)?|DiffusionGemma|NVFP4|English|Deutsch"  # of things and languages
    r"|(Ctrl|Shift|Alt)\+\S+|Esc|Space"  # on keys
    r"|[A-Z]:\\.+|/\S+|\d+\.txt"  # of files
)


class _Bracketed(QTranslator):
    """A language in which everything is its English in brackets."""

    def translate(self, _context: str, words: str, _comment: str | None = None, _count: int = -1) -> str:
        return f"⟦{words}⟧"

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def bracketed(qapp: QApplication) -> Iterator[None]:
    language = _Bracketed()
    qapp.installTranslator(language)
    yield
    qapp.removeTranslator(language)


def _has_english(words: str) -> bool:
    """Whether something is said outside of brackets that is not a name."""
    while INNERMOST.search(words):
        words = INNERMOST.sub("", words)
    return WORD.search(NAMES.sub("", words)) is not None


def _said(widget: QWidget) -> Iterator[str]:
    """All that a widget shows or tells a screen reader, but for what the person or the model wrote."""
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    yield widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    yield from (action.text() for action in widget.actions())


def _english(root: QWidget) -> set[str]:
    """What of a widget and all within it is not translated."""
    widgets = (root, *root.findChildren(QWidget))
    return {
        f"{type(each).__name__}: {words}" for each in widgets for words in _said(each) if _has_english(words)
    }


def _answered(opened: Opened) -> None:
    opened.answered("0")


def _viewing(opened: Opened) -> None:
    opened.window.drawer.toggle(opened.answered("0"))
    opened.wait(lambda: opened.window.drawer.is_open)
    opened.window.drawer.viewer.toggle_glossary()


def _versions(opened: Opened) -> None:
    first = opened.answered("0")
    opened.parts.control.regenerate(first)
    opened.wait(lambda: opened.parts.library.open_chat.turns[-1] is not first)
    opened.finish(opened.parts.library.open_chat.turns[-1])
    opened.window.transcript.page.turns[-1][2].actions_row.fill()


def _comparing(opened: Opened) -> None:
    _versions(opened)
    opened.window.drawer.toggle(opened.parts.library.open_chat.turns[-1])
    opened.wait(lambda: opened.window.drawer.is_open)
    opened.window.drawer.viewer.show_view(4)


def _rewording(opened: Opened) -> None:
    opened.answered("0")
    opened.window.transcript.page.turns[-1][2]._renoise.click()


def _reworded(opened: Opened) -> None:
    _rewording(opened)
    opened.window._alternatives.text.selectAll()
    opened.window._alternatives.sizes[Size.SHORTER].click()
    opened.wait(lambda: opened.parts.renoiser.waiting == 0)


def _attaching(opened: Opened) -> None:
    opened.parts.attachments.add_ready([Attachment(name="1", kind=Kind.TEXT, text="the drop is clear")])
    opened.wait(lambda: all(each.tokens for each in opened.parts.attachments.entries))


def _attached(opened: Opened) -> None:
    _attaching(opened)
    opened.answered("0")


def _editing(opened: Opened) -> None:
    opened.parts.control.edit(opened.answered("0"))


def _setting_up(opened: Opened) -> None:
    opened.window.show_setup()
    opened.settle()


def _touring(opened: Opened) -> None:
    opened.window.show_tour()
    opened.settle()


def _failed(opened: Opened) -> None:
    opened.parts.status.error, opened.parts.status.model = ModelMissing("", ""), None
    opened.parts.status.changed.emit()


@pytest.mark.parametrize(
    "lead_to",
    [
        _answered,
        _viewing,
        _versions,
        _comparing,
        _rewording,
        _reworded,
        _attaching,
        _attached,
        _editing,
        _setting_up,
        _touring,
        _failed,
    ],
)
def test_every_word_of_the_window_is_translated(
    open_window: OpenWindow, bracketed: None, lead_to: Callable[[Opened], None]
) -> None:
    opened = open_window(reply_to=always(Reply(text="0 1 2")))
    lead_to(opened)
    wordings = {f"TextButton: {each.text()}" for each in opened.window._alternatives.choices}  # the model's
    assert _english(opened.window) - wordings == set()


def test_every_word_of_an_answer_in_slow_motion_is_translated(
    open_window: OpenWindow, bracketed: None
) -> None:
    opened = open_window(stepwise=True)
    opened.parts.control.slow.switch(True)
    opened.stepped(opened.ask("0"), 2)
    opened.ask("1")
    assert _english(opened.window) == set()


@pytest.mark.parametrize("text", ["", "```\n0\n```\n\n```py\n0\n```"])
def test_every_word_around_code_and_nothing_is_translated(
    open_window: OpenWindow, bracketed: None, text: str
) -> None:
    opened = open_window(reply_to=always(Reply(text=text)))
    opened.answered("0")
    assert _english(opened.window) == set()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
@pytest.mark.parametrize("signal", ["settings_wanted", "keys_wanted", "report_wanted", "instructed"])
def test_every_word_of_a_dialog_is_translated(open_window: OpenWindow, bracketed: None, signal: str) -> None:
    opened = open_window()
    getattr(opened.window.header, signal).emit()
    (dialog,) = [each for each in opened.window.findChildren(QDialog) if each.isVisible()]
    families = {f"FamilyChoice: {each}" for each in QFontDatabase.families()}  # names of the PC's fonts
    assert _english(dialog) - families == set()
    dialog.reject()


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.IMAGE])
def test_every_word_around_an_attachment_is_translated(qtbot: QtBot, bracketed: None, kind: Kind) -> None:
    dialog = AttachmentDialog(Attachment(name="1", kind=kind, text="0", content=b"0"))
    qtbot.addWidget(dialog)
    assert _english(dialog) == set()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_is_left_out_is_told_in_the_language(bracketed: None, count: int) -> None:
    assert not _has_english(dropped([Turn(prompt, TurnOptions(), created_s=0.0) for prompt in "012"], count))
