from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.models.choices import Choices
from app.models.looks import STYLES, View
from app.settings import Settings
from app.theme import Theme
from app.widgets.view_switch import ViewSwitch


def test_the_switch_says_what_is_drawn_and_changes_it(theme: Theme, page: QWidget, tmp_path: Path) -> None:
    choices = Choices(Settings(tmp_path))
    switch = ViewSwitch(theme, choices, page)
    assert "Masks are a way of drawing" in switch.note.text()
    for view, action in zip((*STYLES, View.NOISE), switch.choice.menu().actions(), strict=True):
        action.trigger()
        assert choices.view is view
    assert "what the model sees" in switch.note.text()
    assert "syllables" not in switch.note.text()
    theme.draw_noise(true=False)
    assert "syllables" in switch.note.text()


def test_it_follows_a_switch_elsewhere(theme: Theme, page: QWidget, tmp_path: Path) -> None:
    choices = Choices(Settings(tmp_path))
    switch = ViewSwitch(theme, choices, page)
    choices.show_noise(True)
    assert switch.choice.text().startswith("What the model sees")
    choices.show_noise(False)
    assert switch.choice.text().startswith("Soft blocks")
