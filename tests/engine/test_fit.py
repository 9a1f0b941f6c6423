"""What of a conversation fits, with a codec of letters: a letter is a token."""

from __future__ import annotations

import pytest

from engine.conversation import Conversation, Image
from engine.errors import ContextFull, ModelForeign, PromptRejected
from engine.fit import cost, fitted
from engine.options import TurnPlan
from tests.engine.brackets import refuses_in_words
from tests.engine.fakes import CANVAS, SETTINGS, FakeNetwork, fake_model, ids_of

TALK = (
    Conversation.opened(system="sys")
    .asked("aaaa")
    .answered("bbbb")
    .asked("cccc")
    .answered("dddd")
    .asked("ee")
)


def _plan(max_canvases: int) -> TurnPlan:
    return TurnPlan(max_steps=4, max_canvases=max_canvases, seed=1, thinking=False, sampler=SETTINGS)


def _fit(context: int, *, canvases: int = 1, begun: tuple[int, ...] = ()) -> tuple[tuple[int, ...], int, int]:
    passage, fit = fitted(fake_model(FakeNetwork([], context=context)), TALK, _plan(canvases), begun)
    assert (fit.prompt_tokens, fit.context_tokens) == (len(passage), context)
    return tuple(passage.ids), fit.dropped, fit.room_tokens


def test_what_fits_is_given_whole() -> None:
    assert _fit(21 + CANVAS) == (ids_of("sysaaaabbbbccccddddee"), 0, CANVAS)


def test_the_oldest_questions_go_with_their_answers_and_no_more_than_have_to() -> None:
    assert _fit(20 + CANVAS) == (ids_of("sysccccddddee"), 1, CANVAS)
    assert _fit(13 + CANVAS) == (ids_of("sysccccddddee"), 1, CANVAS)
    assert _fit(12 + CANVAS) == (ids_of("sysee"), 2, CANVAS)


def test_the_room_of_the_answer_counts_up_to_half_of_what_the_model_holds() -> None:
    assert _fit(24 + 3 * CANVAS, canvases=3) == (ids_of("sysaaaabbbbccccddddee"), 0, 3 * CANVAS)
    assert _fit(20 + 3 * CANVAS, canvases=3)[1:] == (1, 3 * CANVAS)
    assert _fit(21 + 21, canvases=100)[1:] == (0, 3 * CANVAS)  # half is 21, which holds three canvases


def test_an_answer_that_goes_on_takes_its_place() -> None:
    assert _fit(23 + CANVAS, begun=ids_of("xy"))[0] == ids_of("sysaaaabbbbccccddddeexy")
    assert _fit(22 + CANVAS, begun=ids_of("xy"))[0] == ids_of("sysccccddddeexy")


def test_a_last_question_without_room_for_an_answer_is_refused() -> None:
    assert _fit(5 + CANVAS)[2] == CANVAS
    with pytest.raises(ContextFull, match="5 tokens, where the model holds 10 with"):
        _fit(4 + CANVAS)
    with pytest.raises(ContextFull, match="the answer take 7 tokens, where the model holds 12 with 6 more"):
        _fit(6 + CANVAS, begun=ids_of("xy"))


def test_a_tokenizer_of_another_model_is_told_before_the_network_meets_its_ids() -> None:
    beyond = FakeNetwork([]).config.vocab_size
    assert _fit(50, begun=(beyond - 1,))[0][-1] == beyond - 1
    with pytest.raises(ModelForeign, match="of another model"):
        _fit(50, begun=(beyond,))


def test_the_cost_is_that_of_the_texts() -> None:
    model = fake_model(FakeNetwork([]))
    assert cost(model, TALK) == 21
    with pytest.raises(PromptRejected, match="cannot see"):
        cost(model, Conversation().asked("", (Image(b"x"),)))


@pytest.mark.usefixtures("bracketed")
def test_refusals_are_told_in_the_words_that_are_spoken() -> None:
    shown = Conversation().asked("", (Image(b"x"),))
    assert refuses_in_words(_fit, 4 + CANVAS)
    assert refuses_in_words(_fit, 6 + CANVAS, begun=ids_of("xy"))
    assert refuses_in_words(cost, fake_model(FakeNetwork([])), shown)
