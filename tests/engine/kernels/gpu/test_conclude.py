"""The kernel that ends a step against the plain functions; memory that it writes is poisoned first."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from engine.options import MOST_STEPS, SamplerSettings
from tests.engine.fakes import SETTINGS
from tests.engine.kernels.ended import ENTROPIES, Ended, as_on_a_gpu, concluded, ended


def by_the_kernel(end: Ended, settings: SamplerSettings = SETTINGS) -> list[Tensor]:
    """See `concluded`; that it is what the plain functions make is asserted."""
    expected = concluded(copy.deepcopy(end), settings)
    with as_on_a_gpu():
        made = concluded(copy.deepcopy(end), settings)
    for ours, plain in zip(made, expected, strict=True):
        assert ours.dtype == plain.dtype
        assert torch.equal(ours, plain)
    return made


@pytest.mark.parametrize("bound", [0.0, 0.1, 8.0])
@pytest.mark.parametrize("slots", [1, 8, 33, 100, 256])
@pytest.mark.parametrize("kind", ENTROPIES)
def test_a_step_ends_as_in_the_plain_functions(kind: str, slots: int, bound: float) -> None:
    accepted, *_ = by_the_kernel(ended(kind, slots), replace(SETTINGS, entropy_bound=bound))
    assert accepted.any()


def test_of_equally_sure_slots_the_first_are_accepted() -> None:
    end = ended("all zero", 40)
    end.prediction.entropy_nats.fill_(0.04)
    accepted, *_ = by_the_kernel(end)
    assert accepted.nonzero().flatten().tolist() == [0, 1, 2]


@pytest.mark.parametrize("repeats", [True, False])
@pytest.mark.parametrize("threshold", [0, 1, 3, 4])
def test_a_canvas_settles_once_its_draft_has_repeated(threshold: int, *, repeats: bool) -> None:
    settings = replace(SETTINGS, stability_threshold=threshold)
    _, settled, *_ = by_the_kernel(ended("sharp", 33, repeats=repeats), settings)
    assert settled.item() == (threshold <= (3 if repeats else 0))


@pytest.mark.parametrize("free", [0, 1, 20])
def test_held_slots_make_no_canvas_confident(free: int) -> None:
    end = ended("all zero", 33)
    end.canvas.free[free:] = False
    end.prediction.entropy_nats[:free] = 0.006  # the mean of all slots would be low enough
    _, settled, *_ = by_the_kernel(end)
    assert settled.item() == (free == 0)


@pytest.mark.parametrize("number", [0, MOST_STEPS - 1])
def test_every_step_has_its_own_fresh_ids(number: int) -> None:
    end = ended("flat", 33, number=number)
    accepted, _, ids, *_ = by_the_kernel(end)
    assert torch.equal(ids[~accepted], end.canvas.fresh[number, ~accepted])


def test_an_entropy_that_is_no_number_is_not_accepted_and_settles_nothing() -> None:
    end = ended("sharp", 33)
    end.prediction.entropy_nats[[3, 20]] = torch.nan
    accepted, settled, *_ = by_the_kernel(end)
    assert (~accepted).nonzero().flatten().tolist() == [3, 20]
    assert not settled
