from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.canvas import Layer, SlotState
from app.models.looks import stand_in
from app.models.pieces import Glyphs
from app.models.slot_story import story_of
from app.models.slot_table import COLUMNS, Moment, SlotTable
from tests.app.fake_engine import END, PAD, VOCABULARY, speller
from tests.app.recordings import ANSWER, canvas_of
from tests.app.steps import step_of

DROP, GLASS = speller()("drop glass")[:2]
GLYPHS = Glyphs(VOCABULARY)
CANVAS = canvas_of(
    [
        step_of(
            (GLASS, DROP, END),
            "x--",
            ids=(GLASS, GLASS, DROP),
            entropy_nats=(0.25, 1.5, 0.5),
            end_probability=(0.0, 0.125, 0.75),
            top=[[(GLASS, 0.5)], [(DROP, 0.25)], [(END, 0.75)]],
        ),
        step_of((DROP, DROP, END), "-xx", step=1, ids=(GLASS, DROP, END)),
    ]
)


@pytest.fixture
def table(qapp: object) -> SlotTable:
    return SlotTable()


def _rows(table: SlotTable) -> list[list[str]]:
    return [[table.index(row, c).data() for c in range(len(COLUMNS))] for row in range(table.rowCount())]


def test_every_slot_is_told_with_what_the_step_recorded_of_it(table: SlotTable) -> None:
    table.show(Moment(CANVAS, 1, GLYPHS))
    assert _rows(table) == [
        ["0", "␣glass", "␣glass", "accepted", "0.2500", "50.0", "0.0", "1", "2"],
        ["1", "␣drop", "␣glass", "settled", "1.5000", "25.0", "12.5", "2", "1"],
        ["2", VOCABULARY.tokens[END], "␣drop", "tail", "0.5000", "75.0", "75.0", "2", "1"],
    ]
    table.show(Moment(CANVAS, 2, GLYPHS))
    assert [row[3] for row in _rows(table)] == ["re-noised", "accepted", "tail"]


def test_before_the_first_step_only_the_noise_is_known(table: SlotTable) -> None:
    table.show(Moment(CANVAS, 0, GLYPHS))
    for slot, row in enumerate(_rows(table)):
        assert row[:4] == [str(slot), "–", GLYPHS.glyph(CANVAS.trace.noise[slot]).text, "noise"]
        assert row[4:7] == ["–"] * 3


def test_what_a_stopped_canvas_never_settled_or_accepted_is_not_told(table: SlotTable) -> None:
    table.show(Moment(canvas_of([step_of((DROP,), "-")], rule=None), 1, GLYPHS))
    assert _rows(table)[0][-2:] == ["–", "–"]


def test_of_a_slot_behind_the_end_of_the_block_no_other_token_s_probability_is_told(table: SlotTable) -> None:
    step = step_of(
        (END, GLASS, DROP),
        "xxx",
        top=[[(END, 0.75), (DROP, 0.0)], [(GLASS, 0.5), (PAD, 0.25)], [(DROP, 0.5), (GLASS, 0.0)]],
    )
    table.show(Moment(canvas_of([step], block=(END, PAD, PAD)), 2, GLYPHS))
    assert [(row[1], row[5]) for row in _rows(table)] == [
        (VOCABULARY.tokens[END], "75.0"),
        (VOCABULARY.tokens[PAD], "25.0"),
        (VOCABULARY.tokens[PAD], "–"),
    ]


def test_syllables_stand_for_random_tokens_where_those_are_not_to_be_read(table: SlotTable) -> None:
    table.show(Moment(CANVAS, 1, GLYPHS, true_noise=False))
    assert [row[2] for row in _rows(table)] == ["␣glass", stand_in(GLASS).text, stand_in(DROP).text]


def test_the_table_agrees_with_the_grid_and_the_inspector_at_every_frame(table: SlotTable) -> None:
    canvas = ANSWER.canvases[0]
    for frame in range(canvas.length):
        table.show(Moment(canvas, frame, GLYPHS))
        states = canvas.states(frame, Layer.BLENDED)
        for slot, row in enumerate(_rows(table)):
            first = story_of(canvas, slot).first_accepted
            assert row[7] == ("–" if first is None else str(first + 1))
            assert (row[3] == "committed") is (states[slot] is SlotState.FROZEN)
            assert (row[3] == "settled") is (states[slot] is SlotState.SETTLED)


def test_another_frame_changes_the_rows_and_keeps_them_and_another_canvas_begins_anew(
    table: SlotTable, qtbot: QtBot
) -> None:
    table.show(Moment(CANVAS, 0, GLYPHS))
    with qtbot.assertNotEmitted(table.modelReset), qtbot.waitSignal(table.dataChanged):
        table.show(Moment(CANVAS, 1, GLYPHS))
    with qtbot.waitSignal(table.modelReset):
        table.show(Moment(ANSWER.canvases[0], 1, GLYPHS))
    table.show(None)
    assert table.rowCount() == 0


def test_figures_are_sorted_as_figures(table: SlotTable) -> None:
    table.show(Moment(ANSWER.canvases[0], 2, GLYPHS))
    slots = [table.index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(table.rowCount())]
    assert slots == list(range(64))
