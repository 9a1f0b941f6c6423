from __future__ import annotations

import dataclasses
import struct
from typing import get_args

import pytest

from engine.events import (
    Candidate,
    EngineState,
    Event,
    FileProgress,
    FilesEvent,
    StateChanged,
    Top,
    TurnEvent,
    TurnStats,
)


@pytest.mark.parametrize("kind", [*get_args(Event), *get_args(FilesEvent), TurnStats, FileProgress])
def test_every_event_is_immutable_small_and_named_field_by_field(kind: type) -> None:
    parameters = getattr(kind, "__dataclass_params__")  # noqa: B009 - typeshed does not name it
    assert parameters.frozen
    assert all(field.kw_only for field in dataclasses.fields(kind))
    assert "__slots__" in vars(kind)


@pytest.mark.parametrize("kind", get_args(TurnEvent))
def test_every_event_of_a_turn_names_the_turn_and_is_an_event(kind: type) -> None:
    assert "turn_id" in {field.name for field in dataclasses.fields(kind)}
    assert kind in get_args(Event)


def test_an_event_cannot_be_changed() -> None:
    event = StateChanged(state=EngineState.READY)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(event, "state", EngineState.BUSY)  # noqa: B010 - mypy would not let it be written plainly


def test_the_likeliest_ids_of_a_slot_are_read_from_their_packed_form() -> None:
    top = Top(
        count=2,
        ids=struct.pack("<6I", 7, 8, 262_143, 0, 1, 2),
        probabilities=struct.pack("<6e", 0.5, 0.25, 1, 0, 0.75, 0.125),
    )
    assert top.slots == 3
    assert top.of(1) == (Candidate(262_143, 1.0), Candidate(0, 0.0))
    assert top.of(2) == (Candidate(1, 0.75), Candidate(2, 0.125))
