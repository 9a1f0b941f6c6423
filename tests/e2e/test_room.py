"""What is foretold of a turn is what the demo model does: its length, its end, and how it goes on."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import pytest

from app.attachments import Attachment, Kind, worded
from engine import (
    Beginning,
    Conversation,
    Event,
    FinishReason,
    Image,
    LoadFailed,
    ModelLoaded,
    TurnFailed,
    TurnFinished,
    TurnOptions,
)
from engine.errors import PromptRejected
from engine.service import Engine

WAIT_S = 60.0


class _Demo:
    """The demo model, and one turn after the other."""

    def __init__(self) -> None:
        self._events = queue.SimpleQueue[Event]()
        self.engine = Engine(self._events.put)
        self.engine.load("demo")
        loaded = self._until(ModelLoaded)
        assert isinstance(loaded, ModelLoaded)
        self.model = loaded

    def end(self) -> TurnFinished:
        finished = self._until(TurnFinished)
        assert isinstance(finished, TurnFinished)
        return finished

    def _until(self, kind: type[Event]) -> Event:
        while not isinstance(event := self._events.get(timeout=WAIT_S), kind):
            assert not isinstance(event, TurnFailed | LoadFailed), event
        return event


@pytest.fixture(scope="module")
def demo() -> Iterator[_Demo]:
    made = _Demo()
    yield made
    made.engine.close()


def test_the_measure_of_a_question_with_a_file_is_its_length_in_the_turn(demo: _Demo) -> None:
    notes = Attachment(name="notes.py", kind=Kind.TEXT, text="print('```')\n" * 20)
    asked = Conversation.opened(system="Be brief.").asked(worded("Who are you?", [notes]))
    options = TurnOptions(seed=1, max_new_tokens=256)
    fit = demo.engine.measure(asked, options)
    demo.engine.submit(asked, options)
    assert demo.end().stats.prompt_tokens == fit.prompt_tokens > demo.engine.cost(asked) > 100


def test_a_conversation_that_is_too_long_is_shortened_as_foretold(demo: _Demo) -> None:
    talk = Conversation()
    while demo.engine.cost(talk) < demo.model.context_tokens:
        talk = talk.asked("Tell me of the drop. " * 20).answered("The drop is clear. " * 20)
    asked = talk.asked("Who are you?")
    options = TurnOptions(seed=1, max_new_tokens=256)
    fit = demo.engine.measure(asked, options)
    demo.engine.submit(asked, options)
    finished = demo.end()
    assert finished.stats.dropped == fit.dropped > 0
    assert finished.stats.prompt_tokens == fit.prompt_tokens
    assert fit.prompt_tokens + fit.room_tokens <= demo.model.context_tokens
    assert finished.text


def test_an_answer_goes_on_from_its_beginning(demo: _Demo) -> None:
    asked = Conversation().asked("Who are you?")
    demo.engine.submit(asked, TurnOptions(seed=1, max_new_tokens=256))
    whole = demo.end().text
    begun = " ".join(whole.split()[:4])
    demo.engine.extend(asked, Beginning(text=begun), TurnOptions(seed=1, max_new_tokens=256))
    finished = demo.end()
    assert finished.text.startswith(begun)
    assert finished.reason is FinishReason.END


def test_the_demo_says_that_it_sees_no_images(demo: _Demo) -> None:
    assert not demo.model.sees_images
    with pytest.raises(PromptRejected, match="cannot see images"):
        demo.engine.cost(Conversation().asked("", (Image(b"x"),)))
