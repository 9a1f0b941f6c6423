from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from engine import sharing
from engine.sharing import IN_USE, once_free, windows_error


def _refusal(number: int) -> PermissionError:
    error = PermissionError(13, "refused")
    error.winerror = number  # type: ignore[attr-defined]  # as on Windows
    return error


@pytest.mark.parametrize(("number", "tries"), [(IN_USE, sharing.TRIES), (5, sharing.TRIES), (1314, 1)])
def test_a_file_that_is_held_is_tried_for_a_while_and_a_ban_once(
    monkeypatch: pytest.MonkeyPatch, number: int, tries: int
) -> None:
    tried: list[None] = []

    def refused() -> None:
        tried.append(None)
        raise _refusal(number)

    monkeypatch.setattr(sharing, "PAUSE_S", 0)
    with pytest.raises(PermissionError) as error:
        once_free(refused)
    assert windows_error(error.value) == number
    assert len(tried) == tries


def test_what_was_done_is_done_once(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    once_free(path.unlink)
    assert not path.exists()


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere what is open can be deleted")
def test_what_somebody_reads_for_a_moment_is_deleted_then(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    reader = path.open("rb")
    threading.Timer(0.2, reader.close).start()
    once_free(path.unlink)
    assert not path.exists()
