"""Token ids as something that can be drawn without harm.

Noise draws on the whole vocabulary: bytes, control and bidi characters, lone combining marks. Each slot is
drawn as its own run, so what is dangerous inside a piece becomes a visible chip here, once an id.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from engine import Piece, PieceKind, Vocabulary

LONGEST = 48  # characters of a piece that are drawn
DOTTED_CIRCLE = "◌"
JOINERS = "\u200c\u200d"


class Ink(Enum):
    """How a slot's text is drawn."""

    __hash__ = object.__hash__  # that of Enum is written in Python, and a frame asks it often

    WORD = "word"
    CHIP = "chip"
    BREAK = "break"  # ends the line; `text` holds one return mark a line ended
    JOINED = "joined"  # part of the character that an earlier slot draws


class Glyph(NamedTuple):
    """What one slot draws. `lead` is the number of spaces before the text."""

    text: str
    ink: Ink = Ink.WORD
    lead: int = 0


class Glyphs:
    """The glyphs of a vocabulary, each made once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._made: dict[int, Glyph] = {}
        self._bytes: dict[int, int] = {}  # of the ids that stand for one
        self._joined: dict[bytes, Glyph] = {}

    def glyph(self, token_id: int) -> Glyph:
        """The glyph of one id by itself."""
        if token_id not in self._made:
            piece = self.vocabulary.piece(token_id)
            self._made[token_id] = glyph_of(piece)
            if piece.kind is PieceKind.BYTE:
                self._bytes[token_id] = int(piece.text, 16)
        return self._made[token_id]

    def row(self, token_ids: Sequence[int]) -> list[Glyph]:
        """The glyphs of neighbours, one a slot; bytes that complete a character together are joined."""
        row = [self.glyph(token_id) for token_id in token_ids]
        behind = 0
        for start in [slot for slot, token_id in enumerate(token_ids) if token_id in self._bytes]:
            if start < behind:
                continue  # it belongs to the character before
            text, length = self._character(token_ids, start)
            if length:
                row[start : start + length] = [text, *[Glyph("", Ink.JOINED)] * (length - 1)]
            behind = start + length
        return row

    def _character(self, token_ids: Sequence[int], start: int) -> tuple[Glyph, int]:
        """The character that the byte pieces from `start` on spell, and in how many slots; 0 if none."""
        length = utf8_length(self._bytes[token_ids[start]])
        values = [self._bytes.get(token_id, -1) for token_id in token_ids[start : start + length]]
        if length == 0 or len(values) < length or -1 in values:
            return Glyph(""), 0
        spelled = bytes(values)
        if spelled not in self._joined:
            try:
                self._joined[spelled] = glyph_of(Piece(spelled.decode(), PieceKind.TEXT))
            except UnicodeDecodeError:
                return Glyph(""), 0
        return self._joined[spelled], length


def utf8_length(lead: int) -> int:
    """How many bytes a character has that begins with the byte `lead`; 0 where none begins so."""
    if lead < 0x80:
        return 1
    for length, low, high in ((2, 0xC2, 0xDF), (3, 0xE0, 0xEF), (4, 0xF0, 0xF4)):
        if low <= lead <= high:
            return length
    return 0


def glyph_of(piece: Piece) -> Glyph:
    """The glyph of one piece: its text where that is safe to draw, else a chip that names it."""
    if piece.kind is not PieceKind.TEXT:
        return Glyph(_visible(piece.text) or "∅", Ink.CHIP)
    if not piece.text:
        return Glyph("∅", Ink.CHIP)
    if not piece.text.strip("\n"):
        return Glyph("↵" * len(piece.text), Ink.BREAK)
    text = piece.text.lstrip(" ")
    lead = len(piece.text) - len(text)
    shown = _visible(text)
    ink = Ink.CHIP if any(_hidden(text, index) for index in range(len(text))) else Ink.WORD
    return Glyph(shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…", ink, lead)


def _visible(text: str) -> str:
    """The text with a stand-in for all that has no harmless look of its own."""
    parts = [_named(char) if _hidden(text, index) else char for index, char in enumerate(text)]
    shown = "".join(parts).replace("\n", "↵").replace("\t", "→")
    return DOTTED_CIRCLE + shown if text and unicodedata.category(text[0]).startswith("M") else shown


def _hidden(text: str, index: int) -> bool:
    """Whether the character shows nothing, or changes how its neighbours are drawn."""
    char = text[index]
    if char in "\n\t":
        return False
    if char in JOINERS:
        return index in (0, len(text) - 1)
    return unicodedata.category(char) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def _named(char: str) -> str:
    return f"U+{ord(char):04X}"
