"""Four-bit integers against a hand-made word and against compressed-tensors, whose format they are."""

from __future__ import annotations

import pytest
import torch
from compressed_tensors.compressors.pack_quantized.base import PackedQuantizationCompressor
from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme

from engine.kernels.int4 import PackedInt4, decode_int4


def test_the_first_element_is_in_the_lowest_bits_and_eight_means_zero() -> None:
    word = sum(nibble << (4 * place) for place, nibble in enumerate([0, 1, 7, 8, 9, 14, 3, 5]))
    packed = PackedInt4(weight=torch.tensor([[word]], dtype=torch.int32), scale=torch.tensor([[0.5]]))
    assert decode_int4(packed).tolist() == [[-4, -3.5, -0.5, 0, 0.5, 3, -2.5, -1.5]]


@pytest.mark.parametrize("group", [32, 64])
def test_decoded_weights_are_those_of_compressed_tensors(group: int) -> None:
    generator = torch.Generator().manual_seed(group)
    weight = torch.randn(24, 128, generator=generator)
    scale = torch.rand(24, 128 // group, generator=generator).half() / 4 + 0.1
    weights = QuantizationArgs(num_bits=4, type="int", symmetric=True, strategy="group", group_size=group)
    scheme = QuantizationScheme(targets=["Linear"], weights=weights)
    stored = PackedQuantizationCompressor.compress({"weight": weight, "weight_scale": scale}, scheme)
    theirs = PackedQuantizationCompressor.decompress(
        stored | {"weight_scale": stored["weight_scale"].float()}, scheme
    )["weight"]
    ours = decode_int4(PackedInt4(weight=stored["weight_packed"], scale=stored["weight_scale"]))
    assert theirs.abs().max() > 0.5, "the weights say nothing"
    assert torch.equal(ours, theirs)


@pytest.mark.parametrize(
    ("weight", "scale"),
    [
        (torch.zeros(4, 8, dtype=torch.int64), torch.ones(4, 2)),
        (torch.zeros(4, 8, dtype=torch.int32), torch.ones(4, 2, dtype=torch.int32)),
        (torch.zeros(4, 8, dtype=torch.int32), torch.ones(5, 2)),
        (torch.zeros(4, 8, dtype=torch.int32), torch.ones(4, 3)),
    ],
    ids=["words of 64 bits", "scale of integers", "other rows", "groups that do not divide"],
)
def test_tensors_that_do_not_belong_together_are_refused(weight: torch.Tensor, scale: torch.Tensor) -> None:
    with pytest.raises(ValueError, match="weight"):
        PackedInt4(weight=weight, scale=scale)
