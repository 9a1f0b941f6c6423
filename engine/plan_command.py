"""The load plan on the command line, for the public 26B model."""

from __future__ import annotations

import dataclasses
import json
from typing import TextIO

from engine.errors import InvalidOption, PlanRefused
from engine.gpus import GIB, find_gpus, roomiest
from engine.json_lines import error_fields, value_fields
from engine.plan import Place, Plan, free_on_card, plan, published_model

MIB = 2**20
_LARGEST_CARD_GIB = 1024


def show_plan(vram_gib: float | None, context: int | None, *, as_json: bool, out: TextIO) -> None:
    """Write the plan of a card.

    Args:
        vram_gib: The card's memory; None takes what is free on this machine's.
        context: Positions wished for; None leaves the choice to the plan.
        as_json: Whether to write one JSON object, also where there is no plan.
        out: Where to.

    Raises:
        InvalidOption: A number is out of range, or there is neither a card nor a number.
        PlanRefused: The model does not fit.
    """
    try:
        made = plan(published_model(), _budget_bytes(vram_gib), context)
    except PlanRefused as error:
        if as_json:
            out.write(f"{json.dumps(error_fields(error))}\n")
        raise
    out.write(f"{json.dumps(_fields(made))}\n" if as_json else _table(made))


def check_card(vram_gib: float) -> None:
    """Check that a card can have so much memory.

    Raises:
        InvalidOption: It cannot.
    """
    if not 0 < vram_gib <= _LARGEST_CARD_GIB:
        raise InvalidOption(
            f"No card has {vram_gib:g} GiB.", f"Give --vram-gib a number up to {_LARGEST_CARD_GIB:,}."
        )


def _budget_bytes(vram_gib: float | None) -> int:
    if vram_gib is None:
        card = roomiest(find_gpus())
        if card is None:
            raise InvalidOption(
                "No NVIDIA GPU was found that can be used.",
                "Give --vram-gib to plan for a card by its memory.",
            )
        return card.room_bytes
    check_card(vram_gib)
    return free_on_card(int(vram_gib * GIB))


def _fields(made: Plan) -> dict[str, object]:
    return {
        "total_bytes": made.total_bytes,
        "budget_bytes": made.budget_bytes,
        "context": made.context,
        "max_context": made.max_context,
        **dataclasses.asdict(made.profile),
        "parts": [value_fields(part) for part in made.parts],
    }


def _table(made: Plan) -> str:
    chosen = made.profile
    place = "the GPU" if chosen.vision is Place.GPU else "the CPU, on demand"
    parts = "".join(f"  {part.name:28} {part.bytes / MIB:9,.1f} MiB\n" for part in made.parts)
    return (
        f"Attention and dense layers {chosen.dense}, embedding {chosen.embedding}, KV cache {chosen.kv};"
        f" images on {place}.\n"
        f"Room for {made.context:,} tokens, counted below; {made.max_context:,} at most.\n\n"
        f"{parts}"
        f"  {'in all':28} {made.total_bytes / MIB:9,.1f} MiB of {made.budget_bytes / MIB:,.1f} MiB free\n"
    )
