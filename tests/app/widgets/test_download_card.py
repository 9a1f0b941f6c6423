from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.bridge import Bridge
from app.models.handover import Handover
from app.models.machine import Machine
from app.models.status import Status
from app.models.storage import Storage
from app.theme import Theme
from app.widgets.download_card import DownloadCard
from tests.app.fake_command import FINISHED, FakeCommands, failed, finding, line_of, progressed, stored
from tests.app.fake_engine import FakeEngine
from tests.app.widgets.setup_parts import list_models, storage_in

Parts = tuple[DownloadCard, Storage, FakeCommands]


@pytest.fixture
def parts(page: QWidget, theme: Theme, tmp_path: Path) -> Iterator[Parts]:
    with storage_in(tmp_path) as (storage, commands):
        bridge = Bridge(FakeEngine, page)
        handover = Handover(storage, Status(bridge, page), page)
        card = DownloadCard(theme, storage, handover, Machine(commands, page), page)
        yield card, storage, commands
        bridge.close(30.0)


def _said(card: DownloadCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel) if label.isVisibleTo(card))


def _click(card: DownloadCard) -> None:
    QTest.mouseClick(card.main, Qt.MouseButton.LeftButton)


def test_before_a_download_size_licence_and_room_are_said(parts: Parts) -> None:
    card, _, _ = parts
    assert card.main.text() == "Download 18.9 GB"
    assert "18.9 GB to fetch, once. Licence: Apache-2.0" in _said(card)
    assert "free on this disk" in _said(card)
    assert card.drop.isHidden()


def test_where_the_full_model_cannot_run_that_is_said_and_no_button_urges_to_fetch_it(parts: Parts) -> None:
    card, _, commands = parts
    assert "does not run on this PC" not in _said(card)
    assert card.main.objectName() == "primaryButton"
    card._machine.look()
    commands.latest("doctor").finish([finding("gpu", "note", "No GPU.")])
    assert "It does not run on this PC as it is now." in _said(card)
    assert card.main.objectName() == ""
    assert card.main.isEnabled()
    card._machine.look()
    commands.latest("doctor").finish([finding("gpu", "ok", "A card.")])
    assert "does not run on this PC" not in _said(card)
    assert card.main.objectName() == "primaryButton"


def test_one_button_downloads_pauses_and_resumes(parts: Parts) -> None:
    card, storage, commands = parts
    _click(card)
    assert card.main.text() == "Pause"
    assert "Asking what there is" in _said(card)
    unknown = replace(progressed(), done_bytes=0, total_bytes=0, files=())
    commands.latest("download").say(line_of(replace(unknown, wait_s=6.2)))
    assert "No usable answer, next try in 7 s." in _said(card)
    commands.latest("download").say(line_of(unknown))
    assert "Asking what there is" in _said(card)
    commands.latest("download").say(line_of(progressed()))
    assert "4.0 GB of 10.0 GB, 50 MB per second, 2 min left" in _said(card)
    assert "waits its turn" in _said(card)
    _click(card)
    assert commands.latest("download").stopped
    list_models(storage, commands, stored(str(storage.target), present=4 * 10**9, finished=False))
    assert card.main.text() == "Resume"
    assert "4.0 GB of 10.0 GB, paused" in _said(card)
    assert not card.drop.isHidden()
    _click(card)
    assert len([command for command in commands.made if command.arguments[0] == "download"]) == 2


def test_at_the_next_start_a_begun_download_is_offered(parts: Parts) -> None:
    card, storage, commands = parts
    list_models(storage, commands, stored(str(storage.target), present=4 * 10**9, finished=False))
    assert card.main.text() == "Resume"
    assert "4.0 GB of 10.0 GB are here already." in _said(card)


def test_buttons_lie_side_by_side_and_as_wide_as_their_words_whatever_they_are_for(parts: Parts) -> None:
    card, storage, commands = parts
    card.resize(900, 600)
    counts = []
    for unfinished in (True, False):
        listed = [stored(str(storage.target), present=4 * 10**9, finished=False)] if unfinished else []
        list_models(storage, commands, *listed)
        buttons = [button for button in (card.main, card.have, card.drop) if not button.isHidden()]
        counts.append(len(buttons))
        assert all(button.width() == button.sizeHint().width() for button in buttons)
        for left, right in itertools.pairwise(buttons):
            assert left.geometry().right() < right.geometry().left()
    assert counts == [2, 1]


def test_a_finished_model_can_be_used_until_it_is(parts: Parts, qtbot: QtBot) -> None:
    card, storage, commands = parts
    _click(card)
    commands.latest("download").finish(line_of(progressed()), line_of(FINISHED))
    commands.latest("models").finish([stored(str(storage.target))])
    used: list[None] = []
    card.use_wanted.connect(lambda: used.append(None))
    assert card.main.text() == "Use this model"
    assert "Complete and verified, 10.0 GB." in _said(card)
    _click(card)
    assert used == [None]
    status = card._handover._status
    status.load(str(storage.target))
    assert not card.main.isVisibleTo(card)
    qtbot.waitUntil(lambda: status.place == str(storage.target))
    assert not card.main.isVisibleTo(card)


def test_an_error_goes_when_the_model_is_there_all_the_same(parts: Parts) -> None:
    card, storage, commands = parts
    _click(card)
    commands.latest("download").finish(line_of(failed("NoConnection")), status=1)
    assert not card.error.isHidden()
    list_models(storage, commands)
    assert card.main.text() == "Use this model"
    assert card.error.isHidden()


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("NoConnection", "Try again"),
        ("DiskFull", "Choose a folder…"),
        ("FolderUnusable", "Choose a folder…"),
        ("FilesElsewhere", "Choose another folder…"),
        ("ProxyRefused", "Connection…"),
        ("NotOffered", "Connection…"),
    ],
)
def test_an_error_has_one_button_that_helps(parts: Parts, kind: str, action: str) -> None:
    card, _, commands = parts
    _click(card)
    commands.latest("download").finish(line_of(failed(kind)), status=1)
    assert not card.error.isHidden()
    assert card.error._button.text() == action
    wanted: list[None] = []
    for signal in (card.folder_wanted, card.have_wanted, card.connection_wanted):
        signal.connect(lambda: wanted.append(None))
    card.error.retried.emit()
    if action == "Try again":
        assert card.error.isHidden()
        assert [command.arguments[0] for command in commands.made].count("download") == 2
    else:
        assert wanted == [None]
