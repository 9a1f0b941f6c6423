"""Four-bit integers against a hand-made word and against compressed-tensors, whose format they are."""

from __future__ import annotations

import pytest
import torch

from engine.kernels.int4 import PackedInt4, decode_int4
from tests.engine import compressed


def test_the_first_element_is_in_the_lowest_bits_and_eight_means_zero() -> None:
    word = sum(nibble << (4 * place) for place, nibble in enumerate([0, 1, 7, 8, 9, 14, 3, 5]))
    packed = PackedInt4(weight=torch.tensor([[word]], dtype=torch.int32), scale=torch.tensor([[0.5]]))
    assert decode_int4(packed).tolist() == [[-4, -3.5, -0.5, 0, 0.5, 3, -2.5, -1.5]]


def test_decoded_weights_are_those_of_compressed_tensors() -> None:
    matrix = torch.randn(24, 128, generator=torch.Generator().manual_seed(0))
    stored, decoded = compressed.packed(matrix, "compressed int4")
    ours = decode_int4(PackedInt4(weight=stored["weight_packed"], scale=stored["weight_scale"]))
    assert decoded.abs().max() > 0.5, "the weights say nothing"
    assert torch.equal(ours, decoded)


def test_a_scale_covers_as_many_inputs_as_there_are_scales() -> None:
    words = torch.full((1, 4), 0x11111111, dtype=torch.int32)  # 32 times 1 - 8
    packed = PackedInt4(weight=words, scale=torch.tensor([[1.0, 2.0]]))
    assert decode_int4(packed).tolist() == [[-7.0] * 16 + [-14.0] * 16]


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
