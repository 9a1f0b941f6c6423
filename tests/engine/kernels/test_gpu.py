"""The kernels compile for every supported architecture, and fit the shared memory of its cards."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.marks import needs_triton

ROOT = Path(__file__).resolve().parents[3]
MULTIPLY = {
    "gate_up_kernel",
    "down_kernel",
    "canvas_attention_kernel",
    "causal_attention_kernel",
    "int8_product_kernel",
    "int8_mixed_kernel",
    "score_kernel",
}
SHARED_KIB = {80: 163, 86: 99, 89: 99, 90: 227, 100: 227, 120: 99}  # what a program may have

pytestmark = needs_triton


def printed_by(module: str) -> list[dict[str, Any]]:
    """What a module prints when it runs without Triton's interpreter."""
    environment = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.engine.kernels.gpu.{module}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def kernels() -> list[dict[str, Any]]:
    return printed_by("compile_all")


def in_fp4(kernels: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in kernels if each["constants"].get("FP4")]


def test_every_kernel_compiles_for_every_architecture(kernels: list[dict[str, Any]]) -> None:
    folder = ROOT / "engine" / "kernels" / "gpu"
    written = {
        name
        for path in folder.glob("*.py")
        for name in re.findall(r"^def (\w+_kernel)\(", path.read_text("utf-8"), re.MULTILINE)
    }
    compiled = {(each["kernel"], each["architecture"]) for each in kernels}
    in_fp4_alone = {("pack_kernel", architecture) for architecture in SHARED_KIB if architecture < 120}
    assert compiled == set(product(written, SHARED_KIB)) - in_fp4_alone


def test_every_kernel_fits_the_shared_memory_of_its_card(kernels: list[dict[str, Any]]) -> None:
    large = [each for each in kernels if each["shared_bytes"] > 1024 * SHARED_KIB[each["architecture"]]]
    assert large == []


def test_what_multiplies_copies_ahead_and_uses_the_tensor_cores(kernels: list[dict[str, Any]]) -> None:
    products = [each for each in kernels if each["kernel"] in MULTIPLY]
    assert {each["kernel"] for each in products} == MULTIPLY
    assert all(each["asynchronous_copies"] and each["tensor_products"] for each in products)


def test_activations_in_nvfp4_are_multiplied_as_they_are_by_the_cards_that_can(
    kernels: list[dict[str, Any]],
) -> None:
    products = in_fp4(kernels)
    assert [(each["kernel"], each["architecture"]) for each in products] == [
        ("gate_up_kernel", 120),
        ("down_kernel", 120),
    ]
    assert all(each["fp4_products"] == each["tensor_products"] for each in products)


def test_what_experts_return_is_stored_sixteen_bytes_at_a_time(kernels: list[dict[str, Any]]) -> None:
    experts = [each for each in kernels if each["kernel"] in {"gate_up_kernel", "down_kernel"}]
    assert experts
    assert not any(each["narrow_stores"] for each in experts)


def test_no_product_is_left_under_way_while_its_operand_may_be_overwritten(
    kernels: list[dict[str, Any]],
) -> None:
    assert {str(each) for each in kernels if each["left_under_way"]} == set()


def test_behind_the_step_that_nobody_is_told_of_no_prompt_has_a_kernel_compiled() -> None:
    (compiled,) = printed_by("prompts")
    assert len(compiled["first"]) > 20
    assert compiled["later"] == []
