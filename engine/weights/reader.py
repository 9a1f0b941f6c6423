"""Reading a whole checkpoint once: every tensor is read or ignored on purpose, and somebody watches."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from engine.errors import EngineClosed, ModelForeign
from engine.kernels.linear import Precision
from engine.kernels.packed import BLOCK_LENGTH, PackedNVFP4
from engine.weights.checkpoint import Checkpoint


class TensorReader:
    """Reads tensors onto a device and keeps count.

    Args:
        checkpoint: Where they are.
        ignored: Whether a tensor of that name may stay unread.
        device: Where they go.
        precision: The dtypes that tensors get.
        progress: Told the bytes done and the bytes in all, after each tensor.
        cancelled: Asked before each tensor; once true, reading ends.

    Attributes:
        precision: The dtypes that tensors get.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        *,
        ignored: Callable[[str], bool],
        device: torch.device,
        precision: Precision,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._checkpoint = checkpoint
        self._device = device
        self.precision = precision
        self._progress = progress
        self._cancelled = cancelled
        self._unread = {name for name in checkpoint.names if not ignored(name)}
        self._done_bytes = 0
        self._total_bytes = sum(map(checkpoint.size_bytes, self._unread))

    def plain(self, name: str, *shape: int) -> Tensor:
        """A tensor of ordinary numbers, in the dtype of the residual stream.

        Raises:
            ModelDamaged: It is missing, has another shape, or is not finite.
            ModelForeign: It is not stored as plain numbers.
            EngineClosed: Reading was cancelled.
        """
        return self._numbers(name, shape, self.precision.stream)

    def matrix(self, name: str, *shape: int) -> Tensor:
        """A matrix of ordinary numbers, in the dtype of products; raises as `plain`."""
        return self._numbers(name, shape, self.precision.products)

    def nvfp4(self, stem: str, out_features: int, in_features: int) -> PackedNVFP4:
        """A weight matrix in ModelOpt's NVFP4: `stem.weight`, `.weight_scale` and `.weight_scale_2`.

        Raises:
            ModelDamaged: One of them is missing, has another shape, or is not finite.
            ModelForeign: One of them is stored otherwise.
            EngineClosed: Reading was cancelled.
        """
        blocks = in_features // BLOCK_LENGTH
        return PackedNVFP4(
            weight=self._packed(f"{stem}.weight", torch.uint8, out_features, in_features // 2),
            weight_scale=self._packed(f"{stem}.weight_scale", torch.float8_e4m3fn, out_features, blocks),
            weight_scale_2=self._packed(f"{stem}.weight_scale_2", torch.float32),
        )

    def finish(self) -> None:
        """Check that nothing is left.

        Raises:
            ModelForeign: A tensor was neither read nor ignored.
        """
        if self._unread:
            raise ModelForeign(
                f"The model has a tensor that this network does not use: {min(self._unread)}.",
                "Choose a DiffusionGemma model directory.",
            )

    def _numbers(self, name: str, shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
        self._watch()
        tensor = self._checkpoint.floats(name, *shape)
        self._took(name)
        return tensor.to(self._device, dtype)

    def _packed(self, name: str, dtype: torch.dtype, *shape: int) -> Tensor:
        self._watch()
        tensor = self._checkpoint.packed(name, dtype, *shape)
        self._took(name)
        return tensor.to(self._device)

    def _watch(self) -> None:
        if self._cancelled():
            raise EngineClosed("Loading was stopped.", "Load the model again.")

    def _took(self, name: str) -> None:
        self._unread.discard(name)
        self._done_bytes += self._checkpoint.size_bytes(name)
        self._progress(self._done_bytes, self._total_bytes)
