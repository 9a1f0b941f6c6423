"""Every state looks different without colour, stays in its cell, and leaves text in the text's colour."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from app.models.canvas import SlotState
from app.models.looks import CELL, DOT, HAZE, Look, View
from app.models.pieces import Glyph, Ink
from app.theme import LINE_PX, Scheme, Theme
from app.widgets.slot_painter import Painted, SlotPainter
from tests.app.colour_vision import DEFICIENCIES, distance

DROP = Glyph("drop", lead=1)
WIDTH = 60


def _paint(painter: SlotPainter, look: Look, view: View = View.MASKS, risen: float = 1.0) -> QImage:
    """One slot in the middle line of three, in shades of grey on white."""
    image = QImage(WIDTH, 3 * LINE_PX, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as device:
        slot = Painted(look, 10.0, 36.0, risen)
        painter.paint_line(device, QRect(0, LINE_PX, WIDTH, LINE_PX), (slot,), view)
    return image


def _grey(image: QImage) -> QImage:
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(Qt.GlobalColor.white)
    with QPainter(ground) as device:
        device.drawImage(0, 0, image)
    return ground.convertToFormat(QImage.Format.Format_Grayscale8)


def _states() -> dict[str, tuple[Look, View, float]]:
    plain = (SlotState.STABLE, SlotState.ACCEPTED, SlotState.RENOISED, SlotState.FROZEN, SlotState.SETTLED)
    legible = dict.fromkeys((*plain, SlotState.PINNED))
    states = {state.value: (Look(state, DROP, DROP, True, False), View.MASKS, 1.0) for state in legible}
    for view in (View.MASKS, View.NOISE):
        ringed = Look(SlotState.ACCEPTED, DROP, DROP, True, False, differs=True)
        states[f"accepted, not the draft, as {view.value}"] = ringed, view, 1.0
    states["draft"] = Look(SlotState.DRAFT, DROP, DROP, False, False), View.MASKS, 0.0
    states["noise"] = Look(SlotState.NOISE, DROP, DROP, False, False), View.MASKS, 0.0
    for view in (View.DOTS, View.DRAFTS):
        states[f"draft as {view.value}"] = Look(SlotState.DRAFT, DROP, DROP, False, False), view, 0.0
    states["tail"] = Look(SlotState.TAIL, DROP, DROP, False, True), View.MASKS, 0.0
    for state in (SlotState.NOISE, SlotState.ACCEPTED, SlotState.RENOISED, SlotState.PINNED):
        states[f"seen {state.value}"] = Look(state, DROP, DROP, True, False), View.NOISE, 1.0
        states[f"seen {state.value} in the tail"] = Look(state, CELL, DROP, True, True), View.NOISE, 1.0
        states[f"seen {state.value} padding"] = Look(state, CELL, DROP, False, True), View.NOISE, 1.0
    return states


def test_every_state_can_be_told_without_colour(theme: Theme) -> None:
    grey = theme.colours.mark_noise
    theme.colours = replace(
        theme.colours, mark_draft=grey, mark_accepted=grey, mark_renoised=grey, text=grey, muted=grey
    )
    painter = SlotPainter(theme)
    pictures = {name: _grey(_paint(painter, *state)) for name, state in _states().items()}
    for one, picture in pictures.items():
        twins = [other for other, drawn in pictures.items() if other != one and drawn == picture]
        assert twins == [], f"{one} looks like {twins}"


def _mark_colour(painter: SlotPainter, state: SlotState, ground: str) -> str:
    """The colour of a state's mark as painted: of what a bare word lacks, the farthest from the ground."""
    marked, bare = (
        _paint(painter, Look(each, DROP, DROP, True, False)) for each in (state, SlotState.FROZEN)
    )
    places = [(x, y) for x in range(WIDTH) for y in range(LINE_PX, 2 * LINE_PX)]
    shown = {marked.pixelColor(*at).name() for at in places if marked.pixelColor(*at) != bare.pixelColor(*at)}
    return max(shown, key=lambda name: distance(name, ground, "none"))


@pytest.mark.parametrize("scheme", [Scheme.Light, Scheme.Dark])
@pytest.mark.parametrize("contrast", [False, True])
def test_marks_as_painted_are_told_apart_by_every_eye(theme: Theme, scheme: Scheme, contrast: bool) -> None:
    theme.choose(scheme, contrast=contrast)
    painter = SlotPainter(theme)
    ground = theme.colours.surface
    states = (SlotState.NOISE, SlotState.STABLE, SlotState.ACCEPTED, SlotState.RENOISED)
    painted = {state: _mark_colour(painter, state, ground) for state in states}
    for deficiency in DEFICIENCIES:
        for one, other in combinations(states, 2):
            assert distance(painted[one], painted[other], deficiency) > 8, (deficiency, one, other, painted)
        assert all(distance(colour, ground, deficiency) > 20 for colour in painted.values()), deficiency


