"""A recorded answer as the views read it: frames, states, events of slots. Pure; needs no model.

Frame 0 of a canvas is its first noise, frame n is what n steps made of it, and behind the last step of a
committed canvas comes one more: the block.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress, pairwise, zip_longest
from operator import gt, ne
from typing import NamedTuple

from app.models.canvas import Frame, Layer, SlotState, before_end
from engine import CanvasTrace, StepTaken, Trace, Vocabulary


class CanvasRecording:
    """One canvas of a recording.

    Args:
        trace: What the engine told of it.
        vocabulary: How its ids are read.
        before: The same canvas with fewer steps: what is known of those is not worked out again.

    Attributes:
        trace: What the engine told of it.
        vocabulary: How its ids are read.
        slots: How many slots it has.
    """

    def __init__(
        self, trace: CanvasTrace, vocabulary: Vocabulary, before: CanvasRecording | None = None
    ) -> None:
        self.trace = trace
        self.vocabulary = vocabulary
        self.slots = len(trace.noise)
        self._states: dict[tuple[int, Layer], tuple[SlotState, ...]] = {}
        self._folded: list[Frame] = []
        self._unaccepted: dict[int, tuple[int, ...]] = {}
        if before is not None and self._goes_on(before):
            self._folded = before._folded[: len(before.steps)]  # the last one may be steered meanwhile
            self._unaccepted = before._unaccepted

    @property
    def number(self) -> int:
        """Which block it is, from 1. One that was left for another has the same number as that."""
        return self.trace.canvas + 1

    @property
    def steps(self) -> tuple[StepTaken, ...]:
        """Its steps in order."""
        return self.trace.steps

    @cached_property
    def held(self) -> frozenset[int]:
        """The slots that are as they began, with no doubt at any step: all but those that were renoised."""
        slots = list(range(self.slots)) if self.steps else []
        for step in self.steps:
            sure = (slot for slot in slots if step.entropy_nats[slot] == 0)
            slots = [slot for slot in sure if step.ids[slot] == self.trace.noise[slot]]
        return frozenset(slots)

    @property
    def is_committed(self) -> bool:
        """Whether it became a block."""
        return self.trace.rule is not None

    @property
    def length(self) -> int:
        """How many frames it has."""
        return 1 + len(self.steps) + self.is_committed

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Its frames, folded step by step exactly as while it was made."""
        trace, folded = self.trace, self._folded
        if not folded:
            folded.append(Frame.begun(trace.noise, self.held).steered(*trace.before(0)))
        for number in range(len(folded), len(self.steps) + 1):
            stepped = folded[-1].stepped(self.steps[number - 1], self.vocabulary)
            folded.append(stepped.steered(*trace.before(number)) if trace.steerings else stepped)
        if self.is_committed:
            folded.append(folded[-1].committed(self.trace.block, self.vocabulary))
        return tuple(folded)

    def step_of(self, frame: int) -> StepTaken | None:
        """The step that made a frame; None for the first noise. A block belongs to the last step."""
        return self.steps[min(frame, len(self.steps)) - 1] if frame and self.steps else None

    def states(self, frame: int, layer: Layer) -> tuple[SlotState, ...]:
        """The state of every slot: as it was live, but what never changes again is known to be settled."""
        if (frame, layer) not in self._states:
            self._states[frame, layer] = self._states_at(frame, layer)
        return self._states[frame, layer]

    def _states_at(self, frame: int, layer: Layer) -> tuple[SlotState, ...]:
        states = self.frames[frame].states(layer)
        if layer is Layer.SEES or not self.is_committed:
            return states
        believed = (SlotState.DRAFT, SlotState.STABLE)
        return tuple(
            SlotState.SETTLED if state in believed and frame > settled else state
            for state, settled in zip(states, self.settled, strict=True)
        )

    @cached_property
    def settled(self) -> tuple[int, ...]:
        """For every slot the step, from 0, of the last change of its draft; 0 where it never changed."""
        last = [0] * self.slots
        for number, (before, after) in enumerate(pairwise(self.steps), start=1):
            for slot, (old, new) in enumerate(zip(before.draft, after.draft, strict=True)):
                if old != new:
                    last[slot] = number
        return tuple(last)

    @cached_property
    def first_accepted(self) -> tuple[int | None, ...]:
        """For every slot the first step that accepted it, or None."""
        first: list[int | None] = [None] * self.slots
        for number, step in enumerate(self.steps):
            for slot, accepted in enumerate(step.accepted):
                if accepted and first[slot] is None:
                    first[slot] = number
        return tuple(first)

    def unaccepted(self, number: int) -> tuple[int, ...]:
        """The slots that a step, from 0, gave up again after the step before had accepted them."""
        if number == 0:
            return ()
        if number not in self._unaccepted:
            given_up = map(gt, self.steps[number - 1].accepted, self.steps[number].accepted)
            self._unaccepted[number] = tuple(compress(range(self.slots), given_up))
        return self._unaccepted[number]

    def changed(self, number: int) -> int:
        """How many drafts a step, from 0, changed."""
        if number == 0:
            return self.slots
        return sum(map(ne, self.steps[number - 1].draft, self.steps[number].draft))

    def _goes_on(self, before: CanvasRecording) -> bool:
        """Whether another one is this canvas with fewer steps, or as many."""
        known = len(before.steps)
        if before.trace.noise is not self.trace.noise or before.is_committed or known > len(self.steps):
            return False
        return known == 0 or before.steps[-1] is self.steps[known - 1]

    def final(self) -> tuple[int, ...]:
        """The ids it ended with: the block, or its last draft, or its noise."""
        if self.is_committed:
            return self.trace.block
        return self.steps[-1].draft if self.steps else self.trace.noise


