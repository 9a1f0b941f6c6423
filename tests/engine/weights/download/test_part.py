"""Parts on disk: kept, dropped, renamed, and what a full or broken disk says."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import sharing
from engine.errors import DiskFull, FolderUnusable
from engine.sharing import IN_USE
from engine.weights.download.manifest import Manifest, ManifestFile
from engine.weights.download.part import (
    Part,
    delete,
    disk_errors,
    part_path,
    remove_stale_parts,
    replace,
    write_whole,
)
from tests.engine.weights.hub import sha256_of

FILE = ManifestFile(path="sub/model.bin", size_bytes=10, digest=sha256_of(b"0123456789"))


def test_a_part_goes_on_where_it_ended_and_gets_its_name_last(tmp_path: Path) -> None:
    for piece in (b"0123", b"456789"):
        part = Part(tmp_path, FILE)
        part.append(piece)
        part.close()
    assert not (tmp_path / FILE.path).exists()
    part = Part(tmp_path, FILE)
    assert part.size_bytes == 10
    part.finish()
    assert (tmp_path / FILE.path).read_bytes() == b"0123456789"
    assert not part_path(tmp_path, FILE).exists()


def test_a_part_that_is_too_long_begins_anew(tmp_path: Path) -> None:
    part_path(tmp_path, FILE).parent.mkdir()
    part_path(tmp_path, FILE).write_bytes(b"0123456789x")
    part = Part(tmp_path, FILE)
    part.close()
    assert (part.size_bytes, part.path.stat().st_size) == (0, 0)


def test_of_our_parts_only_those_of_the_version_stay_and_all_of_others(tmp_path: Path) -> None:
    manifest = Manifest(repository="a/b", commit="0" * 40, files=(FILE,))
    Part(tmp_path, FILE).close()
    (tmp_path / "model.bin.0123456789abcdef.part").touch()
    others = {"mine.txt", "video.mp4.part", "model.bin.1234.part"}
    for name in others:
        (tmp_path / name).touch()
    remove_stale_parts(tmp_path, manifest)
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == others | {part_path(tmp_path, FILE).name}


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (OSError(errno.ENOSPC, "full"), DiskFull, r"needs 2\.0 GB more and has \d"),
        (OSError(errno.EDQUOT, "quota"), DiskFull, "no room"),
        (OSError(errno.EFBIG, "large"), FolderUnusable, "files of this size"),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            FolderUnusable,
            "cannot be used: Permission denied",
        ),
    ],
)
def test_what_a_disk_says_is_converted(
    tmp_path: Path, error: OSError, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said), disk_errors(tmp_path, 2 * 10**9):
        raise error


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk of its own")
def test_a_disk_that_is_really_full_keeps_what_fitted(tmp_path: Path) -> None:
    program = f"""
import os, sys
from collections.abc import Callable
from pathlib import Path
from engine.errors import DiskFull
from engine.weights.download.part import Part
from engine.weights.download.manifest import ManifestFile
os.system("mount -t tmpfs -o size=1m small {tmp_path}") == 0 or sys.exit(77)
part = Part(Path("{tmp_path}"), ManifestFile(path="m", size_bytes=10**7, digest="sha256:" + "0" * 64))
try:
    part.append(b"x" * 10**7)
except DiskFull as error:
    print(part.size_bytes == part.path.stat().st_size > 900_000, error.title)
"""
    alone = ["unshare", "--user", "--map-root-user", "--mount"]
    done = subprocess.run(
        [*alone, sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"no disk of one's own here: {done.stderr[:100]}")
    assert done.stdout.startswith("True There is no room")


def _held(change: Callable[..., None], times: int) -> Callable[..., None]:
    """A change of files that meets, so many times, a program that holds one."""
    left = iter(range(times))

    def held(*paths: Path) -> None:
        if next(left, None) is not None:
            error = PermissionError(13, "in use")
            error.winerror = IN_USE  # type: ignore[attr-defined]  # as on Windows
            raise error
        change(*paths)

    return held


def test_a_scanner_that_holds_the_file_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("a")
    monkeypatch.setattr(os, "replace", _held(os.replace, 2))
    monkeypatch.setattr(os, "unlink", _held(os.unlink, 2))
    monkeypatch.setattr(sharing, "PAUSE_S", 0)
    replace(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "a"
    delete(tmp_path / "b")
    assert not (tmp_path / "b").exists()
    delete(tmp_path / "b")


def test_a_program_that_goes_on_holding_the_file_is_to_be_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("a")
    monkeypatch.setattr(os, "unlink", _held(os.unlink, 1000))
    monkeypatch.setattr(sharing, "PAUSE_S", 0)
    with pytest.raises(FolderUnusable, match="using a file") as refused:
        delete(tmp_path / "a")
    assert "Close it" in refused.value.hint


def test_a_small_file_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.json"
    write_whole(path, "old")

    def broken(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(DiskFull):
        write_whole(path, "new")
    assert path.read_text() == "old"