@pytest.mark.parametrize("text", ["drop", "กี้ิ์ี้", "Z̸̧̛̲͚͔̘̈́͊̏̆ͅ", "ﷺ", "नमस्ते", "👩\u200d👩\u200d👧", "x" * 48])
@pytest.mark.parametrize("view", list(View))
def test_no_ink_leaves_the_line(theme: Theme, text: str, view: View) -> None:
    painter = SlotPainter(theme)
    image = _paint(painter, Look(SlotState.ACCEPTED, Glyph(text), Glyph(text), True, False), view)
    for y in [*range(LINE_PX), *range(2 * LINE_PX, 3 * LINE_PX)]:
        assert all(image.pixelColor(x, y).alpha() == 0 for x in range(WIDTH)), y


def test_a_noise_token_stays_within_its_cell(theme: Theme) -> None:
    long = Glyph("Donaudampfschifffahrtsgesellschaft")
    image = _paint(SlotPainter(theme), Look(SlotState.NOISE, DROP, long, True, False), View.NOISE)
    ground = image.pixelColor(0, LINE_PX)
    outside = [(x, y) for x in (*range(9), *range(48, WIDTH)) for y in range(LINE_PX, 2 * LINE_PX)]
    assert all(image.pixelColor(x, y) == ground for x, y in outside)


def test_a_line_is_cleared_before_it_is_drawn_again(theme: Theme) -> None:
    painter = SlotPainter(theme)
    image = _paint(painter, _states()["accepted"][0])
    with QPainter(image) as device:
        painter.paint_line(device, QRect(0, LINE_PX, WIDTH, LINE_PX), (), View.MASKS)
    line = {image.pixelColor(x, y).name() for x in range(WIDTH) for y in range(LINE_PX, 2 * LINE_PX)}
    assert line == {theme.colours.surface.lower()}


def test_no_other_mark_than_that_of_an_accepted_slot_has_a_ring(theme: Theme) -> None:
    painter = SlotPainter(theme)
    for state in {*SlotState} - {SlotState.ACCEPTED}:
        plain, ringed = (
            _paint(painter, Look(state, DROP, DROP, True, False, each)) for each in (False, True)
        )
        assert plain == ringed


def test_only_what_is_tail_by_now_is_a_dot_and_a_final_tail_is_nothing(theme: Theme) -> None:
    painter = SlotPainter(theme)
    states = (SlotState.TAIL, SlotState.FROZEN, SlotState.PINNED)
    dot, final, pinned = (_paint(painter, Look(state, DROP, DROP, True, True)) for state in states)
    nothing = _paint(painter, Look(SlotState.FROZEN, HAZE, HAZE, True, False))
    assert final == nothing != dot
    assert dot == _paint(painter, Look(SlotState.TAIL, CELL, DROP, False, True), risen=0.0)
    assert pinned == _paint(painter, Look(SlotState.PINNED, DROP, DROP, True, False))
    assert _paint(painter, Look(SlotState.NOISE, CELL, DROP, False, False), risen=0.0) not in (dot, nothing)


def test_a_word_comes_up_while_its_block_thins(theme: Theme) -> None:
    painter = SlotPainter(theme)
    look = Look(SlotState.FROZEN, DROP, DROP, True, False)
    pictures = [_paint(painter, look, View.MASKS, risen) for risen in (0.0, 0.5, 1.0)]
    ink = [sum(image.pixelColor(x, LINE_PX + 12).lightness() for x in range(WIDTH)) for image in pictures]
    assert len(set(ink)) == 3


def test_the_colours_follow_the_theme(theme: Theme) -> None:
    painter = SlotPainter(theme)
    look = _states()["frozen"][0]
    light = _paint(painter, look)
    theme.choose(Scheme.Dark)
    painter.restyle()
    assert _paint(painter, look) != light


def test_a_draft_has_the_room_of_its_word_and_the_tail_next_to_none(theme: Theme) -> None:
    painter = SlotPainter(theme)
    word = painter.extent(Look(SlotState.DRAFT, DROP, DROP, False, False))
    tail = painter.extent(Look(SlotState.TAIL, DOT, DROP, False, True))
    assert word.width > 25
    assert word.lead > 0
    assert tail.width < 5
    widths = [painter.extent(Look(SlotState.NOISE, room, room, False, False)).width for room in (HAZE, CELL)]
    assert tail.width < widths[0] < widths[1]
    joined = Glyph("", Ink.JOINED)
    assert painter.extent(Look(SlotState.DRAFT, joined, joined, False, False)).width == 0
    ends = painter.extent(Look(SlotState.DRAFT, Glyph("↵↵", Ink.BREAK), DROP, False, False))
    assert ends.breaks == 2
