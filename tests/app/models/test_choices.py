from __future__ import annotations

from PySide6.QtWidgets import QApplication

from app.models.choices import Choices
from app.models.looks import View
from engine import Preset, TurnOptions


def test_the_options_of_a_turn_are_what_is_chosen_when_it_is_asked(qapp: QApplication) -> None:
    choices = Choices()
    assert choices.options() == TurnOptions()
    choices.choose_preset(Preset.FAST)
    choices.think(True)
    choices.seed = 7
    assert choices.options() == TurnOptions(preset=Preset.FAST, thinking=True, seed=7)


def test_the_view_is_masks_until_noise_is_wanted(qapp: QApplication) -> None:
    choices = Choices()
    changes: list[View] = []
    choices.changed.connect(lambda: changes.append(choices.view))
    for noise in (True, True, False, False):
        choices.show_noise(noise)
    assert changes == [View.NOISE, View.MASKS]
