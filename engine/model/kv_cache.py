"""The KV cache: keys and values of the encoded prefix, with room for one canvas behind it.

Slot s of every layer belongs to position s. The prefix fills slots `0 .. length - 1`; a denoising step
writes the canvas into the slots behind and the next step overwrites them, so nothing is ever concatenated.
Sliding layers keep every position too, though a pass reads only the last `window - 1` of them: that
makes truncation to any length exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import torch
from torch import Tensor

from engine.model.config import LayerConfig, NetworkConfig


class LayerCache:
    """One layer's keys (after rope) and values, each `(kv_heads, slots, head_dim)`."""

    __slots__ = ("keys", "values", "window")

    def __init__(self, layer: LayerConfig, slots: int, device: torch.device, dtype: torch.dtype) -> None:
        shape = (layer.kv_heads, slots, layer.head_dim)
        self.keys = torch.zeros(shape, device=device, dtype=dtype)
        self.values = torch.zeros(shape, device=device, dtype=dtype)
        self.window = layer.window

    def write(self, start: int, keys: Tensor, values: Tensor) -> None:
        """Put the keys and values `(kv_heads, n, head_dim)` of positions `start ..` into their slots."""
        end = start + keys.shape[1]
        self.keys[:, start:end] = keys
        self.values[:, start:end] = values

    def visible(self, start: int, length: int) -> tuple[Tensor, Tensor]:
        """Keys and values that a pass over positions `start .. start + length - 1` may read: views."""
        first = first_visible(self.window, start)
        return self.keys[:, first : start + length], self.values[:, first : start + length]


class KVCache:
    """The encoded prefix of a conversation. Lives on the engine thread.

    Args:
        config: The network's sizes.
        capacity: Prefix tokens it can hold; one canvas fits behind them.
        device: Where its tensors live.
        dtype: What they are made of.

    Attributes:
        capacity: Prefix tokens it can hold.
        layers: One cache a layer.
        device_length: Tokens of the prefix, int32 `(1)` on the device.
    """

    def __init__(
        self, config: NetworkConfig, capacity: int, *, device: torch.device, dtype: torch.dtype
    ) -> None:
        self.capacity = capacity
        self._config = config
        self._device = device
        self._dtype = dtype
        self._tokens: list[int] = []
        self.device_length = torch.zeros(1, dtype=torch.int32, device=device)
        self.layers = self._allocated(capacity)

    @property
    def length(self) -> int:
        """Tokens of the prefix."""
        return len(self._tokens)

    @property
    def tokens(self) -> tuple[int, ...]:
        """The ids of the prefix."""
        return tuple(self._tokens)

    @property
    def slots(self) -> int:
        """Slots of every layer, those of the canvas included."""
        return self.capacity + self._config.canvas_length

    def reuse(self, ids: Sequence[int]) -> int:
        """Keep the longest common prefix with `ids`, and drop the rest.

        At least one id is left to prefill.

        Returns:
            How many of `ids` are already encoded.
        """
        pairs = zip(self._tokens, ids[: len(ids) - 1], strict=False)
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self.truncate(common)
        return common

    def truncate(self, length: int) -> None:
        """Forget every position from `length` on."""
        del self._tokens[length:]
        self.device_length.fill_(self.length)

    def extend(self, ids: Sequence[int]) -> None:
        """Take the positions behind the prefix, whose slots are now written, into it."""
        self._tokens.extend(ids)
        self.device_length.fill_(self.length)

    def reserve(self, capacity: int) -> None:
        """Make room for at least `capacity` prefix tokens; the prefix stays, the buffers may be new."""
        if capacity <= self.capacity:
            return
        layers = self._allocated(capacity)
        for old, new in zip(self.layers, layers, strict=True):
            new.write(0, old.keys[:, : self.length], old.values[:, : self.length])
        self.layers = layers
        self.capacity = capacity

    def _allocated(self, capacity: int) -> tuple[LayerCache, ...]:
        slots = capacity + self._config.canvas_length
        return tuple(LayerCache(layer, slots, self._device, self._dtype) for layer in self._config.layers)


def first_visible(window: int | None, start: int) -> int:
    """The first position that a pass starting at position `start` may read.

    The encoder's query i sees keys j with i - window < j <= i. The decoder's canvas sees the whole prefix,
    on sliding layers its last window - 1 positions, the same for every slot of the canvas.
    """
    return 0 if window is None else max(0, start - (window - 1))
