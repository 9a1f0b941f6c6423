from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.setting import Setting
from app.settings import FILE_NAME, SETTINGS, THEME, THINKING, ZOOM, Settings


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Iterator[Settings]:
    made = Settings(tmp_path)
    yield made
    shiboken6.delete(made)


def _held(folder: Path) -> object:
    return json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))


def test_every_setting_has_words_a_name_of_its_own_and_a_default_that_fits() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    assert all(setting.label and setting.help.endswith(".") for setting in SETTINGS)
    assert all(setting.fits(setting.default) for setting in SETTINGS)


def test_a_value_holds_at_once_and_is_on_disk_a_moment_later(
    settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    changed: list[Setting] = []
    settings.changed.connect(changed.append)
    settings.set(THEME, "dark")
    settings.set(THEME, "dark")
    assert settings.text(THEME) == "dark"
    assert changed == [THEME]
    qtbot.waitUntil((tmp_path / FILE_NAME).exists)
    assert _held(tmp_path) == {"theme": "dark"}
    assert Settings(tmp_path).text(THEME) == "dark"


def test_what_waits_is_written_when_the_window_is_left(settings: Settings, tmp_path: Path) -> None:
    settings.flush()
    assert not (tmp_path / FILE_NAME).exists()
    settings.set(ZOOM, 200)
    settings.flush()
    assert _held(tmp_path) == {"zoom": 200}
    settings.reset(ZOOM)
    settings.flush()
    assert _held(tmp_path) == {"zoom": 100}


@pytest.mark.parametrize(
    ("setting", "value"), [(ZOOM, 70), (ZOOM, 310), (ZOOM, True), (THEME, "pink"), (THINKING, 1)]
)
def test_a_value_outside_the_limits_is_refused(
    settings: Settings, setting: Setting, value: int | str
) -> None:
    with pytest.raises(ValueError, match=setting.name):
        settings.set(setting, value)
    assert settings.value(setting) == setting.default


def test_what_does_not_fit_in_the_file_is_left_out_and_what_is_unknown_is_kept(
    qapp: QApplication, tmp_path: Path
) -> None:
    (tmp_path / FILE_NAME).write_text('{"zoom": 9000, "theme": "dark", "of a newer version": [1]}')
    settings = Settings(tmp_path)
    assert (settings.number(ZOOM), settings.text(THEME)) == (100, "dark")
    settings.set(THEME, "light")
    settings.flush()
    assert _held(tmp_path) == {"theme": "light", "of a newer version": [1]}


@pytest.mark.parametrize("text", ["{", "", "[1, 2]", "\ud800".encode("utf-8", "surrogatepass"), "[" * 99_999])
def test_a_broken_file_is_set_aside_under_a_name_that_is_told(
    qapp: QApplication, tmp_path: Path, text: str | bytes
) -> None:
    held = text if isinstance(text, bytes) else text.encode()
    (tmp_path / FILE_NAME).write_bytes(held)
    settings = Settings(tmp_path)
    assert settings.set_aside is not None
    assert settings.set_aside.name.startswith("settings.broken-")
    assert settings.set_aside.read_bytes() == held
    assert settings.number(ZOOM) == 100


def test_a_folder_that_cannot_be_written_costs_a_log_entry_and_nothing_else(
    qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    settings = Settings(tmp_path / "file")
    settings.set(ZOOM, 200)
    with caplog.at_level(logging.WARNING):
        settings.flush()
    assert "could not be written" in caplog.text
    assert settings.number(ZOOM) == 200
    caplog.clear()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=3))
@given_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_value_is_it_fits_or_it_does_not(value: object) -> None:
    for setting in SETTINGS:
        assert setting.fits(value) in (True, False)


def test_what_nobody_sets_is_remembered_beside_the_settings(settings: Settings, tmp_path: Path) -> None:
    assert settings.recall("window") == ""
    settings.remember("window", "here")
    settings.flush()
    assert Settings(tmp_path).recall("window") == "here"
