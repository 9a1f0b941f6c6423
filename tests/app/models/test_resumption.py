from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.resumption import joined, renoised
from engine import CanvasTrace, StopRule, Trace, TurnStats
from tests.app.fake_engine import VOCABULARY
from tests.app.recordings import ABOUT

FIRST = TurnStats(
    prompt_tokens=100,
    reused_tokens=20,
    new_tokens=50,
    canvases=1,
    steps=10,
    seconds=2.0,
    first_text_seconds=0.5,
    tokens_per_second=25.0,
    seed=3,
)
MORE = replace(FIRST, prompt_tokens=150, reused_tokens=140, new_tokens=30, steps=6, seconds=1.0, seed=4)


def test_the_goes_of_an_answer_count_together() -> None:
    both = joined(FIRST, MORE)
    assert (both.new_tokens, both.canvases, both.steps, both.seconds) == (80, 2, 16, 3.0)
    assert both.tokens_per_second == pytest.approx(80 / 3)
    assert both.first_text_seconds == 0.5
    assert (both.prompt_tokens, both.reused_tokens, both.runs) == (100, 100, 2)
    assert joined(both, MORE).runs == 3
    assert joined(both, MORE).seeds == (3, 4, 4)


def test_a_block_that_was_left_out_takes_nothing_from_the_prompt() -> None:
    stopped = replace(FIRST, new_tokens=300)  # 50 of them are kept
    assert joined(stopped, MORE).prompt_tokens == FIRST.prompt_tokens


def test_the_first_text_may_come_with_the_second_go() -> None:
    assert joined(replace(FIRST, first_text_seconds=None), MORE).first_text_seconds == 2.5


def test_an_answer_without_measures_has_those_of_the_rest() -> None:
    rest = joined(None, MORE)
    assert rest == replace(MORE, runs=2)
    assert rest.seeds == ()  # that of the first go is not known


def test_a_renoised_answer_counts_its_own_tokens_over_the_work_of_both_goes() -> None:
    words = [token for token in range(50) if token not in (*VOCABULARY.end_ids, VOCABULARY.pad_id)]
    blocks = ((words[0],) * 8, (words[1], words[2], min(VOCABULARY.end_ids), VOCABULARY.pad_id))
    canvases = tuple(
        CanvasTrace(canvas=place, noise=block, rule=StopRule.STABLE, block=block)
        for place, block in enumerate(blocks)
    )
    both = renoised(FIRST, MORE, Trace(about=ABOUT, canvases=canvases), VOCABULARY)
    assert (both.new_tokens, both.canvases, both.steps, both.seconds) == (11, 2, 16, 3.0)
    assert both.tokens_per_second == pytest.approx(11 / 3)
    assert both.seeds == (3, 4)
