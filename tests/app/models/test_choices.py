from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.models.choices import Choices
from app.models.looks import View
from app.settings import PRESET, ROOM, THINKING, Settings
from engine import Preset, TurnOptions


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def test_the_options_of_a_turn_are_what_is_chosen_when_it_is_asked(settings: Settings) -> None:
    choices = Choices(settings)
    assert choices.options() == TurnOptions()
    choices.choose_preset(Preset.FAST)
    choices.think(True)
    choices.seed = 7
    assert choices.options() == TurnOptions(preset=Preset.FAST, thinking=True, seed=7)


def test_the_view_is_masks_until_noise_is_wanted(settings: Settings) -> None:
    choices = Choices(settings)
    changes: list[View] = []
    choices.changed.connect(lambda: changes.append(choices.view))
    for noise in (True, True, False, False):
        choices.show_noise(noise)
    assert changes == [View.NOISE, View.MASKS]


def test_the_usual_is_what_the_settings_say(settings: Settings) -> None:
    settings.set(PRESET, "fast")
    settings.set(THINKING, True)
    settings.set(ROOM, 512)
    choices = Choices(settings)
    assert choices.options() == TurnOptions(preset=Preset.FAST, thinking=True, max_new_tokens=512)
    assert choices.kept() is None
    settings.flush()


def test_what_was_chosen_in_a_conversation_is_adopted_and_kept(settings: Settings) -> None:
    choices = Choices(settings)
    changes: list[None] = []
    choices.changed.connect(lambda: changes.append(None))
    chosen = TurnOptions(preset=Preset.BALANCED, max_new_tokens=256)
    choices.adopt(chosen)
    choices.adopt(chosen)
    assert choices.options() == choices.kept() == chosen
    assert len(changes) == 1
    choices.adopt(None)
    assert choices.options() == TurnOptions()
