from __future__ import annotations

from app.models.canvas import Frame, SlotState
from app.models.looks import CELL, DOT, HAZE, SYLLABLES, View, looks_of, on_canvas, spoken, stand_in
from app.models.pieces import Glyphs, Ink
from engine import Deed, Steering
from tests.app.fake_engine import END, PAD, VOCABULARY, speller
from tests.app.steps import step_of

DROP, GLASS = speller()("drop glass")[:2]
NEWLINE = VOCABULARY.tokens.index("\n")
GLYPHS = Glyphs(VOCABULARY)


def _after(*drafts: tuple[int, ...], ids: tuple[int, ...], accepted: tuple[bool, ...]) -> Frame:
    """A canvas after one step a draft; the last step left `ids` and kept what `accepted` says."""
    frame = Frame.begun(ids)
    for step, draft in enumerate(drafts):
        kept = accepted if step == len(drafts) - 1 else (False,) * len(draft)
        frame = frame.stepped(step_of(draft, kept, ids=ids, step=step), VOCABULARY)
    return frame


def test_before_the_first_step_every_slot_is_haze() -> None:
    looks = looks_of(Frame.begun((DROP, GLASS)), (0, 1), GLYPHS, View.MASKS)
    assert [look.room for look in looks] == [HAZE, HAZE]
    assert not any(look.legible for look in looks)


def test_masks_hide_a_moving_draft_and_show_a_stable_or_kept_one() -> None:
    frame = _after((GLASS, DROP, DROP), (GLASS, GLASS, DROP), ids=(7, 7, 7), accepted=(False, False, True))
    looks = looks_of(frame, (0, 1, 2), GLYPHS, View.MASKS)
    assert [look.state for look in looks] == [SlotState.STABLE, SlotState.DRAFT, SlotState.ACCEPTED]
    assert [look.legible for look in looks] == [True, False, True]
    assert looks[1].room == GLYPHS.glyph(GLASS)


def test_masks_show_the_draft_and_never_the_noise() -> None:
    frame = _after((DROP,), (DROP,), ids=(GLASS,), accepted=(False,))
    assert looks_of(frame, (0,), GLYPHS, View.MASKS)[0].glyph == GLYPHS.glyph(DROP)


def test_noise_shows_the_very_tokens_in_the_places_of_the_drafts() -> None:
    frame = _after((DROP, DROP), (DROP, DROP), ids=(GLASS, NEWLINE), accepted=(False, False))
    looks = looks_of(frame, (0, 1), GLYPHS, View.NOISE)
    assert [look.room for look in looks] == [GLYPHS.glyph(DROP)] * 2
    assert [look.glyph.text for look in looks] == ["glass", "↵"]
    assert looks[1].glyph.ink is Ink.WORD  # a line end of the noise ends no line
    assert all(look.legible and look.state is SlotState.NOISE for look in looks)


def test_the_tail_is_told_apart_and_keeps_cells_of_its_own_in_the_noise() -> None:
    frame = _after((DROP, END, PAD), ids=(DROP, GLASS, PAD), accepted=(True, False, True))
    masks = looks_of(frame, (0, 1, 2), GLYPHS, View.MASKS)
    noise = looks_of(frame, (0, 1, 2), GLYPHS, View.NOISE)
    assert [look.in_tail for look in masks] == [False, True, True]
    assert [look.room is DOT for look in masks] == [False, True, True]
    assert [look.room is CELL for look in noise] == [False, True, True]
    assert [look.legible for look in noise] == [True, True, False]  # a cell of padding is empty


def test_a_kept_token_that_is_not_the_draft_is_told_in_every_view() -> None:
    frame = _after((DROP, DROP, DROP), ids=(DROP, GLASS, GLASS), accepted=(True, True, False))
    for view in View:
        assert [look.differs for look in looks_of(frame, (0, 1, 2), GLYPHS, view)] == [False, True, False]


def test_a_committed_canvas_is_its_text_in_either_view() -> None:
    frame = _after((DROP, GLASS), ids=(7, 7), accepted=(False, False)).committed((DROP, END), VOCABULARY)
    for view in View:
        looks = looks_of(frame, (0, 1), GLYPHS, view)
        assert [look.state for look in looks] == [SlotState.FROZEN] * 2
        assert looks[0].glyph == GLYPHS.glyph(DROP)
        assert looks[0].legible


