from __future__ import annotations

import threading

import pytest

from engine.agenda import Agenda, Load, Turn
from engine.conversation import Conversation
from engine.errors import EngineClosed, PromptRejected
from engine.options import TurnOptions

HELLO = Conversation().asked("hello")
OPTIONS = TurnOptions()


def test_a_prompt_that_is_rejected_does_not_wait_and_its_id_is_nobody_elses() -> None:
    agenda = Agenda()
    first = agenda.add_turn(HELLO, OPTIONS)
    with pytest.raises(PromptRejected):
        agenda.add_turn(Conversation().asked("  "), OPTIONS)
    second = agenda.add_turn(HELLO, OPTIONS)
    assert second == first + 2
    assert [agenda.next(), agenda.next()] == [agenda.turn(first), agenda.turn(second)]
    assert agenda.is_empty


def test_a_turn_is_known_until_it_has_ended() -> None:
    agenda = Agenda()
    turn_id = agenda.add_turn(HELLO, OPTIONS)
    work = agenda.next()
    assert isinstance(work, Turn)
    assert agenda.turn(turn_id) is work
    agenda.end(work)
    assert agenda.turn(turn_id) is None


def test_once_it_is_closed_what_waits_is_taken_cancelled_and_nothing_is_added() -> None:
    agenda = Agenda()
    running, waiting = (agenda.turn(agenda.add_turn(HELLO, OPTIONS)) for _ in range(2))
    assert agenda.next() is running
    agenda.close()
    for turn in (running, waiting):
        assert turn is not None
        assert turn.cancelled.is_set()
    with pytest.raises(EngineClosed):
        agenda.add_turn(HELLO, OPTIONS)
    with pytest.raises(EngineClosed):
        agenda.add_load("demo")
    assert agenda.next() is waiting
    assert agenda.next() is None


def test_who_waits_for_work_goes_on_when_it_comes_and_when_it_is_closed() -> None:
    agenda = Agenda()
    taken: list[Load | Turn | None] = []
    thread = threading.Thread(target=lambda: taken.extend((agenda.next(), agenda.next())))
    thread.start()
    agenda.add_load("demo")
    agenda.close()
    thread.join()
    assert taken == [Load("demo"), None]
