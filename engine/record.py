"""What one denoising step tells: read where it is on a processor, brought from a GPU in one copy."""

from __future__ import annotations

import struct
from typing import NamedTuple

import torch
from torch import Tensor

from engine.events import Top
from engine.kernels.prediction import TOP, Prediction


class Told(NamedTuple):
    """What a step tells as plain values; see `StepTaken` for those with one entry a slot."""

    ids: tuple[int, ...]
    sampled: tuple[int, ...]
    draft: tuple[int, ...]
    entropy_nats: tuple[float, ...]
    accepted: tuple[bool, ...]
    end_probability: tuple[float, ...]
    top: Top
    settled: bool


class Results(NamedTuple):
    """What a step leaves to be told, where the network is.

    Attributes:
        ids: The canvas after the step, int64 `(C,)`.
        sampled: The ids drawn, int64 `(C,)`.
        accepted: Which of them were kept, bool `(C,)`.
        prediction: What they were drawn from.
        tail_ids: The end tokens and padding, int64 `(n,)`.
        settled: Whether the canvas is stable and confident, a bool `(1,)`.
    """

    ids: Tensor
    sampled: Tensor
    accepted: Tensor
    prediction: Prediction
    tail_ids: Tensor
    settled: Tensor

    @property
    def end_probability(self) -> Tensor:
        """Of the end tokens and padding together, float32 `(C,)`."""
        ends = self.prediction.probabilities.index_select(-1, self.tail_ids)
        return ends.sum(dim=-1, dtype=torch.float32)


def tell(results: Results) -> Told:
    """Results as plain values; to be asked of a processor, before the next step."""
    prediction = results.prediction
    return Told(
        ids=tuple(results.ids.tolist()),
        sampled=tuple(results.sampled.tolist()),
        draft=tuple(prediction.draft.tolist()),
        entropy_nats=tuple(prediction.entropy_nats.tolist()),
        accepted=tuple(results.accepted.tolist()),
        end_probability=tuple(results.end_probability.tolist()),
        top=Top(
            count=prediction.top_ids.shape[-1],
            ids=prediction.top_ids.to(torch.int32).numpy().tobytes(),
            probabilities=prediction.top_probabilities.half().numpy().tobytes(),
        ),
        settled=bool(results.settled),
    )


def record_bytes(slots: int, vocabulary: int) -> int:
    """The size of a record: 68 bytes a slot, and the stop rule's."""
    top = min(TOP, vocabulary)
    return (4 * (5 + top) + 2 * top) * slots + 4


def join(out: Tensor, results: Results) -> None:
    """Write results into one tensor on the device, uint8 `(record_bytes,)`: whole numbers, floats, halves.

    On a CUDA device a kernel of its own does it in one launch.
    """
    if out.is_cuda:
        from engine.kernels.gpu.record import join as on_gpu

        on_gpu(out, *results)
        return
    prediction = results.prediction
    whole = (results.ids, results.sampled, results.accepted, results.settled, prediction.top_ids.flatten())
    parts = (
        torch.cat(whole).to(torch.int32),
        torch.cat((prediction.entropy_nats, results.end_probability)),
        prediction.top_probabilities.half().flatten(),
    )
    torch.cat([part.view(torch.uint8) for part in parts], out=out)


class Record:
    """Joined results on their way from a GPU to the processor's memory.

    All of it is copied at once. From a GPU the copy runs beside what is launched after it; `told` waits for
    its end. Not yet run on a GPU in this form.

    Args:
        joined: As `join` leaves it; may change afterwards.
        slots: Of the canvas.
    """

    def __init__(self, joined: Tensor, slots: int) -> None:
        self._slots = slots
        self._top = ((len(joined) - 4) // slots - 20) // 6
        self._under_way: tuple[Tensor, torch.Event] | None = None
        if joined.is_cuda:
            host = torch.empty_like(joined, device="cpu", pin_memory=True).copy_(joined, non_blocking=True)
            self._under_way = host, torch.Event(joined.device)
            self._under_way[1].record()
        else:
            self._arrived = joined.numpy().tobytes()

    def told(self) -> Told:
        """The record as plain values. Waits for the copy."""
        if self._under_way is not None:
            host, copied = self._under_way
            copied.synchronize()
            self._arrived = host.numpy().tobytes()
        record, slots = self._arrived, self._slots
        top_ids_at = 12 * slots + 4
        parts_at = top_ids_at + 4 * self._top * slots
        top_parts_at = parts_at + 8 * slots
        ids = struct.unpack_from(f"={3 * slots + 1}i", record)
        parts = struct.unpack_from(f"={2 * slots}f", record, parts_at)
        top_ids = record[top_ids_at:parts_at]
        return Told(
            ids=ids[:slots],
            sampled=ids[slots : 2 * slots],
            draft=tuple(memoryview(top_ids).cast("i")[:: self._top]),
            entropy_nats=parts[:slots],
            accepted=tuple(map(bool, ids[2 * slots : -1])),
            end_probability=parts[slots:],
            top=Top(count=self._top, ids=top_ids, probabilities=record[top_parts_at:]),
            settled=bool(ids[-1]),
        )
