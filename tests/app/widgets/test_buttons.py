from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.theme import Scheme, Theme
from app.widgets.buttons import TARGET_PX, IconButton, TextButton


def test_an_icon_is_named_for_those_who_do_not_see_it(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "plus", "New conversation", shortcut="Ctrl+N")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("New conversation", "New conversation (Ctrl+N)")
    button.rename("Begin")
    assert button.accessibleName() == button.toolTip() == "Begin"
    button.rename("Stop", "Esc")
    assert (button.accessibleName(), button.toolTip()) == ("Stop", "Stop (Esc)")
    assert button.text() == ""


def test_a_tip_says_words_that_look_like_markup_as_they_are_written(theme: Theme, qtbot: QtBot) -> None:
    name = "Say “<b>”"
    icon, text = IconButton(theme, "plus", name), TextButton("choice", "<b>", name)
    for button in (icon, text):
        qtbot.addWidget(button)
        assert button.accessibleName() == name
        assert "&lt;b&gt;" in button.toolTip()


def test_a_button_in_a_frame_shows_that_it_is_pressed(theme: Theme, page: QWidget) -> None:
    page.setStyleSheet(theme.style_sheet())
    button = QPushButton("Change", page)
    button.show()
    seen = []
    for is_down in (False, True):
        button.setDown(is_down)
        seen.append(button.grab().toImage().pixelColor(8, button.height() // 2).name())
    assert seen == [theme.colours.raised.lower(), theme.colours.line.lower()]


def test_a_button_can_be_hit_and_reached(theme: Theme, qtbot: QtBot) -> None:
    for button in (IconButton(theme, "plus", "New"), TextButton("textButton", "Show", "Show it")):
        qtbot.addWidget(button)
        assert button.minimumHeight() >= TARGET_PX
        assert button.focusPolicy().value & 0x1  # by the tab key


def test_the_icon_takes_the_colour_of_the_theme(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "plus", "New")
    qtbot.addWidget(button)
    theme.choose(Scheme.Light)
    light = button.icon().pixmap(20, 20).toImage()
    theme.choose(Scheme.Dark)
    assert button.icon().pixmap(20, 20).toImage() != light
    button.show_icon("down")
    assert button.icon().pixmap(20, 20).toImage() != light
