"""The demo model changes a part of its answer in place."""

from __future__ import annotations

import queue
import re
from collections.abc import Iterator

import pytest

from app.models.recording import Recording
from engine import (
    About,
    CanvasCommitted,
    Conversation,
    Event,
    LoadFailed,
    ModelLoaded,
    Renoising,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnOptions,
    Vocabulary,
)
from engine.service import Engine
from tests.engine.traces import recorded

WAIT_S = 60


class Demo:
    """An engine with the demo model, and its events."""

    def __init__(self) -> None:
        self._events = queue.SimpleQueue[Event]()
        self.engine = Engine(self._events.put)
        self.engine.load("demo")
        loaded = next(event for event in self._until() if isinstance(event, ModelLoaded | LoadFailed))
        assert isinstance(loaded, ModelLoaded)
        self.vocabulary: Vocabulary = loaded.vocabulary

    def ended(self) -> tuple[TurnFinished, list[CanvasCommitted]]:
        """The end of the running turn, and its blocks."""
        events = self.events()
        assert isinstance(events[-1], TurnFinished), events[-1]
        return events[-1], [event for event in events if isinstance(event, CanvasCommitted)]

    def events(self) -> list[Event]:
        """All that is told up to the end of the running turn."""
        return list(self._until())

    def renoised(self, conversation: Conversation, renoising: Renoising, seed: int) -> TurnFinished:
        """Other words for a part of an answer."""
        self.engine.renoise(conversation, renoising, TurnOptions(seed=seed))
        return self.ended()[0]

    def slots_of(self, block: tuple[int, ...], word: str) -> frozenset[int]:
        """The slots that spell the first occurrence of a word."""
        pieces = [self.vocabulary.piece(token).text for token in block]
        start = "".join(pieces).index(word)
        ends = [len("".join(pieces[: slot + 1])) for slot in range(len(pieces))]
        return frozenset(
            slot
            for slot, end in enumerate(ends)
            if end > start and end - len(pieces[slot]) < start + len(word)
        )

    def _until(self) -> Iterator[Event]:
        while True:
            event = self._events.get(timeout=WAIT_S)
            yield event
            if isinstance(event, ModelLoaded | LoadFailed | TurnFinished | TurnFailed):
                return


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    made = Demo()
    yield made
    made.engine.close()


def test_the_sum_renoised_is_the_sum_again(demo: Demo) -> None:
    asked = Conversation().asked("What is 17 plus 25?")
    demo.engine.submit(asked, TurnOptions(seed=3))
    answer, blocks = demo.ended()
    assert answer.text == "17 plus 25 is 42."
    slots = demo.slots_of(blocks[0].ids, "42")
    assert slots
    renoising = Renoising(blocks=tuple(block.ids for block in blocks), block=0, slots=slots)
    for seed in range(3):
        assert demo.renoised(asked, renoising, seed).text == "17 plus 25 is 42."


def test_a_colour_in_a_story_renoised_leaves_every_other_word(demo: Demo) -> None:
    asked = Conversation().asked("Tell me a story about a fox named Mia.")
    demo.engine.submit(asked, TurnOptions(seed=7))
    answer, blocks = demo.ended()
    found = re.search(r"(?<= found a) \w+(?= )", answer.text)
    assert found is not None
    before, behind = answer.text[: found.start()], answer.text[found.end() + 1 :]
    slots = demo.slots_of(blocks[0].ids, found.group())
    renoising = Renoising(blocks=tuple(block.ids for block in blocks), block=0, slots=slots)
    told = {demo.renoised(asked, renoising, seed).text for seed in range(4)}
    for text in told:
        assert text.startswith(f"{before} ")
        assert text.endswith(f" {behind}")
        assert text.removeprefix(before).removesuffix(behind).strip()
    assert demo.renoised(asked, renoising, 1).text == demo.renoised(asked, renoising, 1).text


def test_words_become_shorter_in_place_and_all_others_stay(demo: Demo) -> None:
    asked = Conversation().asked("Who are you?")
    demo.engine.submit(asked, TurnOptions(seed=7))
    answer, blocks = demo.ended()
    before, words, behind = answer.text.partition(" of a text")
    assert words
    slots = demo.slots_of(blocks[0].ids, words)
    vocabulary = demo.vocabulary
    renoising = Renoising(blocks=(blocks[0].ids,), block=0, slots=slots).resized(
        len(slots) - 1, end_ids=vocabulary.end_ids, pad_id=vocabulary.pad_id
    )
    texts = {demo.renoised(asked, renoising, seed).text for seed in range(2)}
    for text in texts:
        assert text.startswith(before)
        assert text.endswith(behind)
        assert text != answer.text


def test_the_recording_of_renoised_words_knows_what_was_held(demo: Demo) -> None:
    asked = Conversation().asked("What is 17 plus 25?")
    demo.engine.submit(asked, TurnOptions(seed=3))
    _, blocks = demo.ended()
    renoising = Renoising(blocks=(blocks[0].ids,), block=0, slots=demo.slots_of(blocks[0].ids, "42"))
    demo.engine.renoise(asked, renoising, TurnOptions(seed=1))
    told = [event for event in demo.events() if isinstance(event, TurnEvent)]
    about = About(model="demo", vocabulary="", vocabulary_size=len(demo.vocabulary.tokens))
    (canvas,) = Recording(recorded(about, told), demo.vocabulary).canvases
    assert canvas.held == set(renoising.held)
