"""Sizes and times as people read them."""

from __future__ import annotations

import pytest

from app.models.amounts import memory_words, size_words, time_words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "2 kB"), (52e6, "52 MB"), (18_860_000_000, "18.9 GB")],
)
def test_a_size_has_its_unit(size: float, words: str) -> None:
    assert size_words(size) == words


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 MiB"), (600 * 2**20, "600 MiB"), (24 * 2**30, "24.0 GiB")]
)
def test_memory_has_units_of_its_own(size: float, words: str) -> None:
    assert memory_words(size) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "5 s"), (42, "40 s"), (90, "2 min"), (3000, "50 min"), (9000, "2.5 h")]
)
def test_a_time_is_no_finer_than_it_can_be_known(seconds: float, words: str) -> None:
    assert time_words(seconds) == words
