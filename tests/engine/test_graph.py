"""Steps that are captured and replayed on a GPU that is not there, by the rules of one that is.

In a capture nothing may wait for the host, and what was made in it holds nothing until it is replayed.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from engine.denoise import Denoised, Denoiser, advance
from engine.graph import CudaGraphs
from engine.kernels.linear import FLOAT32, Precision
from engine.model.assembly import NOTHING, EightBit
from engine.model.config import NetworkConfig
from engine.model.network import Network
from engine.noise import Noise
from engine.options import SamplerSettings
from engine.record import join
from engine.synthetic import synthetic_network
from tests.engine.fakes import SETTINGS
from tests.engine.oracle import CPU, QUICK, tiny_oracle
from tests.engine.pretended_gpu import CUDA, NotAllowed, pretended_gpu
from tests.marks import needs_triton

CONFIG = NetworkConfig.from_json(tiny_oracle(QUICK, seed=0).config.to_dict())
STEPS = 3
PATIENT = replace(SETTINGS, stability_threshold=STEPS + 1)
TOP = replace(PATIENT, top_conditioning=True)
EVERYTHING = EightBit(dense=True, embedding=True, cache=True)


def network_of(eight_bit: EightBit = NOTHING) -> Network:
    precision = Precision(torch.bfloat16, torch.bfloat16)
    return synthetic_network(CONFIG, device=CUDA, precision=precision, eight_bit=eight_bit)


def denoiser_of(network: Network, *, eager: bool = False) -> Denoiser:
    """Behind a prompt longer than the window."""
    denoiser = Denoiser(network, network.new_cache(60), (lambda work: work) if eager else None)
    network.prefill(torch.arange(20), denoiser.cache)
    return denoiser


def canvas(denoiser: Denoiser, seed: int, settings: SamplerSettings = PATIENT) -> list[Denoised]:
    denoising = denoiser.begin(noise(seed), settings, STEPS)
    denoising.canvas.steer({3: 7}, {5})
    return list(denoising.steps())


def noise(seed: int, device: torch.device = CUDA) -> Noise:
    return Noise(seed, vocab_size=CONFIG.vocab_size, canvas_length=CONFIG.canvas_length, device=device)


@needs_triton
@pytest.mark.parametrize(
    ("eight_bit", "settings"),
    [(NOTHING, PATIENT), (NOTHING, TOP), (EVERYTHING, PATIENT)],
    ids=["on all ids", "on the likeliest", "in 8 bits"],
)
def test_replays_equal_steps_that_are_launched_one_by_one(
    eight_bit: EightBit, settings: SamplerSettings
) -> None:
    with pretended_gpu():
        network = network_of(eight_bit)
        replayed = canvas(denoiser_of(network), 4, settings)
        assert replayed == canvas(denoiser_of(network, eager=True), 4, settings)
    assert [made.told.ids[3] for made in replayed] == [7] * STEPS  # it is held


@needs_triton
def test_one_capture_serves_longer_prefixes_and_waits_for_nothing() -> None:
    with pretended_gpu() as stage:
        network = network_of()
        captured, eager = denoiser_of(network), denoiser_of(network, eager=True)
        canvas(captured, 4)
        for denoiser in (captured, eager):
            network.prefill(torch.arange(7), denoiser.cache)
        replayed, one_by_one = (each.begin(noise(5), PATIENT, STEPS).steps() for each in (captured, eager))
        expected = list(one_by_one)
        stage.may_wait = False
        assert list(replayed) == expected


@needs_triton
def test_a_capture_in_which_the_host_asks_for_a_number_fails() -> None:
    with pretended_gpu():
        sums, told = torch.zeros(1, device=CUDA), list[float]()
        with pytest.raises(NotAllowed, match="wait"):
            CudaGraphs(CUDA)(lambda: told.append(sums.item()))
        assert told == [0.0, 0.0]  # to warm up it may


def test_the_first_step_conditioned_on_nothing_is_the_first_step_either_way() -> None:
    network = synthetic_network(CONFIG, device=CPU, precision=FLOAT32)
    records = []
    for settings, conditioned in ((PATIENT, False), (PATIENT, True), (TOP, True)):
        denoiser = denoiser_of(network)
        begun = denoiser.begin(noise(3, CPU), settings, STEPS).canvas
        results = advance(network, denoiser.cache, begun, settings, conditioned=conditioned)
        join(begun.record, results)
        records.append(begun.record)
    assert torch.equal(records[0], records[1])
    assert torch.equal(records[0], records[2])


def test_without_a_gpu_nothing_is_captured() -> None:
    assert not synthetic_network(CONFIG, device=CPU, precision=FLOAT32).waits_for_nothing
