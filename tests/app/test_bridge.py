from __future__ import annotations

import threading
import time

from pytestqt.qtbot import QtBot

from app.bridge import Bridge, Listener
from engine import (
    Beginning,
    Conversation,
    Deed,
    EngineState,
    Event,
    Fit,
    Renoising,
    StateChanged,
    Steering,
    TurnOptions,
)


class _Teller:
    """An engine that only tells what a test makes it tell, from a thread of its own."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.closed_after_s: float | None = None
        self.asked: list[object] = []

    def tell(self, events: list[Event]) -> None:
        thread = threading.Thread(target=lambda: [self.listener(event) for event in events])
        thread.start()
        thread.join()

    def load(self, model: object) -> None: ...

    def submit(self, conversation: Conversation, options: TurnOptions) -> int:
        return 7

    def renoise(self, conversation: Conversation, renoising: Renoising, options: TurnOptions) -> int:
        return 8

    def extend(self, conversation: Conversation, beginning: Beginning, options: TurnOptions) -> int:
        return 9

    def cost(self, conversation: Conversation) -> int:
        return len(conversation.prompt)

    def measure(self, conversation: Conversation, options: TurnOptions) -> Fit:
        return Fit(prompt_tokens=5, dropped=0, room_tokens=options.max_new_tokens, context_tokens=9)

    def cancel(self, turn_id: int) -> None: ...

    def pace(self, pause_s: float) -> None:
        self.asked.append(pause_s)

    def proceed(self, turn_id: int) -> None:
        self.asked.append(turn_id)

    def steer(self, turn_id: int, steering: Steering) -> None:
        self.asked.append((turn_id, steering))

    def close(self, timeout_s: float) -> None:
        self.closed_after_s = timeout_s


def _bridge() -> tuple[Bridge, _Teller]:
    tellers: list[_Teller] = []

    def start(listener: Listener) -> _Teller:
        tellers.append(_Teller(listener))
        return tellers[0]

    return Bridge(start), tellers[0]


def _numbered(count: int) -> list[Event]:
    """Events that can be told apart."""
    states = (EngineState.READY, EngineState.BUSY)
    return [StateChanged(state=states[number % 2]) for number in range(count)]


def test_a_burst_arrives_as_one_batch_in_its_order_on_the_window_thread(qtbot: QtBot) -> None:
    bridge, engine = _bridge()
    batches: list[tuple[Event, ...]] = []
    threads: list[threading.Thread] = []
    bridge.arrived.connect(batches.append)
    bridge.arrived.connect(lambda _events: threads.append(threading.current_thread()))
    told = _numbered(500)
    engine.tell(told)
    assert batches == []
    qtbot.waitUntil(lambda: bool(batches))
    qtbot.wait(20)
    assert batches == [tuple(told)]
    assert threads == [threading.main_thread()]


def test_what_is_told_while_a_batch_is_handled_comes_in_the_next(qtbot: QtBot) -> None:
    bridge, engine = _bridge()
    batches: list[tuple[Event, ...]] = []

    def handle(events: tuple[Event, ...]) -> None:
        batches.append(events)
        if len(batches) == 1:
            engine.tell(_numbered(3))

    bridge.arrived.connect(handle)
    engine.tell(_numbered(1))
    qtbot.waitUntil(lambda: len(batches) == 2)
    assert [len(batch) for batch in batches] == [1, 3]


def test_nothing_is_lost_between_two_threads(qtbot: QtBot) -> None:
    bridge, engine = _bridge()
    arrived: list[Event] = []
    bridge.arrived.connect(lambda events: arrived.extend(events))
    told = _numbered(2000)

    def tell() -> None:
        for number, event in enumerate(told):
            engine.listener(event)
            if number % 100 == 0:
                time.sleep(0.001)

    thread = threading.Thread(target=tell)
    thread.start()
    qtbot.waitUntil(lambda: len(arrived) == len(told))
    thread.join()
    assert all(one is other for one, other in zip(arrived, told, strict=True))


def test_after_closing_nothing_arrives(qtbot: QtBot) -> None:
    bridge, engine = _bridge()
    arrived: list[Event] = []
    bridge.arrived.connect(lambda events: arrived.extend(events))
    engine.tell(_numbered(1))
    bridge.close(1.5)
    engine.tell(_numbered(2))
    qtbot.wait(20)
    assert arrived == []
    assert engine.closed_after_s == 1.5


def test_a_turn_is_passed_on_with_its_id(qtbot: QtBot) -> None:
    bridge, _ = _bridge()
    assert bridge.submit(Conversation().asked("One"), TurnOptions()) == 7


def test_pace_steps_and_deeds_are_passed_on(qtbot: QtBot) -> None:
    bridge, engine = _bridge()
    pin = Steering(canvas=0, step=1, slot=2, token=3, deed=Deed.PIN)
    bridge.pace(0.5)
    bridge.proceed(7)
    bridge.steer(7, pin)
    assert engine.asked == [0.5, 7, (7, pin)]
