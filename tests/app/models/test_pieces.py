"""Hazards of noise: bytes, bidi, controls, lone marks. Nothing that is drawn can touch its neighbours."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.pieces import LONGEST, Glyph, Glyphs, Ink, glyph_of, utf8_length
from engine import Piece, PieceKind
from tests.app.fake_engine import SPECIAL, VOCABULARY

BYTE = len(SPECIAL)


def _text(text: str) -> Glyph:
    return glyph_of(Piece(text, PieceKind.TEXT))


def test_a_word_keeps_its_text_and_its_leading_spaces_apart() -> None:
    assert _text(" drop") == Glyph("drop", Ink.WORD, lead=1)
    assert _text("ing") == Glyph("ing")
    assert _text("  ") == Glyph("", Ink.WORD, lead=2)


@pytest.mark.parametrize(
    "char", ["\u200e", "\u202e", "\u2066", "\u200b", "\ufeff", "\x07", "\ue000", "\u2028"]
)
def test_a_character_without_a_harmless_look_becomes_a_chip_with_its_name(char: str) -> None:
    glyph = _text(char)
    assert glyph.ink is Ink.CHIP
    assert glyph.text == f"U+{ord(char):04X}"


def test_a_hazard_within_a_word_is_named_in_its_place() -> None:
    assert _text(" a\u202eb") == Glyph("aU+202Eb", Ink.CHIP, lead=1)


@pytest.mark.parametrize("mark", ["\u0301", "\u20dd", "\u0e31", "\u0903"])
def test_a_lone_mark_stands_on_a_dotted_circle(mark: str) -> None:
    assert _text(mark).text == f"◌{mark}"


def test_joiners_stay_within_a_cluster_and_are_named_at_its_edge() -> None:
    assert _text("👩\u200d👧") == Glyph("👩\u200d👧")
    assert _text("\u200d") == Glyph("U+200D", Ink.CHIP)


def test_line_ends_break_and_tabs_are_arrows() -> None:
    assert _text("\n\n") == Glyph("↵↵", Ink.BREAK)
    assert _text("a\n").text == "a↵"
    assert _text("\t").text == "→"


def test_structure_and_emptiness_are_chips() -> None:
    assert glyph_of(Piece("<|turn>", PieceKind.SPECIAL)) == Glyph("<|turn>", Ink.CHIP)
    assert glyph_of(Piece("", PieceKind.SPECIAL)).text == "∅"
    assert _text("").text == "∅"


def test_a_very_long_piece_is_cut() -> None:
    assert len(_text("x" * 500).text) == LONGEST


def test_bytes_that_complete_a_character_are_one_glyph_over_several_slots() -> None:
    row = Glyphs(VOCABULARY).row([300, *(BYTE + value for value in "é😀".encode()), 301])
    assert [glyph.text for glyph in row[1:7]] == ["é", "", "😀", "", "", ""]
    assert [glyph.ink for glyph in row[1:4]] == [Ink.WORD, Ink.JOINED, Ink.WORD]


def test_bytes_that_complete_nothing_are_hex_chips() -> None:
    row = Glyphs(VOCABULARY).row([BYTE + 0xE2, BYTE + 0x82, 300, BYTE + 0xFF, BYTE + 0xC3])
    assert [glyph.text for glyph in row if glyph.ink is Ink.CHIP] == ["E2", "82", "FF", "C3"]


def test_an_overlong_or_surrogate_sequence_is_no_character() -> None:
    row = Glyphs(VOCABULARY).row([BYTE + value for value in (0xE0, 0x80, 0x80, 0xED, 0xA0, 0x80)])
    assert {glyph.ink for glyph in row} == {Ink.CHIP}


def test_bytes_of_a_control_character_do_not_slip_through_joined() -> None:
    row = Glyphs(VOCABULARY).row([BYTE + value for value in "\u202e".encode()])
    assert row[0] == Glyph("U+202E", Ink.CHIP)


def test_an_id_beyond_the_vocabulary_is_named() -> None:
    assert Glyphs(VOCABULARY).glyph(10**6) == Glyph("<1000000>", Ink.CHIP)


@pytest.mark.parametrize(
    ("lead", "length"), [(0x41, 1), (0xC3, 2), (0xE2, 3), (0xF0, 4), (0x80, 0), (0xC0, 0), (0xF5, 0)]
)
def test_the_first_byte_tells_the_length(lead: int, length: int) -> None:
    assert utf8_length(lead) == length


@given(st.text(max_size=12))
def test_no_piece_of_text_draws_a_control_or_bidi_character(text: str) -> None:
    shown = _text(text).text
    hidden = [char for char in shown if unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}]
    assert set(hidden) <= {"\u200c", "\u200d"}
    assert not shown.startswith(("\u200c", "\u200d"))


@given(st.lists(st.integers(0, len(VOCABULARY.tokens) + 3), max_size=40))
def test_a_row_has_one_glyph_a_slot(ids: list[int]) -> None:
    assert len(Glyphs(VOCABULARY).row(ids)) == len(ids)
