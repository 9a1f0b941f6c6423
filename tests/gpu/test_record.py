"""A step's record on its way from the device."""

from __future__ import annotations

import torch

from engine.kernels.prediction import sample
from engine.record import Record, Results, join, record_bytes


def test_from_a_gpu_the_copy_is_waited_for() -> None:
    generator = torch.Generator("cuda").manual_seed(3)
    raw = torch.randn(256, 262_144, generator=generator, device="cuda")
    uniforms, hot = torch.rand(256, generator=generator, device="cuda"), torch.ones(1, device="cuda")
    prediction, _ = sample(raw, uniforms, softcap=30.0, temperature=hot, steering=None)
    zeros = torch.zeros(256, dtype=torch.int64, device="cuda")
    joined = torch.zeros(record_bytes(256, 262_144), dtype=torch.uint8, device="cuda")
    results = Results(
        ids=zeros,
        sampled=zeros,
        accepted=zeros.bool(),
        prediction=prediction,
        tail_ids=torch.tensor((1, 50, 0), device="cuda"),
        settled=torch.tensor([True], device="cuda"),
    )
    join(joined, results)
    record = Record(joined, 256)
    joined.fill_(255)  # as the next step would
    assert record.told().draft == tuple(prediction.draft.tolist())
