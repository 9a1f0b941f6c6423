"""What happened in one slot: its drafts in words, when it was kept and given up, its likeliest ids."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from app.language import tr
from app.models.canvas import STABLE_RUN, Frame, Layer, SlotState
from app.models.looks import stand_in
from app.models.pieces import Glyphs
from app.models.recording import CanvasRecording
from engine import Candidate, PieceKind, Steering, Top, Vocabulary

ARROW = " → "
LONGEST = 6  # drafts of a history that are told
ISOLATED = "\u2068{}\u2069"  # text whose direction is its own affair
MOST_BYTES = 12  # of a token


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotStory:
    """One slot over all steps of its canvas. Steps count from 0.

    Attributes:
        drafts: Its drafts, each once as long as it stayed, oldest first.
        first_accepted: The first step that kept it, or None.
        unaccepted: The steps that gave it up again.
        settled: The step of the last change of its draft.
        steerings: What a person did to it.
    """

    drafts: tuple[int, ...]
    first_accepted: int | None
    unaccepted: tuple[int, ...]
    settled: int
    steerings: tuple[Steering, ...] = ()

    def in_words(self, glyphs: Glyphs) -> str:
        """The drafts with arrows between them; of a long history the newest."""
        shown = self.drafts[-LONGEST:]
        words = ARROW.join(named(token, glyphs) for token in shown)
        return f"…{ARROW}{words}" if len(self.drafts) > LONGEST else words


def held_word(frame: Frame, slot: int, glyphs: Glyphs, *, true_noise: bool) -> str:
    """The token on the canvas in a sentence; a random one as a syllable, where that is to stand for it."""
    token = frame.ids[slot]
    return named(token, glyphs) if true_noise or frame.is_kept(slot) else stand_in(token).text


def now_of(frame: Frame, slot: int) -> str:
    """What a slot is at a frame, in words: what the model sees in it, and how long its draft is the same."""
    match frame.states(Layer.SEES)[slot]:
        case SlotState.FROZEN:
            return tr("Now: committed")
        case SlotState.PINNED:
            return tr("Now: pinned")
        case SlotState.ACCEPTED:
            said = tr("Now: accepted")
        case SlotState.RENOISED:
            said = tr("Now: re-noised")
        case _:
            said = tr("Now: noise")
    if frame.tail[slot]:
        said = tr("{state}, in the tail", state=said)
    run = frame.runs[slot]
    if run < STABLE_RUN:
        return said
    return tr("{state}; its draft is stable for {steps}", state=said, steps=tr("%Ln steps", "", run))


def bytes_of(token: int, vocabulary: Vocabulary) -> str:
    """The bytes that a token spells, in hexadecimal; empty where it marks structure."""
    piece = vocabulary.piece(token)
    match piece.kind:
        case PieceKind.SPECIAL:
            return ""
        case PieceKind.BYTE:
            return piece.text.upper()
        case PieceKind.TEXT:
            written = piece.text.encode(errors="replace")
            told = written[:MOST_BYTES].hex(" ").upper()
            return told if len(written) <= MOST_BYTES else f"{told} …"


def story_of(canvas: CanvasRecording, slot: int) -> SlotStory:
    """The story of one slot."""
    return SlotStory(
        drafts=tuple(token for token, _ in groupby(step.draft[slot] for step in canvas.steps)),
        first_accepted=canvas.first_accepted[slot],
        unaccepted=tuple(number for number in range(len(canvas.steps)) if slot in canvas.unaccepted(number)),
        settled=canvas.settled[slot],
        steerings=tuple(steering for steering in canvas.trace.steerings if steering.slot == slot),
    )


def tops_of(canvas: CanvasRecording, slot: int) -> tuple[tuple[Candidate, ...], ...]:
    """The likeliest ids of a slot at every step."""
    return tuple(step.top.of(slot) for step in canvas.steps)


def ranked(tops: tuple[tuple[Candidate, ...], ...], count: int) -> tuple[int, ...]:
    """The ids that were likely for longest: by the sum of their probabilities, largest first."""
    weights: dict[int, float] = {}
    for top in tops:
        for candidate in top:
            weights[candidate.id] = weights.get(candidate.id, 0.0) + candidate.probability
    return tuple(sorted(weights, key=lambda token: -weights[token])[:count])


def share_of(top: tuple[Candidate, ...], token: int) -> float | None:
    """The probability of an id, or None where it is not among the likeliest and nothing is known."""
    return next((candidate.probability for candidate in top if candidate.id == token), None)


def shares_of(top: Top, token: int) -> list[float | None]:
    """The probability of an id in every slot, or None where it is not among the likeliest."""
    shares: list[float | None] = [None] * top.slots
    for place, each in enumerate(struct.unpack(f"<{top.slots * top.count}I", top.ids)):
        if each == token:
            shares[place // top.count] = struct.unpack_from("<e", top.probabilities, 2 * place)[0]
    return shares


def named(token: int, glyphs: Glyphs) -> str:
    """A token in a sentence: its text, with a space that belongs to it made visible.

    Text that runs from right to left is isolated, so that the words around it stay where they are.
    """
    glyph = glyphs.glyph(token)
    word = "␣" * glyph.lead + glyph.text
    return ISOLATED.format(word) if any(map(_runs_left, word)) else word


def _runs_left(char: str) -> bool:
    return unicodedata.bidirectional(char) in {"R", "AL", "AN"}
