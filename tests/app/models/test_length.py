from __future__ import annotations

import pytest

from app.models.length import length_of


def test_a_sure_end_is_told_as_a_number() -> None:
    length = length_of([0.0] * 61 + [1.0] * 195)
    assert (length.expected, length.low, length.high) == (61, 61, 61)
    assert length.in_words() == "61 tokens in this block"


def test_an_unsure_end_is_told_as_a_range() -> None:
    length = length_of([0.0] * 40 + [index / 40 for index in range(1, 41)] + [1.0] * 20)
    assert length.expected == pytest.approx(40 + 19.5)
    assert 40 < length.low < length.high < 80
    assert length.in_words() == f"probably about 60 tokens in this block, {length.low} to {length.high}"


def test_no_end_in_sight_is_longer_than_the_block() -> None:
    assert length_of([0.001] * 256).in_words() == "longer than this block"


def test_a_dip_behind_a_likely_end_does_not_lengthen_it() -> None:
    assert length_of([0.0, 1.0, 0.2, 1.0]).expected == 1
