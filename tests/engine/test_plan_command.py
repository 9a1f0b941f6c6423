"""`plan` on the command line: what it writes."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from engine import plan_command
from engine.errors import InvalidOption, PlanRefused
from engine.gpus import GIB, Gpu
from engine.plan import DESKTOP_BYTES
from engine.plan_command import show_plan


def shown(vram_gib: float | None, context: int | None = None, *, as_json: bool = False) -> str:
    out = io.StringIO()
    show_plan(vram_gib, context, as_json=as_json, out=out)
    return out.getvalue()


def test_json_is_one_object_whose_parts_sum_to_the_total() -> None:
    made: dict[str, Any] = json.loads(shown(18, 8192, as_json=True))
    assert set(made) >= {"total_bytes", "budget_bytes", "max_context", "parts"}
    assert sum(part["bytes"] for part in made["parts"]) == made["total_bytes"] <= made["budget_bytes"]
    assert made["budget_bytes"] == 18 * GIB - DESKTOP_BYTES
    assert all(set(part) == {"name", "bytes", "said"} for part in made["parts"])
    assert (made["dense"], made["vision"], made["kv"], made["context"]) == ("int8", "cpu", "bf16", 8192)


def test_text_says_the_choices_and_where_the_bytes_go() -> None:
    text = shown(18)
    assert text.startswith(
        "Attention and dense layers int8, embedding bf16, KV cache bf16; images on the CPU"
    )
    assert "Room for 16,384 tokens" in text
    rows = [line.split() for line in text.splitlines() if line.startswith("  ")]
    *parts, total = [float(row[row.index("MiB") - 1].replace(",", "")) for row in rows]
    assert sum(parts) == pytest.approx(total, abs=1)
    assert "images on the GPU" in shown(24)


def test_a_refusal_is_an_object_as_well() -> None:
    out = io.StringIO()
    with pytest.raises(PlanRefused):
        show_plan(12, None, as_json=True, out=out)
    assert set(json.loads(out.getvalue())) == {"title", "hint", "recoverable", "said"}


def test_without_a_number_the_plan_is_for_what_is_free_here(monkeypatch: pytest.MonkeyPatch) -> None:
    card = Gpu(
        name="RTX", capability=(8, 9), total_bytes=24 * GIB, free_bytes=23 * GIB, programs=(), driver="581.29"
    )
    monkeypatch.setattr(plan_command, "find_gpus", lambda: (card,))
    assert json.loads(shown(None, as_json=True))["budget_bytes"] == 23 * GIB


def test_without_a_number_and_without_a_gpu_it_says_what_to_give(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_command, "find_gpus", lambda: ())
    with pytest.raises(InvalidOption, match="No NVIDIA GPU") as caught:
        shown(None)
    assert "--vram-gib" in caught.value.hint


@pytest.mark.parametrize("gib", [0.0, -3.0, float("nan"), float("inf"), 1e300])
def test_no_card_has_such_a_size(gib: float) -> None:
    with pytest.raises(InvalidOption, match="No card"):
        shown(gib)
