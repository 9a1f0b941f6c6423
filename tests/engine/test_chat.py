"""A conversation on the command line, with a scripted network."""

from __future__ import annotations

import errno
import io
import json
import signal
import sys
import threading
from collections.abc import Callable

import pytest

import engine.placement
from engine.chat import (
    BAD_INPUT,
    DONE,
    FAILED,
    INTERRUPTED,
    AnswerPrinter,
    JsonPrinter,
    chat,
    exit_status,
    has_no_reader,
    is_unwritable,
    prompts_of,
)
from engine.errors import (
    ContextFull,
    EngineError,
    EngineFault,
    InvalidOption,
    ModelMissing,
    OutOfMemory,
    PromptRejected,
)
from engine.events import FinishReason, TextChanged, TurnFinished, TurnStats
from engine.load import Loaded
from engine.options import TurnOptions
from engine.placement import on_processor
from engine.service import Engine
from tests.engine.fakes import CANVAS, FakeNetwork, fake_model, ids_of

Streams = tuple[io.StringIO, io.StringIO]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> FakeNetwork:
    """The network of every model that is loaded; `"missing"` is none."""
    network = FakeNetwork([])

    def load(model: str, **_: object) -> Loaded:
        if model == "missing":
            raise ModelMissing("There is no model.", "Choose another.")
        return fake_model(network)

    monkeypatch.setattr(engine.placement, "load", load)
    monkeypatch.setattr(engine.placement, "placed", lambda _directory: on_processor())
    return network


@pytest.fixture
def streams() -> Streams:
    return io.StringIO(), io.StringIO()


def _asked(
    streams: Streams,
    *prompts: str,
    printer: Callable[[io.StringIO, io.StringIO], AnswerPrinter | JsonPrinter] = AnswerPrinter,
    model: str = "demo",
    system: str = "",
    tokens: int = CANVAS,
) -> int:
    options = TurnOptions(seed=1, max_new_tokens=tokens)
    return chat(prompts, model=model, system=system, options=options, printer=printer(*streams))


def test_answers_are_printed_one_a_line(network: FakeNetwork, streams: Streams) -> None:
    network.script = ["hi#aaa"] * 2 + ["you#aa"] * 2
    assert _asked(streams, "hello", "and") == DONE
    assert streams[0].getvalue() == "hi\nyou\n"
    assert streams[1].getvalue() == ""


def test_prompts_are_one_conversation_behind_the_system_message(
    network: FakeNetwork, streams: Streams
) -> None:
    network.script = ["hi#aaa"] * 2 + ["you#aa"] * 2
    _asked(streams, "hello", "and", system="be")
    assert network.prefixes[-1] == ids_of("behellohiand")


def test_no_draft_is_printed(network: FakeNetwork, streams: Streams) -> None:
    network.script = ["?bcdef", "abcdef", "abcdef", "?h#aaa", "gh#aaa", "gh#aaa"]
    written: list[str] = []

    class Watched(io.StringIO):
        def write(self, text: str) -> int:
            written.append(text)
            return super().write(text)

    _asked((Watched(), streams[1]), "hello", tokens=2 * CANVAS)
    assert "".join(written) == "abcdefgh\n"
    assert "abcdef" in written


def test_an_answer_of_odd_ends_is_printed_whole() -> None:
    out = io.StringIO()
    printer = AnswerPrinter(out, io.StringIO())
    printer(TextChanged(turn_id=1, committed=2, text="ab\ufffd", thought=""))
    stats = TurnStats(
        prompt_tokens=1,
        reused_tokens=0,
        new_tokens=1,
        canvases=1,
        steps=1,
        seconds=1.0,
        first_text_seconds=None,
        tokens_per_second=1.0,
        seed=0,
    )
    printer(TurnFinished(turn_id=1, text="abé", thought="", reason=FinishReason.END, stats=stats))
    assert out.getvalue() == "abé\n"


