"""Reading a whole checkpoint once: every tensor is read or ignored on purpose, and somebody watches."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from engine.errors import EngineClosed, ModelForeign
from engine.kernels.int4 import NIBBLES_PER_WORD, PackedInt4
from engine.kernels.linear import Precision
from engine.kernels.nvfp4 import BLOCK_LENGTH, PackedNVFP4
from engine.kernels.packed import Packed, decode
from engine.weights.checkpoint import Checkpoint, damaged
from engine.weights.quantization import Packing, Quantization
from engine.words import said


class TensorReader:
    """Reads tensors onto a device, where they outlive the checkpoint, and keeps count.

    Memory holds no other copy of them on their way.

    Args:
        checkpoint: Where they are.
        quantization: How it packs matrices.
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
        quantization: Quantization,
        ignored: Callable[[str], bool],
        device: torch.device,
        precision: Precision,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._checkpoint = checkpoint
        self._quantization = quantization
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

    def matrix(self, stem: str, out_features: int, in_features: int) -> Tensor:
        """The weight matrix of a linear layer in the dtype of products, packed in the file or not.

        Raises as `plain` and `packed`.
        """
        if f"{stem}.weight_packed" in self._checkpoint.names:
            return decode(self.packed(stem, out_features, in_features), self.precision.products)
        return self._numbers(f"{stem}.weight", (out_features, in_features), self.precision.products)

    def packed(self, stem: str, out_features: int, in_features: int) -> Packed:
        """The weight matrix of a linear layer, as packed as in the file.

        Raises:
            ModelDamaged: One of its tensors is missing, has another shape, or is not finite.
            ModelForeign: One of them is stored otherwise, or the checkpoint packs nothing.
            EngineClosed: Reading was cancelled.
        """
        match self._quantization.packing:
            case Packing.MODELOPT_NVFP4:
                codes, scale = self._nvfp4(stem, "weight", out_features, in_features)
                scale_2 = self._stored(f"{stem}.weight_scale_2", torch.float32)
                return PackedNVFP4(weight=codes, weight_scale=scale, weight_scale_2=scale_2)
            case Packing.COMPRESSED_NVFP4:
                codes, scale = self._nvfp4(stem, "weight_packed", out_features, in_features)
                scale_2 = self._inverse(f"{stem}.weight_global_scale")
                return PackedNVFP4(weight=codes, weight_scale=scale, weight_scale_2=scale_2)
            case Packing.COMPRESSED_INT4:
                self._check_shape(f"{stem}.weight_shape", out_features, in_features)
                words = in_features // NIBBLES_PER_WORD
                groups = in_features // self._quantization.group_length
                return PackedInt4(
                    weight=self._stored(f"{stem}.weight_packed", torch.int32, out_features, words),
                    scale=self._numbers(f"{stem}.weight_scale", (out_features, groups)),
                )
            case Packing.NONE:
                raise ModelForeign(
                    said("The matrix {name} is packed, but config.json names no format.", name=stem),
                    said("Choose the folder of a DiffusionGemma model."),
                )

    def finish(self) -> None:
        """Check that nothing is left.

        Raises:
            ModelForeign: A tensor was neither read nor ignored.
        """
        if self._unread:
            raise ModelForeign(
                said(
                    "The model has a tensor that this network does not use: {name}.", name=min(self._unread)
                ),
                said("Choose the folder of a DiffusionGemma model."),
            )

    def _nvfp4(self, stem: str, codes: str, out_features: int, in_features: int) -> tuple[Tensor, Tensor]:
        """What both NVFP4 layouts share: the codes, under their name there, and the scales of the blocks."""
        blocks = in_features // BLOCK_LENGTH
        return (
            self._stored(f"{stem}.{codes}", torch.uint8, out_features, in_features // 2),
            self._stored(f"{stem}.weight_scale", torch.float8_e4m3fn, out_features, blocks),
        )

    def _numbers(self, name: str, shape: tuple[int, ...], dtype: torch.dtype | None = None) -> Tensor:
        """Ordinary numbers in a dtype, by default that of the file."""
        self._watch()
        tensor = self._checkpoint.floats(name, *shape)
        self._took(name)
        return tensor.to(self._device, dtype, copy=True)

    def _stored(self, name: str, dtype: torch.dtype, *shape: int) -> Tensor:
        self._watch()
        tensor = self._checkpoint.packed(name, dtype, *shape)
        self._took(name)
        return tensor.to(self._device, copy=True)

    def _inverse(self, name: str) -> Tensor:
        """One over the only number of a tensor, as a scalar."""
        divisor = self._stored(name, torch.float32, 1)
        if not divisor > 0:
            raise damaged(said("The tensor {name} is not above zero.", name=name))
        return divisor.reciprocal().squeeze(0)

    def _check_shape(self, name: str, *shape: int) -> None:
        """Check that a tensor spells this shape."""
        found = self._stored(name, torch.int64, len(shape)).tolist()
        if found != list(shape):
            raise damaged(
                said(
                    "The tensor {name} says {found}, not {shape}.", name=name, found=found, shape=list(shape)
                )
            )

    def _watch(self) -> None:
        if self._cancelled():
            raise EngineClosed(said("Loading was stopped."), said("Load the model again."))

    def _took(self, name: str) -> None:
        self._unread.discard(name)
        self._done_bytes += self._checkpoint.size_bytes(name)
        self._progress(self._done_bytes, self._total_bytes)
