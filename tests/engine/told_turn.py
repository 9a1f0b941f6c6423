"""A turn of a scripted network, steered: two canvases of a few steps."""

from __future__ import annotations

from engine.conversation import Conversation
from engine.events import TurnEvent
from engine.generate import turn
from engine.options import TurnPlan
from engine.steering import Deed, Steering
from tests.engine.fakes import SETTINGS, FakeNetwork, fake_denoiser, fake_model

STEERINGS = (
    Steering(canvas=0, step=0, slot=4, token=6, deed=Deed.PIN),
    Steering(canvas=0, step=2, slot=4, token=6, deed=Deed.RELEASE),
    Steering(canvas=1, step=1, slot=2, token=9, deed=Deed.FORBID),
)


def told() -> list[TurnEvent]:
    """Its events."""
    network = FakeNetwork(["a?cdef", "ab?def", "abcdef", "abcdef", "gh?#zz", "ghi#zz", "ghi#zz"])
    plan = TurnPlan(
        max_steps=4, max_canvases=3, seed=11, thinking=False, sampler=SETTINGS, steerings=STEERINGS
    )
    asked = Conversation().asked("hello")
    events = turn(
        fake_model(network), fake_denoiser(network), asked, plan, turn_id=9, cancelled=lambda: False
    )
    return list(events)
