from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.theme import Scheme, Theme
from app.widgets.buttons import OPENS, TARGET_PX, IconButton, PrimaryButton, SwitchButton, TextButton

SCHEMES = pytest.mark.parametrize("scheme", [Scheme.Light, Scheme.Dark])
CONTRASTS = pytest.mark.parametrize("contrast", [False, True])


def test_an_icon_is_named_for_those_who_do_not_see_it(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "plus", "New conversation", shortcut="Ctrl+N")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("New conversation", "New conversation (Ctrl+N)")
    button.rename("Begin")
    assert button.accessibleName() == button.toolTip() == "Begin"
    button.rename("Stop", "Esc")
    assert (button.accessibleName(), button.toolTip()) == ("Stop", "Stop (Esc)")
    assert button.text() == ""


def test_a_button_is_called_what_stands_on_it_and_tells_what_it_does(theme: Theme, qtbot: QtBot) -> None:
    button = TextButton("choice", "Renoise", "Find other words", key="R")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.accessibleDescription()) == ("Renoise", "Find other words, R")
    assert button.toolTip() == "Find other words (R)"
    button.say("Close", "Close the settings")  # the longer one has it
    assert button.accessibleName() == button.accessibleDescription() == "Close the settings"
    button.say(f"Q&A{OPENS}", "What is shown")
    assert (button.text(), button.accessibleName()) == (f"Q&&A{OPENS}", "Q&A")
    icon = IconButton(theme, "plus", "New conversation", shortcut="Ctrl+N")
    qtbot.addWidget(icon)
    assert icon.accessibleDescription() == "Ctrl+N"  # and not the name once more


def test_a_tip_says_words_that_look_like_markup_as_they_are_written(theme: Theme, qtbot: QtBot) -> None:
    name = "Say “<b>”"
    icon, text = IconButton(theme, "plus", name), TextButton("choice", "<b>", name)
    for button in (icon, text):
        qtbot.addWidget(button)
        assert button.accessibleName() == name
        assert "&lt;b&gt;" in button.toolTip()


def test_a_switch_shows_its_word_or_its_icon_and_is_no_narrower_than_it_says(
    theme: Theme, page: QWidget
) -> None:
    page.setStyleSheet(theme.style_sheet())
    switch = SwitchButton(theme, "slow", "Slow motion", "Make answers step by step", page)
    switch.show()
    wide = switch.width()
    assert wide == switch.unfolded_px() > switch.fontMetrics().horizontalAdvance("Slow motion")
    switch.fold(folded=True)
    assert (switch.width(), switch.toolTip()) == (TARGET_PX, "Make answers step by step")
    switch.fold(folded=False)
    assert switch.width() == wide


def test_a_button_in_a_frame_shows_that_it_is_pressed(theme: Theme, page: QWidget) -> None:
    page.setStyleSheet(theme.style_sheet())
    button = QPushButton("Change", page)
    button.show()
    seen = []
    for is_down in (False, True):
        button.setDown(is_down)
        seen.append(button.grab().toImage().pixelColor(8, button.height() // 2).name())
    assert seen == [theme.colours.raised.lower(), theme.colours.pressed.lower()]


def _looks(button: QAbstractButton) -> dict[str, QImage]:
    """Pictures of a button in each of its states."""
    button.show()
    looks = {"plain": button.grab().toImage()}
    for name, mouse in (("hover", QPoint(9, 9)), ("plain again", QPoint(290, 190))):
        QTest.mouseMove(button, mouse)
        QTest.qWait(1)
        looks[name] = button.grab().toImage()
    button.setDown(True)
    looks["pressed"] = button.grab().toImage()
    button.setDown(False)
    button.setFocus()
    looks["focus"] = button.grab().toImage()
    button.clearFocus()
    button.setEnabled(False)
    looks["disabled"] = button.grab().toImage()
    return looks


@SCHEMES
@CONTRASTS
def test_every_button_shows_hover_press_focus_and_rest(
    theme: Theme, page: QWidget, qtbot: QtBot, scheme: Scheme, *, contrast: bool
) -> None:
    theme.choose(scheme, contrast=contrast)
    page.setStyleSheet(theme.style_sheet())
    page.resize(300, 200)
    elsewhere = QPushButton(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    main = PrimaryButton(theme, page)
    main.setText("Download")
    checked = TextButton("toggle", "Think first", "Think first", page, checkable=True)
    checked.setChecked(True)
    for button in (
        main,
        checked,
        IconButton(theme, "send", "Send", page, primary=True),
        IconButton(theme, "plus", "New", page, labelled=True),
        *(TextButton(look, "Words", "Words", page) for look in ("textButton", "toggle", "choice", "preset")),
        TextButton("latest", "Words", "Words", page),
        QPushButton("Change", page),
        QCheckBox("On", page),
    ):
        elsewhere.setFocus()
        looks = _looks(button)
        assert looks["plain"] == looks.pop("plain again")
        said = f"{type(button).__name__} {button.objectName()}"
        same = {(one, two) for one in looks for two in looks if one < two and looks[one] == looks[two]}
        if button is not checked:  # under the mouse it is darker as it is, pressed or not
            assert same == set(), said
        assert not any("plain" in pair for pair in same), said


@SCHEMES
def test_the_ring_of_the_main_button_stands_out_from_its_ground(
    theme: Theme, page: QWidget, qtbot: QtBot, scheme: Scheme
) -> None:
    theme.choose(scheme)
    page.setStyleSheet(theme.style_sheet())
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    button = PrimaryButton(theme, page)
    button.setText("Download")
    button.show()
    button.setFocus()
    image = button.grab().toImage()
    middle = image.height() // 2
    seen = [image.pixelColor(x, middle) for x in (0, 2, 5)]
    shown = theme.colours
    assert seen == [QColor(each) for each in (shown.accent, shown.on_accent, shown.accent)]


def test_the_main_button_can_be_one_like_the_others(theme: Theme, page: QWidget) -> None:
    page.setStyleSheet(theme.style_sheet())
    button = PrimaryButton(theme, page)
    button.show()
    seen = []
    for stressed in (True, False, True):
        button.stress(stressed)
        seen.append(button.grab().toImage().pixelColor(8, 8).name().upper())
    assert seen == [theme.colours.accent, theme.colours.raised, theme.colours.accent]


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
