"""Moving and deleting a model: nothing of anybody else's is touched, and no half is left that looks whole."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from engine.errors import (
    DiskFull,
    FolderBusy,
    FolderLeft,
    FolderUnusable,
    ModelDamaged,
    ModelMissing,
    VersionGone,
)
from engine.events import FilesEvent, FilesFinished
from engine.weights.download import Source, move, remove, stored_models
from engine.weights.download import folder as folders
from engine.weights.download.folder import RECORD, held
from engine.weights.download.part import disk_full
from tests.engine.weights.fetching import assert_complete, fetch
from tests.engine.weights.hub import Hub


@pytest.fixture
def model(hub: Hub, folder: Path) -> Path:
    fetch(hub, folder)
    return folder


def test_a_moved_model_is_whole_and_the_old_folder_is_gone(
    hub: Hub, model: Path, tmp_path: Path, files: dict[str, bytes]
) -> None:
    sent = hub.sent_bytes()
    list(move(model, tmp_path / "new", source=Source(endpoint=hub.endpoint)))
    assert_complete(tmp_path / "new", files)
    assert not model.exists()
    assert hub.sent_bytes() == sent


def test_a_move_that_finds_no_room_leaves_the_model(
    hub: Hub, model: Path, tmp_path: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine.txt").touch()
    with pytest.raises(FolderUnusable):
        list(move(model, tmp_path / "new", source=Source(endpoint=hub.endpoint)))
    monkeypatch.setattr(folders, "check_room", _full)
    with pytest.raises(DiskFull):
        list(move(model, tmp_path / "other", source=Source(endpoint=hub.endpoint)))
    with pytest.raises(FolderUnusable, match="already"):
        list(move(model, model, source=Source(endpoint=hub.endpoint)))
    assert_complete(model, files)


def _full(folder: Path, _needed_bytes: int) -> None:
    raise disk_full(folder, 1)


def test_a_removed_model_frees_its_bytes_and_leaves_what_is_not_its_own(
    model: Path, files: dict[str, bytes]
) -> None:
    (model / "model.safetensors.0123456789abcdef.part").touch()
    for name in ("notes.txt", "video.mp4.part"):
        (model / name).write_text("mine")
    assert remove(model).freed_bytes >= sum(map(len, files.values()))
    assert {path.name for path in model.iterdir()} == {"notes.txt", "video.mp4.part"}


@pytest.fixture
def in_use(model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model's weights, which Windows does not delete as long as a program has them open."""
    weights, delete = model / "model.safetensors", Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path == weights:
            raise PermissionError(errno.EACCES, "in use", str(path))
        delete(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    return weights


def test_what_a_failed_removal_leaves_is_listed_and_can_be_removed_again(
    model: Path, in_use: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FolderUnusable, match="in use"):
        remove(model)
    (left,) = stored_models(model.parent)
    assert (left.is_finished, left.problem) == (False, "")
    assert left.present_bytes >= in_use.stat().st_size
    monkeypatch.undo()
    remove(model)
    assert not model.exists()


def test_a_model_was_moved_even_if_its_old_folder_is_left(
    hub: Hub, model: Path, in_use: Path, tmp_path: Path, files: dict[str, bytes]
) -> None:
    moving = move(model, tmp_path / "new", source=Source(endpoint=hub.endpoint))
    told: list[FilesEvent] = []
    with pytest.raises(FolderLeft, match=r"was moved, but .*in use"):
        told.extend(moving)
    assert_complete(tmp_path / "new", files)
    assert isinstance(told[-1], FilesFinished)
    assert in_use.exists()


def test_an_unfinished_download_can_be_removed(hub: Hub, folder: Path) -> None:
    hub.break_with("drop", "model.safetensors", after=1_000_000)
    hub.break_with("status", "model.safetensors", where="hub", skip=1, value=404)
    with pytest.raises(Exception, match="no longer there"):
        fetch(hub, folder)
    assert remove(folder).freed_bytes >= 1_000_000
    assert not folder.exists()


def test_what_is_no_model_is_not_removed(tmp_path: Path, model: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ModelMissing):
        remove(tmp_path)
    (model / RECORD).write_text("{}")
    with pytest.raises(ModelDamaged):
        remove(model)
    assert (tmp_path / "thesis.txt").exists()
    assert (model / "model.safetensors").exists()


def test_a_model_that_is_being_written_is_not_removed(model: Path, files: dict[str, bytes]) -> None:
    with held(model), pytest.raises(FolderBusy):
        remove(model)
    assert_complete(model, files)


def test_models_are_listed_with_what_is_there_of_them(
    hub: Hub, tmp_path: Path, files: dict[str, bytes]
) -> None:
    assert list(stored_models(tmp_path)) == []
    fetch(hub, tmp_path / "a whole one")
    hub.break_with("drop", "model.safetensors", after=1_000_000)
    hub.break_with("status", "model.safetensors", where="hub", skip=1, value=404)
    with pytest.raises(VersionGone):
        fetch(hub, tmp_path / "b begun")
    fetch(hub, tmp_path / "c changed")
    (tmp_path / "c changed" / "config.json").write_text("other")
    fetch(hub, tmp_path / "d edited")
    (tmp_path / "d edited" / RECORD).write_text("{}")
    (tmp_path / "none of ours").mkdir()
    whole, begun, changed, edited = stored_models(tmp_path)
    size = sum(map(len, files.values()))
    assert (whole.is_finished, whole.problem, whole.present_bytes, whole.total_bytes) == (
        True,
        "",
        size,
        size,
    )
    assert (begun.is_finished, begun.problem) == (False, "")
    assert 1_000_000 <= begun.present_bytes < size
    assert not changed.is_finished
    assert "config.json" in changed.problem
    assert "was changed" in edited.problem


def test_a_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("none", "file"):
        with pytest.raises(FolderUnusable, match=name):
            list(stored_models(tmp_path / name))


def test_a_record_that_cannot_be_read_hides_no_model(hub: Hub, model: Path) -> None:
    other = model.with_name("other")
    (other / RECORD).mkdir(parents=True)
    problems = {Path(each.folder): each.problem for each in stored_models(model.parent)}
    assert problems[model] == ""
    assert str(other) in problems[other]


def test_a_folder_that_nobody_may_look_into_hides_no_model(
    hub: Hub, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = model.with_name("lost+found")
    fetch(hub, closed)
    closed.with_name("a file").touch()
    look, list_names = os.stat, os.listdir

    def stat(path: Any, *more: Any, **how: Any) -> os.stat_result:
        if isinstance(path, Path) and closed in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return look(path, *more, **how)

    def listdir(path: Any) -> list[str]:
        if Path(path) == closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return list_names(path)

    monkeypatch.setattr(os, "stat", stat)  # a mode would not keep root out
    monkeypatch.setattr(os, "listdir", listdir)
    assert [Path(each.folder) for each in stored_models(model.parent)] == [model]
