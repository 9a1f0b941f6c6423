"""Token ids as people can see them: one printable piece an id, without a tokenizer at hand."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import Enum

SPACE_MARK = "▁"
_BYTE = re.compile("<0x([0-9A-Fa-f]{2})>")


class PieceKind(Enum):
    """What a token stands for."""

    TEXT = "text"
    BYTE = "byte"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Piece:
    """A token as text. A BYTE piece is two hex digits; it is part of a character, not one itself."""

    text: str
    kind: PieceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The pieces of a checkpoint's vocabulary.

    Attributes:
        tokens: The tokenizer's own token strings; the index is the id.
        special_ids: Ids that mark structure (turns, channels, padding) and are no text.
        end_ids: Ids that end a turn.
        pad_id: The id that fills a canvas behind its end.
    """

    tokens: tuple[str, ...]
    special_ids: frozenset[int]
    end_ids: frozenset[int]
    pad_id: int

    def fingerprint(self) -> str:
        """The same for vocabularies that read every id alike, and for no others."""
        digest = hashlib.sha256("\0".join(self.tokens).encode(errors="surrogatepass"))
        digest.update(repr((sorted(self.special_ids), sorted(self.end_ids), self.pad_id)).encode())
        return digest.hexdigest()

    def piece(self, token_id: int) -> Piece:
        """The piece of one id; an id beyond the vocabulary is a SPECIAL piece that names it."""
        if not 0 <= token_id < len(self.tokens):
            return Piece(f"<{token_id}>", PieceKind.SPECIAL)
        token = self.tokens[token_id]
        if token_id in self.special_ids:
            return Piece(token, PieceKind.SPECIAL)
        if (byte := _BYTE.fullmatch(token)) is not None:
            return Piece(byte[1], PieceKind.BYTE)
        return Piece(token.replace(SPACE_MARK, " "), PieceKind.TEXT)

    def is_tail(self, token_id: int) -> bool:
        """Whether the id is an end token or padding, so outside the answer."""
        return token_id in self.end_ids or token_id == self.pad_id