def test_json_has_an_object_a_line_and_ends_with_the_turn(network: FakeNetwork, streams: Streams) -> None:
    network.script = ["hi#aaa"] * 2
    assert _asked(streams, "hello", printer=JsonPrinter) == DONE
    lines = [json.loads(line) for line in streams[0].getvalue().splitlines()]
    names = [line["event"] for line in lines]
    assert names[0] == "StateChanged"
    assert {"ModelLoaded", "TurnStarted", "CanvasStarted", "StepTaken", "CanvasCommitted"} <= set(names)
    assert names[-1] == "TurnFinished"
    assert lines[-1]["text"] == "hi"


def test_a_model_that_is_missing_ends_with_its_title_and_hint(network: FakeNetwork, streams: Streams) -> None:
    assert _asked(streams, "hello", model="missing", printer=JsonPrinter) == BAD_INPUT
    assert streams[1].getvalue() == "There is no model.\nChoose another.\n"
    last = json.loads(streams[0].getvalue().splitlines()[-1])
    assert last == {
        "event": "LoadFailed",
        "title": "There is no model.",
        "hint": "Choose another.",
        "recoverable": False,
        "said": {"title": "There is no model.", "hint": "Choose another."},
    }


def test_a_rejected_prompt_is_a_failed_turn_and_the_next_is_asked(
    network: FakeNetwork, streams: Streams
) -> None:
    network.script = ["hi#aaa"] * 2
    assert _asked(streams, "", "hello", printer=JsonPrinter) == BAD_INPUT
    lines = [json.loads(line) for line in streams[0].getvalue().splitlines()]
    ends = [line for line in lines if line["event"] in ("TurnFailed", "TurnFinished")]
    assert [(line["event"], line["turn_id"]) for line in ends] == [("TurnFailed", 1), ("TurnFinished", 2)]
    assert ends[0]["title"] == "The message is empty."
    assert network.prefixes[-1] == ids_of("hello")
    assert streams[1].getvalue().startswith("The message is empty.\n")


def test_a_turn_that_fails_leaves_the_conversation_as_it_was(network: FakeNetwork, streams: Streams) -> None:
    network.script = ["hi#aaa"] * 2

    def fail() -> None:
        network.before_step = lambda: None
        raise MemoryError

    network.before_step = fail
    assert _asked(streams, "hello", "again") == FAILED
    assert streams[0].getvalue() == "hi\n"
    assert network.prefixes[-1] == ids_of("again")
    assert "memory" in streams[1].getvalue()


def test_an_interrupt_is_heard_within_a_step_ends_the_turn_with_its_text_and_asks_no_more(
    network: FakeNetwork, streams: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.script = ["abcde?"] * 2000
    heard = threading.Event()
    cancel = Engine.cancel

    def cancelled(asked: Engine, turn_id: int) -> None:
        cancel(asked, turn_id)
        heard.set()

    def interrupt() -> None:
        if len(network.script) == 1998:
            signal.raise_signal(signal.SIGINT)
            assert heard.wait(10)

    monkeypatch.setattr(Engine, "cancel", cancelled)

    network.before_step = interrupt
    handler = signal.getsignal(signal.SIGINT)
    assert _asked(streams, "hello", "again", tokens=80) == INTERRUPTED
    assert streams[0].getvalue() == "abcdee\n"  # the draft of the step in which the interrupt came
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize("system", ["linux", "win32"])
def test_a_reader_that_left_is_told_from_a_full_disk(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert has_no_reader(BrokenPipeError())
    assert has_no_reader(OSError(errno.EINVAL, "Invalid argument")) is (system == "win32")
    full = OSError(errno.ENOSPC, "No space left on device")
    assert (has_no_reader(full), is_unwritable(full), is_unwritable(BrokenPipeError())) == (False, True, True)


def test_a_dash_stands_for_the_lines_of_stdin_that_are_not_blank() -> None:
    assert list(prompts_of(["a", "-", "b"], io.StringIO("one\n\n  \ntwo"))) == ["a", "one", "two", "b"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidOption("x"), BAD_INPUT),
        (PromptRejected("x"), BAD_INPUT),
        (ContextFull("x"), BAD_INPUT),
        (ModelMissing("x"), BAD_INPUT),
        (OutOfMemory("x"), FAILED),
        (EngineFault("x"), FAILED),
    ],
)
def test_bad_input_and_failures_have_their_own_exit_status(error: EngineError, status: int) -> None:
    assert exit_status(error) == status
