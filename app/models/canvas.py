"""The state of every slot of a canvas, folded step by step: one pure function, live and in replay.

The model is uniform-state diffusion: a slot that is not accepted holds a random token, there is no mask
token, and acceptance is decided anew at every step. So a slot has two independent stories: what the model
sees in it (noise, accepted, re-noised) and what the model believes (a moving or a stable draft).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from app.language import mark
from engine import Deed, Grip, Steering, StepTaken, Vocabulary

STABLE_RUN = 2  # equal drafts in a row from which a belief counts as stable


class SlotState(Enum):
    """What a slot is, on the axis of the chosen layer."""

    __hash__ = object.__hash__  # that of Enum is written in Python, and a frame asks it often

    NOISE = "noise"
    ACCEPTED = "accepted"
    RENOISED = "re-noised"
    DRAFT = "draft"
    STABLE = "stable"
    SETTLED = "settled"
    TAIL = "tail"
    FROZEN = "frozen"
    PINNED = "pinned"


class Layer(Enum):
    """Which story is told."""

    __hash__ = object.__hash__  # that of Enum is written in Python, and a frame asks it often

    SEES = mark("what the model sees")
    BELIEVES = mark("what it believes")
    BLENDED = mark("blended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A canvas after `steps` denoising steps; frame 0 is the initial noise, without any belief.

    All tuples have one entry a slot.

    Attributes:
        ids: The canvas, as the next step reads it.
        draft: The likeliest ids; empty in frame 0.
        accepted: Whether the last step kept the slot.
        ever: Whether any step so far kept it.
        runs: For how many steps in a row the draft has been the same.
        tail: Whether the slot lies outside the answer, for now.
        steps: Steps taken.
        max_steps: The most steps this canvas may take; 0 in frame 0.
        frozen: Whether the canvas is committed.
        grip: What a person has pinned and forbidden by now: the next step follows it.
    """

    ids: tuple[int, ...]
    draft: tuple[int, ...] = ()
    accepted: tuple[bool, ...]
    ever: tuple[bool, ...]
    runs: tuple[int, ...]
    tail: tuple[bool, ...]
    steps: int = 0
    max_steps: int = 0
    frozen: bool = False
    grip: Grip = field(default_factory=Grip)

    @classmethod
    def begun(cls, ids: tuple[int, ...], held: Container[int] = ()) -> Frame:
        """The initial noise, but for slots that are held."""
        kept = tuple(slot in held for slot in range(len(ids)))
        return cls(ids=ids, accepted=kept, ever=kept, runs=(0,) * len(ids), tail=(False,) * len(ids))

    def stepped(self, taken: StepTaken, vocabulary: Vocabulary) -> Frame:
        """This canvas one denoising step later."""
        before = self.draft or (-1,) * len(taken.draft)
        changes = zip(self.runs, before, taken.draft, strict=True)
        return Frame(
            ids=taken.ids,
            draft=taken.draft,
            accepted=taken.accepted,
            ever=tuple(was or now for was, now in zip(self.ever, taken.accepted, strict=True)),
            runs=tuple(run + 1 if old == new else 1 for run, old, new in changes),
            tail=tail_of(taken.draft, vocabulary),
            steps=taken.step + 1,
            max_steps=taken.max_steps,
            grip=self.grip,
        )

    def steered(self, *steerings: Steering) -> Frame:
        """This canvas with more pinned or forbidden; a slot holds what is pinned there from now on."""
        grip, ids = self.grip, list(self.ids)
        for steering in steerings:
            grip = grip.after(steering)
            if steering.deed is Deed.PIN:
                ids[steering.slot] = steering.token
        return replace(self, ids=tuple(ids), grip=grip) if steerings else self

    def committed(self, ids: tuple[int, ...], vocabulary: Vocabulary) -> Frame:
        """This canvas as a block in the KV cache: final."""
        return replace(self, ids=ids, draft=ids, tail=tail_of(ids, vocabulary), frozen=True)

    def states(self, layer: Layer) -> tuple[SlotState, ...]:
        """The state of every slot. Precedence: frozen, pinned, tail, then the axis of the layer.

        What the model sees has no tail: there it is told by `tail` alone, beside the state.
        """
        state: Callable[[int], SlotState] = {
            Layer.SEES: self._seen,
            Layer.BELIEVES: self._believed,
            Layer.BLENDED: self._blended,
        }[layer]
        if self.frozen:
            return (SlotState.FROZEN,) * len(self.ids)
        tail = (False,) * len(self.ids) if layer is Layer.SEES else self.tail
        states = [SlotState.TAIL if outside else state(slot) for slot, outside in enumerate(tail)]
        for slot in self.grip.pinned:
            states[slot] = SlotState.PINNED
        return tuple(states)

    @property
    def words(self) -> tuple[int, ...]:
        """The draft as it is drawn: a slot that is pinned has what it holds. Empty in frame 0."""
        pinned = self.grip.pinned
        if not (self.draft and pinned):
            return self.draft
        return tuple(self.ids[slot] if slot in pinned else id for slot, id in enumerate(self.draft))

    def is_kept(self, slot: int) -> bool:
        """Whether the id on the canvas is meant to stay: accepted, pinned or final; else it is noise."""
        return self.frozen or self.accepted[slot] or slot in self.grip.pinned

    def differs(self, slot: int) -> bool:
        """Whether the slot was accepted with another token than its draft."""
        return bool(self.draft) and self.accepted[slot] and self.ids[slot] != self.draft[slot]

    @property
    def renoised(self) -> int:
        """Slots of the answer that were kept before and are random again."""
        slots = zip(self.ever, self.accepted, self.tail, strict=True)
        return sum(ever and not accepted and not tail for ever, accepted, tail in slots)

    @property
    def kept(self) -> int:
        """Slots of the answer that the last step kept."""
        return sum(accepted and not tail for accepted, tail in zip(self.accepted, self.tail, strict=True))

    @property
    def settled(self) -> float:
        """The part of the answer's slots that is kept, from 0 to 1."""
        answer = self.tail.count(False)
        return self.kept / answer if answer else 0.0

    def _seen(self, slot: int) -> SlotState:
        if self.accepted[slot]:
            return SlotState.ACCEPTED
        return SlotState.RENOISED if self.ever[slot] else SlotState.NOISE

    def _believed(self, slot: int) -> SlotState:
        if not self.draft:
            return SlotState.NOISE
        return SlotState.STABLE if self.runs[slot] >= STABLE_RUN else SlotState.DRAFT

    def _blended(self, slot: int) -> SlotState:
        return self._seen(slot) if self.ever[slot] else self._believed(slot)


def before_end(draft: Sequence[int], vocabulary: Vocabulary) -> Sequence[int]:
    """The ids before the first end token."""
    end = next((slot for slot, token_id in enumerate(draft) if token_id in vocabulary.end_ids), len(draft))
    return draft[:end]


def tail_of(draft: Sequence[int], vocabulary: Vocabulary) -> tuple[bool, ...]:
    """Which slots are end or padding, or lie behind the first end token."""
    end = len(before_end(draft, vocabulary))
    return tuple(token_id == vocabulary.pad_id for token_id in draft[:end]) + (True,) * (len(draft) - end)
