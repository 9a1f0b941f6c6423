"""Measuring the steps of a network of random weights, on a processor."""

from __future__ import annotations

import math
import time
from dataclasses import asdict
from typing import Any

import pytest
import torch

from engine.errors import InvalidOption
from engine.gpus import GIB
from engine.kernels.linear import FLOAT32
from engine.model.config import NetworkConfig, VisionConfig
from engine.model.network import Network
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.plan import PlannedModel, free_on_card, plan
from engine.step_bench import (
    StepReport,
    bench_against,
    bench_synthetic,
    measured_steps,
    planned_card,
)
from engine.step_rig import TURN_CANVASES, Rig
from engine.synthetic import synthetic_network
from tests.engine.test_synthetic import CONFIG, CPU

COUNTS = (2, 5)
EXPERT_BYTES = 3 * CONFIG.expert_size * CONFIG.hidden_size * len(CONFIG.layers) * 9 / 16  # one a layer


def measured(network: Network | None = None, **chosen: Any) -> StepReport:
    made = network or synthetic_network(CONFIG, device=CPU, precision=FLOAT32)
    return measured_steps(lambda: made, CPU, context=50, step_counts=COUNTS, turns=1, **chosen)


@pytest.fixture(scope="module")
def report() -> StepReport:
    return measured()


def test_every_figure_is_measured(report: StepReport) -> None:
    figures = [value for value in asdict(report).values() if type(value) in (int, float)]
    figures += [*report.part_ms.values(), *report.experts_hit_by_layer, *report.most_experts_hit_by_layer]
    figures += report.tokens_per_second_at.values()
    figures += report.tokens_per_second_without_prefill_at.values()
    assert all(math.isfinite(figure) and figure > 0 for figure in figures)
    assert report.step_ms_median <= report.step_ms_p95 <= report.step_ms_p99
    assert report.context == 50


def test_a_turn_is_faster_the_fewer_steps_it_takes_and_without_its_prompt(report: StepReport) -> None:
    speeds = [report.tokens_per_second_at[count] for count in COUNTS]
    assert speeds == sorted(speeds, reverse=True)
    assert report.tokens_per_second == speeds[-1]
    assert report.steps_per_canvas == COUNTS[-1]
    for count, speed in report.tokens_per_second_without_prefill_at.items():
        assert speed > report.tokens_per_second_at[count]


def test_tokens_a_second_are_of_whole_turns_the_prompt_and_every_canvas_encoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow_s, encode = 0.05, Network.prefill

    def slow(*given: Any) -> None:
        time.sleep(slow_s)
        encode(*given)

    monkeypatch.setattr(Network, "prefill", slow)
    told = measured()
    tokens = TURN_CANVASES * CONFIG.canvas_length
    assert tokens / told.tokens_per_second_at[2] > (1 + TURN_CANVASES) * slow_s
    assert tokens / told.tokens_per_second_without_prefill_at[2] > TURN_CANVASES * slow_s
    assert told.first_text_seconds > slow_s


@pytest.mark.parametrize(("cap_gib", "card_gib"), [(16.5, 18), (18.5, 20), (22.5, 24), (30.5, 32)])
def test_a_cap_is_planned_as_the_card_that_leaves_it_to_torch(cap_gib: float, card_gib: int) -> None:
    model = PlannedModel(
        network=NetworkConfig.from_json(DIFFUSIONGEMMA_26B), vision=VisionConfig.from_json(DIFFUSIONGEMMA_26B)
    )
    of_card = plan(model, free_on_card(card_gib * GIB), 8192)
    assert planned_card(int(cap_gib * GIB), 8192).profile == of_card.profile


def test_memory_is_held_for_a_vision_tower_that_is_planned_on_the_gpu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: list[int] = []
    make = Rig.__init__

    def noting(rig: Rig, *given: Any, **named: Any) -> None:
        held.append(named["beside_bytes"])
        make(rig, *given, **named)

    monkeypatch.setattr(Rig, "__init__", noting)
    large = planned_card(int(22.5 * GIB), 8192)
    small = planned_card(int(16.5 * GIB), 8192)
    for made in (small, large):
        told = measured(profile=made.profile)
        assert told.profile == asdict(made.profile)
    tower = next(part.bytes for part in large.parts if part.name == "vision tower")
    assert held == [0, tower]


def test_a_step_reads_all_weights_but_the_experts_that_nobody_chose(report: StepReport) -> None:
    network = synthetic_network(CONFIG, device=CPU, precision=FLOAT32)
    # The tiny network in float32, by hand: only its experts are packed.
    matrices = 0
    for layer in network.layers:
        parts = (layer.attention.projection, layer.attention.output, layer.dense.gate_up, layer.dense.down)
        matrices += sum(part.nbytes for part in parts)
    least = matrices + report.experts_hit * EXPERT_BYTES + 2 * network.embedding.nbytes
    assert least < report.step_bytes < 1.05 * least


def test_a_report_says_whether_activations_are_rounded(report: StepReport) -> None:
    network = synthetic_network(CONFIG, device=CPU, precision=FLOAT32)
    rounded = measured(network, fp4_activations=True)
    assert (report.fp4_activations, rounded.fp4_activations) == (False, True)
    assert network.rounds_to_fp4


def test_conditioned_on_the_likeliest_ids_a_step_reads_the_embedding_once(report: StepReport) -> None:
    network = synthetic_network(CONFIG, device=CPU, precision=FLOAT32)
    top = measured(network, top_conditioning=True)
    assert (report.top_conditioning, top.top_conditioning) == (False, True)
    fewer_experts = (report.experts_hit - top.experts_hit) * EXPERT_BYTES
    fewer_bytes = report.step_bytes - top.step_bytes - fewer_experts
    assert fewer_bytes == pytest.approx(network.embedding.nbytes, rel=0.1)
    assert top.part_ms.keys() == report.part_ms.keys()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_the_full_size_is_refused() -> None:
    for measure in (bench_synthetic, bench_against):
        with pytest.raises(InvalidOption, match="synthetic-26b"):
            measure()
