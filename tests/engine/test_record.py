"""A step's record against the tensors that it is made from."""

from __future__ import annotations

import pytest
import torch

from engine import sampler
from engine.kernels.prediction import Prediction, predict
from engine.record import Record, join, record_bytes

SLOTS, VOCABULARY = 24, 512
TAIL_IDS = (1, 50, 0)


def _record(*, settled: bool = False, scale: float = 3.0) -> tuple[Record, Prediction, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    prediction = predict(torch.randn(SLOTS, VOCABULARY, generator=generator) * scale)
    sampled = torch.randint(VOCABULARY, (SLOTS,), generator=generator)
    accepted = sampler.accept(prediction.entropy_nats, 8.0)
    joined = torch.zeros(record_bytes(SLOTS, VOCABULARY), dtype=torch.uint8)
    join(
        joined,
        ids=sampler.renoise(sampled, accepted, torch.zeros_like(sampled)),
        sampled=sampled,
        accepted=accepted,
        prediction=prediction,
        tail_ids=torch.tensor(TAIL_IDS),
        settled=torch.tensor([settled]),
    )
    record = Record(joined, SLOTS)
    joined.fill_(255)  # as the next step would
    return record, prediction, sampled


def test_a_record_tells_what_the_tensors_hold() -> None:
    record, prediction, sampled = _record()
    told = record.told()
    accepted = sampler.accept(prediction.entropy_nats, 8.0)
    assert 1 < sum(told.accepted) < SLOTS
    assert told.accepted == tuple(accepted.tolist())
    assert told.sampled == tuple(sampled.tolist())
    assert told.ids == tuple((sampled * accepted).tolist())
    assert told.draft == tuple(prediction.draft.tolist())
    assert told.entropy_nats == tuple(prediction.entropy_nats.tolist())
    ends = prediction.probabilities[:, list(TAIL_IDS)].sum(-1)
    assert told.end_probability == pytest.approx(ends.tolist(), rel=1e-6)


def test_the_likeliest_ids_are_told_in_order_to_half_precision() -> None:
    record, prediction, _ = _record()
    top = record.told().top
    shares, ids = prediction.probabilities.topk(8)
    assert (top.count, top.slots) == (8, SLOTS)
    for slot in range(SLOTS):
        assert [each.id for each in top.of(slot)] == ids[slot].tolist()
        assert [each.probability for each in top.of(slot)] == shares[slot].half().tolist()


@pytest.mark.parametrize("settled", [True, False])
def test_the_stop_rule_travels_along(settled: bool) -> None:
    assert _record(settled=settled)[0].told().settled is settled


def test_a_canvas_of_256_slots_leaves_the_device_in_one_copy_of_less_than_32_kb() -> None:
    assert record_bytes(256, 262_144) == 256 * 68 + 4 < 32 * 1024
