"""Every random draw of a turn, from one seed, in a fixed order."""

from __future__ import annotations

import torch
from torch import Tensor


class Noise:
    """A seeded source of a turn's draws.

    The order makes a turn reproducible: one `canvas` when a canvas begins, then at every denoising
    step `uniforms` for the choice of tokens and a `canvas` for the slots that are renoised.

    Args:
        seed: The same seed gives the same draws on the same kind of device.
        vocab_size: Ids are drawn from `0 .. vocab_size - 1`, special ids included.
        canvas_length: Slots of a canvas.
        device: Where the draws are made and stay.
    """

    def __init__(self, seed: int, *, vocab_size: int, canvas_length: int, device: torch.device) -> None:
        self._generator = torch.Generator(device).manual_seed(seed)
        self._vocab_size = vocab_size
        self._shape = (canvas_length,)
        self._device = device

    def canvas(self) -> Tensor:
        """Uniform token ids, int64 `(canvas_length,)`."""
        return torch.randint(
            self._vocab_size, self._shape, generator=self._generator, device=self._device, dtype=torch.int64
        )

    def uniforms(self) -> Tensor:
        """Numbers from [0, 1), float32 `(canvas_length,)`."""
        return torch.rand(self._shape, generator=self._generator, device=self._device)
