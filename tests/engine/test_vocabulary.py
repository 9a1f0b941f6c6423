from __future__ import annotations

from dataclasses import replace

import pytest

from engine.vocabulary import Piece, PieceKind, Vocabulary

VOCABULARY = Vocabulary(
    tokens=("<pad>", "<eos>", "▁drop", "let", "<0xE2>", "<0xZ", "▁▁", "<0xZZ>"),
    special_ids=frozenset({0, 1}),
    end_ids=frozenset({1}),
    pad_id=0,
)


@pytest.mark.parametrize(
    ("token_id", "piece"),
    [
        (0, Piece("<pad>", PieceKind.SPECIAL)),
        (2, Piece(" drop", PieceKind.TEXT)),
        (3, Piece("let", PieceKind.TEXT)),
        (4, Piece("E2", PieceKind.BYTE)),
        (5, Piece("<0xZ", PieceKind.TEXT)),
        (6, Piece("  ", PieceKind.TEXT)),
        (7, Piece("<0xZZ>", PieceKind.TEXT)),
    ],
)
def test_an_id_becomes_the_piece_that_a_person_can_read(token_id: int, piece: Piece) -> None:
    assert VOCABULARY.piece(token_id) == piece


@pytest.mark.parametrize("token_id", [-1, 8])
def test_an_id_outside_the_vocabulary_names_itself(token_id: int) -> None:
    assert VOCABULARY.piece(token_id) == Piece(f"<{token_id}>", PieceKind.SPECIAL)


def test_end_tokens_and_padding_are_the_tail() -> None:
    assert [VOCABULARY.is_tail(token_id) for token_id in range(4)] == [True, True, False, False]


def test_a_fingerprint_changes_with_whatever_changes_how_ids_are_read() -> None:
    others = [
        replace(VOCABULARY, tokens=(*VOCABULARY.tokens[:-1], "x")),
        replace(VOCABULARY, tokens=VOCABULARY.tokens[:-1]),
        replace(VOCABULARY, special_ids=frozenset({0})),
        replace(VOCABULARY, end_ids=frozenset({0, 1})),
        replace(VOCABULARY, pad_id=1),
    ]
    prints = {vocabulary.fingerprint() for vocabulary in (VOCABULARY, *others)}
    assert len(prints) == len(others) + 1
    assert replace(VOCABULARY).fingerprint() == VOCABULARY.fingerprint()


def test_half_a_surrogate_pair_in_a_token_has_a_fingerprint() -> None:
    assert replace(VOCABULARY, tokens=("\ud800",)).fingerprint()
