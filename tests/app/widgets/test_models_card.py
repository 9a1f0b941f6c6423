from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.models.storage import Storage
from app.widgets.models_card import ModelsCard
from tests.app.fake_command import FINISHED, PROGRESSED, FakeCommands, failed, line_of, stored
from tests.app.widgets.setup_parts import list_models, storage_in

Parts = tuple[ModelsCard, Storage, FakeCommands]


@pytest.fixture
def parts(page: QWidget, tmp_path: Path) -> Iterator[Parts]:
    with storage_in(tmp_path) as (storage, commands):
        yield ModelsCard(storage, page), storage, commands


def _buttons(card: ModelsCard) -> dict[str, QPushButton]:
    return {
        button.accessibleName(): button
        for button in card.findChildren(QPushButton)
        if button.isVisibleTo(card)
    }


def _said(card: ModelsCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel) if label.isVisibleTo(card))


def test_the_demo_is_always_there_and_a_finished_model_with_its_size(parts: Parts) -> None:
    card, storage, commands = parts
    assert list(_buttons(card)) == ["Use demo"]
    list_models(storage, commands)
    names = ["Use demo", f"Use {storage.target}", "Verify model-one", "Move model-one", "Delete model-one"]
    assert list(_buttons(card)) == names
    used: list[str] = []
    card.chosen.connect(used.append)
    _buttons(card)[f"Use {storage.target}"].click()
    assert used == [str(storage.target)]


def test_an_unfinished_one_is_not_offered_and_a_damaged_one_not_used(parts: Parts) -> None:
    card, storage, commands = parts
    begun = stored("/a", finished=False)
    damaged = stored("/b", finished=False, problem="x changed since the download was verified.")
    list_models(storage, commands, begun, damaged)
    assert "Use /b" not in _buttons(card)
    assert "Delete model-one" in _buttons(card)
    assert len([name for name in _buttons(card) if name.startswith("Delete")]) == 1


def test_verifying_shows_where_it_is_and_can_be_stopped(parts: Parts) -> None:
    card, storage, commands = parts
    list_models(storage, commands)
    _buttons(card)["Verify model-one"].click()
    commands.latest("verify").say(line_of(PROGRESSED))
    assert "Verifying file0, 3 bytes of 9 bytes" in _said(card)
    card.stop.click()
    assert commands.latest("verify").stopped
    assert "Nothing is lost." in _said(card)
    _buttons(card)["Verify model-one"].click()
    commands.latest("verify").finish(line_of(FINISHED))
    assert "Done." in _said(card)


def test_what_goes_wrong_is_said_until_it_is_read(parts: Parts) -> None:
    card, storage, commands = parts
    list_models(storage, commands)
    _buttons(card)["Verify model-one"].click()
    commands.latest("verify").finish(line_of(failed("ModelDamaged")), status=1)
    assert "It broke." in _said(card)
    card._error.retried.emit()
    assert "It broke." not in _said(card)
