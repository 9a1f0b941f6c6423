"""The buffers of a canvas."""

from __future__ import annotations

from typing import cast

import torch

from engine.canvas import Canvas
from engine.kernels.prediction import FREE
from engine.model.network import Network
from engine.noise import CanvasNoise, Noise
from tests.engine.fakes import CANVAS, END, PAD, VOCAB, FakeNetwork


def _drawn(steps: int = 3) -> CanvasNoise:
    return Noise(5, vocab_size=VOCAB, canvas_length=CANVAS, device=torch.device("cpu")).canvas(steps)


def _canvas() -> Canvas:
    return Canvas(cast("Network", FakeNetwork([])), {}, (END, PAD))


def test_a_canvas_begins_as_its_noise_with_nothing_held() -> None:
    canvas, drawn = _canvas(), _drawn()
    canvas.begin(drawn, [0.8, 0.7, 0.6], {})
    assert torch.equal(canvas.ids, drawn.start)
    assert torch.equal(canvas.uniforms[:3], drawn.uniforms)
    assert torch.equal(canvas.fresh[:3], drawn.fresh)
    assert canvas.free.all()
    assert canvas.steering is None


def test_a_canvas_begins_anew_in_the_same_memory() -> None:
    canvas = _canvas()
    tensors = [value for value in vars(canvas).values() if isinstance(value, torch.Tensor)]
    before = [tensor.data_ptr() for tensor in tensors]
    canvas.begin(_drawn(), [0.8, 0.7, 0.6], {})
    first = [tensor.clone() for tensor in tensors]
    canvas.steer({2: 7}, {1})
    for tensor in (canvas.draft, canvas.step, canvas.unchanged, canvas.output, canvas.top_shares):
        tensor.fill_(3)
    canvas.begin(_drawn(), [0.8, 0.7, 0.6], {})
    assert [tensor.data_ptr() for tensor in tensors] == before
    assert all(torch.equal(now, then) for now, then in zip(tensors, first, strict=True))
    assert len(tensors) > 10


def test_held_ids_stand_at_once_and_can_be_let_go() -> None:
    canvas = _canvas()
    canvas.begin(_drawn(1), [0.8], {})
    canvas.steer({2: 7, 4: 0}, {1})
    assert canvas.ids[[2, 4]].tolist() == [7, 0]
    assert canvas.free.tolist() == [True, True, False, True, False, True]
    assert canvas.steering is not None
    assert canvas.steering.held.tolist() == [FREE, FREE, 7, FREE, 0, FREE]
    assert canvas.steering.inside.tolist() == [False, True, False, False, False, False]
    canvas.steer({}, (), [(3, 8), (3, 2)])
    assert canvas.free.all()
    assert canvas.steering is not None
    assert sorted(canvas.steering.forbidden[3].tolist())[-2:] == [2, 8]
    canvas.steer({}, ())
    assert canvas.free.all()
    assert canvas.steering is None
    assert canvas.ids[[2, 4]].tolist() == [7, 0]
