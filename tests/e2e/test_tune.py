"""The search for better tiles, in Triton's interpreter: what it tries, and what it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.marks import needs_triton

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, sys, torch
from dataclasses import replace
from engine.kernels.linear import FLOAT32
from engine.measure import Clock
from engine.synthetic import synthetic_network
from tests.engine.small import SMALL
from tests.gpu import tune

tune.PRODUCT = {"columns": (32, 64), "words": (16, 12)}  # no kernel has 12 lanes
tune.CANVAS = {"parts": (1, 2)}
tune.ROUNDS = 1
times = iter(range(1000, 0, -1))  # what is tried later is faster
Clock.median_ms = lambda clock, work, times_=21, **_: (work(), float(next(times)))[1]
see = tune.canvas_attention
tune.canvas_attention = lambda *given: see(*given) * (1.0 if given[-1].parts != 2 else 1.1)
small = {"hidden_size": 64, "expert_size": 32, "experts": 2, "experts_per_token": 1, "canvas_length": 4}
config = replace(SMALL, layers=SMALL.layers[:2], **small)
network = synthetic_network(config, device=torch.device("cpu"), precision=FLOAT32)
branches = [replace(layer.experts, weights=layer.experts.weights.for_kernels()) for layer in network.layers]
network.layers = tuple(replace(layer, experts=branch) for layer, branch in zip(network.layers, branches))
for tuned in tune.Tuner(network, 20, lambda work: work).tuned():
    print(json.dumps(tuned._asdict()))
"""

pytestmark = needs_triton


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, Any]]:
    done = run("-c", PROGRAM, TRITON_INTERPRET="1")
    assert done.returncode == 0, done.stderr
    return {each["kernel"]: each for each in map(json.loads, done.stdout.splitlines())}


def test_every_kernel_is_tried_in_other_tiles_and_the_fastest_are_told(
    told: dict[str, dict[str, Any]],
) -> None:
    assert list(told) == [
        "gate and up",
        "down",
        "rows of an expert's tile",
        "attention, sliding_attention",
        "attention, full_attention",
    ]
    for each in told.values():
        times = {tiles: ms for tiles, ms in each["tried_ms"].items() if ms is not None}
        assert each["best"] == min(times, key=times.__getitem__)
        assert each["now"] in times
    down = [tiles for tiles, ms in told["down"]["tried_ms"].items() if ms is None]
    assert down == [
        "ProductTiles(columns=64, words=12, warps=4, stages=3, registers=None)"
    ]  # from the best columns on


def test_what_computes_something_else_is_not_taken(told: dict[str, dict[str, Any]]) -> None:
    for kind in ("sliding", "full"):
        tried = told[f"attention, {kind}_attention"]["tried_ms"]
        assert any("parts=2" in tiles for tiles in tried)
        assert all(("parts=2" in tiles) == (ms is None) for tiles, ms in tried.items())


def test_without_a_gpu_it_says_so() -> None:
    done = run("-m", "tests.gpu.tune", CUDA_VISIBLE_DEVICES="")
    assert (done.returncode, done.stderr) == (2, "Tiles are tuned on an NVIDIA GPU, and torch finds none.\n")
