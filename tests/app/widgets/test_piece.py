from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.formulas import formulas
from app.models.blocks import Code, Prose
from app.models.sections import Section
from app.theme import Theme
from app.widgets.formula_painter import OBJECT
from app.widgets.piece import SPARE, Parts, Piece, Shown
from app.widgets.prose_block import ProseBlock


@pytest.fixture
def parts(theme: Theme, page: QWidget) -> Parts:
    return Parts(theme, "Answer", page)


def test_old_pieces_show_the_new_text_where_they_are_of_the_same_kind(page: QWidget) -> None:
    before, after = Shown(Section("one\n\n```\nx")), Shown(Section("one and two\n\n```\nx = 1\n```\n\nthree"))
    before.read(page)
    prose, code = before.pieces
    left = list(before.pieces)
    after.read(page, left)
    assert left == []
    assert after.pieces[:2] == [prose, code]
    assert prose.block == Prose("<p>one and two</p>")
    assert code.block == Code("x = 1")
    assert len(after.pieces) == 3
    other = Shown(Section("```\ny\n```"))
    other.read(page, old := [prose])
    assert old == [prose]  # of another kind


def test_widgets_show_one_piece_after_the_other(parts: Parts, page: QWidget) -> None:
    block = Prose("<p>drop</p>")
    made = [parts.part_for(block) for _ in range(SPARE + 1)]
    for part in made:
        parts.put_by(part)
    assert parts.part_for(block) is made[SPARE - 1]  # the last had no room
    assert not made[0].isVisible()
    assert parts.part_for(Code("x")) not in made
    parts.clear()
    assert parts.part_for(block) not in made


def test_a_piece_that_nobody_sees_has_its_height_and_words_and_its_formulas_wait(
    parts: Parts, page: QWidget, qtbot: QtBot
) -> None:
    source = r"$\mathrm{unseen}+1$"
    shown = Shown(Section(f"{source} is a formula.\n\n"))
    shown.read(page)
    (piece,) = shown.pieces
    part = parts.part_for(piece.block)
    assert isinstance(part, ProseBlock)
    parts.lay_out(piece, part, unseen=True)
    assert piece.height == part.height() > 0
    assert piece.words == f"{source} is a formula."
    assert formulas().known(source) is None
    assert source not in formulas()._wanted
    parts.lay_out(piece, part)
    qtbot.waitUntil(lambda: part.has_formulas)
    assert OBJECT in part.text


def test_what_is_selected_is_found_in_the_section_with_its_marks(page: QWidget) -> None:
    shown = Shown(Section("red\n\n```\nred\n```\n\na **red** fox"))
    shown.read(page)
    last = shown.pieces[-1]
    last.keep("a red fox")
    shown.pieces[0].keep("red")
    last.select(2, 5)
    assert isinstance(last, Piece)
    place = shown.place_of_selection(last)
    assert place is not None
    assert shown.section.text[slice(*place)] == "red"
    assert not shown.is_whole


def test_words_are_found_over_the_marks_between_them_and_from_cell_to_cell_are_not(page: QWidget) -> None:
    shown = Shown(Section("a red fox, a **red**\n*fox* and `a_b`"))
    shown.read(page)
    (piece,) = shown.pieces
    piece.keep("a red fox, a red fox and a_b")
    for start, end, marked in ((13, 20, "red**\n*fox"), (17, 28, "fox* and `a_b"), (2, 9, "red fox")):
        piece.select(start, end)
        assert isinstance(piece, Piece)
        place = shown.place_of_selection(piece)
        assert place is not None
        assert shown.section.text[slice(*place)] == marked
    piece.keep("a red and a fox")
    piece.select(0, 15)
    assert shown.place_of_selection(piece) is None
