"""Computing beside the caller: on which threads, and what a companion that is late costs."""

from __future__ import annotations

import os
import threading

import pytest
import torch
from torch import Tensor

from engine.kernels.companion import companion, later

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def two_cores_and_torch_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)


def a_result() -> Tensor:
    return torch.ones(3)


def test_a_job_is_under_way_beside_the_caller() -> None:
    meeting = threading.Barrier(2, timeout=10)

    def job(value: float) -> Tensor:
        meeting.wait()  # breaks where the other job is not running
        return torch.full((2,), value)

    with companion(CPU) as begin:
        second = begin(lambda: job(2.0))
        assert job(1.0).tolist() == [1.0, 1.0]
        assert second().tolist() == [2.0, 2.0]


def test_a_companion_that_is_busy_is_not_waited_for() -> None:
    begun, release = threading.Event(), threading.Event()
    ran_on: list[int] = []

    def waiting() -> Tensor:
        begun.set()
        release.wait(10)
        return torch.zeros(1)

    def job() -> Tensor:
        ran_on.append(threading.get_ident())
        return torch.zeros(1)

    with companion(CPU) as begin:
        begin(waiting)
        assert begun.wait(10)
        begin(job)()
        release.set()
    assert ran_on == [threading.get_ident()]


def test_what_a_job_raises_reaches_the_caller() -> None:
    def failing() -> Tensor:
        raise ArithmeticError("no")

    with companion(CPU) as begin, pytest.raises(ArithmeticError, match="no"):
        begin(failing)()


def test_results_can_be_used_in_inference_mode() -> None:
    with torch.inference_mode(), companion(CPU) as begin:
        result = begin(a_result)()
        assert result.is_inference()
        assert a_result().add_(result).tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("device", "cores", "threads"), [("cuda", 2, 1), ("cpu", 1, 1), ("cpu", 2, 2)], ids=str
)
def test_a_job_waits_until_it_is_asked_for_where_nothing_is_won(
    monkeypatch: pytest.MonkeyPatch, device: str, cores: int, threads: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    with companion(torch.device(device)) as begin:
        assert begin is later


def test_the_companion_ends_with_the_context() -> None:
    with companion(CPU) as begin:
        begin(a_result)()
        assert "engine companion" in str(threading.enumerate())
    assert "engine companion" not in str(threading.enumerate())
