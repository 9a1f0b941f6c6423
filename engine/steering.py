"""What a person has a say in: slots that are held, ids that are forbidden, an answer that is gone on from.

A finished answer is changed in place by renoising some of its slots, or more is written behind it. A running
one is steered: between two steps a person pins a slot, or forbids an id in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from engine.errors import InvalidOption
from engine.words import Sentence, said

Block = tuple[int, ...]
MOST_FORBIDDEN = 32  # ids in one slot


class Deed(StrEnum):
    """What a person does to a slot of a running canvas."""

    PIN = "pin"
    RELEASE = "release"
    FORBID = "forbid"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """One deed, in force from a step on until it is taken back.

    Attributes:
        canvas: Which canvas of the turn, counted from 0 as they begin.
        step: The first step that follows it. Of one that is asked for, the first that may.
        slot: Which slot of the canvas.
        token: The id that is pinned, forbidden or allowed again; of a release any.
        deed: What is done.
    """

    canvas: int
    step: int
    slot: int
    token: int
    deed: Deed

    def __post_init__(self) -> None:
        """Check that it names a place.

        Raises:
            InvalidOption: A number is below 0.
        """
        if min(self.canvas, self.step, self.slot, self.token) < 0:
            raise InvalidOption(
                said("No slot can be steered with {steering}.", steering=self),
                said("Name a slot and a token from 0 up."),
            )

    def checked(self, *, canvas_length: int, vocabulary_size: int) -> Steering:
        """This, where it fits a model.

        Raises:
            InvalidOption: It was made with another model.
        """
        if self.slot >= canvas_length or self.token >= vocabulary_size:
            raise InvalidOption(
                said("This answer was steered with another model."),
                said("Load that model, or ask without steering."),
            )
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Grip:
    """What a person holds of a canvas: the sum of the deeds so far.

    Attributes:
        pinned: Slots that are held, with their ids.
        forbidden: Slots with ids that they must not take, at most `MOST_FORBIDDEN` each.
    """

    pinned: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    forbidden: frozenset[tuple[int, int]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.pinned or self.forbidden)

    def after(self, steering: Steering) -> Grip:
        """The grip once a deed is done. A slot is pinned to one id, so its last pin counts.

        Raises:
            InvalidOption: Too many ids are forbidden in the slot.
        """
        pinned, forbidden = dict(self.pinned), set(self.forbidden)
        match steering.deed:
            case Deed.PIN:
                pinned[steering.slot] = steering.token
            case Deed.RELEASE:
                pinned.pop(steering.slot, None)
            case Deed.FORBID:
                forbidden.add((steering.slot, steering.token))
                if sum(slot == steering.slot for slot, _ in forbidden) > MOST_FORBIDDEN:
                    raise InvalidOption(
                        said("At most {most} tokens can be forbidden in one slot.", most=MOST_FORBIDDEN),
                        said("Allow another one."),
                    )
            case Deed.ALLOW:
                forbidden.discard((steering.slot, steering.token))
        return Grip(pinned=MappingProxyType(pinned), forbidden=frozenset(forbidden))


@dataclass(frozen=True, slots=True, kw_only=True)
class Renoising:
    """Some slots of one block of a finished answer are to be denoised again; all else is held.

    The blocks after it stay as they are. The model sees both sides of the slots within the block.

    Attributes:
        blocks: The committed blocks of the answer, all of them.
        block: Which of them is changed.
        slots: Which of its slots are noised again.
        moved: The block to begin with, where what stands behind the slots is no more where it was.
    """

    blocks: tuple[Block, ...]
    block: int
    slots: frozenset[int]
    moved: Block | None = None

    def __post_init__(self) -> None:
        """Check that there is something to change.

        Raises:
            InvalidOption: There is no such block, no slot is chosen, or one is outside of the block.
        """
        if not 0 <= self.block < len(self.blocks):
            raise _misplaced(said("The answer has no block {block}.", block=self.block))
        if not self.slots:
            raise _misplaced(said("No slot is chosen."))
        if min(self.slots) < 0 or max(self.slots) >= len(self.blocks[self.block]):
            raise _misplaced(said("A chosen slot is outside of its block."))

    def checked(self, *, canvas_length: int, vocabulary_size: int) -> Renoising:
        """This, where it fits a model.

        Raises:
            InvalidOption: The answer was not made by that model.
        """
        for block in (*self.blocks, self.begun):
            if len(block) != canvas_length or min(block) < 0 or max(block) >= vocabulary_size:
                raise InvalidOption(
                    said("This answer was made by another model."), said("Load that model, or ask again.")
                )
        return self

    @property
    def begun(self) -> Block:
        """The block that is denoised, as it begins."""
        return self.blocks[self.block] if self.moved is None else self.moved

    @property
    def held(self) -> dict[int, int]:
        """The slots that stay, with their ids."""
        return {slot: token for slot, token in enumerate(self.begun) if slot not in self.slots}

    def resized(self, length: int, *, end_ids: frozenset[int], pad_id: int) -> Renoising:
        """The same with so many slots in place of the chosen ones; what stands behind them moves.

        Raises:
            InvalidOption: It leaves no slot, or nothing behind can move: the answer does not end in this
                block, or the padding behind its end does not suffice.
        """
        ids, first, last = self.begun, min(self.slots), max(self.slots)
        ends = [slot for slot, token in enumerate(ids) if token in end_ids]
        if length < 1:
            raise InvalidOption(
                said("These words take one token, the least there is."), said("Select more words.")
            )
        if self.block + 1 < len(self.blocks) or not ends:
            raise InvalidOption(
                said("This block is full to its end, so nothing in it can move."),
                said("Select words nearer the end of the answer, or use Renoise, which keeps their length."),
            )
        room = len(ids) - 1 - ends[0]
        if length - (last - first + 1) > room:
            raise InvalidOption(
                said("This block is too full for that. Tokens of room left: {room}.", room=room),
                said("Select fewer words, or use Renoise, which keeps their length."),
            )
        begun = (*ids[:first], *(ids[first],) * length, *ids[last + 1 :], *(pad_id,) * len(ids))
        slots = frozenset(range(first, first + length))
        return replace(self, slots=slots, moved=begun[: len(ids)])

    def inside(self, tail_ids: frozenset[int]) -> frozenset[int]:
        """The chosen slots before held text: the answer must not end there."""
        last = max((slot for slot, token in self.held.items() if token not in tail_ids), default=-1)
        follows = self.block + 1 < len(self.blocks)
        return frozenset(slot for slot in self.slots if follows or slot < last)


def _misplaced(title: Sentence) -> InvalidOption:
    return InvalidOption(title, said("Select words of the answer."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """An answer that was not finished, and is to be written on.

    Attributes:
        text: What there is of the answer.
        thought: What there is of its thought; open where there is no text yet.
        blocks: How many blocks it has; the next canvas has this number.
    """

    text: str
    thought: str = ""
    blocks: int = 0
