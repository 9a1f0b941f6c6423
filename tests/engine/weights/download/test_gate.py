"""The gate: once it is shut, nobody writes."""

from __future__ import annotations

import threading
import time

import pytest

from engine.weights.download.gate import Gate, Stopped


def test_shutting_waits_for_who_is_inside_and_lets_nobody_in() -> None:
    gate, inside, written = Gate(), threading.Event(), []

    def write() -> None:
        with gate:
            inside.set()
            time.sleep(0.1)
            written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    inside.wait()
    gate.shut()
    assert written == [1]
    writer.join()
    with pytest.raises(Stopped), gate:
        written.append(2)
    assert written == [1]


def test_whoever_waits_is_woken() -> None:
    gate = Gate()
    threading.Timer(0.05, gate.shut).start()
    began_s = time.monotonic()
    with pytest.raises(Stopped):
        gate.wait(60)
    assert time.monotonic() - began_s < 30
    with pytest.raises(Stopped):
        gate.check()


def test_an_open_gate_lets_through() -> None:
    gate = Gate()
    gate.check()
    gate.wait(0)
    with gate:
        pass
