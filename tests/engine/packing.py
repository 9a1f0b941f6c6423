"""Random packed weights for tests."""

from __future__ import annotations

from enum import StrEnum

import torch

from engine.kernels.int4 import PackedInt4
from engine.kernels.nvfp4 import quantize_nvfp4
from engine.kernels.packed import Packed
from engine.kernels.packed_experts import PackedExperts

INT4_GROUP = 32


class Format(StrEnum):
    """The formats of packed weights."""

    NVFP4 = "nvfp4"
    INT4 = "int4"


def packed_matrix(
    form: Format, out_features: int, in_features: int, generator: torch.Generator, size: float = 1.0
) -> Packed:
    """A random matrix, whose outputs are about `size` times its inputs."""
    size /= in_features**0.5
    match form:
        case Format.NVFP4:
            return quantize_nvfp4(torch.randn(out_features, in_features, generator=generator) * size)
        case Format.INT4:
            words = torch.randint(-(2**31), 2**31, (out_features, in_features // 8), generator=generator)
            scale = torch.rand(out_features, in_features // INT4_GROUP, generator=generator) * size / 4
            return PackedInt4(weight=words.int(), scale=scale.half())


def random_packed_experts(
    form: Format, experts: int, hidden: int, expert_size: int, generator: torch.Generator
) -> PackedExperts:
    """The experts of a layer; gate and up are of different size."""

    def drawn(out_features: int, in_features: int, size: float) -> list[Packed]:
        return [packed_matrix(form, out_features, in_features, generator, size) for _ in range(experts)]

    return PackedExperts.of(
        gate=drawn(expert_size, hidden, 2.0),
        up=drawn(expert_size, hidden, 1.0),
        down=drawn(hidden, expert_size, 1.0),
    )
