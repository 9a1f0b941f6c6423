"""How positions turn the heads of a layer: cosines and sines, kept in a table."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.kernels.heads import Rotation
from engine.model.config import RopeConfig

_COMPUTED_AT_ONCE = 4096  # positions


class RopeTable:
    """The rotations of all positions up to the furthest asked for, and of none beyond.

    Angles are computed in float32, their cosine and sine kept in `dtype`.
    """

    def __init__(self, rope: RopeConfig, *, device: torch.device, dtype: torch.dtype) -> None:
        pairs = torch.arange(rope.head_dim // 2, device=device)
        turning = 1.0 / rope.theta ** (2 * pairs.float() / rope.head_dim)
        self._frequencies = torch.where(pairs < rope.rotated_pairs, turning, 0.0)  # radians a position
        self._dtype = dtype
        self._table = self._empty(0)

    def rotation(self, start: int, length: int) -> Rotation:
        """The rotation of positions `start .. start + length - 1`: views of the table."""
        self.reserve(start + length)
        cosine, sine = self._table
        return Rotation(cosine[start : start + length], sine[start : start + length])

    def rotation_at(self, positions: Tensor) -> Rotation:
        """The rotation of some positions, int64 `(n)`, all of them reserved."""
        return Rotation(*(part.index_select(0, positions) for part in self._table))

    def reserve(self, count: int) -> None:
        """Know at least the positions `0 .. count - 1`.

        All are computed anew, so ask for many at once. Two tables are never held, nor the angles of one.
        """
        if count <= len(self._table.cosine):
            return
        self._table = self._empty(0)
        table = self._empty(count)
        for start in range(0, count, _COMPUTED_AT_ONCE):
            stop = min(start + _COMPUTED_AT_ONCE, count)
            positions = torch.arange(start, stop, device=self._frequencies.device, dtype=torch.float32)
            angles = torch.outer(positions, self._frequencies)
            table.cosine[start:stop] = angles.cos()
            table.sine[start:stop] = angles.sin()
        self._table = table

    def _empty(self, count: int) -> Rotation:
        shape = (count, len(self._frequencies))
        kept = [torch.empty(shape, device=self._frequencies.device, dtype=self._dtype) for _ in range(2)]
        return Rotation(*kept)
