"""Words are found again in the Markdown that they were written in."""

from __future__ import annotations

import pytest

from app.models.markup import place_of


@pytest.mark.parametrize(
    ("text", "behind", "words", "found"),
    [
        ("some **bold** words", "some ", "bold words", "bold** words"),
        ("fe**r**ed red", "fered ", "red", "red"),
        ("- one\n- two\n\nthree", "one\n", "two\nthree", "two\n\nthree"),
        ("a snake_case name", "a ", "snake_case", "snake_case"),
        ("a _private name", "a ", "_private", "_private"),
        ("see 1. this", "see ", "1. this", "1. this"),
        ("a * b * c", "a * b", " * c", " * c"),
        ("`**` and `**`", "** and ", "**", "**"),
        ("| ab | c |\n|---|---|\n| abc | x |", "ab\nc\n", "abc", "abc"),
        ("no-\n\nab | c\n:-:|--\n x | a -- b", "no-\nab\nc\nx\n", "a -- b", "a -- b"),
        ("| a \\| b |\n|---|\n| **a** \\| b |", "a | b\n", "a | b", "a** \\| b"),
        ("if a || b | c", "if a ", "|| b", "|| b"),
        ("```\n- x\n\n\n\n- y\n```", "", "- x\n\n\n\n- y", "- x\n\n\n\n- y"),
    ],
)
def test_words_are_found_over_marks_and_with_those_that_were_chosen(
    text: str, behind: str, words: str, found: str
) -> None:
    place = place_of(words, behind=behind, text=text)
    assert place is not None
    assert text[slice(*place)] == found
    assert place[0] >= text.index(found)


def test_of_equal_words_those_are_found_that_were_meant() -> None:
    text = "bold **bo**ld bold"
    assert [place_of("bold", behind="bold " * nth, text=text) for nth in range(4)] == [
        (0, 4),
        (7, 13),
        (14, 18),
        None,
    ]


@pytest.mark.parametrize("between", [" | ", " and "])
def test_where_more_than_marks_stands_between_them_they_are_in_no_place(between: str) -> None:
    assert place_of("red\nfox", behind="", text=f"red{between}fox") is None


@pytest.mark.parametrize("sign", ["_", "*", "~", "\\", "`", "\n"])
def test_a_line_to_be_filled_in_holds_nobody_up(sign: str) -> None:
    line = sign * 400
    text = f"Name: {line}; place: {line}x"
    assert place_of(f"{line}x", behind=f"Name: {line}; place: ", text=text) == (len(text) - 401, len(text))
    assert place_of(f"{line}y", behind="", text=text) is None
