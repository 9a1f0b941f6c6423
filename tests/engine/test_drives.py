"""Drives, compared with what the system says about them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from engine import drives
from engine.drives import find_drives


def test_the_drive_of_the_home_folder_comes_first_with_its_free_space() -> None:
    home = find_drives()[0]
    assert os.stat(home.path).st_dev == os.stat(Path.home()).st_dev
    assert home.total_bytes == shutil.disk_usage(Path.home()).total
    assert 0 <= home.free_bytes < home.total_bytes


def test_a_drive_is_named_once_and_one_that_has_gone_not_at_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(drives, "_places", lambda: iter([Path.home(), tmp_path / "gone", Path.home()]))
    assert len(find_drives()) == 1
