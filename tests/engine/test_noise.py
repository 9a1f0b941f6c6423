"""The one source of a turn's draws."""

from __future__ import annotations

import torch

from engine.noise import CanvasNoise, Noise


def _noise(seed: int) -> Noise:
    return Noise(seed, vocab_size=50, canvas_length=400, device=torch.device("cpu"))


def _same(one: CanvasNoise, other: CanvasNoise) -> bool:
    return all(torch.equal(mine, yours) for mine, yours in zip(one, other, strict=True))


def test_a_seed_gives_the_same_draws_in_the_same_order() -> None:
    one, two, other = _noise(7), _noise(7), _noise(8)
    canvases = [one.canvas(4) for _ in range(3)]
    for canvas in canvases:
        assert _same(canvas, two.canvas(4))
        assert not _same(canvas, other.canvas(4))
    assert not _same(canvases[0], canvases[1])


def test_ids_are_uniform_over_the_whole_vocabulary() -> None:
    drawn = _noise(0).canvas(9)
    ids = torch.cat((drawn.start[None], drawn.fresh))
    assert (ids.dtype, ids.shape) == (torch.int64, (10, 400))
    assert ids.flatten().bincount(minlength=50).min() > 40
    assert ids.max() == 49


def test_uniforms_lie_in_the_half_open_unit_interval() -> None:
    numbers = _noise(0).canvas(9).uniforms
    assert (numbers.dtype, numbers.shape) == (torch.float32, (9, 400))
    assert numbers.min() >= 0
    assert numbers.max() < 1


def test_the_largest_seed_is_accepted() -> None:
    assert _noise(2**63 - 1).canvas(1).start.shape == (400,)