def test_only_the_wanted_slots_are_drawn_in_their_order() -> None:
    frame = _after((DROP, GLASS, DROP), ids=(7, 7, 7), accepted=(True,) * 3)
    looks = looks_of(frame, (2, 1), GLYPHS, View.MASKS)
    assert [look.room.text for look in looks] == ["drop", "glass"]


def test_in_place_of_a_moving_draft_noise_may_stand_and_words_may_be_held_back_until_they_are_final() -> None:
    frame = _after((GLASS, DROP), (GLASS, GLASS), ids=(GLASS, DROP), accepted=(False, False))
    assert [look.legible for look in looks_of(frame, (0, 1), GLYPHS, View.MASKS)] == [True, False]
    tokens = looks_of(frame, (0, 1), GLYPHS, View.TOKENS)
    assert [look.glyph.text for look in tokens] == ["glass", "drop"]
    assert tokens[1].room == GLYPHS.glyph(GLASS)
    held = looks_of(frame, (0, 1), GLYPHS, View.HELD)
    assert not any(look.legible for look in held)
    final = frame.committed((GLASS, GLASS), VOCABULARY)
    assert all(look.legible for look in looks_of(final, (0, 1), GLYPHS, View.HELD))


def test_syllables_stand_for_random_tokens_and_for_nothing_that_was_kept() -> None:
    frame = _after((DROP, DROP, DROP), ids=(GLASS, GLASS, DROP), accepted=(False, True, False))
    pinned = frame.steered(Steering(canvas=0, step=1, slot=2, token=DROP, deed=Deed.PIN))
    for noisy, kept in ((frame, {1}), (pinned, {1, 2}), (Frame.begun(frame.ids), set())):
        true, drawn = (on_canvas(noisy, GLYPHS, true_noise=each) for each in (True, False))
        for slot, token in enumerate(noisy.ids):
            assert drawn[slot] == (true[slot] if slot in kept else stand_in(token))
    for view in (View.NOISE, View.TOKENS):
        looks = looks_of(frame, (0, 1), GLYPHS, view, true_noise=False)
        assert [look.glyph.text for look in looks] == [
            stand_in(GLASS).text,
            "glass" if view is View.NOISE else "drop",
        ]


def test_a_pinned_slot_is_its_word_at_once_in_every_view() -> None:
    frame = _after((DROP, DROP), ids=(NEWLINE, NEWLINE), accepted=(True, True))
    pinned = frame.steered(Steering(canvas=0, step=1, slot=0, token=GLASS, deed=Deed.PIN))
    for view in View:
        looks = looks_of(pinned, (0, 1), GLYPHS, view)
        assert looks[0].state is SlotState.PINNED
        assert looks[0].word is not None
        assert looks[0].word.text == "glass"
        assert looks[1] == looks_of(frame, (1,), GLYPHS, view)[0]


def test_a_pinned_slot_in_the_tail_has_the_room_of_its_word() -> None:
    frame = _after((DROP, END, PAD), ids=(DROP, END, PAD), accepted=(True,) * 3)
    pinned = frame.steered(Steering(canvas=0, step=1, slot=2, token=GLASS, deed=Deed.PIN))
    looks = looks_of(pinned, (1, 2), GLYPHS, View.MASKS)
    assert [look.room for look in looks] == [DOT, GLYPHS.glyph(GLASS)]


def test_a_token_has_always_the_same_syllable_and_each_is_a_word_in_latin_letters() -> None:
    assert {stand_in(token) for token in range(1000)} == set(SYLLABLES)
    assert [stand_in(token).text for token in (0, 1, 5, 35)] == ["la", "le", "ma", "la"]
    for glyph in SYLLABLES:
        assert glyph.ink is Ink.WORD
        assert glyph.text.isascii()
        assert glyph.text.isalpha()


def test_what_is_read_aloud_has_an_ellipsis_wherever_no_word_stands() -> None:
    frame = _after(
        (GLASS, DROP, DROP, NEWLINE, DROP, END, PAD),
        ids=(7,) * 7,
        accepted=(True, False, False, True, True, True, True),
    )
    looks = looks_of(frame, range(7), GLYPHS, View.MASKS)
    assert spoken(looks) == "glass …\n drop"
    assert spoken(looks_of(Frame.begun((7, 7)), (0, 1), GLYPHS, View.MASKS)) == "…"
