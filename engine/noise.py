"""Every random draw of a turn, from one seed, in a fixed order."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class CanvasNoise(NamedTuple):
    """All draws of one canvas, whether its steps use them or not: so none disturbs those of the next canvas.

    Attributes:
        start: The ids it begins with, int64 `(C,)`.
        uniforms: By step, numbers from [0, 1) that choose tokens, float32 `(steps, C)`.
        fresh: By step, uniform ids for the slots that are renoised, int64 `(steps, C)`.
    """

    start: Tensor
    uniforms: Tensor
    fresh: Tensor


class Noise:
    """A seeded source of a turn's draws.

    Args:
        seed: The same seed gives the same draws on the same kind of device.
        vocab_size: Ids are drawn from `0 .. vocab_size - 1`, special ids included.
        canvas_length: Slots of a canvas.
        device: Where the draws are made and stay.
    """

    def __init__(self, seed: int, *, vocab_size: int, canvas_length: int, device: torch.device) -> None:
        self._generator = torch.Generator(device).manual_seed(seed)
        self._vocab_size = vocab_size
        self._canvas_length = canvas_length
        self._device = device

    @property
    def state(self) -> Tensor:
        """How far it has drawn. Set back to an earlier state, it gives the same draws again."""
        return self._generator.get_state()

    @state.setter
    def state(self, state: Tensor) -> None:
        self._generator.set_state(state)

    def canvas(self, steps: int) -> CanvasNoise:
        """The draws of the next canvas, which takes so many steps at most."""
        rows = (steps + 1, self._canvas_length)
        ids = torch.randint(
            self._vocab_size, rows, generator=self._generator, device=self._device, dtype=torch.int64
        )
        uniforms = torch.rand(steps, self._canvas_length, generator=self._generator, device=self._device)
        return CanvasNoise(ids[0], uniforms, ids[1:])
