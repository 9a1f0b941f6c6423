from __future__ import annotations

from dataclasses import replace

import pytest

from app import VERSION
from app.models.figures import figures, tokens_held
from app.models.renoiser import ALTERNATIVES, Renoiser, Size, repeats
from app.models.turn import Turn
from tests.app.conftest import Opened, OpenWindow
from tests.app.fake_engine import Reply

TEXT = "the drop is clear and the glass is cold."


def _asked(open_window: OpenWindow, words: str = "drop") -> tuple[Opened, Turn, Renoiser]:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turn = opened.answered()
    assert turn.text == TEXT
    start = TEXT.index(words)
    renoiser = opened.parts.renoiser
    renoiser.open(opened.parts.library.open_chat, turn)
    renoiser.ask(start, start + len(words))
    return opened, turn, renoiser


def test_only_the_slots_of_the_words_are_asked_anew_each_time_with_another_seed(
    open_window: OpenWindow,
) -> None:
    opened, turn, renoiser = _asked(open_window)
    assert renoiser.waiting == ALTERNATIVES
    opened.wait(lambda: renoiser.waiting == 0)
    asked = opened.engine.renoised
    assert len(asked) == ALTERNATIVES
    assert {each.slots for each in asked} == {frozenset({1})}
    assert all(each.blocks == turn.trace.blocks for each in asked)


def test_alternatives_are_the_wording_that_stood_there_and_each_new_one_once(open_window: OpenWindow) -> None:
    opened, _, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    assert renoiser.alternatives[0].text == TEXT
    assert renoiser.alternatives[0].words.strip() == "drop"
    texts = [each.text for each in renoiser.alternatives]
    assert len(set(texts)) == len(texts) > 1
    for each in renoiser.alternatives:
        assert each.text.startswith("the")
        assert each.text.endswith(" is clear and the glass is cold.")
        assert each.text == f"the{each.words} is clear and the glass is cold."


def test_a_chosen_wording_is_a_version_beside_the_answer_and_the_first_one_is_the_answer_again(
    open_window: OpenWindow,
) -> None:
    opened, turn, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    chat = opened.parts.library.open_chat
    first, other = renoiser.alternatives[:2]
    renoiser.use(other)
    reworded = chat.turns[-1]
    assert chat.answers(turn) == [turn, reworded]
    assert reworded.text == reworded.committed_text == other.text
    assert len(reworded.trace.blocks) == len(turn.trace.blocks)
    assert reworded.trace.blocks != turn.trace.blocks
    assert reworded.recording is not None
    assert [renoiser.is_shown(each) for each in (first, other)] == [False, True]
    renoiser.use(first)
    assert chat.turns == [turn]
    assert turn.text == TEXT
    renoiser.use(other)
    assert chat.turns == [reworded]  # a wording is one version, however often it is chosen


def test_a_chosen_wording_is_measured_over_both_goes_as_its_seed_alone_would_not_make_it_again(
    open_window: OpenWindow,
) -> None:
    opened, turn, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    renoiser.use(renoiser.alternatives[1])
    reworded = opened.parts.library.open_chat.turns[-1]
    assert turn.stats is not None
    assert reworded.stats is not None
    assert (turn.stats.runs, reworded.stats.runs) == (1, 2)
    assert reworded.stats.steps > turn.stats.steps
    assert tokens_held([reworded]) == tokens_held([turn]) > 0  # as many words stand there
    assert reworded.stats.canvases == turn.stats.canvases
    assert reworded.trace.about.seconds == pytest.approx(reworded.stats.seconds)
    again = [line for line in figures(turn) if line not in figures(reworded)]
    assert f"Seed {turn.stats.seed}" in again


def test_a_chosen_wording_has_the_seeds_of_its_answer_and_of_each_change_also_after_a_restart(
    open_window: OpenWindow,
) -> None:
    opened, turn, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    renoiser.use(renoiser.alternatives[1])
    first = TEXT.index("glass")
    opened.wait(lambda: renoiser.turn is not turn)
    renoiser.ask(first, first + len("glass"))
    opened.wait(lambda: renoiser.waiting == 0)
    renoiser.use(renoiser.alternatives[2])
    chat = opened.parts.library.open_chat
    _, once, twice = chat.answers(chat.turns[-1])
    assert [each.seeds for each in (turn, once, twice)] == [(0,), (0, 1), (0, 1, 2)]
    assert all(each.trace.about.seeds == each.seeds for each in (turn, once, twice))
    opened.stored()
    opened.tear_down()
    again = open_window()
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    chat = again.parts.library.open_chat
    assert [each.seeds for each in chat.answers(chat.turns[-1])] == [(0,), (0, 1), (0, 1, 2)]


