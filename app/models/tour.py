"""The guided tour: five stops, each a moment of a recorded answer of the demo model. Pure; needs no model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from app.language import mark
from app.models.canvas import Layer
from app.models.portable import SUFFIX, imported
from app.models.recording import CanvasRecording, Recording
from app.paths import ASSETS

FOLDER = ASSETS / "tour"
NOTE = mark("A recording of the demo model. It was asked: {prompt}")


class Run(Enum):
    """A recorded answer: the name of its file, what was asked, and the seed."""

    STORY = ("story", "Tell me a story about a fox named Mia.", 4)
    SUM = ("sum", "What is 47 + 38?", 1)
    CANVAS = ("canvas", "What is a canvas?", 0)

    @property
    def prompt(self) -> str:
        """What was asked."""
        return self.value[1]

    @property
    def seed(self) -> int:
        """What the noise was drawn with."""
        return self.value[2]

    @property
    def file_name(self) -> str:
        """Its file in the folder of the tour."""
        return self.value[0] + SUFFIX

    def read(self) -> Recording:
        """The recording.

        Raises:
            OSError: It is not there.
            TraceRefused: It is damaged.
        """
        return imported((FOLDER / self.file_name).read_bytes())


class Sight(Enum):
    """Which view a stop looks through."""

    TEXT = 0
    GRID = 1
    POSITIONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop.

    Attributes:
        title: What it is about.
        words: What there is to see.
        run: The answer that is looked at.
        sight: The view.
        layer: The story that is told of each slot.
        moment: Finds the moment.
        slot: Finds the slot in focus, in a canvas at one of its frames.
    """

    title: str
    words: str
    run: Run
    sight: Sight
    layer: Layer
    moment: Callable[[Recording], int]
    slot: Callable[[CanvasRecording, int], int]


def most_given_up(recording: Recording) -> int:
    """The moment behind the step of the first canvas that gave up most."""
    canvas = recording.canvases[0]
    return 1 + max(range(len(canvas.steps)), key=lambda number: len(canvas.unaccepted(number)))


def first_given_up(canvas: CanvasRecording, frame: int) -> int:
    """The first slot that the step before a frame gave up, or the first of all."""
    return next(iter(canvas.unaccepted(frame - 1)), 0)


def least_sure(canvas: CanvasRecording, frame: int) -> int:
    """The slot that the model is least sure of at a frame."""
    step = canvas.step_of(frame)
    return 0 if step is None else max(range(canvas.slots), key=lambda slot: step.entropy_nats[slot])


def likeliest_end(canvas: CanvasRecording, frame: int) -> int:
    """The first slot that is more likely than not the end."""
    step = canvas.step_of(frame)
    chances = step.end_probability if step is not None else ()
    return next((slot for slot, chance in enumerate(chances) if chance > 0.5), 0)


STOPS = (
    Stop(
        title=mark("It begins as noise"),
        words=mark(
            "Every answer starts as a canvas of random tokens. This is what the model really sees. There is"
            " no empty page and no mask: most other pictures of it are a way of drawing."
        ),
        run=Run.STORY,
        sight=Sight.TEXT,
        layer=Layer.SEES,
        moment=lambda _recording: 0,
        slot=lambda _canvas, _frame: 0,
    ),
    Stop(
        title=mark("It condenses everywhere at once"),
        words=mark(
            "A step reads the whole canvas and makes all of it better. Words settle in the middle and at the"
            " end before the beginning is done. Press play, or drag along the strip below."
        ),
        run=Run.STORY,
        sight=Sight.TEXT,
        layer=Layer.BLENDED,
        moment=lambda recording: recording.canvases[0].length // 3,
        slot=lambda _canvas, _frame: 0,
    ),
    Stop(
        title=mark("It tells how sure it is"),
        words=mark(
            "A cell is a slot. Dark is sure, light is unsure. The lightest slot is in focus: beside the grid,"
            " or in a narrow window under “Slot”, are the tokens that it might become. Sure does not mean"
            " true."
        ),
        run=Run.SUM,
        sight=Sight.GRID,
        layer=Layer.BLENDED,
        moment=lambda _recording: 1,
        slot=least_sure,
    ),
    Stop(
        title=mark("It changes its mind"),
        words=mark(
            "Nothing is final before the end. At this step slots that were kept are noise again, drawn with"
            " a dashed border. The one in focus tells its story beside the text."
        ),
        run=Run.STORY,
        sight=Sight.TEXT,
        layer=Layer.BLENDED,
        moment=most_given_up,
        slot=first_given_up,
    ),
    Stop(
        title=mark("It knows early where it ends"),
        words=mark(
            "The line shows, slot by slot, how likely the text has ended there. After a single step the model"
            " has a good idea of the length, long before it knows all the words."
        ),
        run=Run.CANVAS,
        sight=Sight.POSITIONS,
        layer=Layer.BLENDED,
        moment=lambda _recording: 1,
        slot=likeliest_end,
    ),
)
