from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.diagnostics import report
from app.models.storage import Storage
from app.settings import ENDPOINT, FILE_NAME, SPEED_LIMIT
from app.widgets.connection_dialog import ConnectionDialog
from tests.app.fake_command import FakeCommands
from tests.app.widgets.setup_parts import storage_in

# of a platform without a window manager
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
SECRET = "hf_abcSECRETxyz"
Parts = tuple[ConnectionDialog, Storage, FakeCommands]


@pytest.fixture
def parts(page: QWidget, tmp_path: Path) -> Iterator[Parts]:
    with storage_in(tmp_path) as (storage, commands):
        dialog = ConnectionDialog(storage._settings, storage, page)
        dialog.open()
        yield dialog, storage, commands
        dialog.close()


def test_what_is_changed_holds_for_the_next_download(parts: Parts) -> None:
    dialog, storage, commands = parts
    address = dialog.rows[0].control
    assert isinstance(address, QLineEdit)
    QTest.keyClicks(address, "https://mirror.example")
    QTest.keyClick(address, Qt.Key.Key_Return)
    storage._settings.set(SPEED_LIMIT, 500)
    storage.fetch()
    given = commands.latest("download").arguments
    assert storage._settings.text(ENDPOINT) == "https://mirror.example"
    assert "https://mirror.example" in given
    assert "500000" in given


def test_the_token_is_hidden_goes_to_the_download_alone_and_is_written_nowhere(
    parts: Parts, tmp_path: Path
) -> None:
    dialog, storage, commands = parts
    assert dialog.token.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(dialog.token, f" {SECRET} ")
    QTest.keyClick(dialog.token, Qt.Key.Key_Return)
    storage.fetch()
    storage.refresh()
    assert commands.latest("download").confided == {"DEWPOINT_HUB_TOKEN": SECRET}
    assert commands.latest("models").confided == {}
    assert not [word for command in commands.made for word in command.arguments if SECRET in word]
    settings = storage._settings
    settings.set(SPEED_LIMIT, 500)
    settings.flush()
    assert SECRET not in (tmp_path / "settings" / FILE_NAME).read_text()
    assert SECRET not in report(settings, tmp_path, "")
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and SECRET in path.read_text()]


def test_a_token_can_be_taken_back(parts: Parts, qapp: QApplication) -> None:
    dialog, storage, commands = parts
    storage.use_token(SECRET)
    dialog.token.clear()
    dialog.token.editingFinished.emit()
    storage.fetch()
    assert commands.latest("download").confided == {}
