"""The load plan: its arithmetic, its choices, and its refusals."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import fields
from math import prod
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open

from engine import plan as planning
from engine.errors import InvalidOption, PlanRefused
from engine.gpus import GIB
from engine.kernels.linear import FLOAT32
from engine.kernels.packed_experts import PackedExperts
from engine.load import load
from engine.model.config import PREFILL_CHUNK, LayerKind, NetworkConfig, VisionConfig
from engine.model.kv_cache import KVCache
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.plan import (
    CUDA_CONTEXT_BYTES,
    PROFILES,
    Place,
    Plan,
    PlannedModel,
    Profile,
    Storage,
    free_on_card,
    plan,
)
from tests.engine.brackets import is_said, refuses_in_words
from tests.engine.oracle import Packing, Shape, save_checkpoint, tiny_oracle
from tests.engine.tiny import save_model

NETWORK = NetworkConfig.from_json(DIFFUSIONGEMMA_26B)
MODEL = PlannedModel(network=NETWORK, vision=VisionConfig.from_json(DIFFUSIONGEMMA_26B))
BF16, INT8, FP8 = Storage.BF16, Storage.INT8, Storage.FP8
BUDGETS = st.integers(0, 40 * GIB)
CONTEXTS = st.integers(512, 262_144)


def card(gib: float, context: int | None = None) -> Plan:
    return plan(MODEL, free_on_card(int(gib * GIB)), context)


def part(made: Plan, name: str) -> int:
    return {each.name: each.bytes for each in made.parts}[name]


def fits(budget_bytes: int, context: int | None) -> Plan | None:
    try:
        return plan(MODEL, budget_bytes, context)
    except PlanRefused:
        return None


@pytest.mark.parametrize(
    ("gib", "dense", "vision", "context", "torch_gib"),
    [
        (18, INT8, Place.CPU, 16_384, 16.5),
        (20, BF16, Place.CPU, 32_768, 18.5),
        (24, BF16, Place.GPU, 32_768, 22.5),
        (32, BF16, Place.GPU, 32_768, 30.5),
    ],
)
def test_every_card_gets_its_profile_within_what_torch_may_take(
    gib: float, dense: Storage, vision: Place, context: int, torch_gib: float
) -> None:
    made = card(gib)
    assert made.profile == Profile(dense=dense, embedding=BF16, vision=vision, kv=BF16)
    assert made.context == context
    assert made.total_bytes <= made.budget_bytes
    assert made.total_bytes - CUDA_CONTEXT_BYTES <= torch_gib * GIB
    assert made.max_context >= 1.4 * context


def test_half_of_the_context_is_given_up_before_an_8_bit_embedding_is_taken_and_no_more() -> None:
    assert card(18, 32_768).profile.embedding is INT8
    half = card(18)
    assert (half.profile.embedding, half.context) == (BF16, 16_384)
    smaller = plan(MODEL, half.total_bytes - 1)
    assert (smaller.profile.embedding, smaller.context) == (INT8, 32_768)


def test_a_card_of_32_gib_holds_all_that_the_model_was_made_for() -> None:
    assert card(32).max_context == 262_144


def test_an_8_bit_cache_comes_last_and_for_the_longest_contexts() -> None:
    assert plan(MODEL, free_on_card(19 * GIB), 131_072).profile.kv is FP8
    assert [profile.kv for profile in PROFILES] == sorted(profile.kv for profile in PROFILES)


@given(BUDGETS, st.none() | CONTEXTS)
def test_no_plan_exceeds_its_budget_or_offers_less_than_was_asked(budget: int, context: int | None) -> None:
    made = fits(budget, context)
    if made is not None:
        assert made.total_bytes == sum(each.bytes for each in made.parts) <= budget
        assert all(each.bytes > 0 for each in made.parts)
        assert (context or 0) <= made.context <= made.max_context
        assert made.context % NETWORK.canvas_length == 0


@given(BUDGETS, BUDGETS, CONTEXTS)
def test_more_memory_never_costs_precision_or_context(one: int, other: int, context: int) -> None:
    small, large = sorted((one, other))
    before, after = fits(small, context), fits(large, context)
    if before is not None:
        assert after is not None
        assert PROFILES.index(after.profile) <= PROFILES.index(before.profile)
        if after.profile == before.profile:
            assert after.max_context >= before.max_context
    automatic_before, automatic_after = fits(small, None), fits(large, None)
    if automatic_before is not None:
        assert automatic_after is not None
        ranks = [PROFILES.index(each.profile) for each in (automatic_before, automatic_after)]
        assert automatic_after.context >= automatic_before.context or ranks[1] < ranks[0]


@given(BUDGETS, CONTEXTS, CONTEXTS)
def test_a_longer_context_never_takes_less(budget: int, one: int, other: int) -> None:
    short, long = sorted((one, other))
    before, after = fits(budget, short), fits(budget, long)
    if after is not None:
        assert before is not None
        assert PROFILES.index(before.profile) <= PROFILES.index(after.profile)
        if before.profile == after.profile:
            assert before.total_bytes <= after.total_bytes


@given(BUDGETS)
def test_the_largest_context_fits_and_one_canvas_more_does_not(budget: int) -> None:
    made = fits(budget, 8_192)
    if made is None:
        return
    at_most = plan(MODEL, budget, made.max_context)
    assert PROFILES.index(at_most.profile) <= PROFILES.index(made.profile)
    if made.max_context < NETWORK.max_position_embeddings:
        more = fits(budget, made.max_context + NETWORK.canvas_length)
        assert more is None or PROFILES.index(more.profile) > PROFILES.index(made.profile)


def test_the_cache_takes_what_the_pages_of_the_model_say() -> None:
    made = card(32, 32_768)
    assert part(made, "KV cache, full layers") == 640 * 2**20
    assert part(made, "KV cache, sliding layers") == 200 * 2**20 * 2047 // 1024
    assert part(card(32, 512), "KV cache, sliding layers") == 100 * 2**20  # no more slots than positions


def test_the_cache_takes_what_its_tensors_take() -> None:
    shape = Shape(layers="ssfsf", sliding_window=300, max_positions=8192, canvas_length=16)
    network = NetworkConfig.from_json(json.loads(shape.config().to_json_string(use_diff=False)))
    made = plan(PlannedModel(network=network, vision=None), 4 * GIB, 4096)
    cache = KVCache(network, 4096 - 16, device=torch.device("cpu"), dtype=torch.bfloat16)
    for kind in LayerKind:
        layers = [
            layer for layer, config in zip(cache.layers, network.layers, strict=True) if config.kind is kind
        ]
        held = sum(layer.keys.nbytes + layer.values.nbytes for layer in layers)
        assert part(made, f"KV cache, {kind.value.removesuffix('_attention')} layers") == held


def test_memory_is_kept_for_twice_what_the_encoder_computes_at_once() -> None:
    made = card(32, 8_192)
    parted_bytes = (
        4 * 5 * 16 * (512 + 2)
    )  # of five parts of the keys what 16 heads of full layers found there
    row_bytes = part(made, "denoising step") // NETWORK.canvas_length - parted_bytes
    assert part(made, "prefill chunk") == 2 * PREFILL_CHUNK * row_bytes


@pytest.mark.parametrize("packed", [True, False])
def test_weights_take_the_bytes_of_a_stored_checkpoint(packed: bool, tmp_path: Path) -> None:
    shape = Shape()
    save_checkpoint(tiny_oracle(shape, seed=0), tmp_path, "nvfp4" if packed else "bf16")
    config = json.loads((tmp_path / "config.json").read_text("utf-8"))
    model = PlannedModel(
        network=NetworkConfig.from_json(config), vision=VisionConfig.from_json(config), packed_experts=packed
    )
    made = plan(model, 2 * GIB, 512)
    with safe_open(tmp_path / "model.safetensors", framework="pt") as file:
        shapes = {name: file.get_slice(name).get_shape() for name in file.keys()}  # noqa: SIM118 - not a mapping
        sizes = {name: prod(shapes[name]) * file.get_tensor(name).itemsize for name in shapes}
    for name, pattern in (
        ("experts", r"\.experts\."),
        ("attention", r"decoder.*self_attn\.\w_proj"),
        ("dense layers", r"decoder.*\.mlp\."),
        ("embedding", "embed_tokens"),
        ("vision tower", "vision"),
    ):
        stored = sum(size for tensor, size in sizes.items() if re.search(pattern, tensor))
        if packed and name == "experts":  # four-bit inputs have scales that stay unread
            stored -= sum(size for tensor, size in sizes.items() if tensor.endswith("input_scale"))
        assert part(made, name) == stored, name
    routers = sum(size for tensor, size in sizes.items() if "router.proj" in tensor)
    assert part(made, "routers") == 2 * routers  # kept in float32


@pytest.mark.parametrize(
    ("packing", "int4_group"), [("nvfp4", 0), ("compressed nvfp4", 0), ("compressed int4", 32)]
)
def test_loaded_experts_take_the_bytes_of_the_plan(packing: Packing, int4_group: int, tmp_path: Path) -> None:
    loaded = load(
        save_model(tiny_oracle(Shape(), seed=0), tmp_path, packing),
        device=torch.device("cpu"),
        precision=FLOAT32,
        keep_packed=True,
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    model = PlannedModel(network=loaded.network.config, vision=None, int4_group=int4_group)
    held_bytes = 0
    for layer in loaded.network.layers:
        experts = layer.experts.weights
        assert isinstance(experts, PackedExperts)
        for stack in (experts.gate_up, experts.down):
            held_bytes += sum(getattr(stack, field.name).nbytes for field in fields(stack))
    assert part(plan(model, 2 * GIB, 512), "experts") == held_bytes


def test_8_bits_are_a_byte_a_number_and_a_scale_a_row() -> None:
    made = card(18, 32_768)
    assert part(made, "embedding") == 262_144 * (2816 + 4)
    assert part(made, "attention") == 1_110_179_840 + 4 * 335_360


def test_a_checkpoint_without_a_vision_tower_plans_none() -> None:
    made = plan(PlannedModel(network=NETWORK, vision=None), 24 * GIB)
    assert not [each.name for each in made.parts if "vision" in each.name]


def test_a_refusal_names_the_context_that_would_fit() -> None:
    with pytest.raises(PlanRefused, match=r"150,016 tokens needs 17\.5 GiB .* 17\.2 GiB are free") as caught:
        card(18, 150_016)
    nearest = int(re.findall(r"[\d,]+(?= tokens)", caught.value.hint)[0].replace(",", ""))
    assert card(18, nearest).max_context == nearest
    assert not caught.value.recoverable


def test_a_refusal_names_the_memory_that_is_missing() -> None:
    with pytest.raises(PlanRefused, match=r"12\.0 GiB are free") as caught:
        plan(MODEL, 12 * GIB)
    missing = float(re.findall(r"[\d.]+(?= GiB more)", caught.value.hint)[0])
    assert fits(int((12 + missing + 0.06) * GIB), 512)
    assert not fits(int((12 + missing - 0.06) * GIB), 512)


@pytest.mark.parametrize("context", [-1, 0, 511, 262_145])
def test_a_context_that_the_model_does_not_hold_is_a_wrong_option(context: int) -> None:
    with pytest.raises(InvalidOption, match="out of range"):
        plan(MODEL, 24 * GIB, context)


def test_planning_loads_no_torch() -> None:
    program = "import sys, engine.plan, engine.plan_command; print('torch' in sys.modules)"
    root = Path(planning.__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.usefixtures("bracketed")
def test_a_plan_and_its_refusals_are_told_in_the_words_that_are_spoken() -> None:
    assert is_said(*(each.name for each in card(32).parts))
    assert refuses_in_words(plan, MODEL, 12 * GIB)
    assert refuses_in_words(plan, MODEL, free_on_card(18 * GIB), 150_016)
    assert refuses_in_words(plan, MODEL, 24 * GIB, 1)
