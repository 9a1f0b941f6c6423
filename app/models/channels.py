"""Which slots of a canvas belong to the thought and which to the answer, by token id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine import Vocabulary

OPENED = "<|channel>"
CLOSED = "<channel|>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The slots of a canvas by channel; what only marks structure is in neither.

    Attributes:
        thought: Slots of the thought, in order.
        answer: Slots of the answer, in order; the tail is among them.
        inside: Whether the thought is still open behind the last slot.
    """

    thought: tuple[int, ...]
    answer: tuple[int, ...]
    inside: bool


def split_channels(draft: Sequence[int], vocabulary: Vocabulary, *, inside: bool) -> Split:
    """Split a draft; `inside` tells whether the canvas begins within a thought.

    A channel begins with its name on a line of its own, which is structure too. A thought that is not
    closed reaches to the end of the canvas, but never takes in end tokens or padding.
    """
    thought: list[int] = []
    answer: list[int] = []
    naming = False
    for slot, token_id in enumerate(draft):
        mark = vocabulary.tokens[token_id] if token_id in vocabulary.special_ids else ""
        if mark == OPENED:
            inside = naming = True
        elif mark == CLOSED:
            inside = naming = False
        elif vocabulary.is_tail(token_id):
            answer.append(slot)
        elif naming:
            naming = "\n" not in vocabulary.piece(token_id).text
        else:
            (thought if inside else answer).append(slot)
    return Split(thought=tuple(thought), answer=tuple(answer), inside=inside)
