from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.models.spans import Span, chosen, is_beginning, spans_of
from tests.app.fake_engine import CLOSE, END, NEWLINE, OPEN, PAD, VOCABULARY, read, speller

spell = speller()


def _blocks(text: str, length: int = 8) -> list[tuple[int, ...]]:
    ids = [*spell(text), END]
    ids += [PAD] * (-len(ids) % length)
    return [tuple(ids[start : start + length]) for start in range(0, len(ids), length)]


def _spans(blocks: list[tuple[int, ...]]) -> tuple[Span, ...]:
    text = read([token for block in blocks for token in block])[1]
    return spans_of(blocks, VOCABULARY, text)


@given(
    st.lists(st.sampled_from(("drop", "glass", "é", "世界", "😀", "xyz", "\n", ".")), min_size=1, max_size=20)
)
def test_spans_cover_the_text_without_a_gap_whatever_it_is_made_of(words: list[str]) -> None:
    blocks = _blocks(" ".join(words).strip() or "drop")
    text = read([token for block in blocks for token in block])[1]
    spans = spans_of(blocks, VOCABULARY, text)
    assert (spans[0].start, spans[-1].end) == (0, len(text))
    assert all(one.end <= other.end and one.start <= other.start for one, other in pairwise(spans))
    covered = {place for span in spans for place in range(span.start, span.end)}
    assert covered == set(range(len(text)))


def test_a_word_is_its_slots() -> None:
    blocks = _blocks("the cold drop")
    spans = _spans(blocks)
    assert [(span.slot, span.start, span.end) for span in spans] == [(0, 0, 3), (1, 3, 8), (2, 8, 13)]
    assert [span.slot for span in chosen(spans, 5, 6)] == [1]
    assert [span.slot for span in chosen(spans, 4, 10)] == [1, 2]


def test_a_character_of_several_bytes_is_changed_with_all_of_them() -> None:
    blocks = _blocks("a ☃ b")  # a snowman is no piece of this vocabulary: bytes
    spans = _spans(blocks)
    touched = chosen(spans, 2, 3)
    assert len(touched) >= 3


def test_blocks_that_lack_the_end_of_a_text_are_known_whatever_stands_between_them() -> None:
    text = "the cold drop\n\nis clear and the glass is dark"
    first, second, *others = blocks = _blocks(text, length=4)
    assert is_beginning([first, second], VOCABULARY, text)
    assert is_beginning([], VOCABULARY, text)
    assert not is_beginning(blocks, VOCABULARY, text)
    assert not is_beginning(blocks, VOCABULARY, text.replace("\n\n", " "))
    assert not is_beginning([first, *others], VOCABULARY, text)  # it spells something else
    assert not is_beginning([], VOCABULARY, "")


def test_a_block_that_was_stopped_at_an_end_does_not_end_an_answer_that_goes_on() -> None:
    first, second = [*spell("the cold drop"), END, PAD], [*spell("is clear"), END]
    text = "the cold drop is clear"
    spans = spans_of([first, second], VOCABULARY, text)
    assert [text[span.start : span.end].strip() for span in spans if span.block == 1] == ["is", "clear"]
    assert is_beginning([first], VOCABULARY, text)
    assert not is_beginning([first, second], VOCABULARY, text)


def test_a_selection_over_two_blocks_is_that_of_the_first() -> None:
    blocks = _blocks("the the the the the the the the the the")
    spans = _spans(blocks)
    assert {span.block for span in spans} == {0, 1}
    assert {span.block for span in chosen(spans, 0, 999)} == {0}


def test_a_thought_is_no_part_of_the_answer() -> None:
    ids = (OPEN, *spell("thought")[:1], NEWLINE, *spell("drop"), CLOSE, *spell("glass"), END)
    spans = _spans([ids])
    assert [span.slot for span in spans] == [ids.index(CLOSE) + 1]


def test_blocks_that_spell_another_text_have_no_spans() -> None:
    assert spans_of(_blocks("the drop"), VOCABULARY, "the glass") == ()
    assert chosen((), 0, 5) == ()
