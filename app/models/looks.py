"""What each slot of a canvas is drawn as: pure, from a frame and the choice of view.

Two views. Masks (the default) tell what the model believes: a slot without a stable draft is a soft block as
wide as its draft. Noise tells what the model sees: the very tokens of the canvas, in the same places.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from app.language import mark
from app.models.canvas import STABLE_RUN, Frame, Layer, SlotState
from app.models.pieces import Glyph, Glyphs, Ink

HAZE = Glyph("", Ink.CHIP)  # a slot without a belief: no text, a small width of its own
_PLAIN = {SlotState.STABLE, SlotState.ACCEPTED, SlotState.FROZEN, SlotState.PINNED}


class View(Enum):
    """What the canvas tells, and what stands for a slot without a stable draft."""

    MASKS = "masks"
    DOTS = "dots"
    DRAFTS = "drafts"
    TOKENS = "tokens"  # the random ones that the model sees there
    HELD = "held"  # soft blocks, for stable drafts as well: no word comes before it is final
    NOISE = "noise"  # nothing but what the model sees


STYLES = {
    View.MASKS: mark("soft blocks"),
    View.DOTS: mark("dots"),
    View.DRAFTS: mark("dimmed drafts"),
    View.TOKENS: mark("noise tokens"),
    View.HELD: mark("blocks until final"),
}


class Look(NamedTuple):
    """One slot as it is drawn.

    Attributes:
        state: Its state on the layer of the view.
        room: The glyph that its place is measured for: the draft's.
        glyph: The glyph that is drawn there.
        legible: Whether the glyph is drawn as a word; else what stands for it, or in the noise of the tail
            an empty cell: padding.
        in_tail: Whether the slot lies outside the answer.
    """

    state: SlotState
    room: Glyph
    glyph: Glyph
    legible: bool
    in_tail: bool


def looks_of(frame: Frame, slots: Sequence[int], glyphs: Glyphs, view: View) -> list[Look]:
    """The looks of some slots of a canvas, in their order."""
    drafts = glyphs.row([frame.draft[slot] for slot in slots]) if frame.draft else [HAZE] * len(slots)
    if view is View.NOISE and not frame.frozen:
        states = frame.states(Layer.SEES)
        return [
            Look(
                states[slot],
                HAZE if frame.tail[slot] else draft,
                cleared(glyphs.glyph(frame.ids[slot])),
                not (frame.tail[slot] and frame.ids[slot] == glyphs.vocabulary.pad_id),
                frame.tail[slot],
            )
            for slot, draft in zip(slots, drafts, strict=True)
        ]
    states = frame.states(Layer.BLENDED)
    looks = [
        Look(states[slot], draft, draft, _legible(frame, states[slot], slot, view), frame.tail[slot])
        for slot, draft in zip(slots, drafts, strict=True)
    ]
    if view is not View.TOKENS or not frame.draft:
        return looks
    return [
        look if look.legible else look._replace(glyph=cleared(glyphs.glyph(frame.ids[slot])))
        for look, slot in zip(looks, slots, strict=True)
    ]


def _legible(frame: Frame, state: SlotState, slot: int, view: View) -> bool:
    """Whether the draft of a slot is worth reading: stable, kept or final."""
    if view is View.HELD:
        return state in (SlotState.FROZEN, SlotState.PINNED)
    return state in _PLAIN or (state is SlotState.RENOISED and frame.runs[slot] >= STABLE_RUN)


def cleared(glyph: Glyph) -> Glyph:
    """A token for a place that is not its own: without leading spaces, and no end of a line."""
    return Glyph(glyph.text, Ink.WORD if glyph.ink is Ink.BREAK else glyph.ink)
