"""A step's record against the tensors that it is made from."""

from __future__ import annotations

import pytest
import torch

from engine import sampler
from engine.kernels.prediction import predict
from engine.record import Record, Results, join, record_bytes, tell

SLOTS, VOCABULARY = 24, 512
TAIL_IDS = (1, 50, 0)


def _results(*, settled: bool = False) -> Results:
    generator = torch.Generator().manual_seed(3)
    logits = torch.randn(SLOTS, VOCABULARY, generator=generator) * 3.0
    prediction, _ = predict(logits, torch.zeros(SLOTS))
    sampled = torch.randint(VOCABULARY, (SLOTS,), generator=generator)
    accepted = sampler.accept(prediction.entropy_nats, 8.0)
    return Results(
        ids=sampler.renoise(sampled, accepted, torch.zeros_like(sampled)),
        sampled=sampled,
        accepted=accepted,
        prediction=prediction,
        tail_ids=torch.tensor(TAIL_IDS),
        settled=torch.tensor([settled]),
    )


def test_what_is_told_is_what_the_tensors_hold() -> None:
    results = _results()
    told, prediction = tell(results), results.prediction
    assert 1 < sum(told.accepted) < SLOTS
    assert told.accepted == tuple(results.accepted.tolist())
    assert told.sampled == tuple(results.sampled.tolist())
    assert told.ids == tuple((results.sampled * results.accepted).tolist())
    assert told.draft == tuple(prediction.draft.tolist())
    assert told.entropy_nats == tuple(prediction.entropy_nats.tolist())
    ends = prediction.probabilities[:, list(TAIL_IDS)].sum(-1)
    assert told.end_probability == pytest.approx(ends.tolist(), rel=1e-6)


def test_the_likeliest_ids_are_told_in_order_to_half_precision() -> None:
    results = _results()
    top = tell(results).top
    shares, ids = results.prediction.probabilities.topk(8)
    assert (top.count, top.slots) == (8, SLOTS)
    for slot in range(SLOTS):
        assert [each.id for each in top.of(slot)] == ids[slot].tolist()
        assert [each.probability for each in top.of(slot)] == shares[slot].half().tolist()


@pytest.mark.parametrize("settled", [True, False])
def test_the_stop_rule_travels_along(settled: bool) -> None:
    assert tell(_results(settled=settled)).settled is settled


@pytest.mark.parametrize("settled", [True, False])
def test_a_record_that_was_joined_and_copied_tells_the_same(settled: bool) -> None:
    results = _results(settled=settled)
    joined = torch.zeros(record_bytes(SLOTS, VOCABULARY), dtype=torch.uint8)
    join(joined, results)
    record = Record(joined, SLOTS)
    joined.fill_(255)  # as the next step would
    assert record.told() == tell(results)


def test_a_canvas_of_256_slots_leaves_the_device_in_one_copy_of_less_than_32_kb() -> None:
    assert record_bytes(256, 262_144) == 256 * 68 + 4 < 32 * 1024
