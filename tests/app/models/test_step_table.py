from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt

from app.models.step_table import COLUMNS, StepTable, rows_of
from tests.app.recordings import alone, canvas_of, recording_of
from tests.app.steps import step_of

A, B = 300, 301


def _table() -> StepTable:
    steps = [
        step_of((A, B), "x-", entropy_nats=(0.5, 1.5), temperature=0.8, seconds=0.012),
        step_of((B, B), "-x", step=1, entropy_nats=(0.25, 0.25), temperature=0.775, seconds=0.013),
    ]
    table = StepTable()
    table.show(alone(canvas_of(steps)))
    return table


def test_every_measure_of_a_step_is_the_recorded_one(qapp: object) -> None:
    names = [column.name for column in COLUMNS]
    table = _table()
    values = [
        dict(
            zip(
                names,
                (table.index(row, c).data(Qt.ItemDataRole.UserRole) for c in range(len(names))),
                strict=True,
            )
        )
        for row in range(2)
    ]
    assert values[0] == {
        "block_from_1": 1,
        "step_from_1": 1,
        "temperature": 0.8,
        "accepted": 1,
        "unaccepted": 0,
        "spent_nats": 0.0,
        "bound_nats": 0.1,
        "mean_entropy_nats": 1.0,
        "changed": 2,
        "milliseconds": 12.0,
    }
    assert (values[1]["unaccepted"], values[1]["changed"], values[1]["mean_entropy_nats"]) == (1, 1, 0.25)


def test_figures_stand_right_with_their_digits_and_titles_have_a_note(qapp: object) -> None:
    table = _table()
    assert table.index(0, 2).data() == "0.800"
    assert table.index(0, 9).data() == "12.0"
    assert table.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    for section in range(len(COLUMNS)):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            assert table.headerData(section, Qt.Orientation.Horizontal, role)


def test_figures_are_written_as_the_language_writes_them(
    qapp: object, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: QLocale.setDefault(QLocale("en")))
    QLocale.setDefault(QLocale("de"))
    assert _table().index(0, 2).data() == "0,800"


def test_rows_and_moments_find_each_other(qapp: object) -> None:
    recording = recording_of(steps=3)
    table = StepTable()
    table.show(recording)
    assert table.rowCount() == 3 * len(recording.canvases) == len(rows_of(recording))
    for row in range(table.rowCount()):
        assert table.row_at(table.moment(row)) == row
    assert table.row_at(0) == -1
    assert table.row_at(4) == 2  # the block belongs to its last step
    assert table.row_at(5) == 2  # and so does the noise of the next


@pytest.mark.parametrize("nothing", [None, recording_of(until=1)])
def test_nothing_recorded_is_an_empty_table(nothing: object, qapp: object) -> None:
    table = _table()
    table.show(nothing)  # type: ignore[arg-type]  # None or a recording
    assert table.rowCount() == 0
