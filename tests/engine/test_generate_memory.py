"""Turns for which memory runs out where the cache would grow; with a scripted network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from engine import generate
from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.events import TurnFinished
from engine.generate import LEAST_GROWTH, SHORT_OF_MEMORY_CHUNK, turn
from engine.model.kv_cache import KVCache, LayerCache
from engine.options import TurnPlan
from tests.engine.fakes import SETTINGS, FakeNetwork, fake_denoiser, fake_model, ids_of

LONG, ROOM = 20_000, 10_000  # tokens of the context, and those that there is memory for


class SmallCache(KVCache):
    """One that has no memory for more than `ROOM` tokens."""

    def _allocated(self, capacity: int) -> Iterator[LayerCache]:
        if capacity > ROOM:
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


def answered(network: FakeNetwork, denoiser: Denoiser, text: str) -> TurnFinished:
    plan = TurnPlan(max_steps=4, max_canvases=3, seed=11, thinking=False, sampler=SETTINGS)
    conversation = Conversation().asked(text)
    events = turn(fake_model(network), denoiser, conversation, plan, turn_id=1, cancelled=lambda: False)
    last = list(events)[-1]
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
