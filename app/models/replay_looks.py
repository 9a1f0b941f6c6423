"""How slots look in replay: laid out once for the words they end with, so that nothing moves."""

from __future__ import annotations

from app.models.canvas import Layer, SlotState
from app.models.looks import CELL, Look, View, cleared, is_padding, is_readable, on_canvas
from app.models.pieces import Glyph, Glyphs
from app.models.recording import CanvasRecording


def rooms_of(canvas: CanvasRecording, glyphs: Glyphs) -> list[Glyph]:
    """The glyph that each slot's place is measured for: the one it ends with."""
    tail = canvas.frames[-1].tail
    return [
        CELL if outside else glyph for glyph, outside in zip(glyphs.row(canvas.final()), tail, strict=True)
    ]


def replayed(
    canvas: CanvasRecording,
    frame: int,
    layer: Layer,
    rooms: list[Glyph],
    glyphs: Glyphs,
    masks: View = View.MASKS,
    *,
    true_noise: bool = True,
) -> list[Look]:
    """The looks of a canvas at a frame, each in its final place.

    Args:
        canvas: What was recorded.
        frame: Which of its frames.
        layer: Which story of each slot.
        rooms: What the places are measured for, from `rooms_of`.
        glyphs: Of its vocabulary.
        masks: One of `STYLES`.
        true_noise: As in `on_canvas`.
    """
    shown = canvas.frames[frame]
    seen = layer is Layer.SEES and not shown.frozen
    from_canvas = seen or not shown.draft
    needs_held = from_canvas or masks is View.TOKENS
    held = on_canvas(shown, glyphs, true_noise=true_noise) if needs_held else []
    row = held if from_canvas else glyphs.row(shown.words)
    looks = [
        Look(
            state,
            room,
            room if glyph == room else cleared(glyph),
            not is_padding(shown, slot, glyphs) if seen else is_readable(shown, state, slot),
            shown.tail[slot],
            shown.differs(slot),
        )
        for slot, (state, room, glyph) in enumerate(zip(canvas.states(frame, layer), rooms, row, strict=True))
    ]
    if masks is View.HELD and not seen:
        return [
            look._replace(legible=final and look.state is not SlotState.TAIL)
            for look, final in zip(looks, _final(canvas, frame), strict=True)
        ]
    if masks is View.TOKENS:
        return [
            look if look.legible else look._replace(glyph=glyph)
            for look, glyph in zip(looks, held, strict=True)
        ]
    return looks


def _final(canvas: CanvasRecording, frame: int) -> list[bool]:
    """Of each slot whether it has its last word at a frame: it changes no more, or is pinned."""
    shown = canvas.frames[frame]
    settled = canvas.settled if canvas.is_committed else (frame,) * canvas.slots
    return [shown.frozen or frame > last or slot in shown.grip.pinned for slot, last in enumerate(settled)]
