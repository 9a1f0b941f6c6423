from __future__ import annotations

from app.models.channels import split_channels
from tests.app.fake_engine import CLOSE, END, OPEN, PAD, VOCABULARY, Reply, speller

A, B, C = 300, 301, 302
NEWLINE = VOCABULARY.tokens.index("\n")


def test_without_a_channel_everything_is_answer() -> None:
    split = split_channels((A, B, END, PAD), VOCABULARY, inside=False)
    assert (split.thought, split.answer, split.inside) == ((), (0, 1, 2, 3), False)


def test_a_thought_is_split_off_and_its_name_and_marks_belong_to_nobody() -> None:
    draft = (OPEN, A, NEWLINE, B, C, CLOSE, A, END)
    split = split_channels(draft, VOCABULARY, inside=False)
    assert (split.thought, split.answer, split.inside) == ((3, 4), (6, 7), False)


def test_a_thought_goes_on_in_the_next_canvas_until_it_is_closed() -> None:
    first = split_channels((OPEN, A, NEWLINE, B), VOCABULARY, inside=False)
    assert first.inside
    second = split_channels((A, CLOSE, B, END), VOCABULARY, inside=first.inside)
    assert (second.thought, second.answer, second.inside) == ((0,), (2, 3), False)


def test_the_tail_is_never_part_of_a_thought() -> None:
    split = split_channels((OPEN, A, NEWLINE, B, END, PAD), VOCABULARY, inside=False)
    assert (split.thought, split.answer) == ((3,), (4, 5))


def test_a_channel_spelled_out_as_text_is_text() -> None:
    ids = speller()("<b>")
    assert split_channels(ids, VOCABULARY, inside=False).thought == ()


def test_a_reply_with_a_thought_is_split_as_it_is_read() -> None:
    ids = Reply(text="the drop", thought="the glass is cold").ids()
    split = split_channels(ids, VOCABULARY, inside=False)
    words = [VOCABULARY.piece(ids[slot]).text for slot in split.thought]
    assert "".join(words).strip() == "the glass is cold"
