"""One decode for every packed format."""

from __future__ import annotations

import pytest
import torch

from engine.kernels.int4 import PackedInt4, decode_int4
from engine.kernels.nvfp4 import decode_nvfp4, quantize_nvfp4
from engine.kernels.packed import decode, select, stacked
from tests.engine.packing import Format, packed_matrix


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_each_format_is_decoded_by_its_own_rule_and_in_the_wanted_dtype(dtype: torch.dtype) -> None:
    nvfp4 = quantize_nvfp4(torch.linspace(-3, 3, 64).reshape(2, 32))
    words = torch.arange(8, dtype=torch.int32).reshape(2, 4) * 0x01234567
    int4 = PackedInt4(weight=words, scale=torch.rand(2, 1))
    assert decode(nvfp4, dtype).dtype == decode(int4, dtype).dtype == dtype
    assert torch.equal(decode(nvfp4, dtype), decode_nvfp4(nvfp4, dtype))
    assert torch.equal(decode(int4, dtype), decode_int4(int4, dtype))


@pytest.mark.parametrize("form", Format)
def test_a_stack_holds_its_matrices_and_gives_back_those_that_are_chosen(form: Format) -> None:
    generator = torch.Generator().manual_seed(0)
    matrices = [packed_matrix(form, 4, 32, generator, size) for size in (1.0, 2.0, 3.0)]
    stack = stacked(matrices)
    assert torch.equal(decode(stack), torch.stack([decode(each) for each in matrices]))
    chosen = select(stack, torch.tensor([2, 0]))
    assert torch.equal(decode(chosen), torch.stack([decode(matrices[2]), decode(matrices[0])]))


def test_matrices_of_two_formats_do_not_stack() -> None:
    generator = torch.Generator().manual_seed(0)
    with pytest.raises(ValueError, match="two formats"):
        stacked([packed_matrix(form, 4, 32, generator) for form in Format])
