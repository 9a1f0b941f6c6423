"""The engine thread: order, cancel, close, failures; with a scripted network."""

from __future__ import annotations

import gc
import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

import engine.placement
from engine.conversation import Conversation
from engine.errors import (
    ContextFull,
    EngineClosed,
    EngineFault,
    ModelDamaged,
    ModelMissing,
    OutOfMemory,
    PromptRejected,
)
from engine.events import (
    EngineState,
    Event,
    FinishReason,
    LoadFailed,
    LoadProgressed,
    ModelLoaded,
    StepTaken,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from engine.kernels.linear import Precision
from engine.load import Loaded
from engine.model.assembly import EightBit
from engine.options import TurnOptions
from engine.placement import on_processor
from engine.service import Engine
from engine.steering import Beginning
from tests.engine.fakes import CANVAS, FakeNetwork, fake_model, ids_of
from tests.engine.recorder import WAIT_S, Recorder

HELLO = Conversation().asked("hello")
OPTIONS = TurnOptions(seed=1, max_new_tokens=CANVAS)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch, network: FakeNetwork) -> list[str | Path]:
    """Models asked for; `"bad"` cannot be loaded, and every other is the scripted one."""
    asked: list[str | Path] = []

    def load(
        model: str | Path,
        *,
        device: torch.device,
        precision: Precision,
        keep_packed: bool,
        eight_bit: EightBit,
        context_tokens: int | None,
        vision_device: torch.device,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Loaded:
        asked.append(model)
        progress(1, 2)
        if model == "bad":
            raise ModelDamaged("The file is truncated.", "Get it again.")
        if model == "slow":
            while not cancelled():
                time.sleep(0.001)
            raise EngineClosed("Loading was stopped.")
        progress(2, 2)
        return fake_model(network)

    monkeypatch.setattr(engine.placement, "load", load)
    monkeypatch.setattr(engine.placement, "placed", lambda _directory: on_processor())
    return asked


@pytest.fixture
def running(recorder: Recorder, loads: list[str | Path]) -> Iterator[Engine]:
    made = Engine(recorder)
    yield made
    assert made.close(WAIT_S)


@contextmanager
def _stalled(network: FakeNetwork) -> Iterator[threading.Event]:
    """The network waits in every step until the block ends; the event says that a step was reached."""
    reached, go_on = threading.Event(), threading.Event()

    def before_step() -> None:
        reached.set()
        assert go_on.wait(WAIT_S)

    network.before_step = before_step
    try:
        yield reached
    finally:
        go_on.set()
        network.before_step = lambda: None


def test_a_model_is_loaded_and_a_turn_answered(running: Engine, recorder: Recorder) -> None:
    running.load("demo")
    turn_id = running.submit(HELLO, OPTIONS)
    (finished,) = recorder.wait_for_turns(1)
    assert isinstance(finished, TurnFinished)
    assert (finished.turn_id, finished.text, finished.stats.seed) == (turn_id, "hi", 1)
    (loaded,) = recorder.of(ModelLoaded)
    assert (loaded.name, loaded.canvas_length, loaded.context_tokens) == ("Fake", CANVAS, 100)
    assert recorder.of(LoadProgressed) == [
        LoadProgressed(done_bytes=1, total_bytes=2),
        LoadProgressed(done_bytes=2, total_bytes=2),
    ]
    assert recorder.threads == {"engine"}


def test_states_follow_the_work(running: Engine, recorder: Recorder) -> None:
    running.load("demo")
    recorder.wait(lambda: recorder.states[-1:] == [EngineState.READY])
    running.submit(HELLO, OPTIONS)
    recorder.wait_for_turns(1)
    recorder.wait(lambda: recorder.states[-1] is EngineState.READY)
    running.close(WAIT_S)
    assert recorder.states == [
        EngineState.LOADING,
        EngineState.READY,
        EngineState.BUSY,
        EngineState.READY,
        EngineState.CLOSED,
    ]


def test_turns_asked_while_loading_or_busy_are_answered_in_order(running: Engine, recorder: Recorder) -> None:
    asked = [running.submit(HELLO, OPTIONS)]  # before any model: answered, though not with an answer
    running.load("demo")
    asked += [running.submit(HELLO, OPTIONS) for _ in range(5)]
    endings = recorder.wait_for_turns(6)
    assert [event.turn_id for event in endings] == asked
    first, *others = endings
    assert isinstance(first, TurnFailed)
    assert isinstance(first.error, ModelMissing)
    assert all(isinstance(event, TurnFinished) and event.text == "hi" for event in others)


def test_turns_submitted_from_many_threads_at_once_are_each_answered_once(
    running: Engine, recorder: Recorder
) -> None:
    running.load("demo")
    ids: list[int] = []
    threads = [threading.Thread(target=lambda: ids.append(running.submit(HELLO, OPTIONS))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(event.turn_id for event in recorder.wait_for_turns(8)) == sorted(ids)
    assert len(set(ids)) == 8


def test_the_kv_cache_lives_from_turn_to_turn(running: Engine, recorder: Recorder) -> None:
    running.load("demo")
    running.submit(HELLO, OPTIONS)
    running.submit(HELLO.answered("hi").asked("and"), OPTIONS)
    recorder.wait_for_turns(2)
    assert [event.reused_tokens for event in recorder.of(TurnStarted)] == [0, 5]


def test_a_running_turn_is_cancelled_with_its_text(
    running: Engine, recorder: Recorder, network: FakeNetwork
) -> None:
    network.script = ["abcdef", "ab?def"] * 8
    running.load("demo")
    with _stalled(network) as reached:
        turn_id = running.submit(HELLO, OPTIONS)
        assert reached.wait(WAIT_S)
        running.cancel(turn_id)
    (finished,) = recorder.wait_for_turns(1)
    assert isinstance(finished, TurnFinished)
    assert (finished.reason, finished.text) == (FinishReason.CANCELLED, "abcdef")
    assert len(recorder.of(StepTaken)) == 1


def test_a_waiting_turn_is_cancelled_and_the_others_are_not(
    running: Engine, recorder: Recorder, network: FakeNetwork
) -> None:
    running.load("demo")
    with _stalled(network) as reached:
        first, second, third = (running.submit(HELLO, OPTIONS) for _ in range(3))
        assert reached.wait(WAIT_S)
        running.cancel(second)
    endings = recorder.wait_for_turns(3)
    assert [event.turn_id for event in endings] == [first, second, third]
    assert [event.reason for event in endings if isinstance(event, TurnFinished)] == [
        FinishReason.END,
        FinishReason.CANCELLED,
        FinishReason.END,
    ]
    assert [event.text for event in endings if isinstance(event, TurnFinished)] == ["hi", "", "hi"]
    assert [event.turn_id for event in recorder.of(TurnStarted)] == [first, third]


def test_cancelling_what_has_ended_or_never_was_does_nothing(running: Engine, recorder: Recorder) -> None:
    running.load("demo")
    turn_id = running.submit(HELLO, OPTIONS)
    recorder.wait_for_turns(1)
    running.cancel(turn_id)
    running.cancel(999)
    running.submit(HELLO, OPTIONS)
    second = recorder.wait_for_turns(2)[1]
    assert isinstance(second, TurnFinished)
    assert second.reason is FinishReason.END


def test_close_during_a_turn_ends_every_turn_exactly_once(
    running: Engine, recorder: Recorder, network: FakeNetwork
) -> None:
    running.load("demo")
    with _stalled(network) as reached:
        ids = [running.submit(HELLO, OPTIONS) for _ in range(3)]
        assert reached.wait(WAIT_S)
        assert running.close(timeout_s=0.0) is False
    assert running.close(WAIT_S) is True
    endings = recorder.of(TurnFinished)
    assert [event.turn_id for event in endings] == ids
    assert {event.reason for event in endings} == {FinishReason.CANCELLED}
    assert recorder.of(TurnFailed) == []
    assert recorder.states[-1] is EngineState.CLOSED
    assert running.close(WAIT_S) is True


def test_close_stops_a_load_and_refuses_the_next(running: Engine, recorder: Recorder) -> None:
    running.load("slow")
    running.load("demo")
    recorder.wait(lambda: bool(recorder.of(LoadProgressed)))
    assert running.close(WAIT_S)
    assert [type(event.error) for event in recorder.of(LoadFailed)] == [EngineClosed, EngineClosed]


def test_an_engine_may_be_closed_by_its_listener(loads: list[str | Path]) -> None:
    closed = threading.Event()

    def listener(event: Event) -> None:
        if isinstance(event, ModelLoaded):
            made.close(WAIT_S)
            closed.set()

    made = Engine(listener)
    made.load("demo")
    assert closed.wait(WAIT_S)
    assert made.close(WAIT_S)


def test_a_model_that_cannot_be_loaded_leaves_the_one_before(running: Engine, recorder: Recorder) -> None:
    running.load("demo")
    running.load("bad")
    running.submit(HELLO, OPTIONS)
    (finished,) = recorder.wait_for_turns(1)
    assert isinstance(finished, TurnFinished)
    (failed,) = recorder.of(LoadFailed)
    assert isinstance(failed.error, ModelDamaged)


@pytest.mark.parametrize(
    ("raised", "expected"),
    [(torch.OutOfMemoryError("no"), OutOfMemory), (ZeroDivisionError("x"), EngineFault)],
)
def test_a_turn_that_fails_says_why_and_the_engine_lives_on(
    running: Engine,
    recorder: Recorder,
    network: FakeNetwork,
    caplog: pytest.LogCaptureFixture,
    raised: Exception,
    expected: type[Exception],
) -> None:
    def fail() -> None:
        network.before_step = lambda: None
        raise raised

    network.before_step = fail
    running.load("demo")
    running.submit(HELLO, OPTIONS)
    running.submit(HELLO, OPTIONS)
    failed, finished = recorder.wait_for_turns(2)
    assert isinstance(failed, TurnFailed)
    assert isinstance(failed.error, expected)
    assert failed.error.__cause__ is raised
    assert isinstance(finished, TurnFinished)
    assert finished.stats.reused_tokens == 0  # nothing is known of a cache that a failure left
    assert len(caplog.records) == (expected is EngineFault)  # a defect leaves its lines in the log
    caplog.clear()


def test_a_listener_that_fails_costs_no_turn(
    loads: list[str | Path], caplog: pytest.LogCaptureFixture
) -> None:
    recorder = Recorder()

    def listener(event: Event) -> None:
        recorder(event)
        match event:
            case StepTaken():
                raise ValueError("listener")
            case _:
                pass

    made = Engine(listener)
    made.load("demo")
    made.submit(HELLO, OPTIONS)
    (finished,) = recorder.wait_for_turns(1)
    assert made.close(WAIT_S)
    assert isinstance(finished, TurnFinished)
    assert {record.levelno for record in caplog.records} == {logging.ERROR}
    caplog.clear()


def test_more_of_an_answer_is_asked_for_like_a_turn(
    running: Engine, recorder: Recorder, loads: list[str | Path], network: FakeNetwork
) -> None:
    running.load("demo")
    running.extend(HELLO, Beginning(text="abcdef", blocks=1), OPTIONS)
    (finished,) = recorder.wait_for_turns(1)
    assert isinstance(finished, TurnFinished)
    assert finished.text == "abcdefhi"
    assert network.prefilled[0] == ids_of("helloabcdef")


def test_costs_and_fits_are_told_at_once_while_a_turn_runs(
    running: Engine, recorder: Recorder, loads: list[str | Path], network: FakeNetwork
) -> None:
    with pytest.raises(ModelMissing):
        running.cost(HELLO)
    running.load("demo")
    recorder.wait(lambda: bool(recorder.of(ModelLoaded)))
    holding = threading.Event()
    network.before_step = lambda: assert_waited(holding)
    running.submit(HELLO, OPTIONS)
    recorder.wait(lambda: bool(recorder.of(TurnStarted)))
    assert running.cost(HELLO) == 5
    fit = running.measure(HELLO, OPTIONS)
    holding.set()
    (finished,) = recorder.wait_for_turns(1)
    assert isinstance(finished, TurnFinished)
    assert (fit.prompt_tokens, fit.room_tokens) == (finished.stats.prompt_tokens, CANVAS)
    with pytest.raises(PromptRejected):
        running.measure(Conversation(), OPTIONS)
    with pytest.raises(ContextFull):
        running.measure(Conversation().asked("a" * 100), OPTIONS)


def test_a_refused_measure_needs_no_collector_to_be_gone(running: Engine, recorder: Recorder) -> None:
    running.load("demo")
    recorder.wait(lambda: bool(recorder.of(ModelLoaded)))
    gc.disable()
    try:
        running.measure(Conversation().asked("a" * 100), OPTIONS)
    except ContextFull as error:
        refused = weakref.ref(error)  # its frames hold the model
    finally:
        gc.enable()
    assert refused() is None


def assert_waited(holding: threading.Event) -> None:
    assert holding.wait(WAIT_S)
