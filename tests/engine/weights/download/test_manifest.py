"""Manifests: what may stand in one, and that an edited one is noticed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from engine.errors import FolderUnusable, ModelDamaged, ModelMissing
from engine.weights.download.manifest import Manifest, ManifestFile, read, written

GOOD = ManifestFile(path="a/b.json", size_bytes=1, digest=f"sha256:{'0' * 64}")
MANIFEST = Manifest(repository="a/b", commit="0" * 40, files=(GOOD,))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a//b",
        "a/./b",
        "C:x",
        "a\\b",
        "con",
        "a/NUL.txt",
        "a. ",
        "x\n",
    ],
)
def test_a_path_that_may_leave_the_folder_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="folder"):
        ManifestFile(path=path, size_bytes=1, digest=GOOD.digest)


@pytest.mark.parametrize("path", ["model-00001-of-00002.safetensors", "sub/Übung 1.json", ".gitattributes"])
def test_an_ordinary_path_is_taken(path: str) -> None:
    assert ManifestFile(path=path, size_bytes=0, digest=GOOD.digest).path == path


@pytest.mark.parametrize(("size", "digest"), [(-1, GOOD.digest), (1, "md5:0"), (1, "sha256:0")])
def test_sizes_and_digests_are_checked(size: int, digest: str) -> None:
    with pytest.raises(ValueError, match=r"a\.json"):
        ManifestFile(path="a.json", size_bytes=size, digest=digest)


def test_a_manifest_names_each_file_once_at_a_full_commit() -> None:
    double = ManifestFile(path="A/B.json", size_bytes=2, digest=GOOD.digest)
    for commit, files in (("0" * 40, (GOOD, double)), ("0" * 40, ()), ("main", (GOOD,))):
        with pytest.raises(ValueError, match=r"twice|no file|commit"):
            Manifest(repository="a/b", commit=commit, files=files)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(written(MANIFEST), "utf-8")
    assert read(path) == MANIFEST


def test_one_that_is_not_there_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        read(tmp_path / "none.json")


def test_one_that_cannot_be_read_was_not_changed(tmp_path: Path) -> None:
    (tmp_path / "list.json").mkdir()
    with pytest.raises(FolderUnusable, match=re.escape(str(tmp_path))):
        read(tmp_path / "list.json")


def test_an_edited_one_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    told = json.loads(written(MANIFEST))
    edits = [
        "",
        "[]",
        "{}",
        "\x00",
        json.dumps(told | {"commit": "1" * 40}),
        json.dumps(told | {"files": "all"}),
        json.dumps(told | {"files": [{**told["files"][0], "path": "../x"}]}),
        json.dumps({key: told[key] for key in told if key != "seal"}),
    ]
    for text in edits:
        path.write_text(text, "utf-8")
        with pytest.raises(ModelDamaged, match="was changed"):
            read(path)
