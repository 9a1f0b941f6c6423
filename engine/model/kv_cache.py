"""The KV cache: keys and values of the encoded prefix, with room for one canvas behind it.

The prefix fills the slots of every layer in order. A denoising step writes the canvas into the slots behind
and the next step overwrites them, so nothing is ever concatenated. A full layer has a slot for every
position. A sliding layer reads no further back than its window, so it has slots for the last two thousand
positions or so, and moves them to the front when it runs out of room; a prefix can be cut as far back as it
still sees enough.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import takewhile

import torch

from engine.model.config import LayerConfig, LayerKind, NetworkConfig


class LayerCache:
    """One layer's keys (after rope) and values, each `(kv_heads, slots, head_dim)`.

    Attributes:
        keys: Of positions `base ..`, one a slot.
        values: As `keys`.
        window: Keys that a query of the encoder sees; None for all.
        base: The position of the first slot; always 0 on a full layer.
    """

    __slots__ = ("base", "keys", "values", "window")

    def __init__(self, layer: LayerConfig, slots: int, device: torch.device, dtype: torch.dtype) -> None:
        shape = (layer.kv_heads, slots, layer.head_dim)
        self.keys = torch.zeros(shape, device=device, dtype=dtype)
        self.values = torch.zeros(shape, device=device, dtype=dtype)
        self.window = layer.window
        self.base = 0

    def take(self, old: LayerCache, length: int) -> None:
        """Hold what another has of the first `length` positions."""
        self.base = old.base
        filled = slice(0, length - old.base)
        self.keys[:, filled] = old.keys[:, filled]
        self.values[:, filled] = old.values[:, filled]

    def sees(self, start: int) -> bool:
        """Whether everything that a pass starting at position `start` may read is there."""
        return self.base <= first_visible(self.window, start)

    def make_room(self, start: int, length: int) -> None:
        """Let positions `start .. start + length - 1` have slots, and all that they see."""
        if start + length - self.base <= self.keys.shape[1]:
            return
        first = first_visible(self.window, start)
        kept = slice(first - self.base, start - self.base)
        for held in (self.keys, self.values):
            held[:, : start - first] = held[:, kept].clone()
        self.base = first


class KVCache:
    """The encoded prefix of a conversation. Lives on the engine thread.

    Args:
        config: The network's sizes.
        capacity: Prefix tokens it can hold; one canvas fits behind them.
        device: Where its tensors live.
        dtype: What they are made of: that of the residual stream, or 8 bits.

    Attributes:
        capacity: Prefix tokens it can hold.
        layers: One cache a layer.
        device_length: Tokens of the prefix, int32 `(1)` on the device.
        device_filled: By kind of layer, slots that the prefix fills, int32 `(1)` on the device.
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
        self.device_filled = {kind: torch.zeros_like(self.device_length) for kind in LayerKind}
        self.layers = tuple(self._allocated(capacity))

    @property
    def length(self) -> int:
        """Tokens of the prefix."""
        return len(self._tokens)

    @property
    def tokens(self) -> tuple[int, ...]:
        """The ids of the prefix; where an image is, its identity."""
        return tuple(self._tokens)

    @property
    def positions(self) -> int:
        """Positions it has room for, those of the canvas included."""
        return self.capacity + self._config.canvas_length

    def reuse(self, ids: Sequence[int], most: int | None = None) -> int:
        """Keep the longest common prefix with `ids`, identities of images among them, and drop the rest.

        At least one id is left to prefill. All are, where a sliding layer no longer holds what the common
        prefix's end sees.

        Args:
            ids: What is to be encoded.
            most: Keep no more than so many; None for all that is common.

        Returns:
            How many of `ids` are already encoded.
        """
        pairs = zip(self._tokens, ids[: len(ids) - 1][:most], strict=False)
        common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        kept = common if all(layer.sees(common) for layer in self.layers) else 0
        self.truncate(kept)
        return kept

    def truncate(self, length: int) -> None:
        """Forget every position from `length` on.

        Raises:
            ValueError: A sliding layer no longer holds what the next position sees.
        """
        if not length:
            for layer in self.layers:
                layer.base = 0
        if not all(layer.sees(length) for layer in self.layers):
            raise ValueError(f"a prefix of {self.length} cannot be cut to {length}")
        del self._tokens[length:]
        self._tell_device()

    def extend(self, ids: Sequence[int]) -> None:
        """Take the positions behind the prefix, whose slots are now written, into it."""
        self._tokens.extend(ids)
        self.make_room(self._config.canvas_length)

    def make_room(self, length: int) -> None:
        """Let the next `length` positions have slots in every layer; the capacity must hold them."""
        for layer in self.layers:
            layer.make_room(self.length, length)
        self._tell_device()

    def _tell_device(self) -> None:
        self.device_length.fill_(self.length)
        for config, layer in zip(self._config.layers, self.layers, strict=True):
            self.device_filled[config.kind].fill_(self.length - layer.base)

    def reserve(self, capacity: int) -> None:
        """Make room for at least `capacity` prefix tokens; the prefix stays, the buffers may be new.

        Where memory runs out, prefix and buffers are lost, and less may be reserved.
        """
        if capacity <= self.capacity:
            return
        held, tokens, layers = deque(self.layers), self._tokens, list[LayerCache]()
        self.let_go()
        for new in self._allocated(capacity):
            if held:
                new.take(held.popleft(), len(tokens))  # which lets the old one go
            layers.append(new)
        self.layers, self._tokens, self.capacity = tuple(layers), tokens, capacity

    def let_go(self) -> None:
        """Drop prefix and buffers; `reserve` makes new ones."""
        self.layers, self._tokens, self.capacity = (), [], 0

    def _allocated(self, capacity: int) -> Iterator[LayerCache]:
        positions = capacity + self._config.canvas_length
        for layer in self._config.layers:
            yield LayerCache(layer, layer.slots(positions), self._device, self._dtype)


def first_visible(window: int | None, start: int) -> int:
    """The first position that a pass starting at position `start` may read.

    The encoder's query i sees keys j with i - window < j <= i. The decoder's canvas sees the whole prefix,
    on sliding layers its last window - 1 positions, the same for every slot of the canvas.
    """
    return 0 if window is None else max(0, start - (window - 1))
