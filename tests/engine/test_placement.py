"""Which device a model goes to, by what the machine has."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
import torch

from engine import placement
from engine.errors import ModelMissing, PlanRefused
from engine.gpus import GIB, Gpu
from engine.kernels.linear import processor_precision
from engine.model.assembly import EightBit
from engine.model.config import NetworkConfig
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.placement import eight_bit, on_processor, placed
from engine.plan import CUDA_CONTEXT_BYTES, Plan, PlannedModel, Storage, plan
from tests.engine.brackets import refuses_in_words
from tests.engine.compressed import quantization_config

NVFP4 = {"quant_method": "modelopt", "quant_algo": "NVFP4", "ignore": ["lm_head"]}


@pytest.fixture
def full_size(tmp_path: Path) -> Path:
    """The folder of the public model, as far as a placement reads it."""
    config = {**DIFFUSIONGEMMA_26B, "quantization_config": NVFP4}
    (tmp_path / "config.json").write_text(json.dumps(config))
    return tmp_path


def with_gpu(monkeypatch: pytest.MonkeyPatch, free_gib: float) -> list[int]:
    """A card of 80 GiB; what torch may have of it is kept in the list, in bytes."""
    caps: list[int] = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda: (8, 9))
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (int(free_gib * GIB), 80 * GIB))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda: 0)
    monkeypatch.setattr(
        torch.cuda, "get_device_properties", lambda _device: SimpleNamespace(total_memory=80 * GIB)
    )
    monkeypatch.setattr(
        torch.cuda, "set_per_process_memory_fraction", lambda part: caps.append(round(part * 80 * GIB))
    )
    monkeypatch.setattr(placement, "kernel_obstacle", lambda: "")
    return caps


def without_gpu(monkeypatch: pytest.MonkeyPatch, free_gib: float | None, total_gib: float = 64) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    free_bytes = None if free_gib is None else int(free_gib * GIB)
    monkeypatch.setattr(placement, "memory_bytes", lambda: (int(total_gib * GIB), free_bytes))


def test_a_gpu_gets_the_model_with_packed_experts_in_bfloat16(
    full_size: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_gpu(monkeypatch, 23.0)
    place = placed(full_size)
    assert place.device == torch.device("cuda")
    assert place.precision == (torch.bfloat16, torch.bfloat16)
    assert place.keep_packed
    assert place.context_tokens is not None
    assert place.context_tokens >= 32_768


def test_torch_may_have_what_was_free_beside_the_context_and_no_more(
    full_size: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caps = with_gpu(monkeypatch, 23.0)
    placed(full_size)
    assert caps == [23 * GIB - CUDA_CONTEXT_BYTES]


def test_a_gpu_without_bfloat16_leaves_the_model_to_the_processor(
    full_size: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_gpu(monkeypatch, 23.0)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda: (7, 5))
    monkeypatch.setattr(placement, "memory_bytes", lambda: (512 * GIB, 500 * GIB))
    assert placed(full_size).device == torch.device("cpu")


def test_a_gpu_whose_kernels_cannot_be_compiled_is_refused_with_what_to_install(
    full_size: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_gpu(monkeypatch, 23.0)
    monkeypatch.setattr(placement, "kernel_obstacle", lambda: "Install gcc.")
    with pytest.raises(PlanRefused) as refused:
        placed(full_size)
    assert refused.value.hint == "Install gcc."


def test_int4_experts_are_planned_with_the_scales_of_their_groups(
    full_size: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned: list[PlannedModel] = []

    def planning(model: PlannedModel, budget_bytes: int) -> Plan:
        planned.append(model)
        return plan(model, budget_bytes)

    with_gpu(monkeypatch, 23.0)
    monkeypatch.setattr(placement, "plan", planning)
    for section in (NVFP4, quantization_config("compressed int4")):
        config = {**DIFFUSIONGEMMA_26B, "quantization_config": section}
        (full_size / "config.json").write_text(json.dumps(config))
        placed(full_size)
    assert [(each.packed_experts, each.int4_group) for each in planned] == [(True, 0), (True, 32)]


def card(uuid: str, free_gib: int, driver: str = "581.29") -> Gpu:
    return Gpu(
        name="RTX",
        uuid=uuid,
        capability=(8, 9),
        total_bytes=24 * GIB,
        free_bytes=free_gib * GIB,
        programs=(),
        driver=driver,
    )


@pytest.mark.parametrize(
    ("cards", "shown"),
    [
        ([card("first", 6), card("second", 23), card("third", 8)], "second"),
        ([card("first", 6)], None),
        ([card("first", 6, driver="566.36"), card("second", 23, driver="566.36")], None),
        ([card("", 6), card("", 23)], None),
    ],
)
def test_of_several_cards_torch_sees_only_the_one_with_most_room(
    full_size: Path, monkeypatch: pytest.MonkeyPatch, cards: list[Gpu], shown: str | None
) -> None:
    with_gpu(monkeypatch, 23.0)
    monkeypatch.setattr(placement, "find_gpus", lambda: tuple(cards))
    with patch.dict(os.environ):
        os.environ.pop("CUDA_VISIBLE_DEVICES", None)
        placed(full_size)
        assert os.environ.get("CUDA_VISIBLE_DEVICES") == shown


def test_the_card_that_a_person_chose_stays(full_size: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_gpu(monkeypatch, 23.0)
    monkeypatch.setattr(placement, "find_gpus", lambda: (card("first", 6), card("second", 23)))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    placed(full_size)
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "0"


def test_more_memory_allows_a_longer_conversation(full_size: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contexts = []
    for free_gib in (22.0, 23.0, 24.0):
        with_gpu(monkeypatch, free_gib)
        contexts.append(placed(full_size).context_tokens or 0)
    assert contexts == sorted(set(contexts))


def test_memory_that_torch_holds_already_counts_as_free(
    full_size: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_gpu(monkeypatch, 3.0)
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda: 20 * GIB)
    assert placed(full_size).device == torch.device("cuda")


@pytest.mark.parametrize(
    ("free_gib", "stored"),
    [
        (23.0, (False, False, False)),
        (18.5, (True, False, False)),
        (17.2, (True, False, False)),
        (17.0, (True, True, False)),
        (16.5, (True, True, True)),
    ],
)
def test_the_less_memory_the_more_is_kept_in_eight_bits(
    full_size: Path, monkeypatch: pytest.MonkeyPatch, free_gib: float, stored: tuple[bool, bool, bool]
) -> None:
    with_gpu(monkeypatch, free_gib)
    assert placed(full_size).eight_bit == EightBit(*stored)


def test_what_a_plan_keeps_in_eight_bits_is_what_the_network_is_told() -> None:
    model = PlannedModel(network=NetworkConfig.from_json(DIFFUSIONGEMMA_26B), vision=None)
    made = plan(model, int(17.4 * GIB), 131_072)
    assert made.profile.kv is Storage.FP8
    assert eight_bit(made) == EightBit(dense=True, embedding=True, cache=True)


def test_a_card_that_is_too_small_is_refused(full_size: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_gpu(monkeypatch, 12.0)
    with pytest.raises(PlanRefused, match=r"12\.0 GiB are free"):
        placed(full_size)


def test_images_are_seen_on_the_gpu_where_it_has_room_for_the_tower(
    full_size: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = []
    for free_gib in (19.5, 23.0):
        with_gpu(monkeypatch, free_gib)
        devices.append(placed(full_size).vision_device.type)
    assert devices == ["cpu", "cuda"]


def test_without_a_gpu_the_full_model_is_refused_before_memory_runs_out(
    full_size: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_gpu(monkeypatch, 60.0)
    with pytest.raises(PlanRefused, match="needs an NVIDIA GPU") as caught:
        placed(full_size)
    assert "94 GiB" in caught.value.hint


@pytest.mark.usefixtures("bracketed")
def test_a_refusal_is_told_in_the_words_that_are_spoken(
    full_size: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_gpu(monkeypatch, 60.0)
    assert refuses_in_words(placed, full_size)


@pytest.mark.parametrize("free_gib", [1.0, None])
def test_without_a_gpu_a_small_model_runs_on_the_processor(
    free_gib: float | None, tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_gpu(monkeypatch, free_gib)
    assert placed(tiny_model) == on_processor()


def test_the_processor_computes_in_what_it_is_fast_in() -> None:
    place = on_processor()
    assert (place.device, place.precision) == (torch.device("cpu"), processor_precision())
    assert not place.keep_packed


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        placed(tmp_path)
