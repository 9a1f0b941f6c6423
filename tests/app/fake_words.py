"""The words that the fake engine knows: a small vocabulary with every hazard, spelled and read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine import Vocabulary

SPECIAL = ("<pad>", "<eos>", "<bos>", "<|turn>", "<turn|>", "<|channel>", "<channel|>")
PAD, END, OPEN, CLOSE = 0, 4, 5, 6
BYTES = tuple(f"<0x{value:02X}>" for value in range(256))
ORDINARY = """
    ▁the ▁a ▁of ▁and ▁to ▁in ▁is ▁drop ▁glass ▁cold ▁air ▁vapour ▁noise ▁canvas ▁step ▁token ▁model ▁text
    ▁light ▁dark ▁water ▁morning ▁leaf ▁window ▁slowly ▁clear ▁word ▁block ing ed ly s . , ! ? : - ( )
    1 2 3 4 5 6 7 8 9 0 ▁Donaudampfschifffahrtsgesellschaftskapitän ▁été ▁naïve ▁= <b> &amp;
    ▁مرحبا بالعالم ▁שלום ▁Привет ▁Καλημέρα ▁世界 你好 ▁नमस्ते ▁ไทย 😀 👩\u200d👩\u200d👧
"""
HAZARDS = ("\u0301", "\u200f", "\u202e", "\u200b", "\ufeff", "\ue000", "\x07", "\t", "\n", "\n\n", "▁▁")
WORDS = (*ORDINARY.split(), *HAZARDS)
VOCABULARY = Vocabulary(
    tokens=(*SPECIAL, *BYTES, *dict.fromkeys(WORDS)),
    special_ids=frozenset(range(len(SPECIAL))),
    end_ids=frozenset({1, 4}),
    pad_id=PAD,
)
NEWLINE = VOCABULARY.tokens.index("\n")
STORY = (
    "the drop is clear. the air of the morning is cold and the glass is dark, step 12 of the noise.\n\n" * 2
)


def speller(vocabulary: Vocabulary = VOCABULARY) -> Callable[[str], list[int]]:
    """A function from text to ids: longest known pieces first, bytes for the rest."""
    first = len(SPECIAL) + len(BYTES)
    ids = {token.replace("▁", " "): first + index for index, token in enumerate(vocabulary.tokens[first:])}
    longest = sorted(ids, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest)) + "|.", re.DOTALL)

    def spell(text: str) -> list[int]:
        spelled: list[int] = []
        for piece in pattern.findall(" " + text):
            known = ids.get(piece)
            spelled += [known] if known is not None else [len(SPECIAL) + byte for byte in piece.encode()]
        return spelled

    return spell


def read(ids: Sequence[int]) -> tuple[str, str]:
    """Thought and answer that ids spell, as the engine reads them."""
    parts: dict[bool, bytearray] = {True: bytearray(), False: bytearray()}
    inside = False
    for token_id in ids:
        if token_id in VOCABULARY.end_ids:
            break
        if token_id in (OPEN, CLOSE):
            inside = token_id == OPEN
        elif token_id >= len(SPECIAL):
            piece = VOCABULARY.piece(token_id).text
            is_byte = token_id < len(SPECIAL) + len(BYTES)
            parts[inside] += bytes([token_id - len(SPECIAL)]) if is_byte else piece.encode()
    thought, text = (parts[inside].decode(errors="replace").strip() for inside in (True, False))
    return thought.removeprefix("thought").strip(), text
