"""Pause, cancel, kill: the transfer ends at once, and what has arrived is never fetched again."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.errors import FolderBusy
from engine.events import FilesEvent
from engine.weights.download import Limit, Source, Wanted, download
from tests.engine.weights.conftest import MODEL
from tests.engine.weights.fetching import SOON, assert_complete, fetch
from tests.engine.weights.hub import REPOSITORY, Hub
from tests.quick import quickest

ROOT = Path(__file__).resolve().parents[4]
CANCEL_LIMIT_S = 0.25


@contextlib.contextmanager
def _backlog_full() -> Iterator[str]:
    """The address of a server that never takes a connection."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, contextlib.ExitStack() as fillers:
        for _ in range(4):
            filler = fillers.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("phase", ["headers", "stall", "throttle", "limit", "backoff", "list"])
def test_closing_ends_the_transfer_in_every_phase(
    hub: Hub, folder: Path, files: dict[str, bytes], phase: str
) -> None:
    tries: list[float] = []

    def closed_s() -> float:
        hub.faults.clear()
        _break(hub, phase)
        limit = Limit(100_000 if phase == "limit" else None)
        patient = type(SOON)(connect_s=10, stall_s=20)
        running = _running(hub.endpoint, folder, patience=patient, limit=limit)
        until_s = time.monotonic() + 0.7
        for _ in running:
            if time.monotonic() > (until_s if phase != "list" else 0):
                break
        tries.append(_closing_s(running))
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("download")]
        return tries[-1]

    assert quickest(closed_s, within=CANCEL_LIMIT_S) < CANCEL_LIMIT_S
    hub.faults.clear()
    fetch(hub, folder)
    assert_complete(folder, files)
    if phase != "limit":  # a server sends as much as the system takes
        assert hub.sent_bytes() <= sum(map(len, files.values())) + len(tries) * 2**17


def _break(hub: Hub, phase: str) -> None:
    match phase:
        case "headers":
            hub.break_with("mute", MODEL, value=30)
        case "stall":
            hub.break_with("stall", MODEL, value=30, after=1_000_000)
        case "throttle":
            hub.break_with("throttle", MODEL, value=100_000)
        case "limit":
            pass  # the line is as good as can be
        case "backoff":
            hub.break_with("status", MODEL, value=429, headers={"Retry-After": "4"})
        case _:
            hub.break_with("mute", where="api", value=0.5)


def _running(endpoint: str, folder: Path, **how: Any) -> Generator[FilesEvent, None, None]:
    return download(Wanted(repository=REPOSITORY), folder, source=Source(endpoint=endpoint), **how)


def _closing_s(running: Generator[FilesEvent, None, None]) -> float:
    """How long it takes to close a download, in seconds."""
    began_s = time.monotonic()
    running.close()
    return time.monotonic() - began_s


def test_closing_ends_while_it_connects_or_looks_up_a_name(
    hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed_s() -> float:
        running = _running(endpoint, folder, patience=SOON)
        next(running)
        return _closing_s(running)

    with _backlog_full() as endpoint:
        assert quickest(closed_s, within=CANCEL_LIMIT_S) < CANCEL_LIMIT_S
    found = socket.getaddrinfo

    def slow(*arguments: Any, **how: Any) -> Any:
        time.sleep(1)
        return found(*arguments, **how)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    endpoint = hub.endpoint
    assert quickest(closed_s, within=CANCEL_LIMIT_S) < CANCEL_LIMIT_S


def test_a_killed_process_goes_on_at_the_byte(hub: Hub, folder: Path, files: dict[str, bytes]) -> None:
    hub.break_with("throttle", MODEL, value=2_000_000, times=3)
    for sent_bytes in (600_000, 1_200_000, 1_800_000):
        child = _download_in_child(hub, folder)
        _wait_until(lambda enough=sent_bytes: hub.sent_bytes() > enough)
        child.kill()
        child.wait()
    fetch(hub, folder)
    assert_complete(folder, files)
    assert hub.sent_bytes() <= 1.15 * sum(map(len, files.values()))  # what was under way three times
    assert len(hub.asked("main", "api")) == 1


def test_a_second_process_is_told_of_the_first(hub: Hub, folder: Path, files: dict[str, bytes]) -> None:
    hub.break_with("stall", MODEL, value=30, after=1000)
    child = _download_in_child(hub, folder)
    _wait_until(lambda: bool(hub.asked(MODEL)))
    with pytest.raises(FolderBusy, match="Another Dewpoint"):
        fetch(hub, folder)
    child.kill()
    child.wait()
    fetch(hub, folder)
    assert_complete(folder, files)


def _download_in_child(hub: Hub, folder: Path) -> subprocess.Popen[bytes]:
    program = (
        "import sys; from pathlib import Path; from engine.weights.download import *\n"
        f"for _ in download(Wanted(repository={REPOSITORY!r}), Path(sys.argv[1]),"
        f" source=Source(endpoint={hub.endpoint!r})): pass"
    )
    return subprocess.Popen([sys.executable, "-c", program, str(folder)], cwd=ROOT)


def _wait_until(condition: Any) -> None:
    until_s = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until_s
        time.sleep(0.01)
