"""The state function: golden traces with un-accepts, a tail that retreats, an early end, a cap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.canvas import Frame, Layer, SlotState, tail_of
from engine import Deed, Steering, StepTaken
from tests.app.fake_engine import END, PAD, VOCABULARY
from tests.app.steps import step_of

A, B, C = 300, 301, 302  # three ordinary tokens
N, K, R = SlotState.NOISE, SlotState.ACCEPTED, SlotState.RENOISED
D, S, T, F = SlotState.DRAFT, SlotState.STABLE, SlotState.TAIL, SlotState.FROZEN


def _step(step: int, draft: tuple[int, ...], accepted: str) -> StepTaken:
    return step_of(draft, accepted, ids=[7 + step] * len(draft), step=step)


def _trace(*steps: tuple[tuple[int, ...], str]) -> list[Frame]:
    """Frame 0, then the frame after every step."""
    frames = [Frame.begun((9,) * len(steps[0][0]))]
    for number, (draft, accepted) in enumerate(steps):
        frames.append(frames[-1].stepped(_step(number, draft, accepted), VOCABULARY))
    return frames


def test_the_initial_noise_has_no_belief() -> None:
    frame = Frame.begun((9, 9, 9))
    assert frame.steps == 0
    for layer in Layer:
        assert frame.states(layer) == (N, N, N)


def test_a_slot_that_is_kept_and_lost_is_renoised_and_not_noise() -> None:
    frames = _trace(((A, A), "x-"), ((A, A), "--"), ((A, A), "x-"))
    assert [frame.states(Layer.SEES) for frame in frames] == [(N, N), (K, N), (R, N), (K, N)]
    assert [frame.renoised for frame in frames] == [0, 0, 1, 0]


def test_belief_is_stable_from_the_second_equal_draft_and_moves_again() -> None:
    frames = _trace(((A,), "-"), ((A,), "-"), ((B,), "-"), ((B,), "-"))
    assert [frame.states(Layer.BELIEVES) for frame in frames] == [(N,), (D,), (S,), (D,), (S,)]
    assert [frame.runs for frame in frames] == [(0,), (1,), (2,), (1,), (2,)]


def test_blended_tells_the_canvas_where_it_was_ever_kept_and_else_the_belief() -> None:
    frames = _trace(((A, A, A), "x--"), ((A, A, B), "---"))
    assert frames[-1].states(Layer.BLENDED) == (R, S, D)


def test_what_lies_behind_the_first_end_is_tail_where_a_belief_is_told_and_comes_back() -> None:
    frames = _trace(((A, END, C), "xxx"), ((A, B, END), "xxx"))
    for layer in (Layer.BELIEVES, Layer.BLENDED):
        assert frames[1].states(layer)[1:] == (T, T)
    assert frames[2].states(Layer.BELIEVES) == (S, D, T)
    assert [frame.tail for frame in frames[1:]] == [(False, True, True), (False, False, True)]


def test_what_the_model_sees_is_told_of_the_tail_as_of_any_slot() -> None:
    frames = _trace(((A, END, C), "xx-"), ((A, END, C), "x-x"))
    assert [frame.states(Layer.SEES) for frame in frames[1:]] == [(K, K, N), (K, R, K)]


def test_padding_is_tail_without_making_what_follows_tail() -> None:
    assert tail_of((A, PAD, B, END, C), VOCABULARY) == (False, True, False, True, True)


def test_tail_slots_count_neither_as_kept_nor_as_renoised() -> None:
    frames = _trace(((A, END, PAD), "xxx"), ((A, END, PAD), "x--"))
    assert (frames[-1].kept, frames[-1].renoised, frames[-1].settled) == (1, 0, 1.0)


def test_a_kept_token_is_told_from_the_draft_until_the_draft_is_committed() -> None:
    begun = Frame.begun((9, 9, 9))
    assert not any(begun.differs(slot) for slot in range(3))
    frame = begun.stepped(step_of((A, B, C), "xx-", ids=(A, C, 9)), VOCABULARY)
    assert [frame.differs(slot) for slot in range(3)] == [False, True, False]
    block = frame.committed((A, B, C), VOCABULARY)
    assert not any(block.differs(slot) for slot in range(3))


def test_a_committed_canvas_is_frozen_over_all() -> None:
    frame = _trace(((A, B), "x-"))[-1].committed((A, END), VOCABULARY)
    for layer in Layer:
        assert frame.states(layer) == (F, F)
    assert frame.tail == (False, True)


def test_a_canvas_at_the_cap_keeps_its_count() -> None:
    frames = _trace(*[((A, B), "--")] * 16)
    assert (frames[-1].steps, frames[-1].max_steps, frames[-1].runs) == (16, 16, (16, 16))


def test_slots_of_another_number_than_the_canvas_are_refused() -> None:
    with pytest.raises(ValueError, match="argument"):
        Frame.begun((9, 9)).stepped(_step(0, (A,), "x"), VOCABULARY)


_steps = st.lists(
    st.tuples(st.tuples(*[st.sampled_from((A, B, END, PAD))] * 5), st.text("x-", min_size=5, max_size=5)),
    min_size=1,
    max_size=8,
)


@given(_steps)
def test_whatever_happens_every_slot_has_one_state_and_the_rules_hold(
    steps: list[tuple[tuple[int, ...], str]],
) -> None:
    frames = _trace(*steps)
    for frame in frames[1:]:
        for slot, (sees, believes, blended) in enumerate(
            zip(*(frame.states(la) for la in Layer), strict=True)
        ):
            assert (sees is K) == frame.accepted[slot]
            assert (sees is N) == (not frame.ever[slot])
            if frame.tail[slot]:
                assert {believes, blended} == {T}
                continue
            assert (believes is S) == (frame.runs[slot] >= 2)
            assert blended is (sees if frame.ever[slot] else believes)


def _did(deed: Deed, slot: int) -> Steering:
    return Steering(canvas=0, step=0, slot=slot, token=9, deed=deed)


@pytest.mark.parametrize("layer", list(Layer))
def test_a_pinned_slot_is_pinned_in_every_layer_and_in_the_tail_until_it_is_released(layer: Layer) -> None:
    frame = Frame.begun((9, 9, 9)).steered(_did(Deed.PIN, 0), _did(Deed.PIN, 2))
    assert [state is SlotState.PINNED for state in frame.states(layer)] == [True, False, True]
    frame = frame.stepped(step_of((9, 4, 0), "xxx"), VOCABULARY)
    assert [state is SlotState.PINNED for state in frame.states(layer)] == [True, False, True]
    frame = frame.steered(_did(Deed.RELEASE, 2))
    assert [state is SlotState.PINNED for state in frame.states(layer)] == [True, False, False]
    assert SlotState.PINNED not in frame.committed((9, 4, 0), VOCABULARY).states(layer)


def test_a_pinned_slot_holds_its_token_before_the_next_step_and_still_once_it_is_released() -> None:
    frame = Frame.begun((7, 7)).stepped(step_of((A, B), "--", ids=(7, 8)), VOCABULARY)
    pinned = frame.steered(_did(Deed.PIN, 0))
    assert (pinned.ids, pinned.words, pinned.draft) == ((9, 8), (9, B), (A, B))
    released = pinned.steered(_did(Deed.RELEASE, 0))
    assert (released.ids, released.words) == ((9, 8), (A, B))
    assert Frame.begun((7, 7)).steered(_did(Deed.PIN, 0)).words == ()


def test_what_is_forbidden_changes_no_state() -> None:
    frame = Frame.begun((9, 9, 9))
    assert frame.steered(_did(Deed.FORBID, 1)).states(Layer.SEES) == frame.states(Layer.SEES)
    assert frame.steered(_did(Deed.FORBID, 1)).grip.forbidden == {(1, 9)}
