from __future__ import annotations

import time
from itertools import chain, repeat

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.canvas import Frame
from app.models.looks import Look, View, looks_of
from app.models.pieces import Glyphs
from app.theme import LINE_PX, Theme
from app.widgets.budget import budget
from app.widgets.condensing import Condensing
from app.widgets.text_block import INSET
from tests.app.fake_engine import VOCABULARY, speller

GLYPHS = Glyphs(VOCABULARY)


def _looks(text: str) -> list[Look]:
    """A canvas that has settled on a text."""
    ids = tuple(speller()(text))
    frame = Frame.begun(ids).committed(ids, VOCABULARY)
    return looks_of(frame, range(len(ids)), GLYPHS, View.MASKS)


@pytest.fixture
def condensing(theme: Theme, page: QWidget) -> Condensing:
    made = Condensing(theme, "Answer", page)
    made.resize(400, 0)
    made.show()
    return made


def test_the_canvas_goes_on_where_the_text_ends(condensing: Condensing) -> None:
    condensing.show_text("the drop is", on_new_line=False)
    condensing.show_canvas(_looks("clear and cold"), View.MASKS)
    end = condensing.text.end_point()
    assert end is not None
    assert condensing.canvas.geometry().topLeft().toTuple() == (INSET, 0)
    assert condensing.canvas._flowed.places[0].x == pytest.approx(end.x() + 4, abs=1.5)  # behind a space
    assert condensing.height() == LINE_PX


def test_the_canvas_begins_a_line_where_the_last_block_ended_one_or_runs_right_to_left(
    condensing: Condensing,
) -> None:
    for text, on_new_line in (("the drop", True), ("مرحبا", False)):
        condensing.show_text(text, on_new_line=on_new_line)
        condensing.show_canvas(_looks("clear"), View.MASKS)
        assert condensing.canvas.y() == LINE_PX
        assert condensing.canvas._flowed.places[0].x == 0


def test_the_words_stand_where_the_text_will_put_them(condensing: Condensing, theme: Theme) -> None:
    theme.reduce_motion(True)
    text = "the drop is clear and the glass is cold in the morning air. " * 3
    condensing.show_canvas(_looks(text), View.MASKS)
    condensing.canvas._compose()
    lines = {place.line for place in condensing.canvas._flowed.places}
    before = condensing.grab().toImage()
    condensing.settle()
    condensing.show_text(text.strip(), on_new_line=False)
    assert len(lines) * LINE_PX == condensing.height()
    after = condensing.grab().toImage()
    line = [(x, y) for x in range(before.width()) for y in range(LINE_PX)]
    assert [point for point in line if before.pixelColor(*point) != after.pixelColor(*point)] == []


def test_its_height_only_grows_until_it_settles(condensing: Condensing) -> None:
    condensing.show_canvas(_looks("word " * 100), View.MASKS)
    tall = condensing.height()
    assert tall > 2 * LINE_PX
    condensing.show_canvas(_looks("word"), View.MASKS)
    condensing.show_canvas([], View.MASKS)
    condensing.show_text("the drop", on_new_line=False)
    assert condensing.height() == tall
    condensing.settle()
    assert condensing.height() == LINE_PX


def test_the_canvas_behind_a_block_does_not_begin_with_the_height_of_that_block(
    condensing: Condensing,
) -> None:
    words = "the drop is clear and the glass is cold. " * 8
    condensing.show_canvas(_looks(words), View.MASKS)
    tall = condensing.height()
    condensing.show_text(words.strip(), on_new_line=False)
    assert condensing.height() == tall > 3 * LINE_PX
    condensing.show_canvas(_looks("and cold"), View.MASKS)  # as where no moment was without a canvas
    assert tall <= condensing.height() <= tall + LINE_PX


def test_a_committed_canvas_fades_over_its_text_and_is_gone(condensing: Condensing, qtbot: QtBot) -> None:
    condensing.show_canvas(_looks("the drop"), View.MASKS)
    condensing.show_text("the drop", on_new_line=False)
    condensing.show_canvas([], View.MASKS)
    afterglow = condensing._afterglow
    assert afterglow.isVisible()
    qtbot.waitUntil(lambda: not afterglow.isVisible())
    assert afterglow._picture.isNull()  # a large picture an answer would be too much to keep


def test_nothing_fades_under_reduced_motion(condensing: Condensing, theme: Theme) -> None:
    theme.reduce_motion(True)
    condensing.show_canvas(_looks("the drop"), View.MASKS)
    condensing.show_text("the drop", on_new_line=False)
    assert not condensing._afterglow.isVisible()


def test_a_narrower_column_is_laid_out_anew(condensing: Condensing) -> None:
    condensing.show_text("word " * 60, on_new_line=False)
    wide = condensing.height()
    condensing.resize(200, condensing.height())
    assert condensing.height() > 1.5 * wide
    condensing.resize(400, condensing.height())
    assert condensing.height() == wide


def test_text_that_came_before_its_width_is_laid_out_once_that_is_known(theme: Theme, page: QWidget) -> None:
    made = Condensing(theme, "Answer", page)
    made.show_text("one drop", on_new_line=False)
    assert made.text.passages() == []
    made.resize(300, 10)
    made.show()
    assert made.height() == made.text.text_height() == LINE_PX
    assert made.text.isVisible()


@pytest.mark.parametrize("spent", range(2, 8))
def test_an_answer_for_which_the_time_was_up_before_it_was_shown_has_room_for_all_of_it(
    theme: Theme, page: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, spent: int
) -> None:
    condensing = Condensing(theme, "Answer", page)
    condensing.setFixedWidth(400)
    qtbot.waitUntil(lambda: budget()._end_s is None)
    now_s = chain(range(spent), repeat(spent))  # all time is up at first, and there is enough of it later
    monkeypatch.setattr(time, "perf_counter", lambda: next(now_s))
    condensing.show_text("word " * 60 + "\n\n```c\nint x;\n```\n\n| a |\n|---|\n| b |", on_new_line=False)
    condensing.show()
    monkeypatch.undo()
    qtbot.waitUntil(lambda: not condensing.text._working.is_waiting)
    assert condensing.height() == condensing.text.height() > 0


def test_a_settled_text_is_fitted_once_however_it_is_followed(
    condensing: Condensing, monkeypatch: pytest.MonkeyPatch
) -> None:
    condensing.show_text("the drop is", on_new_line=False)
    condensing.settle()
    fits: list[None] = []
    monkeypatch.setattr(condensing.text, "fit", lambda: fits.append(None))
    condensing.show_text("the drop is", on_new_line=False)
    condensing.show_canvas([], View.MASKS)
    condensing.settle()
    assert len(fits) == 1
