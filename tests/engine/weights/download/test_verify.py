"""Verifying a finished model: every changed file is named, and nothing is asked of anybody."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from engine.errors import FolderUnusable, ModelDamaged, ModelMissing
from engine.events import FilesFinished, FilesProgressed
from engine.weights.download import verify
from engine.weights.download.folder import RECORD
from tests.engine.weights.conftest import MODEL, MODEL_BYTES
from tests.engine.weights.fetching import fetch
from tests.engine.weights.hub import Hub


@pytest.fixture
def model(hub: Hub, folder: Path) -> Path:
    fetch(hub, folder)
    return folder


def test_an_untouched_model_is_whole(model: Path, hub: Hub) -> None:
    asked = len(hub.log)
    told = list(verify(model))
    assert isinstance(told[-1], FilesFinished)
    assert all(isinstance(event, FilesProgressed) for event in told[:-1])
    assert len(hub.log) == asked


def test_every_changed_file_is_named(model: Path) -> None:
    content = bytearray((model / MODEL).read_bytes())
    content[1234] ^= 1
    (model / MODEL).write_bytes(content)
    (model / "config.json").unlink()
    with pytest.raises(ModelDamaged, match=r"config\.json, .*model\.safetensors changed") as caught:
        list(verify(model))
    assert "only what is damaged" in caught.value.hint


def test_a_repair_fetches_only_what_is_damaged(model: Path, hub: Hub) -> None:
    (model / MODEL).write_bytes(b"\0" * MODEL_BYTES)
    assert fetch(hub, model).fetched_bytes == MODEL_BYTES
    list(verify(model))


def test_a_file_that_may_not_be_looked_at_is_no_defect(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look = os.stat

    def stat(path: Any, *more: Any, **how: Any) -> os.stat_result:
        if isinstance(path, Path) and path == model / MODEL:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return look(path, *more, **how)

    monkeypatch.setattr(os, "stat", stat)  # a mode would not keep root out
    with pytest.raises(FolderUnusable, match="Permission denied"):
        list(verify(model))


def test_an_unfinished_or_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        list(verify(tmp_path))
    with pytest.raises(ModelMissing):
        list(verify(tmp_path / "none"))


def test_an_edited_record_is_noticed(model: Path) -> None:
    told = json.loads((model / RECORD).read_text())
    told["commit"] = "1" * 40
    (model / RECORD).write_text(json.dumps(told))
    with pytest.raises(ModelDamaged, match="was changed"):
        list(verify(model))
