"""Going on from an answer that is there: some of its slots are noised again, or more is written behind it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import InvalidOption

Block = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renoising:
    """Some slots of one block of a finished answer are to be denoised again; all else is held.

    The blocks after it stay as they are. The model sees both sides of the slots within the block.

    Attributes:
        blocks: The committed blocks of the answer, all of them.
        block: Which of them is changed.
        slots: Which of its slots are noised again.
    """

    blocks: tuple[Block, ...]
    block: int
    slots: frozenset[int]

    def __post_init__(self) -> None:
        """Check that there is something to change.

        Raises:
            InvalidOption: There is no such block, no slot is chosen, or one is outside of the block.
        """
        if not 0 <= self.block < len(self.blocks):
            raise InvalidOption(f"The answer has no block {self.block}.", "Select words of the answer.")
        if not self.slots:
            raise InvalidOption("No slot is chosen.", "Select words of the answer.")
        if min(self.slots) < 0 or max(self.slots) >= len(self.blocks[self.block]):
            raise InvalidOption("A chosen slot is outside of its block.", "Select words of the answer.")

    def checked(self, *, canvas_length: int, vocabulary_size: int) -> Renoising:
        """This, where it fits a model.

        Raises:
            InvalidOption: The answer was not made by that model.
        """
        for block in self.blocks:
            if len(block) != canvas_length or min(block) < 0 or max(block) >= vocabulary_size:
                raise InvalidOption(
                    "This answer was made by another model.", "Load that model, or ask again."
                )
        return self

    @property
    def held(self) -> dict[int, int]:
        """The slots that stay, with their ids."""
        ids = self.blocks[self.block]
        return {slot: token for slot, token in enumerate(ids) if slot not in self.slots}

    def inside(self, tail_ids: frozenset[int]) -> frozenset[int]:
        """The chosen slots before held text: the answer must not end there."""
        last = max((slot for slot, token in self.held.items() if token not in tail_ids), default=-1)
        follows = self.block + 1 < len(self.blocks)
        return frozenset(slot for slot in self.slots if follows or slot < last)


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