def test_a_chosen_wording_tells_what_made_the_change_and_the_first_go_keeps_what_made_it(
    open_window: OpenWindow,
) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turn = opened.answered()
    made_by = replace(turn.trace.about, model="Older", app_version="0.0.1", preset="mine")
    turn.trace = replace(turn.trace, about=made_by)
    renoiser = opened.parts.renoiser
    renoiser.open(opened.parts.library.open_chat, turn)
    renoiser.ask(4, 8)
    opened.wait(lambda: renoiser.waiting == 0)
    renoiser.use(renoiser.alternatives[1])
    about = opened.parts.library.open_chat.turns[-1].trace.about
    assert opened.parts.status.model is not None
    told = (about.model, about.app_version, about.preset)
    assert told == (opened.parts.status.model.name, VERSION, "mine")
    assert turn.trace.about is made_by


def test_a_chosen_wording_is_still_there_after_a_restart(open_window: OpenWindow) -> None:
    opened, _turn, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    other = renoiser.alternatives[1]
    renoiser.use(other)
    opened.stored()
    opened.tear_down()
    again = open_window()
    chat = again.parts.library.open_chat
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    chat = again.parts.library.open_chat
    assert [each.text for each in chat.answers(chat.turns[-1])] == [TEXT, other.text]
    assert chat.turns[-1].text == other.text


def test_the_next_question_is_asked_with_the_words_that_are_shown(open_window: OpenWindow) -> None:
    opened, _turn, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    renoiser.use(renoiser.alternatives[1])
    opened.answered("And then?")
    assert opened.engine.asked[-1].messages[1].text == renoiser.alternatives[1].text != TEXT


def test_words_of_an_answer_that_still_runs_are_not_asked(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 1)
    opened.parts.renoiser.open(opened.parts.library.open_chat, turn)
    assert opened.parts.renoiser.turn is None
    opened.finish(turn)


def test_nothing_comes_after_it_is_closed(open_window: OpenWindow) -> None:
    opened, turn, renoiser = _asked(open_window)
    renoiser.close()
    opened.settle(100)
    assert (renoiser.turn, renoiser.alternatives, renoiser.waiting) == (None, [], 0)
    assert turn.text == TEXT


