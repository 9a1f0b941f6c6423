"""A network of random weights: of the right sizes, and computing numbers that neither vanish nor grow."""

from __future__ import annotations

import torch

from engine.kernels.linear import FLOAT32
from engine.kernels.packed_experts import PackedExperts
from engine.model.config import NetworkConfig
from engine.model.network import Network
from engine.synthetic import synthetic_network
from tests.engine.oracle import Shape, decoded, random_ids, tiny_oracle

SHAPE = Shape(layers="sfsf", experts=8, top_k=2)
CONFIG = NetworkConfig.from_json(tiny_oracle(SHAPE, seed=0).config.to_dict())
CPU = torch.device("cpu")


def network(experts_hit: int | None = None) -> Network:
    return synthetic_network(CONFIG, device=CPU, precision=FLOAT32, experts_hit=experts_hit)


def test_its_experts_stay_packed() -> None:
    experts = [layer.experts.weights for layer in network().layers]
    assert len(experts) == len(SHAPE.layers)
    assert all(isinstance(each, PackedExperts) for each in experts)


def test_it_computes_logits_of_ordinary_size_behind_a_prompt() -> None:
    made = network()
    cache = made.new_cache(40)
    made.prefill(random_ids(SHAPE, 30, seed=1), cache)
    logits = decoded(made, random_ids(SHAPE, SHAPE.canvas_length, seed=2), cache, None)
    assert 0.3 < logits.std() < 3.0


def test_its_matrices_keep_the_size_of_what_passes_through_them() -> None:
    weights = network().layers[0].experts.weights
    assert isinstance(weights, PackedExperts)
    x = torch.randn(500, CONFIG.hidden_size, generator=torch.Generator().manual_seed(0))
    gate = weights.decoded(torch.float32).gate_up[0, : CONFIG.expert_size]
    assert 0.8 < (x @ gate.T).square().mean() < 1.25


def test_no_more_experts_are_chosen_than_asked_for() -> None:
    x = torch.randn(500, CONFIG.hidden_size, generator=torch.Generator().manual_seed(0))
    everyone = network().layers[0].experts.router(x)[0].flatten().bincount().nonzero()
    some = network(experts_hit=6).layers[0].experts.router(x)[0].flatten().bincount(minlength=8)
    assert len(everyone) == 8
    assert some[:6].sum() > 0.9 * some.sum()
