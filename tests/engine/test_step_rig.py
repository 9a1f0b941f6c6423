"""What a rig takes and times, on a processor."""

from __future__ import annotations

import pytest
from torch import Tensor

from engine.kernels.linear import FLOAT32
from engine.measure import Clock
from engine.model.experts import Router
from engine.options import SamplerSettings
from engine.step_rig import Rig
from engine.synthetic import synthetic_network
from tests.engine.test_synthetic import CONFIG, CPU

STEPS = 3
SETTINGS = SamplerSettings(  # takes every step
    t_min=0.4,
    t_max=0.8,
    entropy_bound=0.1,
    stability_threshold=100,
    confidence_threshold=0.0,
    end_ids=(1,),
    pad_id=0,
)


def rig_of(experts_hit: int | None = None) -> Rig:
    network = synthetic_network(CONFIG, device=CPU, precision=FLOAT32, experts_hit=experts_hit)
    return Rig(network, 50, SETTINGS)


def test_experts_are_counted_of_the_very_steps_that_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    rig, route, routed = rig_of(), Router.__call__, list[Tensor]()

    def noting(router: Router, normed: Tensor) -> tuple[Tensor, Tensor]:
        made = route(router, normed)
        routed.append(made[0])
        return made

    monkeypatch.setattr(Router, "__call__", noting)
    layers, seeds = len(CONFIG.layers), (4, 5)
    expected = []
    for seed in seeds:
        rig.steps(Clock(CPU), seed, STEPS)
        passes = routed[-layers * STEPS :]  # before them the prompt was encoded
        expected += [[len(set(ids.flatten().tolist())) for ids in passes[at::layers]] for at in range(layers)]
    counted = rig.experts_hit(seeds, STEPS)
    assert counted.shape == (layers, STEPS * len(seeds))
    assert counted.tolist() == [expected[at] + expected[layers + at] for at in range(layers)]


def test_fewer_experts_are_counted_where_the_routers_choose_fewer() -> None:
    everyone, some = (rig_of(experts_hit=most).experts_hit([4], STEPS) for most in (None, 6))
    assert some.mean() < everyone.mean() == CONFIG.experts


def test_every_step_is_timed() -> None:
    taken = rig_of().steps(Clock(CPU), 4, STEPS)
    assert len(taken) == STEPS
    assert min(taken) > 0
