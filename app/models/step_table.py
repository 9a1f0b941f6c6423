"""The steps of a recording as a table: one row a step, one column a measure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject

from app.language import mark
from app.models.figure_table import FigureTable
from app.models.recording import Recording, Taken

Cell = int | float
Row = tuple[Cell, ...]


class Column(NamedTuple):
    """One measure of a step.

    Attributes:
        name: Its name in a file.
        title: Its title in the window.
        note: What it is.
        digits: Digits behind the point.
        value: How it is found.
    """

    name: str
    title: str
    note: str
    digits: int
    value: Callable[[Taken], Cell]


COLUMNS = (
    Column(
        "block_from_1",
        mark("Block"),
        mark("Which block, counted from 1"),
        0,
        lambda at: at.canvas.number,
    ),
    Column(
        "step_from_1",
        mark("Step"),
        mark("Which step of the block, counted from 1"),
        0,
        lambda at: at.number + 1,
    ),
    Column(
        "temperature",
        mark("Temperature"),
        mark("What the logits were divided by"),
        3,
        lambda at: at.step.temperature,
    ),
    Column(
        "accepted", mark("Accepted"), mark("Slots whose draw was kept"), 0, lambda at: sum(at.step.accepted)
    ),
    Column(
        "unaccepted",
        mark("Given up"),
        mark("Slots the step before had kept and this one did not"),
        0,
        lambda at: len(at.canvas.unaccepted(at.number)),
    ),
    Column(
        "spent_nats",
        mark("Spent"),
        mark("Entropy the rule counted, in nats"),
        3,
        lambda at: at.step.spent_nats,
    ),
    Column(
        "bound_nats", mark("Bound"), mark("What it may sum to, in nats"), 2, lambda at: at.step.bound_nats
    ),
    Column(
        "mean_entropy_nats",
        mark("Mean entropy"),
        mark("Over all slots, in nats"),
        4,
        lambda at: sum(at.step.entropy_nats) / max(len(at.step.entropy_nats), 1),
    ),
    Column(
        "changed",
        mark("Changed"),
        mark("Drafts that are other ones than a step before"),
        0,
        lambda at: at.canvas.changed(at.number),
    ),
    Column("milliseconds", mark("ms"), mark("Wall time of the step"), 1, lambda at: at.step.seconds * 1000),
)


class StepTable(FigureTable):
    """The steps of one recording. Lives in the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._steps: list[Taken] = []

    def show(self, recording: Recording | None) -> None:
        """Tell of another recording; the measures of steps that are known are not worked out again."""
        self.beginResetModel()
        known = {id(taken.step): row for taken, row in zip(self._steps, self._rows, strict=True)}
        self._steps = list(recording.steps()) if recording is not None else []
        self._rows = [known.get(id(taken.step)) or _row(taken) for taken in self._steps]
        self.endResetModel()

    def moment(self, row: int) -> int:
        """The moment behind the step of a row."""
        return self._steps[row].moment

    def row_at(self, moment: int) -> int:
        """The row of the last step taken at a moment, or -1 before the first."""
        return bisect_right(self._steps, moment, key=lambda taken: taken.moment) - 1


def rows_of(recording: Recording) -> list[Row]:
    """The measures of every step."""
    return [_row(taken) for taken in recording.steps()]


def _row(taken: Taken) -> Row:
    return tuple(column.value(taken) for column in COLUMNS)
