from __future__ import annotations

import pytest

from engine.errors import InvalidOption
from engine.steering import Renoising

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
