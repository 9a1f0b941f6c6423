"""Which slots spell which characters of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.models.channels import split_channels
from engine import PieceKind, Vocabulary

REPLACEMENT = "\ufffd"  # stands for bytes that are no character


@dataclass(frozen=True, slots=True)
class Span:
    """A slot with the characters of the answer that it spells, from `start` to before `end`."""

    block: int
    slot: int
    start: int
    end: int


def spans_of(blocks: Sequence[Sequence[int]], vocabulary: Vocabulary, text: str) -> tuple[Span, ...]:
    """The spans of an answer, in order; none where its blocks do not spell the text."""
    spelled = list(_bytes_of(blocks, vocabulary))
    whole = b"".join(piece for _, _, piece in spelled)
    written = whole.decode(errors="replace")
    lead = len(written) - len(written.lstrip())
    if written.strip() != text or REPLACEMENT in written:
        return ()
    spans = []
    place = 0
    for block, slot, piece in spelled:
        start, place = place, place + len(piece)
        first = _characters(whole, start) - lead
        last = _characters(whole, place) + _is_within(whole, place) - lead
        spans.append(Span(block, slot, max(first, 0), min(max(last, 0), len(text))))
    return tuple(spans)


def is_beginning(blocks: Sequence[Sequence[int]], vocabulary: Vocabulary, text: str) -> bool:
    """Whether blocks spell less of an answer than there is; white space, which no block may hold, aside."""
    spelled = b"".join(piece for _, _, piece in _bytes_of(blocks, vocabulary)).decode(errors="replace")
    begun, whole = ("".join(each.split()) for each in (spelled, text))
    return begun != whole and whole.startswith(begun)


def chosen(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The spans that a selection touches, all of one block: that of its first character."""
    touched = _touched(spans, start, end)
    return tuple(span for span in touched if span.block == touched[0].block)


def goes_beyond(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether a selection goes on behind the block of its first character."""
    return len({span.block for span in _touched(spans, start, end)}) > 1


def _touched(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    return [span for span in spans if span.start < end and span.end > start]


def _bytes_of(blocks: Sequence[Sequence[int]], vocabulary: Vocabulary) -> Iterator[tuple[int, int, bytes]]:
    inside = False
    for block, ids in enumerate(blocks):
        split = split_channels(ids, vocabulary, inside=inside)
        inside = split.inside
        for slot in split.answer:
            if ids[slot] in vocabulary.end_ids:
                break  # a block that was stopped may end here, and the answer go on in the next
            piece = vocabulary.piece(ids[slot])
            if piece.kind is not PieceKind.SPECIAL:
                is_byte = piece.kind is PieceKind.BYTE
                yield (
                    block,
                    slot,
                    bytes.fromhex(piece.text) if is_byte else piece.text.encode(errors="replace"),
                )


def _is_within(whole: bytes, edge: int) -> bool:
    """Whether a character goes on behind an edge."""
    return edge < len(whole) and whole[edge] & 0xC0 == 0x80


def _characters(whole: bytes, edge: int) -> int:
    """How many characters end before an edge."""
    return len(whole[:edge].decode(errors="ignore"))
