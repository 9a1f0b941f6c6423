from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from engine.events import EngineState, Event, FileProgress, FilesEvent, StateChanged, TurnEvent, TurnStats


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
