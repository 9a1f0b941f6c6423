from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.canvas import Layer, SlotState
from app.models.looks import CELL, STYLES, View, looks_of, stand_in
from app.models.pieces import Glyphs, Ink
from app.models.recording import CanvasRecording
from app.models.replay_looks import replayed, rooms_of
from engine import Deed, Steering
from tests.app.fake_engine import END, PAD, VOCABULARY, speller
from tests.app.recordings import canvas_of, recording_of
from tests.app.steps import step_of

DROP, GLASS = speller()("drop glass")[:2]
NEWLINE = VOCABULARY.tokens.index("\n")
GLYPHS = Glyphs(VOCABULARY)


def test_every_frame_is_laid_out_for_the_words_it_ends_with() -> None:
    for canvas in recording_of().canvases:
        rooms = rooms_of(canvas, GLYPHS)
        for layer in Layer:
            for frame in range(canvas.length):
                looks = replayed(canvas, frame, layer, rooms, GLYPHS)
                assert [look.room for look in looks] == rooms


def test_a_draft_of_another_word_stands_in_the_final_place_without_its_space() -> None:
    canvas = canvas_of(
        [step_of((GLASS,), "x"), step_of((NEWLINE,), "x", step=1), step_of((DROP,), "x", step=2)]
    )
    rooms = rooms_of(canvas, GLYPHS)
    first, second, third = (replayed(canvas, frame, Layer.BLENDED, rooms, GLYPHS)[0] for frame in (1, 2, 3))
    assert (first.glyph.text, first.glyph.lead) == ("glass", 0)
    assert second.glyph.ink is Ink.WORD  # no line ends where none ends in the end
    assert third.glyph is third.room


def test_what_the_model_sees_are_the_ids_on_the_canvas() -> None:
    canvas = canvas_of([step_of((DROP, DROP), "x-", ids=(DROP, GLASS))])
    looks = replayed(canvas, 1, Layer.SEES, rooms_of(canvas, GLYPHS), GLYPHS)
    assert [look.glyph.text for look in looks] == ["drop", "glass"]
    assert [look.state for look in looks] == [SlotState.ACCEPTED, SlotState.NOISE]
    assert all(look.legible for look in looks)


def test_the_tail_keeps_cells_of_its_own() -> None:
    canvas = canvas_of([step_of((DROP, END, DROP), "xxx")])
    assert [room is CELL for room in rooms_of(canvas, GLYPHS)] == [False, True, True]


BELIEVED = (SlotState.DRAFT, SlotState.STABLE, SlotState.SETTLED)
SHRINKING = [
    step_of((DROP, GLASS, DROP), "xx-", ids=(DROP, DROP, GLASS)),
    step_of((DROP, END, PAD), "xxx", step=1),
]
GROWING = [step_of((DROP, END, PAD), "xxx"), step_of((DROP, GLASS, DROP), "xx-", step=1)]


@pytest.mark.parametrize("canvas", [*recording_of().canvases, canvas_of(SHRINKING), canvas_of(GROWING)])
def test_a_replay_draws_every_slot_as_it_was_drawn_live(canvas: CanvasRecording) -> None:
    rooms = rooms_of(canvas, GLYPHS)
    for number, frame in enumerate(canvas.frames):
        for layer, view in ((Layer.BLENDED, View.MASKS), (Layer.SEES, View.NOISE)):
            live = looks_of(frame, range(canvas.slots), GLYPHS, view)
            for was, look in zip(live, replayed(canvas, number, layer, rooms, GLYPHS), strict=True):
                assert (look.in_tail, look.differs) == (was.in_tail, was.differs)
                if look.state is SlotState.SETTLED:  # which nobody knows before the end
                    assert was.state in BELIEVED
                else:
                    assert (look.state, look.legible) == (was.state, was.legible)


def test_before_a_step_nothing_is_drawn_as_the_tail_that_it_ends_with() -> None:
    canvas = canvas_of(SHRINKING)
    for layer in Layer:
        looks = replayed(canvas, 0, layer, rooms_of(canvas, GLYPHS), GLYPHS)
        assert {(look.state, look.in_tail) for look in looks} == {(SlotState.NOISE, False)}


def test_words_behind_an_end_that_moves_on_later_are_not_drawn_before_it_does() -> None:
    canvas = canvas_of(GROWING)
    rooms = rooms_of(canvas, GLYPHS)
    for masks in STYLES:
        looks = replayed(canvas, 1, Layer.BLENDED, rooms, GLYPHS, masks)
        assert [look.state is SlotState.TAIL for look in looks] == [False, True, True]
        assert [look.word for look in looks[1:]] == [None, None]


def test_noise_tokens_may_stand_where_nothing_is_stable_and_nowhere_else() -> None:
    canvas = recording_of().canvases[0]
    rooms = rooms_of(canvas, GLYPHS)
    for frame in range(canvas.length):
        plain = replayed(canvas, frame, Layer.BLENDED, rooms, GLYPHS)
        noisy = replayed(canvas, frame, Layer.BLENDED, rooms, GLYPHS, View.TOKENS)
        for slot, (before, after) in enumerate(zip(plain, noisy, strict=True)):
            if before.legible:
                assert after == before
            else:
                held = GLYPHS.glyph(canvas.frames[frame].ids[slot])
                assert after == before._replace(glyph=held._replace(lead=0, ink=after.glyph.ink))


def test_words_may_be_held_back_until_they_never_change_again() -> None:
    canvas = recording_of().canvases[0]
    rooms = rooms_of(canvas, GLYPHS)
    for frame in range(canvas.length):
        looks = replayed(canvas, frame, Layer.BLENDED, rooms, GLYPHS, View.HELD)
        final = frame == canvas.length - 1
        assert [look.legible for look in looks] == [final or frame > last for last in canvas.settled]


def test_a_pinned_slot_is_its_word_at_once_in_every_layer() -> None:
    steps = [step_of((DROP,), "x", ids=(NEWLINE,)), step_of((GLASS,), "x", step=1)]
    pin = Steering(canvas=0, step=1, slot=0, token=GLASS, deed=Deed.PIN)
    canvas = CanvasRecording(replace(canvas_of(steps).trace, steerings=(pin,)), VOCABULARY)
    rooms = rooms_of(canvas, GLYPHS)
    for layer in Layer:
        for masks in STYLES:
            word = replayed(canvas, 1, layer, rooms, GLYPHS, masks)[0].word
            assert word is not None
            assert word.text == "glass"


def test_where_syllables_stand_for_noise_the_replay_draws_no_random_token() -> None:
    canvas = canvas_of([step_of((DROP, DROP), "x-", ids=(DROP, GLASS))])
    rooms = rooms_of(canvas, GLYPHS)
    seen = replayed(canvas, 1, Layer.SEES, rooms, GLYPHS, true_noise=False)
    assert [look.glyph.text for look in seen] == ["drop", stand_in(GLASS).text]
    first = replayed(canvas, 0, Layer.BLENDED, rooms, GLYPHS, View.DRAFTS, true_noise=False)
    assert [look.glyph for look in first] == [stand_in(token) for token in canvas.trace.noise]
    block = replayed(canvas, 2, Layer.SEES, rooms, GLYPHS, true_noise=False)
    assert [look.glyph.text for look in block] == ["drop", "drop"]
