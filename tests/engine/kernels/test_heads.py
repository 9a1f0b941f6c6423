"""Heads by hand: how they turn, what is normed, and where keys and values go."""

from __future__ import annotations

import math

import pytest
import torch

from engine.kernels.heads import E4M3, Rotation, as_cached, place_heads, rotate
from engine.kernels.norm import rms_norm
from tests.engine.kernels.heads import EPS, HEADS_CASES, HeadsCase, given


def turning(*angles: float) -> Rotation:
    """One position."""
    return Rotation(torch.tensor([angles]).cos(), torch.tensor([angles]).sin())


def test_dimension_d_turns_with_dimension_d_plus_half_by_its_own_angle() -> None:
    heads = torch.tensor([1.0, 2.0, 0.0, 0.0]).expand(1, 1, 4)
    turned = rotate(heads, turning(3.0, 0.3))
    expected = [math.cos(3), 2 * math.cos(0.3), math.sin(3), 2 * math.sin(0.3)]
    assert turned.flatten().tolist() == pytest.approx(expected, rel=1e-5)


def test_an_angle_of_zero_turns_nothing() -> None:
    heads = torch.randn(1, 2, 4, generator=torch.Generator().manual_seed(1))
    turned = rotate(heads, turning(0.0, 2.0)).transpose(0, 1)
    assert torch.equal(turned[..., [0, 2]], heads[..., [0, 2]])
    assert not torch.allclose(turned[..., 1], heads[..., 1])


@pytest.mark.parametrize("case", HEADS_CASES.values(), ids=HEADS_CASES.keys())
def test_queries_and_keys_are_normed_weighed_and_turned_and_values_only_normed(case: HeadsCase) -> None:
    projected, norms, rotation, keys, values, filled = given(case)
    queries = place_heads(projected, norms, rotation, EPS, keys=keys, values=values, filled=filled)
    raw_keys = projected[:, case.heads : case.heads + case.kv_heads]
    raw_values = projected[:, -case.kv_heads :] if case.own_values else raw_keys
    own = slice(case.filled, case.filled + case.positions)
    weighed = rms_norm(projected[:, : len(norms)], EPS) * norms
    assert torch.allclose(queries, rotate(weighed[:, : case.heads], rotation), atol=1e-5)
    assert torch.allclose(keys[:, own], rotate(weighed[:, case.heads :], rotation), atol=1e-5)
    assert torch.allclose(values[:, own], rms_norm(raw_values, EPS).transpose(0, 1), atol=1e-5)


def test_the_slots_of_other_positions_stay_as_they_were() -> None:
    projected, norms, rotation, keys, values, filled = given(HeadsCase(4, 2, 8, True, 3, 5))
    place_heads(projected, norms, rotation, EPS, keys=keys, values=values, filled=filled)
    for cached in (keys, values):
        assert (cached[:, [0, 1, 2, 3, 4, 8, 9, 10, 11]] == 7.0).all()
        assert not (cached[:, 5:8] == 7.0).any()


def test_a_cache_of_8_bits_is_off_by_a_16th_of_a_number_at_most() -> None:
    numbers = torch.randn(2, 5, 8, generator=torch.Generator().manual_seed(2)) * 30
    numbers[0, 0, 0], numbers[0, 0, 1], numbers[1, 1, 1] = 1000.0, -500.0, -(2.0**-12)
    kept = as_cached(numbers, E4M3)
    bound = numbers.clamp(-448, 448)
    assert kept.element_size() == 1
    assert ((kept.float() - bound).abs() <= bound.abs() / 16 + 2**-10).all()


def test_8_bits_are_what_a_cache_of_them_is_given() -> None:
    case = HeadsCase(4, 2, 8, True, 3, 5)
    projected, norms, rotation, keys, values, filled = given(case)
    _, _, _, small_keys, small_values, _ = given(case, E4M3)
    place_heads(projected, norms, rotation, EPS, keys=keys, values=values, filled=filled)
    place_heads(projected, norms, rotation, EPS, keys=small_keys, values=small_values, filled=filled)
    assert torch.equal(small_keys.float(), as_cached(keys, E4M3).float())
    assert torch.equal(small_values.float(), as_cached(values, E4M3).float())
