"""NVFP4 as kernels of a GPU read it: its bits in an order that they decode with few instructions.

A word of eight codes becomes four pairs of bfloat16, of codes 0 and 4, 1 and 5, 2 and 6, 3 and 7, the second
in the upper half. A code's sign is a bfloat16's bit 15, and its magnitude bits 8 to 6, where it is the number
times 2^-126. So the bits of the first pair lie there, and those of the second and third three and six places
further: one rotation and one mask make a pair of them. No fourth set of such places is left. The last pair's
bits lie where one multiply by `COPIES` copies each to its place.

A block's scale is normal in the eight bits that it has: five of exponent and three of mantissa. Shifted to
where a bfloat16 has them, under `EXPONENT`, they are the scale times 2^119.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from engine.kernels.nvfp4 import BLOCK_LENGTH, PackedNVFP4

ROTATION = 3
"""Places by which a pair's bits lie further than those of the pair before."""
COPIES = 1 << 2 | 1 << 7 | 1 << 12
"""What the last pair's bits are multiplied by."""
EXPONENT = 0x7000
"""The part of a bfloat16's exponent that all scales share."""
_PAIR = (6, 7, 8, 15)  # where a bfloat16 has the bits of a code, the lowest first
_LAST_PAIR = (4, 0, 1, 3)  # their places before they are copied
_WORDS_AT_ONCE = 2**21  # so that what is made on the way stays below 100 MB
_CODES_PER_WORD = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WovenNVFP4:
    """A weight matrix, or a stack of them, as `PackedNVFP4`.

    Attributes:
        weight: int32 `(..., out, in / 8)`, eight codes each.
        weight_scale: uint8 `(..., out, in / 16)`.
        weight_scale_2: float32 `(...)`, or a scalar that all matrices share.
    """

    weight: Tensor
    weight_scale: Tensor
    weight_scale_2: Tensor


def weave(packed: PackedNVFP4) -> WovenNVFP4:
    """The same weights, in the memory of `packed`, which is of no use afterwards.

    A block under the scale zero gets codes of zero.
    """
    words, scales = packed.weight.view(torch.int32), packed.weight_scale.view(torch.uint8)
    _rewrite(words, scales, _places(), _scale_codes())
    return WovenNVFP4(weight=words, weight_scale=scales, weight_scale_2=packed.weight_scale_2)


def unweave(woven: WovenNVFP4) -> PackedNVFP4:
    """The weights that were woven, in the memory of `woven`, which is of no use afterwards."""
    places, codes = _places(), _scale_codes()
    scales = torch.zeros(256, dtype=torch.uint8)
    scales[codes.int()] = torch.arange(len(codes), dtype=torch.uint8)
    _rewrite(woven.weight, woven.weight_scale, tuple(places.index(bit) for bit in range(32)), scales)
    return PackedNVFP4(
        weight=woven.weight.view(torch.uint8),
        weight_scale=woven.weight_scale.view(torch.float8_e4m3fn),
        weight_scale_2=woven.weight_scale_2,
    )


def _rewrite(words: Tensor, scales: Tensor, places: tuple[int, ...], codes: Tensor) -> None:
    """Give each bit of each word its place, and each scale its code; codes under the scale 0 become 0."""
    device, rows_at_once = words.device, max(_WORDS_AT_ONCE // words.shape[-1], 1)
    tables, codes = _tables(places).to(device), codes.to(device)
    parts = (torch.split(each.view(-1, each.shape[-1]), rows_at_once) for each in (words, scales))
    for some, theirs in zip(*parts, strict=True):
        some.copy_(_rearranged(some, tables) * _for_words(theirs != 0))
        theirs.copy_(codes[theirs.int()])


@cache
def _places() -> tuple[int, ...]:
    """Where each bit of a word goes."""
    places = []
    for code in range(_CODES_PER_WORD):
        half, pair = divmod(code, 4)
        for own, last in zip(_PAIR, _LAST_PAIR, strict=True):
            place = own + ROTATION * pair if pair < 3 else last
            places.append((place + 16 * half) % 32)
    return tuple(places)


def _tables(places: tuple[int, ...]) -> Tensor:
    """int32 `(4, 256)`: what each byte of a word, the lowest first, puts into the new word."""
    bits = torch.tensor(places).view(4, 1, 8)
    present = torch.arange(256)[:, None] >> torch.arange(8) & 1
    return (present << bits).sum(-1).to(torch.int32)


def _rearranged(words: Tensor, tables: Tensor) -> Tensor:
    """Words with each bit at its new place."""
    index = words.view(torch.uint8).int().view(*words.shape, 4)
    moved = tables[0][index[..., 0]]
    for byte in range(1, 4):
        moved |= tables[byte][index[..., byte]]
    return moved


@cache
def _scale_codes() -> Tensor:
    """uint8 `(128)`: the new code of zero and of each positive E4M3 number; the last is no number."""
    codes = [0]
    for scale in torch.arange(1, 127, dtype=torch.uint8).view(torch.float8_e4m3fn).float().tolist():
        mantissa, exponent = math.frexp(scale)  # from 0.5 on, below 1
        codes.append((exponent + 21) << 3 | int(16 * mantissa) - 8)
    return torch.tensor([*codes, 255], dtype=torch.uint8)


def _for_words(blocks: Tensor) -> Tensor:
    """What each block has, for each of its words; int32."""
    words = BLOCK_LENGTH // _CODES_PER_WORD
    return blocks.int().unsqueeze(-1).expand(*blocks.shape, words).flatten(-2)
