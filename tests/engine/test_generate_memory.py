"""Turns for which memory runs out where the cache would grow or a canvas begins; with a scripted network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch

from engine import generate
from engine.canvas import Canvas
from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.events import CanvasStarted, StepTaken, TurnEvent, TurnFinished
from engine.generate import LEAST_GROWTH, SHORT_OF_MEMORY_CHUNK, turn
from engine.model.attention import CanvasSpan
from engine.model.config import LayerKind
from engine.model.kv_cache import KVCache, LayerCache
from engine.options import TurnPlan
from tests.engine.fakes import SETTINGS, FakeNetwork, fake_denoiser, fake_model, ids_of

LONG, ROOM = 20_000, 10_000  # tokens of the context, and those that there is memory for


class SmallCache(KVCache):
    """One that has no memory for more than `ROOM` tokens.

    Attributes:
        refused: How often it was asked for more.
    """

    refused = 0

    def _allocated(self, capacity: int) -> Iterator[LayerCache]:
        if capacity > ROOM:
            self.refused += 1
            raise torch.OutOfMemoryError("CUDA out of memory")
        return super()._allocated(capacity)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> FakeNetwork:
    """One whose cache would grow as on a GPU."""
    monkeypatch.setattr(generate, "CACHE_GROWTH", {"cpu": 32_768})
    return FakeNetwork(["abc#aa"] * 4, context=LONG)


def denoiser_of(network: FakeNetwork) -> Denoiser:
    cache = SmallCache(network.config, 0, device=network.device, dtype=network.dtype)
    return fake_denoiser(network, cache)


def told(network: FakeNetwork, denoiser: Denoiser, text: str) -> list[TurnEvent]:
    plan = TurnPlan(max_steps=4, max_canvases=3, seed=11, thinking=False, sampler=SETTINGS)
    conversation = Conversation().asked(text)
    return list(turn(fake_model(network), denoiser, conversation, plan, turn_id=1, cancelled=lambda: False))


def answered(network: FakeNetwork, denoiser: Denoiser, text: str) -> TurnFinished:
    last = told(network, denoiser, text)[-1]
    assert isinstance(last, TurnFinished)
    return last


def test_a_first_prompt_gets_a_cache_of_its_own_size_where_there_is_no_room_for_more(
    network: FakeNetwork,
) -> None:
    denoiser = denoiser_of(network)
    assert answered(network, denoiser, "hello").text == "abc"
    assert denoiser.cache.capacity == LEAST_GROWTH
    assert network.prefixes[-1] == ids_of("hello")


def test_a_longer_prompt_is_read_anew_where_the_cache_was_lost_as_it_could_not_grow(
    network: FakeNetwork,
) -> None:
    denoiser, longer = denoiser_of(network), "hello" + "b" * LEAST_GROWTH
    denoiser.cache.reserve(LEAST_GROWTH)
    answered(network, denoiser, "hello")
    network.prefilled.clear()
    finished = answered(network, denoiser, longer)
    assert (finished.text, finished.stats.reused_tokens) == ("abc", 0)
    assert sum(network.prefilled, ()) == ids_of(longer)
    assert {len(each) for each in network.prefilled[:-1]} == {SHORT_OF_MEMORY_CHUNK}
    assert network.prefixes[-1] == ids_of(longer)


def test_a_prompt_that_fits_a_smaller_cache_lets_it_be(network: FakeNetwork) -> None:
    denoiser = denoiser_of(network)
    for text in ("hello", "hello you"):
        answered(network, denoiser, text)
    assert sum(network.prefilled, ()) == ids_of("hello you")


def test_what_finds_no_memory_for_its_own_size_either_ends_the_turn(network: FakeNetwork) -> None:
    denoiser = denoiser_of(network)
    with pytest.raises(torch.OutOfMemoryError):
        answered(network, denoiser, "a" * ROOM)


def test_a_cache_that_had_no_room_to_grow_far_is_not_asked_to_again(network: FakeNetwork) -> None:
    denoiser = denoiser_of(network)
    network.script = ["abcdef", "abcdef", "abc#aa", "abc#aa"] * 2
    almost = "a" * (LEAST_GROWTH - 3)  # the first block goes beyond
    for text, held in ((almost, 2 * LEAST_GROWTH), ("b" * 2 * LEAST_GROWTH + almost, 4 * LEAST_GROWTH)):
        assert answered(network, denoiser, text).text == "abcdefabc"
        assert denoiser.cache.capacity == held
    assert isinstance(denoiser.cache, SmallCache)
    assert denoiser.cache.refused == 1


def drawn(events: list[TurnEvent]) -> list[tuple[int, ...]]:
    return [event.ids for event in events if isinstance(event, CanvasStarted | StepTaken)]


@pytest.mark.parametrize("canvas", [0, 1])
def test_a_canvas_for_which_memory_runs_out_begins_once_more_with_the_same_noise(
    canvas: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = ["abc?ef", "abcdef", "abcdef", "g?i#aa", "ghi#aa", "ghi#aa"]
    network = FakeNetwork(list(script))
    undisturbed = told(network, fake_denoiser(network), "hello")
    network = FakeNetwork(list(script))
    begun: list[Canvas] = []
    begin = Canvas.begin

    def short(self: Canvas, *given: Any) -> None:
        begun.append(self)
        if len(begun) == canvas + 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        begin(self, *given)

    monkeypatch.setattr(Canvas, "begin", short)
    events = told(network, fake_denoiser(network), "hello")
    assert len(begun) == 3
    assert begun[canvas] is not begun[canvas + 1]
    assert drawn(events) == drawn(undisturbed)
    last, expected = events[-1], undisturbed[-1]
    assert isinstance(last, TurnFinished)
    assert isinstance(expected, TurnFinished)
    assert (last.text, last.stats.canvases) == (expected.text, expected.stats.canvases) == ("abcdefghi", 2)
    assert sum(network.prefilled, ()) == ids_of("helloabcdef")  # nothing was encoded anew


def test_a_canvas_for_which_memory_runs_out_takes_what_the_cache_has_too_much(
    network: FakeNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    denoiser = fake_denoiser(network)
    spans = network.canvas_spans

    def short(cache: KVCache) -> dict[LayerKind, CanvasSpan]:
        if cache.capacity > LEAST_GROWTH:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return spans(cache)

    monkeypatch.setattr(network, "canvas_spans", short)
    assert answered(network, denoiser, "hello").text == "abc"
    assert denoiser.cache.capacity == LEAST_GROWTH
    assert network.prefilled == [ids_of("hello")] * 2


def test_a_canvas_that_finds_no_memory_again_ends_the_turn(
    network: FakeNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def short(cache: KVCache) -> dict[LayerKind, CanvasSpan]:
        tries.append(cache.capacity)
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(network, "canvas_spans", short)
    with pytest.raises(torch.OutOfMemoryError):
        answered(network, fake_denoiser(network), "hello")
    assert len(tries) == 2
