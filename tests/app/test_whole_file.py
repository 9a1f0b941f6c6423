from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.paths import ASSETS
from app.whole_file import written_whole

KILLED = """
import os, sys
from pathlib import Path
from app.whole_file import written_whole
with written_whole(Path(sys.argv[1])) as file:
    file.write(b"half of it")
    file.flush()
    os._exit(9)
"""


def test_a_file_has_its_name_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "film.webp"
    with written_whole(path) as file:
        file.write(b"all of it")
        assert not path.exists()
    assert path.read_bytes() == b"all of it"
    assert list(tmp_path.iterdir()) == [path]


def test_what_goes_wrong_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "film.webp"
    path.write_bytes(b"an earlier film")
    with pytest.raises(ValueError, match="closed"), written_whole(path) as file:
        file.close()
    assert path.read_bytes() == b"an earlier film"
    assert list(tmp_path.iterdir()) == [path]


def test_what_somebody_reads_for_a_moment_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "film.webp"
    path.write_bytes(b"an earlier film")
    reader = path.open("rb")
    threading.Timer(0.2, reader.close).start()
    with written_whole(path) as file:
        file.write(b"all of it")
    assert path.read_bytes() == b"all of it"


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere what is open can be replaced")
def test_what_somebody_keeps_open_stays_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.sharing.PAUSE_S", 0.01)
    path = tmp_path / "film.webp"
    path.write_bytes(b"an earlier film")
    with path.open("rb"), pytest.raises(PermissionError), written_whole(path) as file:
        file.write(b"all of it")
    assert path.read_bytes() == b"an earlier film"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit to the size of a file")
def test_a_disk_without_room_leaves_what_was_there(tmp_path: Path) -> None:
    import resource

    path = tmp_path / "film.webp"
    path.write_bytes(b"an earlier film")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError, match="large"), written_whole(path) as file:
            file.write(bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"an earlier film"
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_process_leaves_no_half_file_under_the_name_and_the_next_one_takes_over(
    tmp_path: Path,
) -> None:
    path = tmp_path / "film.webp"
    path.write_bytes(b"an earlier film")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ASSETS.parent, check=False)
    assert done.returncode == 9
    assert path.read_bytes() == b"an earlier film"
    with written_whole(path) as file:
        file.write(b"all of it")
    assert path.read_bytes() == b"all of it"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "nowhere" / "film.webp"):
        pass