def test_an_engine_that_is_closed_is_an_error_to_read(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turn = opened.answered()
    opened.engine.refuses = True
    opened.parts.renoiser.open(opened.parts.library.open_chat, turn)
    opened.parts.renoiser.ask(0, 3)
    error = opened.parts.renoiser.error
    assert error is not None
    assert error.hint


@pytest.mark.parametrize(
    ("size", "lengths"),
    [
        (Size.SHORTER, {1: [0, -1, -2], 4: [3, 2, 1], 10: [8, 6, 4]}),
        (Size.LONGER, {1: [2, 3, 4], 4: [5, 6, 7], 10: [12, 14, 16]}),
        (Size.SAME, {4: [4, 4, 4]}),
    ],
)
def test_each_alternative_goes_further_from_the_length_that_stands_there(
    size: Size, lengths: dict[int, list[int]]
) -> None:
    assert {count: list(size.lengths(count)) for count in lengths} == lengths


@pytest.mark.parametrize("size", [Size.SHORTER, Size.LONGER])
def test_words_become_shorter_or_longer_and_all_others_stay(open_window: OpenWindow, size: Size) -> None:
    opened, turn, renoiser = _asked(open_window, "drop is clear and")
    opened.wait(lambda: renoiser.waiting == 0)
    start = TEXT.index("drop")
    renoiser.ask(start, start + len("drop is clear and"), size)
    opened.wait(lambda: renoiser.waiting == 0)
    stood, *found = renoiser.alternatives
    assert found
    for each in found:
        assert (each.tokens < stood.tokens) is (size is Size.SHORTER)
        assert each.tokens != stood.tokens
        assert each.text == f"the{each.words} the glass is cold."
        block, before = each.trace.blocks[0], turn.trace.blocks[0]
        assert len(block) == len(before)
        assert each.stats is not None
        assert stood.stats is not None
        assert each.stats.new_tokens - stood.stats.new_tokens == each.tokens - stood.tokens
        assert each.trace.about.answer_tokens == each.stats.new_tokens
    renoiser.use(found[0])
    assert opened.parts.library.open_chat.turns[-1].text == found[0].text
    renoiser.use(stood)
    assert opened.parts.library.open_chat.turns == [turn]


def test_where_only_some_lengths_are_possible_those_are_asked(open_window: OpenWindow) -> None:
    opened, _turn, renoiser = _asked(open_window, "drop is")
    opened.wait(lambda: renoiser.waiting == 0)
    start = TEXT.index("drop")
    renoiser.ask(start, start + len("drop is"), Size.SHORTER)
    assert renoiser.waiting == 1
    assert renoiser.error is None
    opened.wait(lambda: renoiser.waiting == 0)


@pytest.mark.parametrize(
    ("block", "slots", "is_repetition"),
    [
        ((1, 2, 2, 3), {1}, True),
        ((1, 2, 3, 2, 3), {1, 2}, True),
        ((1, 2, 1, 2, 5), {2, 3}, True),
        ((1, 1, 4, 5), {1, 2}, True),
        ((1, 2, 3, 4), {1, 2}, False),
        ((7, 7), {0, 1}, False),
    ],
)
def test_what_only_says_its_neighbours_once_more_is_a_repetition(
    block: tuple[int, ...], slots: set[int], is_repetition: bool
) -> None:
    assert repeats(block, frozenset(slots)) is is_repetition


def test_what_is_asked_next_is_asked_of_the_wording_on_show(open_window: OpenWindow) -> None:
    opened, turn, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    first = renoiser.alternatives[1]
    renoiser.use(first)
    reworded = opened.parts.library.open_chat.turns[-1]
    opened.wait(lambda: renoiser.turn is reworded)
    start = first.text.index("glass")
    renoiser.ask(start, start + len("glass"))
    opened.wait(lambda: renoiser.waiting == 0)
    assert opened.engine.renoised[-1].blocks == reworded.trace.blocks != turn.trace.blocks
    second = renoiser.alternatives[1]
    assert second.text.startswith(f"the{first.words} is clear and the")
    renoiser.use(second)
    chat = opened.parts.library.open_chat
    opened.wait(lambda: renoiser.turn is chat.turns[-1])
    chat.show(reworded)
    opened.wait(lambda: renoiser.turn is reworded)
    chat.show(turn)
    opened.wait(lambda: renoiser.turn is turn)
    chat.show(reworded)
    assert [each.text for each in chat.answers(turn)] == [TEXT, first.text, second.text]


def test_the_same_words_asked_once_more_are_asked_with_other_seeds_and_nothing_found_is_lost(
    open_window: OpenWindow,
) -> None:
    opened, turn, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    before = list(renoiser.alternatives)
    renoiser.use(before[1])
    opened.wait(lambda: renoiser.turn is not turn)
    assert renoiser.selected is not None
    renoiser.ask(*renoiser.selected)
    assert renoiser.waiting == ALTERNATIVES
    opened.wait(lambda: renoiser.waiting == 0)
    assert renoiser.alternatives[: len(before)] == before
    assert len(renoiser.alternatives) > len(before)
    assert len(opened.engine.renoised) == 2 * ALTERNATIVES


def test_where_a_selection_goes_on_behind_a_block_it_says_so(open_window: OpenWindow) -> None:
    opened = open_window(canvas_length=8)
    turn = opened.answered()
    assert len(turn.trace.blocks) > 1
    renoiser = opened.parts.renoiser
    renoiser.open(opened.parts.library.open_chat, turn)
    renoiser.ask(0, 3)
    assert not renoiser.is_cut
    renoiser.ask(0, len(turn.text))
    assert renoiser.is_cut
    assert "beyond this block" in opened.window._alternatives._title.text()
    renoiser.close()


def test_another_answer_on_show_ends_it(open_window: OpenWindow) -> None:
    opened, turn, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    opened.parts.control.regenerate(turn)
    opened.wait(lambda: renoiser.turn is None)
    opened.finish(opened.parts.library.open_chat.turns[-1])


def test_words_that_the_recording_does_not_spell_or_that_other_tokens_spell_are_refused_with_a_sentence(
    open_window: OpenWindow,
) -> None:
    opened, turn, renoiser = _asked(open_window)
    opened.wait(lambda: renoiser.waiting == 0)
    before, asked = list(renoiser.alternatives), len(opened.engine.renoised)
    whole = turn.text
    turn.text = "Other words."
    renoiser.ask(0, 5)
    assert renoiser.error is not None
    assert "does not spell" in renoiser.error.title
    turn.text = whole
    assert turn.vocabulary is not None
    turn.vocabulary = replace(turn.vocabulary, tokens=turn.vocabulary.tokens[::-1])
    renoiser.open(opened.parts.library.open_chat, turn)
    renoiser.ask(0, 5)
    assert renoiser.error is not None
    assert "other tokens" in opened.window._alternatives._title.text()
    assert (len(opened.engine.renoised), len(before) > 1) == (asked, True)
