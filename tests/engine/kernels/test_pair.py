"""Two computations at once: on which threads they run, and what a companion that is late costs."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import torch
from torch import Tensor

from engine.kernels.pair import TwoStreams, in_turn, side_by_side

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def two_cores_and_torch_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)


def a_result() -> Tensor:
    return torch.ones(3)


def test_both_jobs_are_under_way_at_once_and_the_results_keep_their_order() -> None:
    meeting = threading.Barrier(2, timeout=10)

    def job(value: float) -> Tensor:
        meeting.wait()  # breaks where the other job is not running
        return torch.full((2,), value)

    with side_by_side(CPU) as pair:
        first, second = pair(lambda: job(1.0), lambda: job(2.0))
    assert (first.tolist(), second.tolist()) == ([1.0, 1.0], [2.0, 2.0])


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

    with side_by_side(CPU) as pair:
        # The other one takes until the companion has begun: were that late, it would do the job itself.
        other = threading.Thread(target=pair, args=(lambda: a_result() * begun.wait(10), waiting))
        other.start()
        assert begun.wait(10)
        pair(a_result, job)
        release.set()
        other.join(10)
    assert ran_on == [threading.get_ident()]


def test_what_the_second_job_raises_reaches_the_caller() -> None:
    def failing() -> Tensor:
        raise ArithmeticError("no")

    with side_by_side(CPU) as pair, pytest.raises(ArithmeticError, match="no"):
        pair(a_result, failing)


def test_results_can_be_used_in_inference_mode() -> None:
    with torch.inference_mode(), side_by_side(CPU) as pair:
        first, second = pair(a_result, a_result)
        assert second.is_inference()
        assert first.add_(second).tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("device", "cores", "threads"), [("cuda", 2, 1), ("cpu", 1, 1), ("cpu", 2, 2)], ids=str
)
def test_the_jobs_take_turns_where_nothing_is_won(
    monkeypatch: pytest.MonkeyPatch, device: str, cores: int, threads: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    with side_by_side(torch.device(device)) as pair:
        assert pair is in_turn


def test_the_companion_ends_with_the_context() -> None:
    with side_by_side(CPU) as pair:
        pair(a_result, a_result)
        assert "engine companion" in str(threading.enumerate())
    assert "engine companion" not in str(threading.enumerate())


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the streams of a GPU that is not there."""
    order: list[str] = []

    class Stream:
        def __init__(self, name: object) -> None:
            self.name = "side" if isinstance(name, torch.device) else name

        def record_event(self) -> str:
            order.append(f"{self.name} marks its place")
            return f"the mark of {self.name}"

        def wait_event(self, event: str) -> None:
            order.append(f"{self.name} waits for {event}")

        def wait_stream(self, other: Stream) -> None:
            order.append(f"{self.name} waits for {other.name}")

    @contextmanager
    def on(stream: Stream) -> Iterator[None]:
        order.append(f"on {stream.name}")
        try:
            yield
        finally:
            order.append("on main")

    monkeypatch.setattr(torch.cuda, "Stream", Stream)
    monkeypatch.setattr(torch.cuda, "stream", on)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda: Stream("main"))
    return order


def test_on_a_gpu_a_second_stream_begins_with_the_first_and_is_waited_for(order: list[str]) -> None:
    def job(name: str) -> str:
        order.append(name)
        return name

    pair = TwoStreams(torch.device("cuda"))
    assert pair(lambda: job("first"), lambda: job("second")) == ("first", "second")
    assert order == [
        "main marks its place",
        "first",
        "side waits for the mark of main",
        "on side",
        "second",
        "on main",
        "main waits for side",
    ]


def test_on_a_gpu_a_second_stream_is_waited_for_also_where_its_job_fails(order: list[str]) -> None:
    def failing() -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(torch.OutOfMemoryError):
        TwoStreams(torch.device("cuda"))(a_result, failing)
    assert order[-2:] == ["on main", "main waits for side"]
