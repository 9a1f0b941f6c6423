"""The sampler's kernels against the plain function, in float32; memory that they write is poisoned first."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from transformers.models.diffusion_gemma.generation_diffusion_gemma import (
    EntropyBoundSampler,
    EntropyBoundSamplerConfig,
)

from engine import sampler
from engine.kernels import prediction as plain
from engine.kernels.gpu import prediction
from engine.kernels.prediction import FREE, Prediction, Steering

VOCABULARY = 262_144
SOFTCAP, BOUND = 30.0, 0.1
TEMPERATURE = torch.tensor([0.65])


def raw_logits(kind: str, vocabulary: int = VOCABULARY, rows: int = 2) -> Tensor:
    generator = torch.Generator().manual_seed(7)
    raw = torch.randn(rows, vocabulary, generator=generator)
    match kind:
        case "sharp":
            raw[torch.arange(rows), torch.randint(vocabulary, (rows,), generator=generator)] = 28.0
        case "flat":
            raw *= torch.linspace(0.01, 0.02, rows)[:, None]  # else which entropy is less is one of rounding
        case "tied":
            raw = (raw * 2).round() / 2
        case _:
            raw *= 6.0
    return raw


def both(
    raw: Tensor, steering: Steering | None = None
) -> tuple[tuple[Prediction, Tensor], tuple[Prediction, Tensor]]:
    uniforms = torch.rand(len(raw), generator=torch.Generator().manual_seed(8))
    given: dict[str, Any] = {"softcap": SOFTCAP, "temperature": TEMPERATURE, "steering": steering}
    return plain.sample(raw.clone(), uniforms, **given), prediction.sample(raw.clone(), uniforms, **given)


def assert_same(expected: tuple[Prediction, Tensor], made: tuple[Prediction, Tensor]) -> None:
    (theirs, drawn), (ours, drawn_too) = expected, made
    torch.testing.assert_close(ours.probabilities, theirs.probabilities, rtol=2e-5, atol=1e-9)
    torch.testing.assert_close(ours.entropy_nats, theirs.entropy_nats, rtol=2e-5, atol=1e-6)
    torch.testing.assert_close(ours.top_probabilities, theirs.top_probabilities, rtol=2e-5, atol=1e-9)
    assert torch.equal(ours.draft, theirs.draft)
    is_flat = theirs.probabilities.amax(-1) < 1e-5  # a token may be as small as what the sum is rounded by
    assert not ((drawn - drawn_too).abs() > is_flat).any()


def accepted_by_transformers(raw: Tensor) -> Tensor:
    oracle: Any = EntropyBoundSampler(
        EntropyBoundSamplerConfig(entropy_bound=BOUND), len(raw), VOCABULARY, 48
    )
    processed = SOFTCAP * torch.tanh(raw / SOFTCAP) / TEMPERATURE
    ids = torch.zeros(1, len(raw)).long()
    oracle.accept_canvas(ids, ids, processed[None], 1)
    accepted: Tensor = oracle.accepted_token_mask[0]
    return accepted


@pytest.mark.parametrize("kind", ["ordinary", "sharp", "flat", "tied"])
def test_the_kernels_compute_what_the_plain_function_computes(kind: str) -> None:
    raw = raw_logits(kind)
    expected, made = both(raw)
    assert_same(expected, made)
    logits = raw.double()
    ordered = logits.sort(dim=-1, descending=True, stable=True).indices[:, : plain.TOP]
    assert torch.equal(made[0].top_ids, ordered)  # among equals the lowest id comes first
    assert torch.equal(sampler.accept(made[0].entropy_nats, BOUND), accepted_by_transformers(raw))


@pytest.mark.parametrize("vocabulary", [5, 29, 1536, 5000, 8192])
def test_rows_that_fill_no_block_are_read_to_their_end(vocabulary: int) -> None:
    expected, made = both(raw_logits("ordinary", vocabulary, rows=9))
    assert_same(expected, made)
    assert made[0].top_ids.max() < vocabulary


def test_entropy_keeps_its_digits_where_a_row_is_nearly_certain() -> None:
    raw = torch.full((1, VOCABULARY), -6.0)
    raw[0, 70_000] = 13.0
    capped = SOFTCAP * torch.tanh(raw.double() / SOFTCAP) / TEMPERATURE.double()
    shares = capped.log_softmax(-1)
    exact = -(shares.exp() * shares).sum(-1)
    _, (made, _) = both(raw)
    assert 1e-6 < exact.item() < 1e-3
    torch.testing.assert_close(made.entropy_nats.double(), exact, rtol=1e-3, atol=0)


def test_draws_follow_the_weights_over_all_blocks() -> None:
    raw = torch.full((50, 10_000), -30.0)
    raw[:, [5, 4_100, 9_000]] = torch.tensor([1.0, 1.2, 1.4])
    uniforms = (torch.arange(50) + 0.5) / 50
    made, drawn = prediction.sample(raw, uniforms, softcap=SOFTCAP, temperature=torch.ones(1), steering=None)
    ids, counts = torch.unique(drawn, return_counts=True)
    assert ids.tolist() == [5, 4_100, 9_000]
    torch.testing.assert_close(counts / 50, made.probabilities[0, ids], atol=0.02, rtol=0)


def test_what_is_held_or_barred_is_so_in_the_kernels_too() -> None:
    raw = raw_logits("ordinary", 5000, rows=4)
    raw[:, 1] = 25.0  # an end token
    steering = Steering(
        held=torch.tensor([FREE, 4_500, FREE, 1]),
        forbidden=torch.tensor([[4_200, 7, FREE], [FREE] * 3, [3, FREE, FREE], [1, FREE, FREE]]),
        inside=torch.tensor([False, True, True, True]),
        tail_ids=torch.tensor([1, 4_999, 0]),
    )
    expected, made = both(raw, steering)
    assert_same(expected, made)
    assert made[0].entropy_nats[[1, 3]].tolist() == [0.0, 0.0]
    assert made[0].probabilities[[0, 0, 2], [4_200, 7, 3]].tolist() == [0.0, 0.0, 0.0]
    assert made[0].probabilities[1, 3] == made[0].probabilities[3, 3] == 0.0
    assert made[1][[1, 3]].tolist() == [4_500, 1]


@pytest.mark.filterwarnings("ignore:All-NaN slice:RuntimeWarning")  # the interpreter's
def test_a_row_with_hardly_a_number_reaches_not_outside_it() -> None:
    raw = torch.full((2, 5000), float("nan"))
    raw[:, [0, 4999]] = 1.0  # the interpreter has no largest of a block without one
    _, (made, drawn) = both(raw)
    assert made.entropy_nats.isnan().all()
    for ids in (drawn, made.top_ids):
        assert ids.min() >= 0
        assert ids.max() < 5000
