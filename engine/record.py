"""What one denoising step tells, brought from the device in one copy."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from engine.events import Top
from engine.kernels.prediction import TOP, Prediction


class Told(NamedTuple):
    """A record as plain values; see `StepTaken` for those with one entry a slot."""

    ids: tuple[int, ...]
    sampled: tuple[int, ...]
    draft: tuple[int, ...]
    entropy_nats: tuple[float, ...]
    accepted: tuple[bool, ...]
    end_probability: tuple[float, ...]
    top: Top
    settled: bool


def record_length(slots: int, vocabulary: int) -> int:
    """Numbers of 4 bytes in a record: 21 a slot, and the stop rule's."""
    return (5 + 2 * min(TOP, vocabulary)) * slots + 1


def join(
    out: Tensor,
    *,
    ids: Tensor,
    sampled: Tensor,
    accepted: Tensor,
    prediction: Prediction,
    tail_ids: Tensor,
    settled: Tensor,
) -> None:
    """Write the small results of a step into one tensor on the device.

    Args:
        out: int32 `(record_length,)`.
        ids: The canvas after the step, `(C,)`.
        sampled: The ids drawn, `(C,)`.
        accepted: Which of them were kept, bool `(C,)`.
        prediction: What they were drawn from.
        tail_ids: The end tokens and padding, `(n,)`.
        settled: Whether the canvas is stable and confident, a bool `(1,)`.
    """
    end = prediction.probabilities.index_select(-1, tail_ids).sum(dim=-1, dtype=torch.float32)
    whole = torch.cat((ids, sampled, accepted, prediction.top_ids.flatten(), settled))
    parts = torch.cat((prediction.entropy_nats, end, prediction.top_probabilities.flatten()))
    torch.cat((whole.to(torch.int32), parts.view(torch.int32)), out=out)


class Record:
    """What a step told, on its way to the processor's memory.

    All of it is copied at once. From a GPU the copy runs beside what is launched after it; `told` waits for
    its end.

    Args:
        joined: As `join` leaves it; may change afterwards.
        slots: Of the canvas.
    """

    def __init__(self, joined: Tensor, slots: int) -> None:
        self._slots = slots
        self._top = (len(joined) // slots - 5) // 2
        self._copied: torch.Event | None = None
        if not joined.is_cuda:
            self._host = joined.clone()
            return
        self._host = torch.empty_like(joined, device="cpu", pin_memory=True)
        self._host.copy_(joined, non_blocking=True)
        self._copied = torch.Event(joined.device)
        self._copied.record()

    @property
    def copied_bytes(self) -> int:
        """The size of the copy."""
        return self._host.nbytes

    def told(self) -> Told:
        """The record as plain values. Waits for the copy."""
        self._wait()
        slots = self._slots
        ids, sampled, accepted = self._whole[: 3 * slots].view(3, slots).tolist()
        top_ids = self._whole[3 * slots : -1].view(slots, self._top)
        entropy, end = self._parts[: 2 * slots].view(2, slots).tolist()
        return Told(
            ids=tuple(ids),
            sampled=tuple(sampled),
            draft=tuple(top_ids[:, 0].tolist()),
            entropy_nats=tuple(entropy),
            accepted=tuple(map(bool, accepted)),
            end_probability=tuple(end),
            top=Top(
                count=self._top,
                ids=top_ids.numpy().tobytes(),
                probabilities=self._parts[2 * slots :].half().numpy().tobytes(),
            ),
            settled=bool(self._whole[-1]),
        )

    @property
    def _whole(self) -> Tensor:
        return self._host[: (3 + self._top) * self._slots + 1]

    @property
    def _parts(self) -> Tensor:
        return self._host[(3 + self._top) * self._slots + 1 :].view(torch.float32)

    def _wait(self) -> None:
        if self._copied is not None:
            self._copied.synchronize()
