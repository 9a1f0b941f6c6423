from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.language import speak
from app.models.choices import Choices
from app.models.presets import Presets, preset_told
from app.settings import FILE_NAME, PRESET, Settings
from engine import Preset, TurnOptions

CAREFUL = TurnOptions(steps=40, entropy_bound=0.05, t_max=0.7, t_min=0.3, thinking=True, max_new_tokens=2048)


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Settings:
    return Settings(tmp_path)


def test_a_preset_comes_back_after_a_restart_as_it_was_saved(settings: Settings, tmp_path: Path) -> None:
    Presets(settings).save("  Care  ful ", TurnOptions(steps=40, seed=7))
    Presets(settings).save("Careful", CAREFUL)
    settings.flush()
    again = Presets(Settings(tmp_path))
    assert [(each.name, each.options) for each in again.own] == [
        ("Care ful", TurnOptions(steps=40)),
        ("Careful", CAREFUL),
    ]


def test_saving_under_a_name_that_is_there_takes_its_place(settings: Settings) -> None:
    presets = Presets(settings)
    for name, steps in (("a", 20), ("b", 30), ("a", 44)):
        presets.save(name, TurnOptions(steps=steps))
    assert [(each.name, each.options.steps) for each in presets.own] == [("a", 44), ("b", 30)]
    settings.flush()


def test_names_that_cannot_be_are_told_of(settings: Settings) -> None:
    presets = Presets(settings)
    presets.save("mine", CAREFUL)
    assert presets.problem_of("  ") == "Give the preset a name."
    assert "built in" in presets.problem_of("best")
    assert presets.problem_of("mine") == ""  # saving again is meant
    assert presets.problem_of("mine", instead="mine") == ""
    presets.save("other", TurnOptions(steps=20))
    assert "already" in presets.problem_of("mine", instead="other")
    settings.flush()


def test_a_recording_holds_the_name_of_a_preset_as_any_language_can_tell_it(settings: Settings) -> None:
    presets = Presets(settings)
    presets.save("mine", CAREFUL)
    held = [presets.recorded_as(options) for options in (CAREFUL, TurnOptions(preset=Preset.FAST, seed=7))]
    assert held == ["mine", "fast"]
    assert presets.recorded_as(TurnOptions(steps=20)) == ""
    assert [preset_told(name) for name in (*held, "")] == ["mine", "Fast", ""]
    settings.flush()


def test_in_another_language_built_in_presets_have_other_names_and_no_own_one_has_that_of_recordings(
    settings: Settings, qapp: QApplication
) -> None:
    presets = Presets(settings)
    speak(qapp, "de")
    told, problem = preset_told("best"), presets.problem_of("Best")
    speak(qapp, "en")
    assert (told, problem[:6]) == ("Gründlich", "„Best“")


def test_new_conversations_begin_with_the_one_that_is_for_them(settings: Settings) -> None:
    choices = Choices(settings)
    choices.presets.save("Careful", CAREFUL)
    choices.presets.use_for_new("Careful")
    choices.adopt(None)
    assert (choices.options(), choices.name, choices.kept()) == (CAREFUL, "Careful", None)
    choices.presets.rename("Careful", "Slow & sure")
    assert choices.name == "Slow & sure"
    assert choices.presets.usual is not None
    settings.set(PRESET, "fast")  # what is set later holds
    assert choices.presets.usual is None
    choices.adopt(None)
    assert (choices.name, choices.options().preset) == ("Fast", Preset.FAST)
    settings.flush()


def test_a_deleted_preset_leaves_its_values_where_they_were_chosen(settings: Settings) -> None:
    choices = Choices(settings)
    choices.presets.save("Careful", CAREFUL)
    choices.presets.use_for_new("Careful")
    choices.use(CAREFUL)
    choices.presets.delete("Careful")
    assert (choices.options(), choices.name) == (CAREFUL, "Own values")
    assert choices.presets.usual is None
    assert choices.kept() == CAREFUL
    choices.choose_preset(Preset.FAST)
    assert choices.options() == TurnOptions(preset=Preset.FAST, thinking=True, max_new_tokens=2048)
    settings.flush()


def test_a_new_preset_of_a_deleted_name_is_not_for_new_conversations(settings: Settings) -> None:
    presets = Presets(settings)
    presets.save("Careful", CAREFUL)
    presets.use_for_new("Careful")
    presets.delete("Careful")
    presets.save("Careful", TurnOptions(steps=20))
    settings.flush()
    assert presets.usual is None


@pytest.mark.parametrize(
    "kept",
    ["{", "7", '[7, {"name": "a"}]', '[{"name": "a", "options": {"preset": "best", "steps": -4}}]'],
)
def test_what_means_nothing_is_left_out(qapp: QApplication, tmp_path: Path, kept: str) -> None:
    (tmp_path / FILE_NAME).write_text(json.dumps({"last own presets": kept}))
    assert Presets(Settings(tmp_path)).own == ()
