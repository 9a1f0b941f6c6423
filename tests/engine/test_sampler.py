"""The sampler on hand-computed tensors, and against transformers' own sampler."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from transformers.models.diffusion_gemma.generation_diffusion_gemma import (
    EntropyBoundSampler,
    EntropyBoundSamplerConfig,
    StableAndConfidentStoppingCriteria,
)

from engine import sampler
from engine.kernels.prediction import predict


def _logits(seed: int, slots: int = 24, vocabulary: int = 96, scale: float = 3.0) -> Tensor:
    return torch.randn(slots, vocabulary, generator=torch.Generator().manual_seed(seed)) * scale


def test_the_temperature_falls_in_a_line_from_t_max_and_never_reaches_t_min() -> None:
    values = [sampler.temperature(step, 48, t_min=0.4, t_max=0.8) for step in range(48)]
    assert values[0] == 0.8
    assert values[24] == pytest.approx(0.6)
    assert values[47] == pytest.approx(0.4 + 0.4 / 48)


def test_slots_are_accepted_while_the_entropies_before_them_fit_the_bound() -> None:
    entropy = torch.tensor([0.5, 0.04, 0.01, 0.07, 0.2])
    # In order 0.01, 0.04, 0.07, 0.2, 0.5; the sums before each are 0, 0.01, 0.05, 0.12, 0.32.
    assert sampler.accept(entropy, 0.1).tolist() == [False, True, True, True, False]


def test_the_surest_slot_is_always_accepted_and_the_first_of_equals_goes_first() -> None:
    assert sampler.accept(torch.tensor([9.0, 8.0, 8.0]), 0.1).tolist() == [False, True, False]


def test_renoise_keeps_what_is_accepted() -> None:
    chosen, noise = torch.tensor([1, 2, 3]), torch.tensor([7, 8, 9])
    assert sampler.renoise(chosen, torch.tensor([True, False, True]), noise).tolist() == [1, 8, 3]


def test_a_canvas_settles_when_the_draft_repeats_and_the_mean_entropy_is_low() -> None:
    sure, free = torch.tensor([0.004, 0.005]), torch.tensor([True, True])

    def settled(unchanged: int, entropy: Tensor = sure, stability: int = 1, free: Tensor = free) -> bool:
        rule = sampler.settled(
            torch.tensor([unchanged]),
            entropy,
            free,
            stability_threshold=stability,
            confidence_threshold=0.005,
        )
        return bool(rule)

    assert settled(1)
    assert not settled(0)
    assert not settled(1, entropy=torch.tensor([0.004, 0.006]))
    assert not settled(1, stability=2)
    assert settled(2, stability=2)
    assert settled(0, stability=0)


def test_held_slots_do_not_make_a_canvas_confident() -> None:
    def settled(free: list[bool]) -> bool:
        rule = sampler.settled(
            torch.tensor([9]),
            torch.tensor([0.0, 0.008]),
            torch.tensor(free),
            stability_threshold=1,
            confidence_threshold=0.005,
        )
        return bool(rule)

    assert settled([True, True])
    assert not settled([False, True])
    assert settled([True, False])


@pytest.mark.parametrize("scale", [0.5, 4.0, 12.0, 40.0])
def test_accepted_slots_equal_those_of_transformers(scale: float) -> None:
    for seed in range(20):
        logits = _logits(seed, scale=scale)
        oracle: Any = EntropyBoundSampler(EntropyBoundSamplerConfig(entropy_bound=0.1), 24, 96, 48)
        oracle.accept_canvas(torch.zeros(1, 24).long(), torch.ones(1, 24).long(), logits[None], 1)
        accepted = sampler.accept(predict(logits, torch.zeros(24))[0].entropy_nats, 0.1)
        assert torch.equal(accepted, oracle.accepted_token_mask[0])


@pytest.mark.parametrize("stability", [0, 1, 2, 3])
def test_stop_decisions_equal_those_of_transformers(stability: int) -> None:
    oracle: Any = StableAndConfidentStoppingCriteria(stability, 0.005)
    generator = torch.Generator().manual_seed(stability)
    decisions, before, unchanged = [], None, torch.zeros(1)
    for step in range(60):
        # For seven steps the draft stays the same; it is sure of itself in the last four.
        likeliest = _logits(step // 7).argmax(-1, keepdim=True)
        logits = torch.rand(24, 96, generator=generator)
        logits.scatter_add_(-1, likeliest, torch.full((24, 1), 30.0 if step % 7 > 2 else 3.0))
        (_, entropy, draft, *_), _ = predict(logits, torch.zeros(24))
        unchanged = unchanged + 1 if before is not None and torch.equal(draft, before) else torch.zeros(1)
        ours = sampler.settled(
            unchanged,
            entropy,
            torch.ones(24, dtype=torch.bool),
            stability_threshold=stability,
            confidence_threshold=0.005,
        )
        assert bool(ours) == oracle(draft[None], logits[None]).item()
        decisions.append(bool(ours))
        before = draft
    assert {True, False} <= set(decisions)
