"""The GPU that is not there, on which captures are tested, refuses what one refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from engine.graph import CudaGraphs
from tests.engine.pretended_gpu import CUDA, NotAllowed, pretended_gpu
from tests.marks import needs_triton

pytestmark = needs_triton

READS: dict[str, Callable[[Tensor], object]] = {
    "a number": lambda numbers: numbers[0].item(),
    "a list": lambda numbers: numbers.tolist(),
    "a truth": lambda numbers: bool(numbers[0] > 0),
    "a mask": lambda numbers: numbers[numbers > 0],
    "places": lambda numbers: numbers.nonzero(),
    "a copy": lambda numbers: numbers.cpu(),
    "a comparison": lambda numbers: torch.equal(numbers, numbers),
    "numbers from the host": lambda numbers: numbers.copy_(torch.ones(3)),
    "a tensor from the host": lambda _numbers: torch.tensor([1.0], device=CUDA),
}
FAILS: dict[str, Callable[[Tensor], object]] = {
    "tensors on different devices": lambda numbers: numbers + torch.ones(3),
    "products of whole numbers": lambda numbers: numbers.long() @ numbers.long(),
    "sums in any order": lambda numbers: numbers.index_add_(
        0, torch.tensor([1, 1], device=CUDA), torch.ones(2, device=CUDA)
    ),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_where_nothing_may_wait_nothing_is_read_or_brought(read: Callable[[Tensor], object]) -> None:
    with pretended_gpu() as stage:
        numbers = torch.ones(3, device=CUDA)
        read(numbers)
        stage.may_wait = False
        with pytest.raises(NotAllowed):
            read(numbers)


@pytest.mark.parametrize("fail", FAILS.values(), ids=FAILS)
def test_what_a_gpu_has_not_fails(fail: Callable[[Tensor], object]) -> None:
    with pretended_gpu(), pytest.raises(NotAllowed):
        fail(torch.ones(3, device=CUDA))


def test_new_memory_is_full_of_anything() -> None:
    with pretended_gpu():
        assert torch.empty(3, device=CUDA).isnan().all().item()


def test_what_is_copied_beside_the_rest_is_there_once_it_was_waited_for() -> None:
    with pretended_gpu():
        numbers = torch.ones(3, device=CUDA)
        host = torch.empty_like(numbers, device="cpu", pin_memory=True).copy_(numbers, non_blocking=True)
        moment = torch.Event(CUDA)
        moment.record()
        numbers.zero_()
        assert host.isnan().all()
        moment.synchronize()
        assert host.tolist() == [1.0, 1.0, 1.0]


def test_a_replay_does_again_what_was_captured_and_a_capture_does_nothing() -> None:
    with pretended_gpu():
        total, step, made = torch.zeros(1, device=CUDA), torch.ones(1, device=CUDA), list[Tensor]()

        def work() -> None:
            made.append(total + step)
            total.copy_(made[-1])

        replay = CudaGraphs(CUDA)(work)
        assert total.item() == 2.0  # to warm up
        assert made[-1].isnan().item()
        step.fill_(10.0)
        replay()
        replay()
        assert total.item() == made[-1].item() == 22.0
