from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.blocks import blocks, plain
from app.models.sections import LONG, SHORT, WHOLE, Section, sections, sections_as_written

WORDS = "word " * (SHORT // 5)


def _texts(text: str) -> list[str]:
    return [section.text for section in sections(text)]


def test_a_text_is_parted_only_where_a_section_can_begin() -> None:
    fence = f"```\n{WORDS}\n\n{WORDS}\n```\n"
    listed = "1. one\n\n   still one\n\n2. two\n"
    text = f"{WORDS}\n\n{fence}\n{listed}\nlast"
    parts = _texts(text)
    assert "".join(parts) == text
    assert parts[1] == fence + "\n"
    assert parts[2].startswith("1. ")
    assert "still one" in parts[2]


def test_what_grows_at_its_end_keeps_its_first_sections() -> None:
    text = f"{WORDS}\n\n" * 5
    assert sections(text + "more")[:4] == sections(text)[:4]


def test_a_text_without_marks_is_parted_only_where_it_is_very_long() -> None:
    text = f"{WORDS}\n\n" * (WHOLE // (SHORT + 2))
    assert sections_as_written(text) == [Section(text)]
    assert sections_as_written(text * 2) == sections(text * 2)


@pytest.mark.parametrize("line", ["- an item\n", "a row of words\n", "words without end ", "x" * 50])
def test_no_section_grows_without_end(line: str) -> None:
    text = line * (100_000 // len(line))
    assert "".join(_texts(text)) == text
    assert max(map(len, _texts(text))) <= 3 * LONG + len(line)


def test_a_line_without_end_is_cut_behind_words_and_sentences() -> None:
    latin, chinese = _texts("words without end " * 1000), _texts("露点是空气凝结的温度。" * 1000)
    assert all(len(part) <= LONG and part.endswith(" ") for part in latin)
    assert all(len(part) <= LONG / 3 and part.endswith("。") for part in chinese)


def test_code_is_never_cut() -> None:
    code = "```\n" + "x = 1\n" * LONG + "```\n"
    assert _texts(f"{code}after") == [code, "after"]


def test_a_table_that_is_cut_goes_on_under_its_head() -> None:
    head = "| a | b |\n|---|:--|\n"
    table = head + "| 1 | 2 |\n" * LONG
    parts = sections(f"{table}\nafter")
    assert parts[0].lead == ""
    assert {part.lead for part in parts[1:]} == {head}
    assert sections(f"{table}\n{WORDS}\n\nafter")[-1].lead == ""


def test_the_head_of_a_table_is_not_cut_off() -> None:
    rows = "row\n" * (LONG // 4)
    for size in range(LONG - 8, LONG + 8):
        parts = _texts(rows[:size] + "\n| a |\n|---|\n| 1 |\n")
        assert not any(part.startswith("|---") for part in parts)


@given(st.text(alphabet="ab`~\n -1.|>*[]("))
def test_sections_are_the_text_and_any_text_is_read(text: str) -> None:
    assert "".join(_texts(text)) == text
    for section in sections(text):
        blocks(section)
    plain(text)
