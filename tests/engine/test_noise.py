"""The one source of a turn's draws."""

from __future__ import annotations

import torch

from engine.noise import Noise


def _noise(seed: int) -> Noise:
    return Noise(seed, vocab_size=50, canvas_length=4000, device=torch.device("cpu"))


def test_a_seed_gives_the_same_draws_in_the_same_order() -> None:
    one, two, other = _noise(7), _noise(7), _noise(8)
    for _ in range(3):
        canvas = one.canvas()
        assert torch.equal(canvas, two.canvas())
        assert not torch.equal(canvas, other.canvas())
        assert torch.equal(one.uniforms(), two.uniforms())


def test_a_canvas_is_uniform_over_the_whole_vocabulary() -> None:
    ids = _noise(0).canvas()
    assert (ids.dtype, ids.shape) == (torch.int64, (4000,))
    assert ids.bincount(minlength=50).min() > 40
    assert ids.max() == 49


def test_uniforms_lie_in_the_half_open_unit_interval() -> None:
    numbers = _noise(0).uniforms()
    assert numbers.dtype == torch.float32
    assert numbers.min() >= 0
    assert numbers.max() < 1


def test_the_largest_seed_is_accepted() -> None:
    assert _noise(2**63 - 1).canvas().shape == (4000,)
