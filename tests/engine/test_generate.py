"""The loop of a turn with a scripted network and a codec of letters."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
import torch

from engine.conversation import Conversation
from engine.errors import ContextFull
from engine.events import (
    CanvasCommitted,
    CanvasStarted,
    FinishReason,
    StepTaken,
    StopRule,
    TextChanged,
    TurnEvent,
    TurnFinished,
    TurnStarted,
)
from engine.generate import SHORT_OF_MEMORY_CHUNK, turn
from engine.model.config import PREFILL_CHUNK
from engine.model.kv_cache import KVCache
from engine.options import TurnPlan
from engine.steering import Beginning
from tests.engine.fakes import (
    CANVAS,
    LETTERS,
    SETTINGS,
    FakeCodec,
    FakeNetwork,
    fake_denoiser,
    fake_model,
    ids_of,
)

E = TypeVar("E", bound=TurnEvent)
PROMPT = Conversation().asked("hello")


def _plan(*, max_steps: int = 4, max_canvases: int = 3, seed: int = 11) -> TurnPlan:
    return TurnPlan(
        max_steps=max_steps, max_canvases=max_canvases, seed=seed, thinking=False, sampler=SETTINGS
    )


def _run(
    network: FakeNetwork,
    conversation: Conversation = PROMPT,
    *,
    plan: TurnPlan | None = None,
    cache: KVCache | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[TurnEvent]:
    events = turn(
        fake_model(network),
        fake_denoiser(network, cache),
        conversation,
        plan or _plan(),
        turn_id=9,
        cancelled=cancelled,
    )
    return list(events)


def _finished(events: list[TurnEvent]) -> TurnFinished:
    last = events[-1]
    assert isinstance(last, TurnFinished)
    return last


def _of(kind: type[E], events: list[TurnEvent]) -> list[E]:
    return [event for event in events if isinstance(event, kind)]


def test_a_turn_of_one_canvas_tells_its_events_in_order() -> None:
    events = _run(FakeNetwork(["a?c#zz", "abc#zz", "abc#yy", "abc#yy"]))
    assert [type(event).__name__ for event in events] == [
        "TurnStarted",
        "CanvasStarted",
        *("StepTaken", "TextChanged"),  # "aec"
        *("StepTaken", "TextChanged"),  # "abc"
        "StepTaken",
        "StepTaken",
        "CanvasCommitted",
        "TextChanged",
        "TurnFinished",
    ]
    assert {event.turn_id for event in events} == {9}
    assert events[0] == TurnStarted(turn_id=9, prompt_tokens=5, reused_tokens=0, seed=11)
    assert _of(CanvasCommitted, events) == [
        CanvasCommitted(turn_id=9, canvas=0, ids=ids_of("abc#.."), rule=StopRule.STABLE)
    ]
    assert (_finished(events).text, _finished(events).reason) == ("abc", FinishReason.END)


def test_blocks_follow_each_other_until_an_end_token() -> None:
    network = FakeNetwork(["abcdef"] * 2 + ["ghijkl"] * 2 + ["mn#opq"] * 2)
    events = _run(network)
    assert [event.canvas for event in _of(CanvasStarted, events)] == [0, 1, 2]
    assert [event.ids for event in _of(CanvasCommitted, events)] == [
        ids_of("abcdef"),
        ids_of("ghijkl"),
        ids_of("mn#..."),
    ]
    assert _finished(events).text == "abcdefghijklmn"
    assert _finished(events).reason is FinishReason.END


def test_each_block_but_the_last_is_prefilled_once() -> None:
    network = FakeNetwork(["abcdef"] * 2 + ["ghijkl"] * 2 + ["mn#opq"] * 2)
    _run(network)
    assert network.prefilled == [ids_of("hello"), ids_of("abcdef"), ids_of("ghijkl")]
    assert network.prefixes[-1] == ids_of("helloabcdefghijkl")


def test_the_budget_ends_a_turn_without_an_end_token() -> None:
    network = FakeNetwork(["abcdef"] * 4)
    events = _run(network, plan=_plan(max_canvases=2))
    assert _finished(events).reason is FinishReason.BUDGET
    assert _finished(events).text == "abcdefabcdef"
    assert network.prefilled == [ids_of("hello"), ids_of("abcdef")]


def test_a_canvas_that_never_settles_is_committed_after_the_last_step() -> None:
    events = _run(FakeNetwork(["a?c#ef", "ab?#ef", "a?c#ef"]), plan=_plan(max_steps=3))
    assert [event.rule for event in _of(CanvasCommitted, events)] == [StopRule.STEPS]
    assert [(event.step, event.max_steps) for event in _of(StepTaken, events)] == [(0, 3), (1, 3), (2, 3)]
    assert _finished(events).text == "aec"


def test_text_tells_what_is_final_and_what_is_a_draft() -> None:
    network = FakeNetwork(["abcdef", "abcdeg", "abcdeg", "hi#zzz", "hi#zzz"])
    texts = [(event.text, event.committed) for event in _of(TextChanged, _run(network))]
    assert texts == [("abcdef", 0), ("abcdeg", 0), ("abcdeg", 6), ("abcdeghi", 6), ("abcdeghi", 8)]


def test_half_a_character_at_the_end_of_a_block_is_not_final(monkeypatch: pytest.MonkeyPatch) -> None:
    def split(_codec: FakeCodec, ids: Sequence[int]) -> tuple[str, str]:
        written = "".join(LETTERS.get(token, "") for token in ids)  # x and y are the bytes of one character
        return "", written.replace("xy", "é").replace("x", "\ufffd")

    monkeypatch.setattr(FakeCodec, "split", split)
    network = FakeNetwork(["abcdex"] * 2 + ["yfghij"] * 2)
    texts = [
        (event.text, event.committed) for event in _of(TextChanged, _run(network, plan=_plan(max_canvases=2)))
    ]
    assert texts == [("abcde\ufffd", 0), ("abcde\ufffd", 5), ("abcdeéfghij", 5), ("abcdeéfghij", 11)]


def test_thought_and_answer_are_told_apart() -> None:
    events = _run(FakeNetwork(["hm ok#"] * 2))
    assert (_finished(events).thought, _finished(events).text) == ("hm", "ok")
    assert _of(TextChanged, events)[0].thought == "hm"


def test_stats_count_the_turn() -> None:
    network = FakeNetwork(["abcdef", "abcdef", "gh#zzz", "gh#zyy", "gh#zyy"])
    stats = _finished(_run(network)).stats
    assert (stats.prompt_tokens, stats.reused_tokens, stats.seed) == (5, 0, 11)
    assert (stats.new_tokens, stats.canvases, stats.steps) == (9, 2, 5)
    assert stats.first_text_seconds is not None
    assert 0 < stats.first_text_seconds <= stats.seconds
    assert stats.tokens_per_second == pytest.approx(9 / stats.seconds)


def test_what_the_cache_holds_of_the_conversation_is_reused() -> None:
    network = FakeNetwork(["abcdef"] * 2 + ["#zzzzz"] * 2 + ["fine#z"] * 2)
    cache = network.new_cache(0)
    first = _run(network, cache=cache)
    follow_up = PROMPT.answered(_finished(first).text).asked("more")
    network.prefilled.clear()
    second = _run(network, follow_up, cache=cache)
    assert _of(TurnStarted, second) == [TurnStarted(turn_id=9, prompt_tokens=15, reused_tokens=11, seed=11)]
    assert network.prefilled == [ids_of("more")]
    assert network.prefixes[-1] == ids_of("helloabcdefmore")


def test_an_answer_that_ends_at_once_is_drawn_again_once() -> None:
    events = _run(FakeNetwork(["#abcde"] * 2 + ["hi#abc"] * 2))
    assert [event.canvas for event in _of(CanvasStarted, events)] == [0, 0]
    first, second = (event.ids for event in _of(CanvasStarted, events))
    assert first != second
    assert len(_of(CanvasCommitted, events)) == 1
    assert _finished(events).text == "hi"
    assert (_finished(events).stats.canvases, _finished(events).stats.steps) == (2, 4)


def test_an_answer_that_ends_at_once_twice_is_accepted() -> None:
    events = _run(FakeNetwork(["#abcde"] * 2 + ["#fghij"] * 2))
    assert (_finished(events).text, _finished(events).reason) == ("", FinishReason.END)
    assert [event.ids for event in _of(CanvasCommitted, events)] == [ids_of("#.....")]
    assert _finished(events).stats.new_tokens == 1
    assert _finished(events).stats.first_text_seconds is None


def test_an_end_at_once_behind_a_block_is_not_drawn_again() -> None:
    events = _run(FakeNetwork(["abcdef"] * 2 + ["#ghijk"] * 2))
    assert _finished(events).text == "abcdef"
    assert _finished(events).stats.canvases == 2


def test_a_cancel_between_steps_keeps_the_draft() -> None:
    stop = []
    network = FakeNetwork(["abcdef"] * 2 + ["ghi?kl", "ghijkl"])
    network.before_step = lambda: stop.append(1)
    events = _run(network, cancelled=lambda: len(stop) == 3)
    assert len(_of(StepTaken, events)) == 3
    assert _of(CanvasCommitted, events)[-1].rule is StopRule.CANCELLED
    assert (_finished(events).text, _finished(events).reason) == ("abcdefghiekl", FinishReason.CANCELLED)


def test_a_cancel_before_the_first_step_finishes_with_nothing() -> None:
    network = FakeNetwork([])
    events = _run(network, cancelled=lambda: True)
    assert [type(event).__name__ for event in events] == ["TurnStarted", "TurnFinished"]
    assert (_finished(events).text, _finished(events).reason) == ("", FinishReason.CANCELLED)
    assert network.prefilled == []


def test_a_cancel_comes_between_the_chunks_of_a_long_prompt() -> None:
    network = FakeNetwork([], context=10_000)
    cache = network.new_cache(0)
    long = Conversation().asked("a" * (2 * PREFILL_CHUNK + 5))
    events = _run(network, long, cache=cache, cancelled=lambda: len(network.prefilled) == 2)
    assert [len(chunk) for chunk in network.prefilled] == [PREFILL_CHUNK] * 2
    assert cache.length == 2 * PREFILL_CHUNK
    assert _finished(events).reason is FinishReason.CANCELLED


def test_a_prompt_for_which_memory_runs_out_is_encoded_in_smaller_chunks_from_where_it_was() -> None:
    def lacks_memory(count: int) -> None:
        if len(network.prefilled) == 1 and count > SHORT_OF_MEMORY_CHUNK:
            raise torch.OutOfMemoryError("CUDA out of memory")

    conversation = Conversation().asked("hello" * PREFILL_CHUNK)
    network = FakeNetwork(["abc#aa"] * 2, context=10 * PREFILL_CHUNK, before_prefill=lacks_memory)
    events = _run(network, conversation)
    assert _finished(events).text == "abc"
    assert [len(each) for each in network.prefilled[:3]] == [PREFILL_CHUNK, *[SHORT_OF_MEMORY_CHUNK] * 2]
    assert sum(len(each) for each in network.prefilled) == 5 * PREFILL_CHUNK


@pytest.mark.parametrize("error", [torch.OutOfMemoryError("out of memory"), RuntimeError("a defect")])
def test_memory_that_stays_short_and_defects_end_the_turn(error: RuntimeError) -> None:
    tries = []

    def fail(count: int) -> None:
        tries.append(count)
        raise error

    network = FakeNetwork([], before_prefill=fail)
    with pytest.raises(type(error), match=str(error)):
        _run(network)
    assert len(tries) == (2 if isinstance(error, torch.OutOfMemoryError) else 1)


def test_the_companion_thread_ends_with_the_turn_also_where_nobody_listens_on() -> None:
    network = FakeNetwork(["abc#", "abc#", "abc#"])
    events = turn(
        fake_model(network),
        fake_denoiser(network),
        Conversation().asked("abc"),
        _plan(),
        turn_id=1,
        cancelled=lambda: False,
    )
    while not isinstance(next(events), StepTaken):
        pass
    assert network.is_accompanied
    events.close()
    assert not network.is_accompanied


def test_a_conversation_without_room_for_a_canvas_is_refused_with_its_numbers() -> None:
    network = FakeNetwork([], context=10)
    with pytest.raises(ContextFull, match="5 tokens, where the model holds 10 with an answer of at least 6"):
        _run(network)


def test_a_turn_takes_no_more_canvases_than_the_context_holds() -> None:
    events = _run(FakeNetwork(["abcdef"] * 4, context=5 + 2 * CANVAS))
    assert _finished(events).reason is FinishReason.BUDGET
    assert _finished(events).stats.canvases == 2


def test_a_seed_reproduces_a_turn_and_another_does_not() -> None:
    def noise_of(seed: int) -> list[tuple[int, ...]]:
        events = _run(FakeNetwork(["a?c?e?"] * 4), plan=_plan(max_canvases=1, seed=seed))
        return [event.ids for event in events if isinstance(event, CanvasStarted | StepTaken)]

    assert noise_of(3) == noise_of(3)
    assert noise_of(3) != noise_of(4)


def test_every_step_tells_finite_values_for_every_slot() -> None:
    for step in _of(StepTaken, _run(FakeNetwork(["a?c?e?"] * 4), plan=_plan(max_canvases=1))):
        assert len(step.ids) == len(step.draft) == len(step.entropy_nats) == len(step.accepted) == CANVAS
        assert all(0 <= entropy <= math.log(29) + 1e-6 for entropy in step.entropy_nats)
        assert step.seconds >= 0


def _extended(network: FakeNetwork, beginning: Beginning, cache: KVCache | None = None) -> list[TurnEvent]:
    events = turn(
        fake_model(network),
        fake_denoiser(network, cache),
        PROMPT,
        _plan(max_canvases=2),
        turn_id=9,
        cancelled=lambda: False,
        beginning=beginning,
    )
    return list(events)


def test_an_answer_goes_on_behind_its_beginning_and_is_told_whole() -> None:
    network = FakeNetwork(["ghi#zz"] * 2)
    events = _extended(network, Beginning(text="abcdef", blocks=1))
    assert network.prefilled == [ids_of("helloabcdef")]
    assert [event.canvas for event in _of(CanvasStarted, events)] == [1]
    assert [event.text for event in _of(TextChanged, events)] == ["abcdefghi"] * 2
    assert [event.committed for event in _of(TextChanged, events)] == [6, 9]
    assert (_finished(events).text, _finished(events).reason) == ("abcdefghi", FinishReason.END)
    assert _finished(events).stats.new_tokens == 4


def test_an_answer_that_goes_on_reads_nothing_twice_and_may_run_out_of_room_again() -> None:
    network = FakeNetwork(["abcdef"] * 2 + ["ghijkl"] * 2 + ["mnopqr"] * 2 + ["stuvwx"] * 2)
    cache = network.new_cache(0)
    first = _run(network, plan=_plan(max_canvases=2), cache=cache)
    second = _extended(network, Beginning(text=_finished(first).text, blocks=2), cache)
    assert _of(TurnStarted, second)[0].reused_tokens == len("helloabcdef")
    assert _finished(second).text == "abcdefghijklmnopqrstuvwx"
    assert _finished(second).reason is FinishReason.BUDGET
    assert [event.canvas for event in _of(CanvasStarted, second)] == [2, 3]


def test_a_conversation_that_is_too_long_loses_its_oldest_messages_and_says_so() -> None:
    network = FakeNetwork(["hi#zzz"] * 2, context=20)
    talk = PROMPT.answered("there").asked("again")
    events = _run(network, talk)
    assert _of(TurnStarted, events)[0].dropped == 1
    assert _finished(events).stats.dropped == 1
    assert network.prefilled == [ids_of("again")]
