"""NVFP4: four-bit weights in blocks of 16 that share a scale, as NVIDIA's ModelOpt stores them.

A weight is `e2m1 * weight_scale * weight_scale_2`. An E2M1 code has its sign in bit 3 and the index
into 0, 0.5, 1, 1.5, 2, 3, 4, 6 in bits 2 to 0. Two codes share a byte along the input dimension,
the even element in the low nibble. `weight_scale` is one positive E4M3 number per 16 inputs, row-major;
`weight_scale_2` is one float32 number per matrix.

Activations may be held the same way; then each row is a matrix of its own.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import torch
from torch import Tensor

BLOCK_LENGTH = 16
E2M1_LARGEST = 6.0
E4M3_LARGEST = 448.0
E4M3_SMALLEST = 2.0**-9

_MAGNITUDES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
_ROUNDS_UP_ON_TIES = (False, True, False, True, False, True, False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PackedNVFP4:
    """A weight matrix, or a stack of them, in NVFP4. Leading dimensions, if any, count matrices.

    Attributes:
        weight: uint8 `(..., out, in / 2)`, two codes a byte.
        weight_scale: float8_e4m3fn `(..., out, in / 16)`.
        weight_scale_2: float32 `(...)`, or a scalar that all matrices share.
    """

    weight: Tensor
    weight_scale: Tensor
    weight_scale_2: Tensor

    def __post_init__(self) -> None:
        """Check dtypes and shapes.

        Raises:
            ValueError: A tensor has another dtype than NVFP4 gives it, or the shapes disagree.
        """
        for name, expected in (
            ("weight", torch.uint8),
            ("weight_scale", torch.float8_e4m3fn),
            ("weight_scale_2", torch.float32),
        ):
            if getattr(self, name).dtype != expected:
                raise ValueError(f"{name} is {getattr(self, name).dtype}, not {expected}")
        *leading, bytes_per_row = self.weight.shape
        *scale_leading, blocks_per_row = self.weight_scale.shape
        if leading != scale_leading or bytes_per_row * 2 != blocks_per_row * BLOCK_LENGTH:
            found, scales = tuple(self.weight.shape), tuple(self.weight_scale.shape)
            raise ValueError(f"weight {found} and weight_scale {scales} disagree")
        if self.weight_scale_2.shape not in (torch.Size([]), self.weight.shape[:-2]):
            raise ValueError(f"weight_scale_2 has shape {tuple(self.weight_scale_2.shape)}")


def nvfp4_scale_2(weight: Tensor) -> Tensor:
    """The per-matrix scale under which the largest weight of `weight` is just representable.

    Gate and up projection of one expert share it: pass both, concatenated. Returns a float32 scalar.
    """
    return _scale_2(weight.detach().abs().amax())


def quantize_nvfp4(weight: Tensor, scale_2: Tensor | None = None) -> PackedNVFP4:
    """Round weights to the nearest NVFP4 value under each block's own largest magnitude.

    Ties go to the even code, as the hardware's conversion and ModelOpt's do. A block of zeros has
    the scale 1. Reads nothing but its arguments and has no gradient.

    Args:
        weight: Floating point `(..., out, in)`; `in` is a multiple of 16.
        scale_2: float32 scalar or `(...)`; by default `nvfp4_scale_2` of all of `weight`.

    Raises:
        ValueError: `in` is not a multiple of 16.
    """
    inputs = weight.shape[-1]
    if inputs % BLOCK_LENGTH:
        raise ValueError(f"{inputs} inputs are not a multiple of {BLOCK_LENGTH}")
    scale_2 = nvfp4_scale_2(weight) if scale_2 is None else scale_2.float()
    blocks = _in_blocks(weight.detach().float())  # (..., out, in / 16, 16)
    factor = scale_2[..., None, None]
    block_scale = blocks.abs().amax(-1) / (E2M1_LARGEST * factor)
    block_scale = torch.where(block_scale > 0, block_scale, 1.0).clamp(E4M3_SMALLEST, E4M3_LARGEST)
    block_scale = block_scale.to(torch.float8_e4m3fn)
    codes = _e2m1_codes(blocks / (block_scale.float() * factor)[..., None]).flatten(-2)  # (..., out, in)
    return PackedNVFP4(
        weight=codes[..., 0::2] | (codes[..., 1::2] << 4),
        weight_scale=block_scale,
        weight_scale_2=scale_2,
    )


def pack_rows(x: Tensor) -> PackedNVFP4:
    """Round activations, each row under a scale of its own, so that no row changes another.

    Args:
        x: `(n, features)`, a multiple of 16.

    Returns:
        `n` matrices of one row each: weight `(n, 1, features / 2)`.
    """
    if x.is_cuda:
        from engine.kernels.gpu.nvfp4 import pack_rows as on_gpu

        return on_gpu(x)
    return quantize_nvfp4(x.unsqueeze(1), _scale_2(x.abs().amax(-1)))


def through_nvfp4(x: Tensor) -> Tensor:
    """`x` as `pack_rows` holds it."""
    return decode_nvfp4(pack_rows(x), x.dtype).view_as(x)


def decode_nvfp4(packed: PackedNVFP4, dtype: torch.dtype = torch.float32) -> Tensor:
    """The weights as numbers, `(..., out, in)`: computed in float32, then cast to `dtype`."""
    pairs = _byte_values(packed.weight.device)[packed.weight.int()]  # (..., out, in / 2, 2)
    blocks = _in_blocks(pairs.flatten(-2))
    blocks = blocks * packed.weight_scale.float()[..., None] * packed.weight_scale_2[..., None, None, None]
    return blocks.flatten(-2).to(dtype)


def _scale_2(largest: Tensor) -> Tensor:
    """The scales under which the largest magnitudes are just representable."""
    return torch.where(largest > 0, largest.float(), 1.0) / (E2M1_LARGEST * E4M3_LARGEST)


def _in_blocks(numbers: Tensor) -> Tensor:
    """`(..., in)` seen as `(..., in / 16, 16)`."""
    return numbers.reshape(*numbers.shape[:-1], -1, BLOCK_LENGTH)


def _e2m1_codes(numbers: Tensor) -> Tensor:
    """The nearest E2M1 code of each number, ties to the even code; uint8, one code an element."""
    middles = torch.tensor([(low + high) / 2 for low, high in itertools.pairwise(_MAGNITUDES)])
    just_below = torch.nextafter(middles, torch.zeros(()))
    bounds = torch.where(torch.tensor(_ROUNDS_UP_ON_TIES), just_below, middles).to(numbers.device)
    index = torch.bucketize(numbers.abs(), bounds, out_int32=True)  # a bound belongs to the index below
    return (index | (numbers < 0).int() << 3).to(torch.uint8)


def _byte_values(device: torch.device) -> Tensor:
    """Both numbers of every byte, `(256, 2)`: low nibble first."""
    magnitudes = torch.tensor(_MAGNITUDES, device=device)
    e2m1 = torch.cat([magnitudes, -magnitudes])
    byte = torch.arange(256, device=device)
    return torch.stack([e2m1[byte & 15], e2m1[byte >> 4]], dim=-1)
