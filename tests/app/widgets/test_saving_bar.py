from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.saving import Saving
from app.widgets.file_rows import BAR_STEPS
from app.widgets.saving_bar import SavingBar
from tests.app.models.test_saving import CLOSE_S, Slowly


@pytest.fixture
def saving(page: QWidget) -> Iterator[Saving]:
    made = Saving(page)
    yield made
    made.close(CLOSE_S)


def test_it_says_how_far_a_file_is_and_goes_when_it_is_done(
    saving: Saving, page: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    bar = SavingBar(saving, page)
    assert not bar.isVisible()
    way = Slowly()
    saving.save(tmp_path / "film.webp", way, "figures")
    qtbot.waitUntil(lambda: bar.isVisible() and saving.share == 0.5)
    assert bar.words.accessibleName() == "Saving film.webp: 50%"
    assert bar.bar.value() == BAR_STEPS // 2
    assert bar.bar.accessibleDescription() == "Saving film.webp: 50%"
    way.goes_on.set()
    qtbot.waitUntil(lambda: saving.path is None)
    assert not bar.isVisible()


def test_its_parts_keep_their_places_while_the_share_grows(
    saving: Saving, page: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    bar = SavingBar(saving, page)
    bar.resize(600, 40)
    way = Slowly()
    saving.save(tmp_path / "film.webp", way, "figures")
    qtbot.waitUntil(bar.isVisible)
    places = set()
    for saving.share in (0.01, 0.5, 1.0):
        saving.changed.emit()
        qtbot.wait(20)
        places.add((bar.bar.x(), bar.cancel.x()))
    assert len(places) == 1
    way.goes_on.set()
    qtbot.waitUntil(lambda: saving.path is None)


def test_its_button_cancels(saving: Saving, page: QWidget, tmp_path: Path, qtbot: QtBot) -> None:
    bar = SavingBar(saving, page)
    saving.save(tmp_path / "film.webp", Slowly(), "figures")
    qtbot.waitUntil(bar.isVisible)
    bar.cancel.click()
    qtbot.waitUntil(lambda: saving.path is None)
    assert not bar.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_saved_in_a_moment_shows_no_bar(
    saving: Saving, page: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    bar = SavingBar(saving, page)
    bar._waiting.setInterval(100_000)
    saving.save(tmp_path / "steps.csv", lambda file, _tell: None, "figures")
    qtbot.waitUntil(lambda: saving.path is None)
    assert not bar.isVisible()
    assert not bar._waiting.isActive()
