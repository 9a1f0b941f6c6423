"""The sampler on hand-computed tensors, and against transformers' own sampler."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import Tensor
from transformers.models.diffusion_gemma.generation_diffusion_gemma import (
    EntropyBoundSampler,
    EntropyBoundSamplerConfig,
    StableAndConfidentStoppingCriteria,
)

from engine import sampler


def _logits(seed: int, slots: int = 24, vocabulary: int = 96, scale: float = 3.0) -> Tensor:
    return torch.randn(slots, vocabulary, generator=torch.Generator().manual_seed(seed)) * scale


def _exact_entropy(logits: Tensor) -> Tensor:
    shares = logits.double().log_softmax(-1)
    return -(shares.exp() * shares).sum(-1)


def test_the_temperature_falls_in_a_line_from_t_max_and_never_reaches_t_min() -> None:
    values = [sampler.temperature(step, 48, t_min=0.4, t_max=0.8) for step in range(48)]
    assert values[0] == 0.8
    assert values[24] == pytest.approx(0.6)
    assert values[47] == pytest.approx(0.4 + 0.4 / 48)


def test_entropy_of_known_distributions() -> None:
    half, sure, uniform = [0.0, 0.0, -1e4, -1e4], [30.0, -30.0, -30.0, -30.0], [1.0] * 4
    entropy = sampler.predict(torch.tensor([half, sure, uniform])).entropy_nats
    assert entropy.tolist() == pytest.approx([math.log(2), 0.0, math.log(4)], abs=1e-7)


def test_entropy_keeps_its_digits_where_a_row_is_nearly_certain() -> None:
    logits = torch.full((1, 262_144), -6.0)
    logits[0, 7] = 13.0
    exact = _exact_entropy(logits).item()
    assert 0.01 < exact < 0.1
    assert sampler.predict(logits).entropy_nats.item() == pytest.approx(exact, rel=1e-5)


def test_entropy_is_exact_in_every_regime() -> None:
    for scale in (0.1, 1.0, 4.0, 20.0):
        logits = _logits(1, scale=scale)
        exact = _exact_entropy(logits)
        torch.testing.assert_close(sampler.predict(logits).entropy_nats.double(), exact, atol=2e-6, rtol=2e-6)


def test_probabilities_are_the_softmax_and_the_draft_is_the_likeliest_id() -> None:
    logits = _logits(2)
    prediction = sampler.predict(logits)
    torch.testing.assert_close(prediction.probabilities, logits.softmax(-1))
    assert torch.equal(prediction.draft, logits.argmax(-1))


def test_the_draft_is_the_first_of_several_likeliest_ids() -> None:
    assert sampler.predict(torch.tensor([[0.0, 2.0, 2.0, 2.0]])).draft.tolist() == [1]


def test_choice_inverts_the_cumulated_weights() -> None:
    weights = torch.tensor([[1.0, 0.0, 1.0, 2.0]]).repeat(5, 1)
    uniforms = torch.tensor([0.0, 0.2499, 0.25, 0.4999, 0.5])
    assert sampler.choose(weights, uniforms).tolist() == [0, 0, 2, 2, 3]


@settings(max_examples=100, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    uniform=st.floats(0, 1, exclude_max=True, width=32),
    columns=st.sampled_from([50, 96, 1536]),
)
@example(seed=0, uniform=1 - 2**-24, columns=50)
@example(seed=0, uniform=1 - 2**-24, columns=1536)
@example(seed=0, uniform=0.0, columns=96)
def test_choice_never_takes_an_id_of_weight_zero(seed: int, uniform: float, columns: int) -> None:
    weights = torch.rand(8, columns, generator=torch.Generator().manual_seed(seed))
    weights *= weights > 0.7
    weights[:, 3] = 0.5
    weights[:, -10:] = 0.0
    chosen = sampler.choose(weights, torch.full((8,), uniform))
    assert weights.gather(-1, chosen.unsqueeze(-1)).min() > 0


def test_choice_in_two_searches_is_the_choice_in_one() -> None:
    generator = torch.Generator().manual_seed(1)
    weights = torch.randint(0, 9, (500, 96), generator=generator).float()  # sums are exact in any order
    uniforms = torch.randint(0, 2**16, (500,), generator=generator) / 2**16
    cumulated = weights.cumsum(-1)
    target = (uniforms * cumulated[:, -1]).unsqueeze(-1)
    expected = torch.searchsorted(cumulated, target, right=True).squeeze(-1)
    assert torch.equal(sampler.choose(weights, uniforms), expected)


def test_choice_follows_the_weights() -> None:
    weights = torch.tensor([[6.0, 3.0, 0.0, 1.0]]).expand(20_000, 4)
    uniforms = torch.rand(20_000, generator=torch.Generator().manual_seed(0))
    shares = sampler.choose(weights, uniforms).bincount(minlength=4) / 20_000
    torch.testing.assert_close(shares, torch.tensor([0.6, 0.3, 0.0, 0.1]), atol=0.01, rtol=0)


def test_slots_are_accepted_while_the_entropies_before_them_fit_the_bound() -> None:
    entropy = torch.tensor([0.5, 0.04, 0.01, 0.07, 0.2])
    # In order 0.01, 0.04, 0.07, 0.2, 0.5; the sums before each are 0, 0.01, 0.05, 0.12, 0.32.
    assert sampler.accept(entropy, 0.1).tolist() == [False, True, True, True, False]


def test_the_surest_slot_is_always_accepted_and_the_first_of_equals_goes_first() -> None:
    assert sampler.accept(torch.tensor([9.0, 8.0, 8.0]), 0.1).tolist() == [False, True, False]


def test_renoise_keeps_what_is_accepted() -> None:
    chosen, noise = torch.tensor([1, 2, 3]), torch.tensor([7, 8, 9])
    assert sampler.renoise(chosen, torch.tensor([True, False, True]), noise).tolist() == [1, 8, 3]


@pytest.mark.parametrize("vocabulary", [5, 96, 1536])
def test_the_draft_is_the_first_of_the_largest_as_argmax_tells(vocabulary: int) -> None:
    for seed in range(20):
        logits = _logits(seed, scale=1.0).repeat(1, 16)[:, :vocabulary].round()  # full of equals
        assert torch.equal(sampler.predict(logits).draft, logits.argmax(-1))


@pytest.mark.parametrize("vocabulary", [5, 96, 100, 112, 128, 1536, 4096])
def test_the_likeliest_ids_are_those_of_a_full_sort(vocabulary: int) -> None:
    for seed in range(5):
        prediction = sampler.predict(_logits(seed, vocabulary=vocabulary))
        ordered = prediction.probabilities.sort(dim=-1, descending=True, stable=True)
        assert torch.equal(prediction.top_ids, ordered.indices[:, : sampler.TOP])
        assert torch.equal(prediction.top_probabilities, ordered.values[:, : sampler.TOP])


@pytest.mark.parametrize("vocabulary", [40, 128])
def test_among_equals_the_draft_comes_first_and_no_id_comes_twice(vocabulary: int) -> None:
    prediction = sampler.predict(torch.zeros(6, vocabulary))
    assert torch.equal(prediction.top_ids[:, 0], prediction.draft)
    assert all(len(set(row)) == sampler.TOP for row in prediction.top_ids.tolist())
    shares = prediction.top_probabilities
    torch.testing.assert_close(shares, torch.full_like(shares, 1 / vocabulary))


def test_a_canvas_settles_when_the_draft_repeats_and_the_mean_entropy_is_low() -> None:
    draft, other, sure = torch.tensor([1, 2]), torch.tensor([1, 3]), torch.tensor([0.004, 0.005])

    def settled(earlier: list[Tensor], entropy: Tensor = sure, stability: int = 1) -> bool:
        rule = sampler.settled(
            draft, earlier, entropy, stability_threshold=stability, confidence_threshold=0.005
        )
        return bool(rule)

    assert settled([other, draft])
    assert not settled([draft, other])
    assert not settled([])
    assert not settled([draft], entropy=torch.tensor([0.004, 0.006]))
    assert not settled([draft], stability=2)
    assert settled([draft, draft], stability=2)
    assert settled([], stability=0)


@pytest.mark.parametrize("scale", [0.5, 4.0, 12.0, 40.0])
def test_accepted_slots_equal_those_of_transformers(scale: float) -> None:
    for seed in range(20):
        logits = _logits(seed, scale=scale)
        oracle: Any = EntropyBoundSampler(EntropyBoundSamplerConfig(entropy_bound=0.1), 24, 96, 48)
        oracle.accept_canvas(torch.zeros(1, 24).long(), torch.ones(1, 24).long(), logits[None], 1)
        accepted = sampler.accept(sampler.predict(logits).entropy_nats, 0.1)
        assert torch.equal(accepted, oracle.accepted_token_mask[0])


@pytest.mark.parametrize("stability", [0, 1, 2, 3])
def test_stop_decisions_equal_those_of_transformers(stability: int) -> None:
    oracle: Any = StableAndConfidentStoppingCriteria(stability, 0.005)
    generator = torch.Generator().manual_seed(stability)
    decisions, drafts = [], list[Tensor]()
    for step in range(60):
        # For seven steps the draft stays the same; it is sure of itself in the last four.
        likeliest = _logits(step // 7).argmax(-1, keepdim=True)
        logits = torch.rand(24, 96, generator=generator)
        logits.scatter_add_(-1, likeliest, torch.full((24, 1), 30.0 if step % 7 > 2 else 3.0))
        _, entropy, draft, *_ = sampler.predict(logits)
        ours = bool(
            sampler.settled(draft, drafts, entropy, stability_threshold=stability, confidence_threshold=0.005)
        )
        assert ours == oracle(draft[None], logits[None]).item()
        decisions.append(ours)
        drafts.append(draft)
    assert {True, False} <= set(decisions)


def test_many_logits_are_read_in_parts_that_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    logits = _logits(3, slots=25)
    uniforms = torch.rand(25, generator=torch.Generator().manual_seed(4))
    whole, drawn = sampler.sample(logits.clone(), uniforms)
    monkeypatch.setattr(
        sampler, "_LOGITS_AT_ONCE", 3 * logits.shape[1]
    )  # three rows; the last part is shorter
    given = logits.clone()
    parts, drawn_in_parts = sampler.sample(given, uniforms)
    assert all(torch.equal(one, other) for one, other in zip(whole, parts, strict=True))
    assert torch.equal(drawn, drawn_in_parts)
    assert parts.probabilities.data_ptr() == given.data_ptr()  # no second buffer of that size
