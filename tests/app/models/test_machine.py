"""What was found on this PC."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.command import Command
from app.models.machine import Machine
from engine import words
from tests.app.fake_command import FakeCommands, finding


def refusal(title: str, hint: str) -> dict[str, object]:
    """A refusal as the plan prints it."""
    return {"title": title, "hint": hint, "recoverable": True, "said": {"title": title, "hint": hint}}


FINDINGS = [
    finding("python", "ok", "Python."),
    finding("gpu 1", "note", "A card."),
    finding("disk", "ok", "A disk."),
    finding("torch", "problem", "It is too old."),
]
PLAN = {
    "total_bytes": 7,
    "budget_bytes": 9,
    "context": 1,
    "max_context": 2048,
    "parts": [
        {"name": "experts", "bytes": 5, "said": {"name": "experts"}},
        {"name": "attention", "bytes": 2, "said": {"name": "attention"}},
    ],
}


@pytest.fixture
def commands() -> FakeCommands:
    return FakeCommands()


@pytest.fixture
def machine(qapp: QApplication, commands: FakeCommands) -> Iterator[Machine]:
    made = Machine(commands)
    yield made
    shiboken6.delete(made)


def test_what_decides_about_the_full_model_is_kept(machine: Machine, commands: FakeCommands) -> None:
    machine.look()
    assert "--quick" in commands.latest("doctor").arguments  # a model may have taken the card
    commands.latest("doctor").finish(FINDINGS)
    commands.latest("plan").finish(PLAN)
    assert [found.check for found in machine.findings] == ["gpu 1", "disk", "torch"]
    assert machine.plan is not None
    assert machine.plan.parts == (("experts", 5), ("attention", 2))
    assert machine.refusal == ""
    assert machine.is_unfit  # the card that the plan is for has a note


def test_a_card_that_is_too_small_has_a_refusal(machine: Machine, commands: FakeCommands) -> None:
    machine.look()
    commands.latest("plan").finish(PLAN)
    machine.look()
    commands.latest("plan").finish(refusal("It does not fit.", "Close a game."), status=1)
    assert (machine.plan, machine.refusal) == (None, "It does not fit. Close a game.")
    assert machine.is_unfit
    machine.look()
    commands.latest("plan").finish(PLAN)
    assert machine.plan is not None
    assert machine.refusal == ""
    assert not machine.is_unfit


def test_no_card_is_no_plan_and_no_refusal(machine: Machine, commands: FakeCommands) -> None:
    machine.look()
    commands.latest("plan").finish(status=2)
    assert (machine.plan, machine.refusal) == (None, "")
    machine.close()
    assert commands.latest("doctor").closed
    assert not commands.latest("plan").closed


def test_what_was_found_is_said_in_the_words_of_the_window(
    machine: Machine, commands: FakeCommands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_writer", lambda words, **fields: f"[{words.format(**fields)}]")
    size = {"words": "{size:.1f} GiB.", "fields": {"size": 2.5}}
    machine.look()
    commands.latest("doctor").finish(
        [{"check": "memory", "verdict": "ok", "reason": "2.5 GiB.", "said": {"reason": size}}]
    )
    part = {"name": "experts", "bytes": 5, "said": {"name": {"words": "experts", "fields": {}}}}
    commands.latest("plan").finish({**PLAN, "parts": [part]})
    assert [found.reason for found in machine.findings] == ["[2.5 GiB.]"]
    assert machine.plan is not None
    assert machine.plan.parts == (("[experts]", 5),)
    machine.look()
    told = {"title": "2.5 GiB.", "hint": "", "recoverable": True, "said": {"title": size, "hint": ""}}
    commands.latest("plan").finish(told, status=1)
    assert machine.refusal == "[2.5 GiB.]"


def test_this_pc_is_looked_at_for_real(qapp: QApplication, qtbot: QtBot) -> None:
    machine = Machine(Command)
    machine.look()
    qtbot.waitUntil(lambda: bool(machine.findings), timeout=60_000)
    assert {"memory", "disk"} <= {found.check for found in machine.findings}
    qtbot.waitUntil(lambda: not machine._commands, timeout=60_000)
    shiboken6.delete(machine)
