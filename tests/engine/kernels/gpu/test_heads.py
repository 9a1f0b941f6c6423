"""The kernel that places heads against the plain function."""

from __future__ import annotations

import pytest
import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels import heads as plain
from engine.kernels.gpu.heads import e4m3_bytes, place_heads
from engine.kernels.heads import E4M3
from tests.engine.kernels.heads import EPS, HEADS_CASES, HeadsCase, given


@pytest.mark.parametrize("cached", [torch.float32, E4M3], ids=["", "8 bits"])
@pytest.mark.parametrize("case", HEADS_CASES.values(), ids=HEADS_CASES.keys())
def test_heads_are_placed_as_the_plain_function_places_them(case: HeadsCase, cached: torch.dtype) -> None:
    projected, norms, rotation, keys, values, filled = given(case, cached)
    *_, plain_keys, plain_values, _ = given(case, cached)
    expected = plain.place_heads(
        projected, norms, rotation, EPS, keys=plain_keys, values=plain_values, filled=filled
    )
    queries = place_heads(projected, norms, rotation, EPS, keys=keys, values=values, filled=filled)
    assert torch.allclose(queries, expected, atol=1e-5)
    # A number on the border between two of 8 bits may fall to either side.
    relative, absolute = (0.0, 1e-5) if cached is torch.float32 else (0.13, 2**-9)
    for ours, theirs in ((keys, plain_keys), (values, plain_values)):
        torch.testing.assert_close(ours.float(), theirs.float(), rtol=relative, atol=absolute)


@triton.jit
def bytes_kernel(numbers: tl.tensor, made: tl.tensor, COUNT: tl.constexpr) -> None:
    lane = tl.arange(0, COUNT)
    tl.store(made + lane, e4m3_bytes(tl.load(numbers + lane)))


def test_every_number_between_two_of_8_bits_is_rounded_as_torch_rounds_it() -> None:
    known = torch.arange(127, dtype=torch.uint8).view(E4M3).float()
    middles = (known[1:] + known[:-1]) / 2
    below, above = (torch.nextafter(middles, end) for end in (torch.tensor(0.0), torch.tensor(1e9)))
    beyond = torch.tensor([449.0, 500.0, 1e30, float("inf")])
    numbers = torch.cat([known, middles, below, above, beyond])
    numbers = torch.cat([numbers, -numbers])
    padded = torch.zeros(1 << (len(numbers) - 1).bit_length())
    padded[: len(numbers)] = numbers
    made: Tensor = torch.empty(len(padded), dtype=torch.uint8)
    bytes_kernel[(1,)](padded, made, COUNT=len(padded))
    assert torch.equal(made, padded.clamp(-448.0, 448.0).to(E4M3).view(torch.uint8))