class Taken(NamedTuple):
    """A step of a recording.

    Attributes:
        canvas: Whose it is.
        number: Which of its steps, counted from 0.
        step: The step.
        moment: Which frame of the whole it made.
    """

    canvas: CanvasRecording
    number: int
    step: StepTaken
    moment: int


class Recording:
    """A whole answer.

    Args:
        trace: What was recorded.
        vocabulary: How its ids are read.
        before: The same answer with less of it: what is known of that is not worked out again.

    Attributes:
        trace: What was recorded.
        vocabulary: How its ids are read.
        canvases: Its canvases in order.
    """

    def __init__(self, trace: Trace, vocabulary: Vocabulary, before: Recording | None = None) -> None:
        self.trace = trace
        self.vocabulary = vocabulary
        known = before.canvases if before is not None and before.vocabulary is vocabulary else ()
        pairs = zip_longest(trace.canvases, known[: len(trace.canvases)])
        self.canvases: tuple[CanvasRecording, ...] = tuple(
            earlier
            if earlier is not None and earlier.trace is canvas
            else CanvasRecording(canvas, vocabulary, earlier)
            for canvas, earlier in pairs
        )

    @cached_property
    def length(self) -> int:
        """How many frames there are over all canvases."""
        return sum(canvas.length for canvas in self.canvases)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The number of each canvas's first frame."""
        return tuple(accumulate((canvas.length for canvas in self.canvases), initial=0))[:-1]

    def place(self, moment: int) -> tuple[int, int]:
        """Which canvas, and which of its frames, a frame of the whole is."""
        canvas = bisect_right(self.starts, moment) - 1
        return canvas, moment - self.starts[canvas]

    def seconds(self, moment: int) -> float:
        """How long a frame was to be seen while the answer was made: until the next step was done."""
        canvas, frame = self.place(moment)
        steps = self.canvases[canvas].steps
        return steps[frame].seconds if frame < len(steps) else 0.0

    def steps(self) -> Iterator[Taken]:
        """Every step, in order."""
        for canvas, start in zip(self.canvases, self.starts, strict=True):
            for number, step in enumerate(canvas.steps):
                yield Taken(canvas, number, step, start + number + 1)

    def written(self, canvas: int) -> Sequence[int]:
        """The ids of the blocks before a canvas, each up to its end token."""
        blocks = (earlier.trace.block for earlier in self.canvases[:canvas])
        return [token for block in blocks for token in before_end(block, self.vocabulary)]
