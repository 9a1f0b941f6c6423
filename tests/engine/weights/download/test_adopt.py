"""Files that a person already has."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from engine.weights.download.adopt import adopt, found
from engine.weights.download.gate import Gate, Stopped
from engine.weights.download.manifest import ManifestFile
from engine.weights.download.part import part_path
from tests.engine.weights.hub import sha256_of

CONTENT = b"weights" * 1000
FILE = ManifestFile(path="sub/m.bin", size_bytes=len(CONTENT), digest=sha256_of(CONTENT))


def _nothing(_done: int) -> None:
    pass


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "mine" / "sub" / "m.bin"
    path.parent.mkdir(parents=True)
    path.write_bytes(CONTENT)
    return tmp_path / "mine"


@pytest.mark.parametrize("root", ["", "models--a--b", "hub/models--a--b"])
def test_it_is_found_in_every_layout_of_the_hubs_cache(tmp_path: Path, source: Path, root: str) -> None:
    cached = tmp_path / "cache" / root / "snapshots" / ("0" * 40) / "sub"
    cached.mkdir(parents=True)
    if sys.platform == "win32":  # where few may make links, and the cache holds copies
        shutil.copy(source / "sub" / "m.bin", cached)
    else:
        (cached / "m.bin").symlink_to(source / "sub" / "m.bin")
    assert found(tmp_path / "cache", "a/b", FILE) == (cached / "m.bin").resolve()
    assert found(source, "a/b", FILE) == source / "sub" / "m.bin"


def test_another_size_is_not_it(source: Path) -> None:
    (source / "sub" / "m.bin").write_bytes(b"short")
    assert found(source, "a/b", FILE) is None


def test_it_is_linked_on_the_same_disk(tmp_path: Path, source: Path) -> None:
    assert adopt(source / "sub" / "m.bin", tmp_path / "to", FILE, Gate(), _nothing)
    assert (tmp_path / "to" / "sub" / "m.bin").samefile(source / "sub" / "m.bin")


def test_it_is_copied_into_the_part_where_links_do_not_go(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "other disk")

    monkeypatch.setattr(os, "link", refuse)
    assert adopt(source / "sub" / "m.bin", tmp_path / "to", FILE, Gate(), _nothing)
    assert part_path(tmp_path / "to", FILE).read_bytes() == CONTENT
    assert not (tmp_path / "to" / FILE.path).exists()
    assert (source / "sub" / "m.bin").read_bytes() == CONTENT


def test_wrong_bytes_are_left_where_they_are(tmp_path: Path, source: Path) -> None:
    (source / "sub" / "m.bin").write_bytes(CONTENT[::-1])
    assert not adopt(source / "sub" / "m.bin", tmp_path / "to", FILE, Gate(), _nothing)
    assert not (tmp_path / "to").exists()


def test_it_can_be_stopped(tmp_path: Path, source: Path) -> None:
    gate = Gate()
    gate.shut()
    with pytest.raises(Stopped):
        adopt(source / "sub" / "m.bin", tmp_path / "to", FILE, gate, _nothing)
