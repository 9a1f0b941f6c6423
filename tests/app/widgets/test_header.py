from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.looks import View
from app.widgets.view_switch import ViewSwitch
from tests.app.conftest import OpenWindow


def test_it_names_the_conversation_and_the_model(open_window: OpenWindow) -> None:
    opened = open_window(loaded=False)
    header = opened.window.header
    assert header._title.accessibleName() == "New conversation"
    assert header._model.accessibleName() == "Loading the model"
    opened.load()
    opened.answered("Tell me of the drop")
    assert header._title.accessibleName() == "Tell me of the drop"
    assert "demo" in header._model.accessibleName()


def test_it_names_the_page_that_stands_in_the_place_of_the_conversation(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("Tell me of the drop")
    window, title = opened.window, opened.window.header._title
    window.show_setup()
    assert title.accessibleName() == "Models"
    opened.parts.status.changed.emit()
    assert title.accessibleName() == "Models"
    window.show_tour()
    assert title.accessibleName() == "Tour"
    window._leave_page()
    assert title.accessibleName() == "Tell me of the drop"


def test_a_title_that_is_cut_keeps_away_from_the_model(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("Tell me of the drop and of all the leaves that it fell on, one after the other")
    opened.window.resize(380, 600)
    opened.settle()
    header = opened.window.header
    assert header._title.text().endswith("…")
    assert header._model.x() - header._title.geometry().right() - 1 == 8


def test_a_long_name_of_a_model_leaves_half_of_the_room_to_the_title(open_window: OpenWindow) -> None:
    opened = open_window(loaded=False)
    name = "diffusiongemma-26B-A4B-it-NVFP4"
    opened.parts.status.load(name)
    opened.wait(lambda: opened.parts.status.place == name)
    header = opened.window.header
    for width in (1280, 380):
        opened.window.resize(width, 600)
        opened.settle()
        assert (header._model.text() == name) is (width == 1280)
        assert header._title.width() >= (2 if width == 1280 else 1) * header._model.width()


def test_a_title_stays_on_its_side_whichever_way_its_words_run(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered("مرحبا بالعالم")
    title = opened.window.header._title
    image = title.grab().toImage()
    ground, columns, lines = image.pixel(0, 0), range(image.width()), range(image.height())
    drawn = [x for x in columns if any(image.pixel(x, y) != ground for y in lines)]
    assert 0 < max(drawn) < image.width() // 2


def test_the_menu_switches_noise_and_follows_the_other_switch(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    header = opened.window.header
    header._noise.trigger()
    assert opened.parts.choices.view is View.NOISE
    opened.stepped(opened.ask(), 1)
    opened.window.transcript.findChildren(ViewSwitch)[-1].choice.menu().actions()[1].trigger()
    assert not header._noise.isChecked()
    assert opened.parts.choices.view.value == "dots"


def test_words_are_found_from_the_menu_too_which_shows_the_keys(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    window = opened.window
    actions = {action.text(): action for action in window.header._more.menu().actions()}
    keys = {words: action.shortcut().toString() for words, action in actions.items()}
    assert {words: key for words, key in keys.items() if key} == {
        "Find in this conversation": "Ctrl+F",
        "Settings…": "Ctrl+,",
        "Keys": "F1",
    }
    actions["Find in this conversation"].trigger()
    assert window.finding.field.hasFocus()
    window.finding.leave()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.finding.isVisible()
