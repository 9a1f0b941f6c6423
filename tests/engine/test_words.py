"""What the engine says, and how another language says it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.words import in_english, parts_of, said, said_again, say_with, size_words


@pytest.fixture
def loudly() -> Iterator[None]:
    say_with(lambda words, **fields: in_english(words, **fields).upper())
    yield
    say_with(in_english)


def test_words_are_english_with_what_is_put_in() -> None:
    assert said("{size:.1f} GB of {card} are free.", size=4.25, card="RTX") == "4.2 GB of RTX are free."
    assert said("Braces {stay} where nothing is put in.") == "Braces {stay} where nothing is put in."


@pytest.mark.usefixtures("loudly")
def test_words_are_said_as_the_program_around_the_engine_says_them() -> None:
    assert said("{count} files", count=2) == "2 FILES"


def test_a_sentence_that_crosses_to_another_process_is_said_in_its_words(
    request: pytest.FixtureRequest,
) -> None:
    sentence = said("{what} in {folder}.", what=said("{count} files", count=2), folder=Path("a"))
    crossed = json.loads(json.dumps(parts_of(sentence)))
    assert said_again(crossed) == sentence == "2 files in a."
    request.getfixturevalue("loudly")
    assert said_again(crossed) == "2 FILES IN A."


def test_text_that_was_not_said_crosses_as_it_is() -> None:
    assert said_again(parts_of("plain")) == "plain"


def test_a_copy_of_a_sentence_is_one() -> None:
    assert copy.deepcopy(said("{count} files", count=2)).fields == {"count": 2}


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(0, "0 bytes"), (1000, "1.0 kB"), (6_849_608, "6.8 MB"), (18_900_000_000, "18.9 GB")],
)
def test_a_size_is_told_in_the_unit_in_which_it_is_more_than_one(size_bytes: int, words: str) -> None:
    assert size_words(size_bytes) == words
