from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.models.canvas import Layer, SlotState
from app.models.cells import Measure
from app.models.pieces import Glyphs
from app.models.recording import CanvasRecording
from app.theme import Scheme, Theme
from app.widgets.cell_painter import BINS, Cell, CellPainter, cells_of
from engine import Deed, Steering
from tests.app.fake_engine import END, PAD, VOCABULARY, speller
from tests.app.recordings import canvas_of
from tests.app.steps import step_of

DROP, GLASS = speller()("drop glass")[:2]
PLACE = QRect(0, 0, 44, 24)


def _picture(painter: CellPainter, cell: Cell, place: QRect = PLACE) -> QImage:
    image = QImage(44, 24, QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as drawing:
        painter.paint(drawing, place, cell)
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def _differing(one: QImage, other: QImage) -> int:
    """Pixels whose grey is clearly another one."""
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return sum(abs(a - b) > 40 for a, b in pairs)


@pytest.mark.parametrize("scheme", [Scheme.Light, Scheme.Dark])
@pytest.mark.parametrize("place", [-1, 0, BINS // 2, BINS - 1])
def test_every_two_states_are_told_apart_without_colour(scheme: Scheme, place: int, theme: Theme) -> None:
    theme.choose(scheme)
    painter = CellPainter(theme)
    cells = {state: Cell(place, "", state, in_tail=state is SlotState.TAIL) for state in SlotState}
    pictures = {state: _picture(painter, cell) for state, cell in cells.items()}
    for one, other in combinations(SlotState, 2):
        assert _differing(pictures[one], pictures[other]) >= 6, (one, other)


def test_what_the_model_sees_in_the_tail_is_hatched_and_keeps_its_mark(theme: Theme) -> None:
    draft = (DROP, END, GLASS, PAD)
    steps = [step_of(draft, "xx-x"), step_of(draft, "x--x", ids=(DROP, GLASS, DROP, PAD), step=1)]
    canvas = canvas_of(steps)
    cells = cells_of(canvas, 2, Layer.SEES, Measure.ENTROPY, 4.0, Glyphs(VOCABULARY))
    states = (SlotState.ACCEPTED, SlotState.RENOISED, SlotState.NOISE, SlotState.ACCEPTED)
    assert [(cell.state, cell.in_tail) for cell in cells] == list(
        zip(states, (False, True, True, True), strict=True)
    )
    assert [cell.text for cell in cells] == ["drop", "glass", "drop", ""]
    painter = CellPainter(theme)
    bare = _picture(painter, Cell(0, "", SlotState.TAIL, in_tail=True))
    for state in set(states):
        inside, outside = (_picture(painter, Cell(0, "", state, in_tail=tail)) for tail in (False, True))
        assert _differing(outside, bare) >= 6
        assert _differing(outside, inside) >= 6
    block = cells_of(canvas, 3, Layer.SEES, Measure.ENTROPY, 4.0, Glyphs(VOCABULARY))
    assert not any(cell.in_tail for cell in block)


def test_a_slot_that_is_random_again_has_the_hook_of_the_text_in_its_corner(theme: Theme) -> None:
    picture = _picture(CellPainter(theme), Cell(0, "", SlotState.RENOISED))
    ground = picture.pixelColor(22, 12).lightness()
    corner = [(x, 1) for x in range(38, 43)] + [(42, y) for y in range(2, 6)]
    assert all(picture.pixelColor(*at).lightness() > ground + 40 for at in corner)  # no dashes


def test_a_kept_draw_that_is_not_the_draft_is_marked(theme: Theme) -> None:
    canvas = canvas_of([step_of((DROP, DROP, DROP), "xx-", ids=(DROP, GLASS, GLASS))])
    cells = cells_of(canvas, 1, Layer.SEES, Measure.ENTROPY, 4.0, Glyphs(VOCABULARY))
    assert [cell.differs for cell in cells] == [False, True, False]
    painter = CellPainter(theme)
    same, other = (_picture(painter, Cell(0, "", SlotState.ACCEPTED, differs)) for differs in (False, True))
    assert _differing(same, other) >= 4


@pytest.mark.parametrize("layer", list(Layer))
def test_a_pinned_cell_has_its_word_before_the_next_step(layer: Layer) -> None:
    steps = [step_of((DROP,), "x", ids=(9,)), step_of((GLASS,), "x", step=1)]
    pin = Steering(canvas=0, step=1, slot=0, token=GLASS, deed=Deed.PIN)
    canvas = CanvasRecording(replace(canvas_of(steps).trace, steerings=(pin,)), VOCABULARY)
    (cell,) = cells_of(canvas, 1, layer, Measure.ENTROPY, 4.0, Glyphs(VOCABULARY))
    assert (cell.text, cell.state) == ("glass", SlotState.PINNED)


def test_a_word_of_any_length_stays_in_its_cell(theme: Theme, qapp: QApplication) -> None:
    image = QImage(132, 24, QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as drawing:
        CellPainter(theme).paint(drawing, PLACE, Cell(BINS - 1, "W" * 300, SlotState.DRAFT))
    assert all(image.pixel(x, y) & 0xFFFFFF == 0 for x in range(46, 132) for y in range(24))


def test_a_cell_that_is_too_low_for_a_word_shows_its_colour_and_mark_alone(theme: Theme) -> None:
    painter = CellPainter(theme)
    named, bare = (Cell(BINS - 1, text, SlotState.ACCEPTED) for text in ("dew", ""))
    for height, tells in ((14, True), (8, False)):
        place = QRect(0, 0, 44, height)
        differing = _differing(_picture(painter, named, place), _picture(painter, bare, place))
        assert bool(differing) is tells


def test_of_a_word_in_a_narrow_cell_its_beginning_is_seen(theme: Theme) -> None:
    painter, narrow = CellPainter(theme), QRect(0, 0, 16, 24)
    one, other, nothing = (
        _picture(painter, Cell(0, text, SlotState.ACCEPTED, in_tail=False), narrow)
        for text in ("harbour", "whom", "")
    )
    assert _differing(one, other) > 10
    assert _differing(one, nothing) > 10
