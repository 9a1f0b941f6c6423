"""Weaving, and back. That kernels read what is woven: `tests/engine/kernels/gpu/test_decode.py`."""

from __future__ import annotations

import pytest
import torch

from engine.kernels import woven
from engine.kernels.nvfp4 import PackedNVFP4, decode_nvfp4
from engine.kernels.packed import copied, decode
from engine.kernels.woven import unweave, weave

EVERY_SCALE = torch.arange(1, 127, dtype=torch.uint8)  # that is above zero


def random_stack(*leading: int, scales: torch.Tensor = EVERY_SCALE) -> PackedNVFP4:
    generator = torch.Generator().manual_seed(3)
    shape = (*leading, len(scales), 48)
    return PackedNVFP4(
        weight=torch.randint(256, shape, generator=generator, dtype=torch.uint8),
        weight_scale=scales[:, None].expand(*leading, -1, 6).contiguous().view(torch.float8_e4m3fn),
        weight_scale_2=torch.rand(leading, generator=generator),
    )


@pytest.mark.parametrize("leading", [(), (3,), (2, 2)])
@pytest.mark.parametrize("at_once", [1, 100, 2**22])
def test_what_is_woven_comes_back_as_it_was(
    leading: tuple[int, ...], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(woven, "_WORDS_AT_ONCE", at_once)
    before = random_stack(*leading)
    made = weave(copied(before))
    assert not torch.equal(made.weight, before.weight.view(torch.int32))
    after = unweave(made)
    assert torch.equal(after.weight, before.weight)
    assert torch.equal(after.weight_scale.view(torch.uint8), before.weight_scale.view(torch.uint8))
    assert torch.equal(after.weight_scale_2, before.weight_scale_2)


def test_weaving_takes_no_memory_of_its_own_and_unweaving_none() -> None:
    packed = random_stack(2)
    places = packed.weight.data_ptr(), packed.weight_scale.data_ptr()
    made = weave(packed)
    assert (made.weight.data_ptr(), made.weight_scale.data_ptr()) == places
    back = unweave(made)
    assert (back.weight.data_ptr(), back.weight_scale.data_ptr()) == places


def test_decoding_what_is_woven_leaves_it_woven() -> None:
    packed = random_stack(2)
    expected, made = decode_nvfp4(packed), weave(packed)
    assert torch.equal(decode(made), expected)
    assert torch.equal(decode(made), expected)


def test_under_the_scale_zero_codes_are_zero_for_no_woven_scale_is() -> None:
    packed = random_stack(scales=torch.tensor([0, 64], dtype=torch.uint8))
    expected, made = decode_nvfp4(packed), weave(packed)
    assert not made.weight[0].any()
    assert made.weight[1].all()
    assert torch.equal(decode(made), expected)
