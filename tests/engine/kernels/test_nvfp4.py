"""NVFP4 against hand-made bytes and the published layout."""

from __future__ import annotations

import pytest
import torch

from engine.kernels.nvfp4 import PackedNVFP4, decode_nvfp4, nvfp4_scale_2, quantize_nvfp4, through_nvfp4

E2M1 = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6]


def packed_row(codes: list[int], scale: float = 1.0, scale_2: float = 1.0) -> PackedNVFP4:
    low, high = torch.tensor(codes[0::2]), torch.tensor(codes[1::2])
    return PackedNVFP4(
        weight=(low | high << 4).to(torch.uint8)[None],
        weight_scale=torch.full((1, len(codes) // 16), scale).to(torch.float8_e4m3fn),
        weight_scale_2=torch.tensor(scale_2),
    )


def test_every_code_decodes_to_its_number_with_the_even_element_in_the_low_nibble() -> None:
    assert decode_nvfp4(packed_row(list(range(16))))[0].tolist() == E2M1


def test_block_scale_and_matrix_scale_multiply() -> None:
    decoded = decode_nvfp4(packed_row(list(range(16)), scale=1.75, scale_2=0.25))
    assert decoded[0].tolist() == [number * 1.75 * 0.25 for number in E2M1]


def test_each_block_of_sixteen_has_its_own_scale() -> None:
    packed = packed_row([2] * 32)
    packed.weight_scale[0, 1] = 3.0
    assert decode_nvfp4(packed)[0].tolist() == [1.0] * 16 + [3.0] * 16


def test_decode_rounds_once_to_the_wanted_dtype() -> None:
    packed = packed_row([7] * 16, scale=1.125, scale_2=0.1)
    expected = (torch.tensor(6 * 1.125) * torch.tensor(0.1)).to(torch.bfloat16)
    decoded = decode_nvfp4(packed, torch.bfloat16)
    assert decoded.dtype == torch.bfloat16
    assert torch.equal(decoded, expected.expand(1, 16))


def test_numbers_on_the_grid_survive_the_round_trip() -> None:
    weight = torch.tensor(E2M1).repeat(3, 2) * torch.tensor([[1.0], [2.0], [0.5]])
    scale_2 = torch.tensor(0.25)  # the block scales 4, 8 and 2 are E4M3 numbers
    assert torch.equal(decode_nvfp4(quantize_nvfp4(weight, scale_2)), weight)


@pytest.mark.parametrize(
    ("number", "nearest"),
    [
        (0.25, 0),
        (0.75, 1),
        (1.25, 1),
        (1.75, 2),
        (2.5, 2),
        (3.5, 4),
        (5.0, 4),
        (0.26, 0.5),
        (4.99, 4),
        (5.01, 6),
    ],
)
def test_rounding_is_to_nearest_and_ties_go_to_the_even_code(number: float, nearest: float) -> None:
    weight = torch.tensor([[6.0, number, -number] + [0.0] * 13])  # the 6 fixes the block scale at 1
    decoded = decode_nvfp4(quantize_nvfp4(weight, torch.tensor(1.0)))
    assert decoded[0, 1:3].tolist() == [nearest, -nearest]


def test_the_default_matrix_scale_lets_the_largest_weight_survive() -> None:
    weight = torch.randn(8, 64, generator=torch.Generator().manual_seed(0))
    packed = quantize_nvfp4(weight)
    assert packed.weight_scale_2 == weight.abs().max() / (6 * 448)
    assert packed.weight_scale.float().max() == 448
    assert decode_nvfp4(packed).abs().max() == pytest.approx(weight.abs().max().item(), rel=1e-6)


def test_the_error_on_gaussian_weights_is_that_of_round_to_nearest() -> None:
    weight = torch.randn(256, 512, generator=torch.Generator().manual_seed(1))
    error = decode_nvfp4(quantize_nvfp4(weight)) - weight
    assert (error.norm() / weight.norm()).item() == pytest.approx(0.096, abs=0.002)


def test_zero_blocks_and_zero_matrices_stay_zero_and_finite() -> None:
    weight = torch.zeros(2, 32)
    assert torch.equal(decode_nvfp4(quantize_nvfp4(weight)), weight)
    weight[0, 0] = 5.0
    packed = quantize_nvfp4(weight)
    assert packed.weight_scale[1].float().tolist() == [1.0, 1.0]
    assert torch.equal(decode_nvfp4(packed)[1], weight[1])


def test_a_block_far_below_the_largest_weight_rounds_to_zero_not_to_nan() -> None:
    weight = torch.cat([torch.full((1, 16), 1e4), torch.full((1, 16), 1e-7)])
    decoded = decode_nvfp4(quantize_nvfp4(weight))
    assert torch.isfinite(decoded).all()
    assert torch.equal(decoded[1], torch.zeros(16))


def test_a_stack_of_matrices_quantizes_as_its_matrices_do() -> None:
    stack = torch.randn(3, 4, 32, generator=torch.Generator().manual_seed(2))
    scales = torch.stack([nvfp4_scale_2(matrix) for matrix in stack])
    together = decode_nvfp4(quantize_nvfp4(stack, scales))
    apart = torch.stack([decode_nvfp4(quantize_nvfp4(matrix)) for matrix in stack])
    assert torch.equal(together, apart)


def test_inputs_that_fill_no_whole_block_are_refused() -> None:
    with pytest.raises(ValueError, match="24 inputs"):
        quantize_nvfp4(torch.ones(2, 24))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weight", torch.zeros(1, 8, dtype=torch.int8)),
        ("weight_scale", torch.ones(1, 1)),
        ("weight_scale_2", torch.ones((), dtype=torch.float64)),
        ("weight_scale", torch.ones(1, 2).to(torch.float8_e4m3fn)),
        ("weight_scale_2", torch.ones(7)),
    ],
)
def test_tensors_of_another_layout_are_refused(field: str, value: torch.Tensor) -> None:
    fields = {
        "weight": torch.zeros(1, 8, dtype=torch.uint8),
        "weight_scale": torch.ones(1, 1).to(torch.float8_e4m3fn),
        "weight_scale_2": torch.ones(()),
    }
    with pytest.raises(ValueError, match=field):
        PackedNVFP4(**fields | {field: value})


def test_each_row_of_activations_is_rounded_as_a_matrix_of_its_own() -> None:
    rows = torch.randn(5, 48, generator=torch.Generator().manual_seed(1))
    rows[3] = 0.0
    rows[1] *= 1e4
    rounded = through_nvfp4(rows)
    for row, made in zip(rows, rounded, strict=True):
        assert torch.equal(made, decode_nvfp4(quantize_nvfp4(row[None]))[0])
    assert torch.equal(through_nvfp4(rows.bfloat16()), through_nvfp4(rows.bfloat16().float()).bfloat16())
