"""Drives, compared with what the system says about them."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import drives
from engine.drives import find_drives, mounts


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


@pytest.mark.skipif(sys.platform != "win32", reason="letters for drives")
def test_a_letter_that_is_no_disk_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = {str(place) for place in drives._places()}
    assert Path.home().anchor in letters
    monkeypatch.setattr(drives, "_is_disk", lambda _root: False)
    assert not list(drives._places())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has letters for drives")
def test_a_stick_of_another_user_hides_no_drive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    listed, stick, look = tmp_path / "mounts", tmp_path / "STICK", os.stat
    listed.write_text(f"/dev/sdb1 {stick} vfat rw 0 0\n/dev/sda1 {tmp_path} ext4 rw 0 0\n")

    def stat(path: Any, *more: Any, **how: Any) -> os.stat_result:
        if str(path) == str(stick):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return look(path, *more, **how)

    monkeypatch.setattr(drives, "_MOUNTS", listed)
    monkeypatch.setattr(os, "stat", stat)  # a mode would not keep root out
    assert list(drives._places()) == [tmp_path]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no name is other than UTF-8")
def test_a_drive_is_found_whatever_its_place_is_called(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    listed, place = tmp_path / "mounts", os.fsencode(tmp_path) + b"/f\xfcr\xc2\xa0mich"
    os.mkdir(place + b" allein")
    listed.write_bytes(b"/dev/sdb1 %s\\040allein exfat rw 0 0\n" % place)
    monkeypatch.setattr(drives, "_MOUNTS", listed)
    assert [(device, os.fsencode(place), kind) for device, place, kind in mounts()] == [
        ("/dev/sdb1", place + b" allein", "exfat")
    ]
    assert [os.fsencode(found) for found in drives._places()] == [place + b" allein"]
