from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel

from app.language import speak
from app.widgets.preset_button import PresetButton
from app.widgets.presets_dialog import PresetsDialog
from engine import Preset, TurnOptions
from tests.app.conftest import Opened, OpenWindow

OWN = TurnOptions(steps=40, thinking=True, max_new_tokens=2048)


def _button(opened: Opened) -> PresetButton:
    return opened.window.composer._presets


def _checked(opened: Opened) -> list[str]:
    return [str(action.data()) for action in _button(opened).menu().actions() if action.isChecked()]


def test_own_presets_are_in_the_menu_and_hold_for_the_conversation(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("One")
    library, choices = opened.parts.library, opened.parts.choices
    first = library.open_chat.record.id
    choices.presets.save("Slow & sure", OWN)
    (action,) = [each for each in _button(opened).menu().actions() if each.data() == "Slow & sure"]
    assert action.text() == "Slow && sure: at most 40 steps a block, 2,048 tokens, thinks first"
    action.trigger()
    assert choices.options() == OWN
    assert _button(opened).text() == "Slow && sure"
    assert _checked(opened) == ["Slow & sure"]
    assert opened.answered("Two").options.steps == 40
    library.start()
    assert choices.options().preset is Preset.BEST
    assert _checked(opened) == ["Best"]
    opened.tear_down()
    again = open_window()
    again.parts.library.open(first)
    again.wait(lambda: _button(again).text() == "Slow && sure")


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_the_last_entry_opens_every_value(open_window: OpenWindow) -> None:
    opened = open_window()
    _button(opened).menu().actions()[-1].trigger()
    (dialog,) = opened.window.findChildren(PresetsDialog)
    assert dialog.isVisible()
    dialog.close()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_value_is_seen_with_all_buttons_where_the_screen_has_room(
    open_window: OpenWindow, qapp: QApplication, language: str
) -> None:
    speak(qapp, language)
    opened = open_window()
    _button(opened).menu().actions()[-1].trigger()
    (dialog,) = opened.window.findChildren(PresetsDialog)
    dialog.steps.setValue(1)  # which is warned of
    opened.settle()
    speak(qapp, "en")
    assert dialog.area.verticalScrollBar().maximum() == 0
    dialog.close()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("width", "labels_beside", "presets_beside"), [(320, 0, 0), (500, 1, 0), (760, 1, 1)]
)
def test_no_value_is_scrolled_to_sideways_however_narrow_the_screen(
    open_window: OpenWindow,
    qapp: QApplication,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    width: int,
    labels_beside: bool,
    presets_beside: bool,
) -> None:
    speak(qapp, language)
    opened = open_window()
    screen = opened.window.screen().availableSize()
    monkeypatch.setattr("app.widgets.dialog.FRAME", screen - QSize(width, 700))
    _button(opened).menu().actions()[-1].trigger()
    (dialog,) = opened.window.findChildren(PresetsDialog)
    opened.settle()
    speak(qapp, "en")
    assert dialog.area.horizontalScrollBar().maximum() == 0
    label = next(each for each in dialog.findChildren(QLabel) if each.text() == dialog.room.accessibleName())
    assert (label.geometry().right() < dialog.room.x()) == labels_beside
    assert (label.geometry().bottom() < dialog.room.y()) != labels_beside
    assert (dialog.room.geometry().right() < dialog.list.x()) == presets_beside
    assert dialog.steps.hasFocus()
    dialog.resize(760, 500)
    opened.settle()
    assert dialog.room.geometry().right() < dialog.list.x()
    dialog.close()
