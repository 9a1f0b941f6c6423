"""Steps that are captured and replayed, against steps that are launched one by one."""

from __future__ import annotations

import copy
import gc
from dataclasses import replace

import pytest
import torch

from engine.denoise import Denoised, Denoiser
from engine.graph import CudaGraphs
from engine.kernels.linear import Precision
from engine.kernels.pair import TwoStreams, in_turn
from engine.model.assembly import NOTHING, EightBit
from engine.model.network import Network
from engine.noise import Noise
from engine.options import SamplerSettings
from engine.synthetic import synthetic_network
from tests.engine.fakes import SETTINGS
from tests.engine.small import SMALL

CUDA = torch.device("cuda")
EVERYTHING = EightBit(dense=True, embedding=True, cache=True)
STEPS = 12
PATIENT = SamplerSettings(  # takes every step
    t_min=0.4,
    t_max=0.8,
    entropy_bound=8.0,
    stability_threshold=100,
    confidence_threshold=0.0,
    end_ids=SETTINGS.end_ids,
    pad_id=SETTINGS.pad_id,
)
TOP = replace(PATIENT, top_conditioning=True)
either_way = pytest.mark.parametrize("settings", [PATIENT, TOP], ids=["on all ids", "on the likeliest"])


@pytest.fixture(scope="module", params=[NOTHING, EVERYTHING], ids=["in bf16", "in 8 bits"])
def network(request: pytest.FixtureRequest) -> Network:
    precision = Precision(torch.bfloat16, torch.bfloat16)
    made = synthetic_network(SMALL, device=CUDA, precision=precision, eight_bit=request.param)
    assert made.waits_for_nothing
    return made


def denoiser_behind(network: Network, prefix: int, *, eager: bool = False) -> Denoiser:
    denoiser = Denoiser(network, network.new_cache(400), (lambda work: work) if eager else None)
    generator = torch.Generator(CUDA).manual_seed(1)
    ids = torch.randint(SMALL.vocab_size, (prefix,), generator=generator, device=CUDA)
    network.prefill(ids, denoiser.cache)
    return denoiser


def noise(seed: int) -> Noise:
    return Noise(seed, vocab_size=SMALL.vocab_size, canvas_length=SMALL.canvas_length, device=CUDA)


def canvas(denoiser: Denoiser, seed: int, settings: SamplerSettings = PATIENT) -> list[Denoised]:
    return list(denoiser.begin(noise(seed), settings, STEPS).steps())


@either_way
@pytest.mark.parametrize("prefix", [1, 100, 300])
def test_replays_equal_steps_launched_one_by_one_bit_for_bit(
    network: Network, prefix: int, settings: SamplerSettings
) -> None:
    replayed = canvas(denoiser_behind(network, prefix), 4, settings)
    assert replayed == canvas(denoiser_behind(network, prefix, eager=True), 4, settings)
    assert len(replayed) == STEPS


@pytest.mark.parametrize("eager", [False, True])
def test_branches_at_once_give_the_bits_of_branches_one_by_one(network: Network, *, eager: bool) -> None:
    one_by_one = copy.copy(network)
    one_by_one.pair = in_turn
    at_once = canvas(denoiser_behind(network, 100, eager=eager), 4)
    assert canvas(denoiser_behind(one_by_one, 100, eager=eager), 4) == at_once


def test_where_memory_runs_out_on_the_second_stream_a_capture_says_so_and_another_may_follow() -> None:
    capture, pair, sums, fails = CudaGraphs(CUDA), TwoStreams(CUDA), torch.zeros(1, device=CUDA), True

    def second() -> torch.Tensor:
        made = sums + 2
        if fails and torch.cuda.is_current_stream_capturing():
            raise torch.OutOfMemoryError("CUDA out of memory")
        return made

    def work() -> None:
        one, more = pair(lambda: sums + 1, second)
        sums.copy_(one + more)

    with pytest.raises(torch.OutOfMemoryError):
        capture(work)
    assert torch.cuda.current_stream() == torch.cuda.default_stream()
    fails = False
    replay = capture(work)
    sums.fill_(0.0)
    replay()
    assert sums.item() == 3.0


def test_a_seed_gives_the_same_steps_again_and_another_seed_others(network: Network) -> None:
    denoiser = denoiser_behind(network, 100)
    first, other, again = (canvas(denoiser, seed) for seed in (4, 5, 4))
    assert first == again
    assert first != other


def test_one_capture_serves_prefixes_of_every_length(network: Network) -> None:
    denoiser = denoiser_behind(network, 100)
    canvas(denoiser, seed=4)
    network.prefill(torch.arange(200, device=CUDA), denoiser.cache)
    fresh = denoiser_behind(network, 100, eager=True)
    network.prefill(torch.arange(200, device=CUDA), fresh.cache)
    assert canvas(denoiser, seed=6) == canvas(fresh, seed=6)


def test_what_is_held_stays_in_a_captured_step(network: Network) -> None:
    denoising = denoiser_behind(network, 100).begin(noise(4), PATIENT, STEPS)
    denoising.canvas.steer({3: 77, 9: 5}, {1})
    for made in denoising.steps():
        assert (made.told.ids[3], made.told.draft[9]) == (77, 5)


def test_a_step_that_is_captured_anew_outlives_the_one_before(network: Network) -> None:
    denoiser, fresh = denoiser_behind(network, 100), denoiser_behind(network, 100, eager=True)
    canvas(denoiser, seed=4)
    for each in (denoiser, fresh):
        each.cache.reserve(2000)
    canvas(denoiser, seed=4)
    torch.cuda.empty_cache()  # what is free by mistake is gone now
    assert canvas(denoiser, seed=6) == canvas(fresh, seed=6)


@pytest.mark.filterwarnings("ignore:Synchronization debug mode")
@either_way
def test_no_step_stops_the_stream(network: Network, settings: SamplerSettings) -> None:
    denoiser = denoiser_behind(network, 100)
    canvas(denoiser, 4, settings)  # captures
    steps = denoiser.begin(noise(5), settings, STEPS).steps()
    try:
        torch.cuda.set_sync_debug_mode("error")
        assert len(list(steps)) == STEPS
    finally:
        torch.cuda.set_sync_debug_mode("default")


def test_two_hundred_turns_leak_no_memory(network: Network) -> None:
    denoiser = denoiser_behind(network, 100)

    def held() -> int:
        gc.collect()
        return torch.cuda.memory_allocated()

    def turn(seed: int) -> None:
        for block in range(2):
            canvas(denoiser, 2 * seed + block)
            network.prefill(torch.arange(SMALL.canvas_length, device=CUDA), denoiser.cache)
        denoiser.cache.truncate(100)

    for seed in range(3):
        turn(seed)
    before, reserved = held(), torch.cuda.memory_reserved()
    for seed in range(200):
        turn(seed)
    assert held() == before
    assert torch.cuda.memory_reserved() == reserved
