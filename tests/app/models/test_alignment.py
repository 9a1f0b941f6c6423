from __future__ import annotations

from dataclasses import replace

import pytest

from app.models import alignment
from app.models.alignment import Align, Apart, beside, differing
from app.models.recording import Recording
from tests.app.fake_engine import VOCABULARY, speller
from tests.app.recordings import alone, canvas_of, recording_of
from tests.app.steps import step_of

DROP, GLASS, AIR, COLD = speller()("drop glass air cold")[:4]


def _run(*kept: str, seconds: float = 0.5) -> Recording:
    steps = [step_of((DROP, GLASS), each, step=n, seconds=seconds) for n, each in enumerate(kept)]
    return alone(canvas_of(steps))


FAST, SLOW = _run("xx", seconds=1.0), _run("--", "x-", "x-", "xx")


@pytest.mark.parametrize(
    ("by", "moments"),
    [
        (Align.STEP, [0, 1, 2]),
        (Align.SETTLED, [0, 4, 5]),  # both slots are kept after four steps, then comes the block
        (Align.TIME, [0, 2, 2]),
    ],
)
def test_a_moment_has_its_like_in_the_other_run(by: Align, moments: list[int]) -> None:
    assert [beside(FAST, moment, SLOW, by) for moment in range(FAST.length)] == moments


def test_half_of_the_slots_kept_here_stand_beside_half_of_them_kept_there() -> None:
    assert [beside(SLOW, moment, _run("-x", "xx"), Align.SETTLED) for moment in (1, 2, 4, 5)] == [1, 1, 2, 3]


@pytest.mark.parametrize("by", list(Align))
def test_every_moment_of_any_two_runs_has_one(by: Align) -> None:
    runs = (recording_of(), recording_of(until=2), recording_of(until=7), FAST)
    for first in runs:
        for second in runs:
            for moment in range(first.length):
                assert 0 <= beside(first, moment, second, by) < second.length


def test_beyond_the_last_block_of_the_other_its_end_is_beside() -> None:
    long = recording_of()
    for by in (Align.STEP, Align.SETTLED):
        assert beside(long, long.starts[-1] + 1, FAST, by) == FAST.length - 1


def test_blocks_stand_side_by_side_although_one_run_left_a_canvas_before() -> None:
    left = canvas_of([step_of((DROP, GLASS), "--")], rule=None)
    retried = replace(FAST.trace, canvases=(left.trace, *FAST.trace.canvases))
    again = Recording(retried, VOCABULARY)
    assert beside(FAST, 0, again, Align.STEP) == again.starts[1]
    assert beside(again, again.starts[1], FAST, Align.STEP) == 0


def test_tokens_that_the_other_lacks_are_counted() -> None:
    one, other = (alone(canvas_of([step_of(ids, "xxx")])) for ids in ((DROP, GLASS, AIR), (DROP, COLD, AIR)))
    second = frozenset({(0, 1)})
    assert differing(one, other) == (Apart(1, 3, second), Apart(1, 3, second))
    assert differing(one, one) == (Apart(0, 3), Apart(0, 3))


def test_tokens_that_only_the_other_has_are_counted_on_its_side() -> None:
    one, other = (
        alone(canvas_of([step_of(ids, "xxx"[: len(ids)])])) for ids in ((DROP, AIR), (DROP, COLD, AIR))
    )
    assert differing(one, other) == (Apart(0, 2), Apart(1, 3, frozenset({(0, 1)})))


def test_the_same_words_of_models_with_other_ids_do_not_differ() -> None:
    turned = replace(VOCABULARY, tokens=VOCABULARY.tokens[::-1], special_ids=frozenset(), end_ids=frozenset())
    last = len(VOCABULARY.tokens) - 1
    one = alone(canvas_of([step_of((DROP, GLASS), "xx")]))
    other = alone(canvas_of([step_of((last - DROP, last - GLASS), "xx")]))
    assert [side.missing for side in differing(one, Recording(other.trace, turned))] == [0, 0]


def test_a_canvas_that_was_left_is_no_text_of_its_answer() -> None:
    steps = [step_of((DROP, GLASS), "xx")]
    made, left = canvas_of(steps).trace, canvas_of(steps, rule=None).trace
    unread = replace(left, steps=())
    whole = alone(canvas_of(steps))
    for canvases in ((left, made), (unread, made), (made, unread)):
        trace = replace(whole.trace, canvases=canvases)
        assert differing(Recording(trace, VOCABULARY), whole)[0][:2] == (0, 2)
    running = Recording(replace(whole.trace, canvases=(left,)), VOCABULARY)
    assert differing(running, whole)[0][:2] == (0, 2)  # its last draft is all that there is of it so far


def test_of_long_ones_the_tokens_are_counted_without_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (alone(canvas_of([step_of(ids, "xxx")])) for ids in ((DROP, GLASS, AIR), (AIR, COLD, DROP)))
    assert differing(one, other)[0][:2] == (2, 3)
    monkeypatch.setattr(alignment, "LONG", 1)
    assert differing(one, other) == (Apart(1, 3), Apart(1, 3))
