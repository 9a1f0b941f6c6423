from __future__ import annotations

import pytest

from engine.errors import InvalidOption
from engine.steering import MOST_FORBIDDEN, Deed, Grip, Renoising, Steering
from tests.engine.brackets import refuses_in_words

BLOCKS = ((5, 6, 7, 8), (9, 2, 1, 0))
TAIL_IDS = frozenset({0, 1})


@pytest.mark.parametrize(
    ("block", "slots", "told"),
    [
        (2, {0}, "no block 2"),
        (-1, {0}, "no block -1"),
        (0, set(), "No slot"),
        (0, {4}, "outside"),
        (1, {-1}, "outside"),
    ],
)
def test_what_cannot_be_changed_is_refused(block: int, slots: set[int], told: str) -> None:
    with pytest.raises(InvalidOption, match=told):
        Renoising(blocks=BLOCKS, block=block, slots=frozenset(slots))


def test_all_other_slots_of_the_block_are_held_with_their_ids() -> None:
    assert Renoising(blocks=BLOCKS, block=0, slots=frozenset({1, 2})).held == {0: 5, 3: 8}


@pytest.mark.parametrize(
    ("block", "slots", "inside"),
    [
        (0, {3}, {3}),  # another block follows
        (1, {0}, {0}),  # text follows in the block
        (1, {0, 1}, set()),  # only the end follows
        (1, {1, 2, 3}, set()),
        (1, {0, 2}, {0}),
    ],
)
def test_an_answer_must_not_end_before_text_that_stays(block: int, slots: set[int], inside: set[int]) -> None:
    assert Renoising(blocks=BLOCKS, block=block, slots=frozenset(slots)).inside(TAIL_IDS) == inside


@pytest.mark.parametrize(
    "fits", [{"canvas_length": 5, "vocabulary_size": 10}, {"canvas_length": 4, "vocabulary_size": 9}]
)
def test_an_answer_of_another_model_is_refused(fits: dict[str, int]) -> None:
    renoising = Renoising(blocks=BLOCKS, block=0, slots=frozenset({0}))
    assert renoising.checked(canvas_length=4, vocabulary_size=10) is renoising
    with pytest.raises(InvalidOption, match="another model"):
        renoising.checked(**fits)


def _did(deed: Deed, slot: int = 2, token: int = 7) -> Steering:
    return Steering(canvas=0, step=3, slot=slot, token=token, deed=deed)


@pytest.mark.parametrize("name", ["canvas", "step", "slot", "token"])
def test_a_deed_names_its_place_with_numbers_from_0_up(name: str) -> None:
    place = {"canvas": 0, "step": 0, "slot": 0, "token": 0} | {name: -1}
    with pytest.raises(InvalidOption, match="-1"):
        Steering(**place, deed=Deed.PIN)


def test_a_deed_with_another_model_is_refused() -> None:
    did = _did(Deed.PIN)
    assert did.checked(canvas_length=3, vocabulary_size=8) is did
    for fits in ({"canvas_length": 2, "vocabulary_size": 8}, {"canvas_length": 3, "vocabulary_size": 7}):
        with pytest.raises(InvalidOption, match="another model"):
            did.checked(**fits)


def test_a_grip_is_the_sum_of_the_deeds() -> None:
    grip = Grip()
    assert not grip
    pinned = grip.after(_did(Deed.PIN)).after(_did(Deed.PIN, token=9)).after(_did(Deed.PIN, slot=0))
    assert pinned.pinned == {2: 9, 0: 7}
    assert pinned.after(_did(Deed.RELEASE)).pinned == {0: 7}
    forbidden = grip.after(_did(Deed.FORBID)).after(_did(Deed.FORBID, token=8))
    assert forbidden
    assert forbidden.forbidden == {(2, 7), (2, 8)}
    assert forbidden.after(_did(Deed.ALLOW)).forbidden == {(2, 8)}


def test_so_many_ids_can_be_forbidden_in_a_slot_and_no_more() -> None:
    grip = Grip()
    for token in range(MOST_FORBIDDEN):
        grip = grip.after(_did(Deed.FORBID, token=token))
    grip.after(_did(Deed.FORBID, token=0)).after(_did(Deed.FORBID, slot=3, token=99))
    with pytest.raises(InvalidOption, match=f"At most {MOST_FORBIDDEN}"):
        grip.after(_did(Deed.FORBID, token=99))


def test_taking_back_what_was_not_done_changes_nothing() -> None:
    assert Grip().after(_did(Deed.RELEASE)) == Grip().after(_did(Deed.ALLOW)) == Grip()


ENDED = Renoising(blocks=((5, 6, 7, 8, 9, 1, 0, 0),), block=0, slots=frozenset({1, 2}))
ENDS = {"end_ids": frozenset({1}), "pad_id": 0}


@pytest.mark.parametrize(
    ("length", "held", "slots"),
    [
        (1, {0: 5, 2: 8, 3: 9, 4: 1, 5: 0, 6: 0, 7: 0}, {1}),
        (2, {0: 5, 3: 8, 4: 9, 5: 1, 6: 0, 7: 0}, {1, 2}),
        (4, {0: 5, 5: 8, 6: 9, 7: 1}, {1, 2, 3, 4}),
    ],
)
def test_with_fewer_or_more_slots_what_stands_behind_them_moves_and_is_held(
    length: int, held: dict[int, int], slots: set[int]
) -> None:
    resized = ENDED.resized(length, **ENDS)  # type: ignore[arg-type]  # as they are named
    assert resized.held == held
    assert resized.slots == slots
    assert resized.blocks == ENDED.blocks  # the answer as it was
    assert len(resized.begun) == 8
    assert resized.checked(canvas_length=8, vocabulary_size=10) is resized


@pytest.mark.parametrize(
    ("renoising", "length", "told"),
    [
        (ENDED, 0, "one token, the least"),
        (ENDED, 5, "room left: 2"),
        (Renoising(blocks=((5, 6, 7), (8, 1, 0)), block=0, slots=frozenset({1})), 2, "full to its end"),
        (Renoising(blocks=((5, 6, 7),), block=0, slots=frozenset({1})), 1, "full to its end"),
    ],
)
def test_where_there_is_no_room_it_is_refused(renoising: Renoising, length: int, told: str) -> None:
    with pytest.raises(InvalidOption, match=told):
        renoising.resized(length, **ENDS)  # type: ignore[arg-type]  # as they are named


@pytest.mark.usefixtures("bracketed")
def test_refusals_are_told_in_the_words_that_are_spoken() -> None:
    small = {"canvas_length": 2, "vocabulary_size": 3}
    full = Renoising(blocks=BLOCKS, block=0, slots=frozenset({1}))
    grip = Grip(forbidden=frozenset((2, token) for token in range(MOST_FORBIDDEN)))
    assert refuses_in_words(_did, Deed.PIN, slot=-1)
    assert refuses_in_words(_did(Deed.PIN).checked, **small)
    assert refuses_in_words(grip.after, _did(Deed.FORBID, token=99))
    assert refuses_in_words(full.checked, **small)
    assert refuses_in_words(full.resized, 2, **ENDS)
    assert refuses_in_words(ENDED.resized, 0, **ENDS)
    assert refuses_in_words(ENDED.resized, 5, **ENDS)
    assert refuses_in_words(Renoising, blocks=BLOCKS, block=2, slots=frozenset({0}))
    assert refuses_in_words(Renoising, blocks=BLOCKS, block=0, slots=frozenset())
    assert refuses_in_words(Renoising, blocks=BLOCKS, block=0, slots=frozenset({4}))
