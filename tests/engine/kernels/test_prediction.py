"""What a network says about each slot, on hand-computed tensors."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import Tensor

from engine.kernels import prediction
from engine.kernels.prediction import FREE, TOP, Prediction, Steering, choose, predict

SOFTCAP = 30.0


def _logits(seed: int, slots: int = 24, vocabulary: int = 96, scale: float = 3.0) -> Tensor:
    return torch.randn(slots, vocabulary, generator=torch.Generator().manual_seed(seed)) * scale


def _predicted(logits: Tensor) -> Prediction:
    return predict(logits, torch.zeros(len(logits)))[0]


def _exact_entropy(logits: Tensor) -> Tensor:
    shares = logits.double().log_softmax(-1)
    return -(shares.exp() * shares).sum(-1)


def test_entropy_of_known_distributions() -> None:
    half, sure, uniform = [0.0, 0.0, -1e4, -1e4], [30.0, -30.0, -30.0, -30.0], [1.0] * 4
    entropy = _predicted(torch.tensor([half, sure, uniform])).entropy_nats
    assert entropy.tolist() == pytest.approx([math.log(2), 0.0, math.log(4)], abs=1e-7)


def test_entropy_keeps_its_digits_where_a_row_is_nearly_certain() -> None:
    logits = torch.full((1, 262_144), -6.0)
    logits[0, 7] = 13.0
    exact = _exact_entropy(logits).item()
    assert 0.01 < exact < 0.1
    assert _predicted(logits).entropy_nats.item() == pytest.approx(exact, rel=1e-5)


def test_entropy_is_exact_in_every_regime() -> None:
    for scale in (0.1, 1.0, 4.0, 20.0):
        logits = _logits(1, scale=scale)
        exact = _exact_entropy(logits)
        torch.testing.assert_close(_predicted(logits).entropy_nats.double(), exact, atol=2e-6, rtol=2e-6)


def test_probabilities_are_the_softmax_and_the_draft_is_the_likeliest_id() -> None:
    logits = _logits(2)
    prediction = _predicted(logits)
    torch.testing.assert_close(prediction.probabilities, logits.softmax(-1))
    assert torch.equal(prediction.draft, logits.argmax(-1))


def test_the_draft_is_the_first_of_several_likeliest_ids() -> None:
    assert _predicted(torch.tensor([[0.0, 2.0, 2.0, 2.0]])).draft.tolist() == [1]


def test_choice_inverts_the_cumulated_weights() -> None:
    weights = torch.tensor([[1.0, 0.0, 1.0, 2.0]]).repeat(5, 1)
    uniforms = torch.tensor([0.0, 0.2499, 0.25, 0.4999, 0.5])
    assert choose(weights, uniforms).tolist() == [0, 0, 2, 2, 3]


@settings(max_examples=100)
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
    chosen = choose(weights, torch.full((8,), uniform))
    assert weights.gather(-1, chosen.unsqueeze(-1)).min() > 0


def test_choice_in_two_searches_is_the_choice_in_one() -> None:
    generator = torch.Generator().manual_seed(1)
    weights = torch.randint(0, 9, (500, 96), generator=generator).float()  # sums are exact in any order
    uniforms = torch.randint(0, 2**16, (500,), generator=generator) / 2**16
    cumulated = weights.cumsum(-1)
    target = (uniforms * cumulated[:, -1]).unsqueeze(-1)
    expected = torch.searchsorted(cumulated, target, right=True).squeeze(-1)
    assert torch.equal(choose(weights, uniforms), expected)


def test_choice_follows_the_weights() -> None:
    weights = torch.tensor([[6.0, 3.0, 0.0, 1.0]]).expand(20_000, 4)
    uniforms = torch.rand(20_000, generator=torch.Generator().manual_seed(0))
    shares = choose(weights, uniforms).bincount(minlength=4) / 20_000
    torch.testing.assert_close(shares, torch.tensor([0.6, 0.3, 0.0, 0.1]), atol=0.01, rtol=0)


@pytest.mark.parametrize("vocabulary", [5, 96, 1536, 4096])
def test_the_draft_is_the_first_of_the_largest_as_argmax_tells(vocabulary: int) -> None:
    for seed in range(20):
        logits = _logits(seed, scale=1.0).repeat(1, 43)[:, :vocabulary].round()  # full of equals
        assert torch.equal(_predicted(logits).draft, logits.argmax(-1))


@pytest.mark.parametrize("vocabulary", [5, 96, 100, 112, 128, 1536, 4096])
def test_the_likeliest_ids_are_those_of_a_full_sort(vocabulary: int) -> None:
    for seed in range(5):
        prediction = _predicted(_logits(seed, vocabulary=vocabulary))
        ordered = prediction.probabilities.sort(dim=-1, descending=True, stable=True)
        assert torch.equal(prediction.top_ids, ordered.indices[:, :TOP])
        assert torch.equal(prediction.top_probabilities, ordered.values[:, :TOP])


@pytest.mark.parametrize("vocabulary", [40, 128])
def test_among_equals_the_draft_comes_first_and_no_id_comes_twice(vocabulary: int) -> None:
    prediction = _predicted(torch.zeros(6, vocabulary))
    assert torch.equal(prediction.top_ids[:, 0], prediction.draft)
    assert all(len(set(row)) == TOP for row in prediction.top_ids.tolist())
    shares = prediction.top_probabilities
    torch.testing.assert_close(shares, torch.full_like(shares, 1 / vocabulary))


@pytest.mark.parametrize("vocabulary", [40, 128])
def test_where_all_others_are_impossible_the_draft_is_told_once(vocabulary: int) -> None:
    logits = torch.full((vocabulary, vocabulary), -300.0).fill_diagonal_(0.0)
    prediction = _predicted(logits)
    assert prediction.draft.tolist() == list(range(vocabulary))
    assert all(len(set(row)) == TOP for row in prediction.top_ids.tolist())
    assert prediction.top_probabilities.tolist() == [[1.0] + [0.0] * (TOP - 1)] * vocabulary
    assert prediction.entropy_nats.tolist() == [0.0] * vocabulary


def _sampled(
    raw: Tensor, uniforms: Tensor, *, temperature: float = 1.0, steering: Steering | None = None
) -> tuple[Prediction, Tensor]:
    return prediction.sample(
        raw, uniforms, softcap=SOFTCAP, temperature=torch.tensor([temperature]), steering=steering
    )


def test_logits_are_capped_then_divided_by_the_temperature() -> None:
    raw, uniforms = _logits(5, scale=20.0), torch.rand(24, generator=torch.Generator().manual_seed(6))
    expected = _predicted((SOFTCAP * torch.tanh(raw.double() / SOFTCAP) / 0.7).float())
    made, drawn = _sampled(raw, uniforms, temperature=0.7)
    torch.testing.assert_close(made.probabilities, expected.probabilities)
    torch.testing.assert_close(made.entropy_nats, expected.entropy_nats)
    assert torch.equal(drawn, choose(expected.probabilities, uniforms))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_probabilities_are_written_over_the_output_and_drawn_from_unrounded(dtype: torch.dtype) -> None:
    raw = _logits(5, vocabulary=1536).to(dtype)
    uniforms = torch.rand(24, generator=torch.Generator().manual_seed(6))
    exact, expected = _sampled(raw.float().clone(), uniforms)
    made, drawn = _sampled(raw, uniforms)
    assert made.probabilities.data_ptr() == raw.data_ptr()
    assert torch.equal(raw, exact.probabilities.to(dtype))
    assert torch.equal(drawn, expected)
    assert torch.equal(made.entropy_nats, exact.entropy_nats)


def test_many_logits_are_read_in_parts_that_add_up_to_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    logits = _logits(3, slots=25)
    uniforms = torch.rand(25, generator=torch.Generator().manual_seed(4))
    steering = Steering(
        held=torch.full((25,), FREE).index_fill(0, torch.tensor([7]), 3),
        forbidden=torch.full((25, 2), FREE).index_fill(0, torch.tensor([5, 11]), 6),
        inside=torch.arange(25) > 20,
        tail_ids=torch.tensor([1]),
    )
    whole, drawn = _sampled(logits.clone(), uniforms, steering=steering)
    rows = 3  # the last part is shorter
    monkeypatch.setattr(prediction, "_LOGITS_AT_ONCE", rows * logits.shape[1])
    given = logits.clone()
    parts, drawn_in_parts = _sampled(given, uniforms, steering=steering)
    assert all(torch.equal(one, other) for one, other in zip(whole, parts, strict=True))
    assert torch.equal(drawn, drawn_in_parts)
    assert parts.probabilities.data_ptr() == given.data_ptr()  # no second buffer of that size


def test_a_held_slot_is_sure_of_its_id_and_no_slot_inside_can_end() -> None:
    raw = torch.full((4, 50), -9.0)
    raw[:, 1] = 40.0  # an end token
    steering = Steering(
        held=torch.tensor([FREE, 7, FREE, 1]),
        forbidden=torch.full((4, 3), FREE),
        inside=torch.tensor([False, True, True, True]),
        tail_ids=torch.tensor([1, 2]),
    )
    made, drawn = _sampled(raw, torch.full((4,), 0.5), steering=steering)
    assert drawn.tolist()[:2] == [1, 7]
    assert drawn[3] == 1  # what is held is held, end or not
    assert made.entropy_nats[[1, 3]].tolist() == [0.0, 0.0]
    assert made.probabilities[2, [1, 2]].tolist() == [0.0, 0.0]
    assert made.entropy_nats[2] == pytest.approx(math.log(48))


def test_a_forbidden_id_is_impossible_in_its_slot_alone_whatever_else_is_listed() -> None:
    raw = torch.zeros(3, 50)
    raw[:, [0, 9]] = 40.0
    steering = Steering(
        held=torch.tensor([FREE, FREE, 9]),
        forbidden=torch.tensor([[0, FREE, 9, FREE], [FREE, FREE, FREE, 9], [9, FREE, FREE, FREE]]),
        inside=torch.zeros(3, dtype=torch.bool),
        tail_ids=torch.tensor([1]),
    )
    made, _ = _sampled(raw, torch.full((3,), 0.5), steering=steering)
    assert made.probabilities[0, [0, 9]].tolist() == [0.0, 0.0]
    assert made.entropy_nats[0] == pytest.approx(math.log(48))
    assert made.draft.tolist() == [1, 0, 9]  # what is held is held, forbidden or not
    assert made.probabilities[1, [0, 9]].tolist() == [1.0, 0.0]
