"""Matrices in NVFP4 by ModelOpt's rule, written down again from its source, apart from the engine's own.

ModelOpt itself is no dependency of the tests; its version 0.47 (`NVFP4QTensor.quantize`, which the public
checkpoint's recipe leads to) gave the same bits.
"""

from __future__ import annotations

import torch
from torch import Tensor

_MAGNITUDES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
_BOUNDS = (0.25, 0.75, 1.25, 1.75, 2.5, 3.5, 5.0)  # on one, the even code is taken


def packed(matrix: Tensor, largest: Tensor) -> tuple[dict[str, Tensor], Tensor]:
    """The stored tensors of `matrix (out, in)` by the end of their names, and the weights that they say.

    Args:
        matrix: Its blocks of 16 inputs get a scale each; that of a block of zeros is 1.
        largest: The largest magnitude of all that shares `weight_scale_2`; above zero.
    """
    scale_2 = largest.float() / (6 * 448)
    blocks = matrix.float().reshape(len(matrix), -1, 16)
    scale = blocks.abs().amax(-1) / (6 * scale_2)
    scale[scale == 0] = 1.0
    scale = scale.clamp(2**-9, 448).to(torch.float8_e4m3fn)
    numbers = (blocks / (scale.float() * scale_2)[..., None]).flatten(-2)
    code = torch.zeros_like(numbers, dtype=torch.uint8)
    for below, bound in enumerate(_BOUNDS):
        code += (numbers.abs() >= bound) if below % 2 else (numbers.abs() > bound)
    said = torch.tensor(_MAGNITUDES)[code.int()] * numbers.sign()
    code += 8 * (numbers < 0)
    stored = {
        "weight": code[:, ::2] + 16 * code[:, 1::2],
        "weight_scale": scale,
        "weight_scale_2": scale_2,
        "input_scale": torch.tensor(0.01),
    }
    return stored, (said.reshape(blocks.shape) * scale.float()[..., None]).flatten(-2) * scale_2
