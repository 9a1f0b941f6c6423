"""Folders: which may take a model, who holds one, and the record that makes it one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import FolderBusy, FolderUnusable, ModelDamaged, ModelMissing
from engine.weights.download import folder as folders
from engine.weights.download.folder import begin, check_usable, finish, held, present_bytes, record
from engine.weights.download.manifest import Manifest, ManifestFile
from engine.weights.download.part import part_path
from tests.engine.weights.hub import sha256_of

FILE = ManifestFile(path="sub/a.bin", size_bytes=3, digest=sha256_of(b"abc"))
MANIFEST = Manifest(repository="a/b", commit="0" * 40, files=(FILE,))


def test_a_new_an_empty_a_matching_and_a_models_folder_may_be_used(tmp_path: Path) -> None:
    check_usable(tmp_path / "new" / "deep", MANIFEST)
    check_usable(tmp_path, MANIFEST)
    (tmp_path / "sub").mkdir()
    check_usable(tmp_path, MANIFEST)
    (tmp_path / "note.txt").touch()
    with pytest.raises(FolderUnusable, match=r"note\.txt"):
        check_usable(tmp_path, MANIFEST)
    begin(tmp_path, MANIFEST)
    check_usable(tmp_path, MANIFEST)


def test_a_part_of_another_program_is_a_strange_thing(tmp_path: Path) -> None:
    part_path(tmp_path, replace(FILE, path="a.bin")).touch()
    check_usable(tmp_path, MANIFEST)
    (tmp_path / "video.mp4.part").touch()
    with pytest.raises(FolderUnusable, match=r"video\.mp4\.part"):
        check_usable(tmp_path, MANIFEST)


@pytest.mark.parametrize("write", [begin, finish])
def test_a_folder_of_another_model_is_refused_and_one_of_another_version_not(
    tmp_path: Path, write: Callable[[Path, Manifest], None]
) -> None:
    write(tmp_path, MANIFEST)
    check_usable(tmp_path, replace(MANIFEST, commit="1" * 40))
    with pytest.raises(FolderUnusable, match="another model, a/b"):
        check_usable(tmp_path, replace(MANIFEST, repository="a/c"))
    (tmp_path / folders.RECORD).write_text("{}")  # nothing tells any more what it was
    check_usable(tmp_path, replace(MANIFEST, repository="a/c"))


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable, match="not a folder"):
        check_usable(tmp_path / "file", MANIFEST)


def test_a_disk_without_large_files_is_refused_for_large_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_file_system", lambda _folder: "vfat")
    check_usable(tmp_path, MANIFEST)
    large = ManifestFile(path="a", size_bytes=2**32, digest=FILE.digest)
    with pytest.raises(FolderUnusable, match="FAT32"):
        check_usable(tmp_path, Manifest(repository="a/b", commit="0" * 40, files=(large,)))


def test_one_holds_a_folder_at_a_time(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(FolderBusy), held(tmp_path):
        pass
    with held(tmp_path):
        pass


def test_the_record_makes_a_model_and_sizes_are_checked(tmp_path: Path) -> None:
    begin(tmp_path, MANIFEST)
    with pytest.raises(ModelMissing):
        record(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / FILE.path).write_bytes(b"abc")
    finish(tmp_path, MANIFEST)
    assert record(tmp_path) == MANIFEST
    (tmp_path / FILE.path).write_bytes(b"ab")
    with pytest.raises(ModelDamaged, match=r"sub/a\.bin"):
        record(tmp_path)
    (tmp_path / FILE.path).write_bytes(b"abc")
    begin(tmp_path, MANIFEST)
    with pytest.raises(ModelMissing):
        record(tmp_path)


def test_what_is_there_counts_by_size(tmp_path: Path) -> None:
    part_path(tmp_path, FILE).parent.mkdir()
    assert present_bytes(tmp_path, FILE) == 0
    part_path(tmp_path, FILE).write_bytes(b"ab")
    assert present_bytes(tmp_path, FILE) == 2
    (tmp_path / FILE.path).write_bytes(b"x")
    assert present_bytes(tmp_path, FILE) == 2
    (tmp_path / FILE.path).write_bytes(b"abc")
    assert present_bytes(tmp_path, FILE) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="a place that Linux has")
def test_the_file_system_is_the_one_of_the_nearest_mount() -> None:
    assert folders._file_system(Path("/proc/self")) == "proc"


@pytest.mark.skipif(sys.platform != "win32", reason="kinds that Windows has")
def test_the_file_system_on_windows_is_the_drives(tmp_path: Path) -> None:
    assert folders._file_system(tmp_path) in {"ntfs", "refs", "exfat", "fat32"}
