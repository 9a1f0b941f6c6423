"""What every test must leave behind: no unexpected log record, no thread of its own still running."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

with suppress(ModuleNotFoundError):  # not where only the tests of the GPU run
    from hypothesis import settings

    settings.register_profile("dewpoint", deadline=None)  # a busy machine is not a defect
    settings.load_profile("dewpoint")

_GRACE_S = 20.0  # of a busy machine; a thread that lives on takes all of it


@pytest.fixture(autouse=True)
def _no_collector() -> Iterator[None]:
    """Let Python collect between tests alone: it would destroy widgets in whichever thread allocates."""
    limits = gc.get_threshold()
    gc.set_threshold(0)
    yield
    gc.set_threshold(*limits)


@pytest.fixture(autouse=True)
def _no_unexpected_log_records(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a warning or worse in the log.

    A test that expects one looks at it, then calls `caplog.clear()`.
    """
    yield
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    unexpected = [f"{r.name}: {r.getMessage()}" for r in records if r.levelno >= logging.WARNING]
    assert not unexpected, f"unexpected log records: {unexpected}"


@pytest.fixture(autouse=True)
def _no_dangling_threads() -> Iterator[None]:
    """Fail when a thread that the test started outlives it by more than a moment."""
    before = set(threading.enumerate())
    yield
    deadline_s = time.monotonic() + _GRACE_S
    for thread in set(threading.enumerate()) - before:
        thread.join(max(0.0, deadline_s - time.monotonic()))
    alive = [thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()]
    assert not alive, f"threads still running: {alive}"
