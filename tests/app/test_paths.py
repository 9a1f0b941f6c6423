from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from app import paths
from app.paths import ASSETS, MARKS, data_directory, keep_together, log_directory


def test_what_ships_with_the_app_is_found() -> None:
    assert (ASSETS / "icons" / "dewpoint.svg").is_file()
    assert (ASSETS / "themes" / "window.qss").is_file()
    assert len(list((ASSETS / "fonts").glob("*OFL.txt"))) == 2


@pytest.mark.skipif("sys.platform != 'linux'", reason="the variable is one of Linux")
def test_logs_go_where_the_system_wants_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert log_directory() == tmp_path / "Dewpoint" / "log"
    assert log_directory().is_dir()


@pytest.mark.skipif("sys.platform != 'linux'", reason="the variable is one of Linux")
def test_logs_go_to_a_temporary_folder_where_there_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = log_directory()
    assert folder.is_dir()
    assert folder.parent == tmp_path


@pytest.mark.skipif("sys.platform != 'linux'", reason="the variable is one of Linux")
def test_logs_go_to_a_temporary_folder_where_their_own_takes_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Dewpoint").mkdir()
    (tmp_path / "Dewpoint" / "log").symlink_to("/proc/self/fdinfo")  # it is there, and nobody can write it
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert log_directory().parent == tmp_path


def test_logs_go_to_a_temporary_folder_where_nobody_may_make_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    (tmp_path / MARKS[0]).touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened = os.open

    def denied(path: str, *flags: int) -> int:
        if Path(path).parent == tmp_path / "data" / "log":
            raise PermissionError(path)
        return opened(path, *flags)

    monkeypatch.setattr(os, "open", denied)
    assert log_directory().parent == tmp_path


@pytest.mark.skipif("sys.platform != 'linux'", reason="the variable is one of Linux")
def test_conversations_lie_where_the_system_wants_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_directory() == tmp_path / "Dewpoint"
    assert not data_directory().exists()


@pytest.mark.parametrize("mark", MARKS)
def test_a_file_beside_the_program_keeps_all_there_that_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(os, "environ", {"HF_HOME": "/models"})
    assert tmp_path not in data_directory().parents
    keep_together()
    assert os.environ == {"HF_HOME": "/models"}
    (tmp_path / mark).touch()
    assert data_directory() == tmp_path / "data"
    assert log_directory() == tmp_path / "data" / "log"
    keep_together()
    assert os.environ.pop("HF_HOME") == "/models"  # who chose one keeps it
    assert {Path(folder).parent for folder in os.environ.values()} == {tmp_path / "data" / "cache"}
