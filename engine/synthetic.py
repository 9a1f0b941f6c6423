"""A network of any size with random weights: its memory and its times are real, its text is not."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.kernels.linear import Precision
from engine.kernels.nvfp4 import BLOCK_LENGTH, PackedNVFP4
from engine.model.assembly import NOTHING, EightBit, assemble
from engine.model.config import NetworkConfig
from engine.model.network import Network

_E2M1_RMS = 2.926  # root of the mean square of the 16 codes


def synthetic_network(
    config: NetworkConfig,
    *,
    device: torch.device,
    precision: Precision,
    eight_bit: EightBit = NOTHING,
    experts_hit: int | None = None,
) -> Network:
    """Build it on the device, experts packed in NVFP4.

    Args:
        config: Its sizes.
        device: Where its weights are made and stay.
        precision: What it computes in.
        eight_bit: What is kept in 8 bits.
        experts_hit: At most so many experts of a layer are ever chosen, as real text does; None lets random
            weights choose them all alike.
    """
    tensors = RandomTensors(device, precision, experts_hit)
    return assemble(config, tensors, packed_experts=True, keep_packed=True, eight_bit=eight_bit)


class RandomTensors:
    """Random weights that keep the size of what passes through them.

    Args:
        device: Where they are.
        precision: The dtypes they get.
        experts_hit: Rows of a router's matrix that are not zero; None for all. A score of zero is hardly
            ever among the largest.
    """

    def __init__(self, device: torch.device, precision: Precision, experts_hit: int | None) -> None:
        self.precision = precision
        self._device = device
        self._experts_hit = experts_hit
        self._generator = torch.Generator(device).manual_seed(0)

    def plain(self, name: str, *shape: int) -> Tensor:
        """Norms, scales and layer scalars: all one."""
        return torch.ones(shape, dtype=self.precision.stream, device=self._device)

    def matrix(self, stem: str, out_features: int, in_features: int) -> Tensor:
        """A matrix that keeps the mean square of its input."""
        drawn = torch.randn(
            out_features,
            in_features,
            generator=self._generator,
            dtype=self.precision.products,
            device=self._device,
        )
        if stem.endswith("router.proj") and self._experts_hit is not None:
            drawn[self._experts_hit :] = 0.0
        return drawn.mul_(in_features**-0.5)

    def packed(self, stem: str, out_features: int, in_features: int) -> PackedNVFP4:
        """The same in NVFP4: random codes, every block under the scale 1."""
        codes = torch.randint(
            256,
            (out_features, in_features // 2),
            generator=self._generator,
            dtype=torch.uint8,
            device=self._device,
        )
        scales = torch.ones(out_features, in_features // BLOCK_LENGTH, device=self._device)
        return PackedNVFP4(
            weight=codes,
            weight_scale=scales.to(torch.float8_e4m3fn),
            weight_scale_2=torch.tensor(in_features**-0.5 / _E2M1_RMS, device=self._device),
        )
