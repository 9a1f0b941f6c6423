"""Measuring the steps of a network of random weights, on a processor."""

from __future__ import annotations

import math
from dataclasses import asdict

import pytest
import torch

from engine.errors import InvalidOption
from engine.kernels.linear import FLOAT32
from engine.step_bench import STEP_COUNTS, StepReport, bench_against, bench_synthetic, measured_steps
from engine.synthetic import synthetic_network
from tests.engine.test_synthetic import CONFIG, CPU


@pytest.fixture(scope="module")
def report() -> StepReport:
    return measured_steps(
        lambda: synthetic_network(CONFIG, device=CPU, precision=FLOAT32), CPU, context=50, canvases=2, steps=3
    )


def test_every_figure_is_measured(report: StepReport) -> None:
    figures = [value for value in asdict(report).values() if type(value) in (int, float)]
    figures += [*report.part_ms.values(), *report.tokens_per_second.values()]
    assert all(math.isfinite(figure) and figure > 0 for figure in figures)
    assert report.step_ms_median <= report.step_ms_p95 <= report.step_ms_p99
    assert report.context == 50


def test_a_canvas_is_faster_the_fewer_steps_it_takes(report: StepReport) -> None:
    speeds = [report.tokens_per_second[count] for count in STEP_COUNTS]
    assert speeds == sorted(speeds, reverse=True)


def test_a_step_reads_all_weights_but_the_experts_that_nobody_chose(report: StepReport) -> None:
    network = synthetic_network(CONFIG, device=CPU, precision=FLOAT32)
    # The tiny network in float32, by hand: only its experts are packed.
    matrices = 0
    for layer in network.layers:
        parts = (layer.attention.projection, layer.attention.output, layer.dense.gate_up, layer.dense.down)
        matrices += sum(part.nbytes for part in parts)
    experts = 3 * CONFIG.experts * CONFIG.expert_size * CONFIG.hidden_size * len(CONFIG.layers) * 9 / 16
    assert report.experts_hit == CONFIG.experts
    least = matrices + experts + 2 * network.embedding.nbytes
    assert least < report.step_bytes < 1.05 * least


def test_conditioned_on_the_likeliest_ids_a_step_reads_the_embedding_once(report: StepReport) -> None:
    network = synthetic_network(CONFIG, device=CPU, precision=FLOAT32)
    top = measured_steps(lambda: network, CPU, context=50, top_conditioning=True, canvases=1, steps=2)
    assert (report.top_conditioning, top.top_conditioning) == (False, True)
    assert report.step_bytes - top.step_bytes == network.embedding.nbytes
    assert top.part_ms.keys() == report.part_ms.keys()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_the_full_size_is_refused() -> None:
    for measure in (bench_synthetic, bench_against):
        with pytest.raises(InvalidOption, match="synthetic-26b"):
            measure()
