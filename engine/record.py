"""What one denoising step tells, brought from the device in one copy."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from engine.events import Top
from engine.sampler import Prediction


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


class Record:
    """The small results of a step, on their way to the processor's memory.

    Everything is joined on the device to one tensor of 4 bytes an entry, 84 bytes a slot, and copied at
    once. From a GPU the copy runs beside what is launched after it; `told` waits for its end.

    Args:
        ids: The canvas after the step, `(C,)`.
        sampled: The ids drawn, `(C,)`.
        accepted: Which of them were kept, bool `(C,)`.
        prediction: What they were drawn from.
        tail_ids: The end tokens and padding, `(n,)`.
        settled: Whether the canvas is stable and confident, a bool.
    """

    def __init__(
        self,
        *,
        ids: Tensor,
        sampled: Tensor,
        accepted: Tensor,
        prediction: Prediction,
        tail_ids: Tensor,
        settled: Tensor,
    ) -> None:
        end = prediction.probabilities.index_select(-1, tail_ids).sum(dim=-1)
        whole = torch.cat((ids, sampled, accepted, prediction.top_ids.flatten(), settled.unsqueeze(0)))
        parts = torch.cat((prediction.entropy_nats, end, prediction.top_probabilities.flatten()))
        joined = torch.cat((whole.to(torch.int32), parts.view(torch.int32)))
        self._slots, self._top = prediction.top_ids.shape
        self._copied: torch.Event | None = None
        self._host = joined
        if joined.is_cuda:
            self._host = torch.empty_like(joined, device="cpu", pin_memory=True)
            self._host.copy_(joined, non_blocking=True)
            self._copied = torch.Event(joined.device)
            self._copied.record()

    @property
    def copied_bytes(self) -> int:
        """The size of the copy."""
        return self._host.nbytes

    @property
    def arrived(self) -> bool:
        """Whether the copy is complete."""
        return self._copied is None or self._copied.query()

    @property
    def settled(self) -> bool:
        """Whether the canvas is stable and confident. Waits for the copy."""
        self._wait()
        return bool(self._whole[-1])

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
            settled=self.settled,
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
