"""What each slot of a canvas is drawn as: pure, from a frame and the choice of view.

Two views. Masks (the default) tell what the model believes: a slot without a stable draft is a soft block as
wide as its draft. Noise tells what the model sees: the very tokens of the canvas, in the same places. Who had
rather not read random tokens has syllables drawn for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from app.language import mark
from app.models.canvas import STABLE_RUN, Frame, Layer, SlotState
from app.models.pieces import Glyph, Glyphs, Ink

# The rooms of slots that have no word: no text, and a width of their own.
HAZE = Glyph("", Ink.CHIP)  # without a belief
DOT = Glyph("", Ink.CHIP, 1)  # in the tail
CELL = Glyph("", Ink.CHIP, 2)  # in the tail, where what the model sees there is drawn
# Harmless in every language that is written in Latin letters; a random id has always the same one.
SYLLABLES = tuple(Glyph(consonant + vowel) for consonant in "lmnrsvw" for vowel in "aeiou")
_GAP = " …"  # where no word is drawn
_PLAIN = {SlotState.STABLE, SlotState.ACCEPTED, SlotState.SETTLED, SlotState.FROZEN, SlotState.PINNED}


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
        room: The glyph that its place is measured for: the draft's, in replay the one it ends with.
        glyph: The glyph that is drawn there.
        legible: Whether the glyph is drawn as a word; else what stands for it, or in the noise of the tail
            an empty cell: padding.
        in_tail: Whether the slot lies outside the answer, for now.
        differs: Whether it was accepted with another token than its draft.
    """

    state: SlotState
    room: Glyph
    glyph: Glyph
    legible: bool
    in_tail: bool
    differs: bool = False

    @property
    def word(self) -> Glyph | None:
        """The glyph, where it is drawn as a word."""
        return self.glyph if self.legible else None


def looks_of(
    frame: Frame, slots: Sequence[int], glyphs: Glyphs, view: View, *, true_noise: bool = True
) -> list[Look]:
    """The looks of some slots of a canvas, in their order; `true_noise` as in `on_canvas`."""
    words = frame.words
    drafts = glyphs.row([words[slot] for slot in slots]) if words else [HAZE] * len(slots)
    if view is View.NOISE and not frame.frozen:
        states, held = frame.states(Layer.SEES), on_canvas(frame, glyphs, true_noise=true_noise)
        return [
            Look(
                states[slot],
                CELL if frame.tail[slot] else draft,
                held[slot],
                not is_padding(frame, slot, glyphs),
                frame.tail[slot],
                frame.differs(slot),
            )
            for slot, draft in zip(slots, drafts, strict=True)
        ]
    states = frame.states(Layer.BLENDED)
    looks = [
        Look(
            states[slot],
            DOT if frame.tail[slot] and states[slot] is not SlotState.PINNED else draft,
            draft,
            _legible(frame, states[slot], slot, view),
            frame.tail[slot],
            frame.differs(slot),
        )
        for slot, draft in zip(slots, drafts, strict=True)
    ]
    if view is not View.TOKENS or not frame.draft:
        return looks
    held = on_canvas(frame, glyphs, true_noise=true_noise)
    return [
        look if look.legible else look._replace(glyph=held[slot])
        for look, slot in zip(looks, slots, strict=True)
    ]


def on_canvas(frame: Frame, glyphs: Glyphs, *, true_noise: bool) -> list[Glyph]:
    """What the canvas holds slot by slot, each for a place that is not its own.

    Args:
        frame: The canvas.
        glyphs: Of its vocabulary.
        true_noise: Whether random tokens are drawn as they are; else a syllable stands for each.
    """
    row = [cleared(glyphs.glyph(token)) for token in frame.ids]
    if true_noise:
        return row
    return [glyph if frame.is_kept(slot) else stand_in(frame.ids[slot]) for slot, glyph in enumerate(row)]


def stand_in(token: int) -> Glyph:
    """The syllable that is drawn for a random token."""
    return SYLLABLES[token % len(SYLLABLES)]


def _legible(frame: Frame, state: SlotState, slot: int, view: View) -> bool:
    if view is View.HELD:
        return state in (SlotState.FROZEN, SlotState.PINNED)
    return is_readable(frame, state, slot)


def is_readable(frame: Frame, state: SlotState, slot: int) -> bool:
    """Whether the draft of a slot is worth reading: stable, kept or final."""
    return state in _PLAIN or (state is SlotState.RENOISED and frame.runs[slot] >= STABLE_RUN)


def spoken(looks: Sequence[Look]) -> str:
    """A canvas as it is read aloud: its words, and an ellipsis wherever anything else stands for some."""
    said: list[str] = []
    for look in looks:
        if look.in_tail:
            continue
        if look.word is None:
            said += [] if said[-1:] == [_GAP] else [_GAP]
        elif look.word.ink is Ink.BREAK:
            said.append("\n" * len(look.word.text))
        else:
            said.append(" " * look.word.lead + look.word.text)
    return "".join(said).strip()


def is_padding(frame: Frame, slot: int, glyphs: Glyphs) -> bool:
    """Whether the canvas holds padding there, behind the end: nothing to be read."""
    return frame.tail[slot] and frame.ids[slot] == glyphs.vocabulary.pad_id


def cleared(glyph: Glyph) -> Glyph:
    """A token for a place that is not its own: without leading spaces, and no end of a line."""
    if not glyph.lead and glyph.ink is not Ink.BREAK:
        return glyph
    return Glyph(glyph.text, Ink.WORD if glyph.ink is Ink.BREAK else glyph.ink)
