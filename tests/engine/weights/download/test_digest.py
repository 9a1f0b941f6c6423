"""Hashes, compared with those of hashlib and of git itself."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import FolderUnusable
from engine.weights.download import digest as digests
from engine.weights.download.digest import GrowingDigest, digest_of
from tests.engine.weights.hub import git_sha1_of, sha256_of

CONTENT = bytes(range(256)) * 9000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def test_a_file_is_hashed_with_progress(path: Path) -> None:
    path.write_bytes(CONTENT)
    told: list[int] = []
    digest = digest_of(path, sha256_of(CONTENT), len(CONTENT), progress=told.append)
    assert digest.fits
    assert digest.sha256 == f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
    assert told[-1] == len(CONTENT)
    assert len(told) > 1


@pytest.mark.skipif(shutil.which("git") is None, reason="asks git")
def test_the_id_of_a_small_file_is_gits(path: Path) -> None:
    path.write_bytes(b"{}\n")
    told = subprocess.run(
        ["git", "hash-object", path], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert told == git_sha1_of(b"{}\n")
    assert digest_of(path, f"git-sha1:{told}", 3).fits
    assert not digest_of(path, f"git-sha1:{told}", 4).fits


def test_a_file_that_cannot_be_read_is_said(path: Path) -> None:
    with pytest.raises(FolderUnusable):
        digest_of(path, sha256_of(b""), 0)


@pytest.fixture
def growing(path: Path) -> Iterator[GrowingDigest]:
    path.write_bytes(CONTENT[:1000])
    made = GrowingDigest(path, sha256_of(CONTENT), len(CONTENT))
    yield made
    made.close()


def _append(path: Path, content: bytes) -> int:
    with path.open("ab") as file:
        file.write(content)
        return file.tell()


def test_a_growing_file_is_hashed_with_what_was_there_before(path: Path, growing: GrowingDigest) -> None:
    growing.grew(1000)
    assert growing.result(0.05) is None
    for start in range(1000, len(CONTENT), 700_000):
        growing.grew(_append(path, CONTENT[start : start + 700_000]))
    digest = growing.result(5)
    assert digest is not None
    assert digest.fits


def test_what_is_written_is_hashed_from_memory_and_what_waits_too_long_from_the_disk(
    path: Path, growing: GrowingDigest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "KEPT_BYTES", 600_000)
    growing.grew(1000)
    size = 100_000
    with growing._changed:  # it cannot keep up
        for start in range(1000, len(CONTENT), size):
            latest = CONTENT[start : start + size]
            _append(
                path, latest if start < 1_800_000 else bytes(len(latest))
            )  # the last ones: in memory alone
            growing.grew(start + len(latest), latest)
    digest = growing.result(5)
    assert digest is not None
    assert digest.fits


def test_a_file_that_begins_anew_is_hashed_anew(path: Path, growing: GrowingDigest) -> None:
    growing.grew(1000)
    growing.grew(_append(path, b"wrong"))
    growing.result(0.05)
    path.write_bytes(b"")
    growing.grew(0)
    growing.grew(_append(path, CONTENT))
    digest = growing.result(5)
    assert digest is not None
    assert digest.fits


def test_a_digest_that_nobody_wants_ends(growing: GrowingDigest) -> None:
    growing.grew(1000)
    growing.close()
    assert growing.result(0) is None


def test_a_file_that_goes_away_is_said(path: Path) -> None:
    growing = GrowingDigest(path, sha256_of(CONTENT), len(CONTENT))
    growing.grew(5)
    with pytest.raises(FolderUnusable):
        growing.result(5)
    growing.close()
