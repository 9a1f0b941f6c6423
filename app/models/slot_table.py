"""The slots of a canvas at a frame as a table: one row a slot, with what the inspector tells of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject

from app.language import mark, tr
from app.models.canvas import Layer, SlotState
from app.models.explain import MARKED
from app.models.figure_table import Figure, FigureTable
from app.models.pieces import Glyphs
from app.models.recording import CanvasRecording
from app.models.slot_story import held_word, named, share_of

_WORDS = {SlotState.FROZEN: "committed", **{state: word for word, state in MARKED.items()}}


class Moment(NamedTuple):
    """A canvas at a frame, and how its tokens are read.

    Attributes:
        canvas: What was recorded.
        frame: Which of its frames.
        glyphs: Of its vocabulary.
        layer: Which story of each slot.
        true_noise: Whether random tokens are told as they are; else a syllable stands for each.
    """

    canvas: CanvasRecording
    frame: int
    glyphs: Glyphs
    layer: Layer = Layer.BLENDED
    true_noise: bool = True


class Column(NamedTuple):
    """One thing that is told of a slot.

    Attributes:
        title: Its title in the window.
        note: What it is.
        digits: Digits behind the point; None for words.
        values: How it is found for all slots.
    """

    title: str
    note: str
    digits: int | None
    values: Callable[[Moment], list[Figure]]


class SlotTable(FigureTable):
    """The slots of one canvas. Lives in the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)

    def show(self, moment: Moment | None) -> None:
        """Tell of another moment; as long as there are as many slots, what is selected stays so."""
        rows = (
            [] if moment is None else list(zip(*(column.values(moment) for column in COLUMNS), strict=True))
        )
        if rows and len(rows) == len(self._rows):
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()


def _drafts(at: Moment) -> list[Figure]:
    drafts = at.canvas.frames[at.frame].draft
    return [named(token, at.glyphs) for token in drafts] or [None] * at.canvas.slots


def _held(at: Moment) -> list[Figure]:
    shown = at.canvas.frames[at.frame]
    return [held_word(shown, slot, at.glyphs, true_noise=at.true_noise) for slot in range(at.canvas.slots)]


def _states(at: Moment) -> list[Figure]:
    return [tr(_WORDS[state]) for state in at.canvas.states(at.frame, at.layer)]


def _entropies(at: Moment) -> list[Figure]:
    step = at.canvas.step_of(at.frame)
    return [None] * at.canvas.slots if step is None else [*step.entropy_nats]


def _shares(at: Moment) -> list[Figure]:
    step = at.canvas.step_of(at.frame)
    if step is None:
        return [None] * at.canvas.slots
    drafts = enumerate(at.canvas.frames[at.frame].draft)
    shares = [share_of(step.top.of(slot), token) for slot, token in drafts]
    return [None if share is None else 100 * share for share in shares]


def _ends(at: Moment) -> list[Figure]:
    step = at.canvas.step_of(at.frame)
    return [None] * at.canvas.slots if step is None else [100 * share for share in step.end_probability]


def _first_accepted(at: Moment) -> list[Figure]:
    return [None if number is None else number + 1 for number in at.canvas.first_accepted]


def _settled(at: Moment) -> list[Figure]:
    canvas = at.canvas
    return [number + 1 for number in canvas.settled] if canvas.is_committed else [None] * canvas.slots


COLUMNS = (
    Column(
        mark("Slot"), mark("Which slot of the block, counted from 0"), 0, lambda at: [*range(at.canvas.slots)]
    ),
    Column(mark("Draft"), mark("The likeliest token"), None, _drafts),
    Column(mark("On the canvas"), mark("The token that the next step reads"), None, _held),
    Column(mark("State"), mark("What has become of it so far"), None, _states),
    Column(mark("Entropy"), mark("How unsure the model is, in nats"), 4, _entropies),
    Column(mark("Likely, %"), mark("The probability of the draft"), 1, _shares),
    Column(mark("End, %"), mark("The probability of the end or of padding"), 1, _ends),
    Column(
        mark("First accepted"), mark("The first step that accepted it, counted from 1"), 0, _first_accepted
    ),
    Column(mark("Settled"), mark("The step of its last change of draft, counted from 1"), 0, _settled),
)
