"""What was found on this PC."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.command import Command
from app.models.machine import Machine
from tests.app.fake_command import FakeCommands

FINDINGS = [
    {"check": "python", "verdict": "ok", "reason": "Python."},
    {"check": "gpu 1", "verdict": "note", "reason": "A card."},
    {"check": "disk", "verdict": "ok", "reason": "A disk."},
    {"check": "torch", "verdict": "problem", "reason": "It is too old."},
]
PLAN = {
    "total_bytes": 7,
    "budget_bytes": 9,
    "context": 1,
    "max_context": 2048,
    "parts": [{"name": "experts", "bytes": 5}, {"name": "attention", "bytes": 2}],
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
    commands.latest("doctor").finish(FINDINGS)
    commands.latest("plan").finish(PLAN)
    assert [found.check for found in machine.findings] == ["gpu 1", "disk", "torch"]
    assert machine.plan is not None
    assert machine.plan.parts == (("experts", 5), ("attention", 2))
    assert machine.refusal == ""


def test_a_card_that_is_too_small_has_a_refusal(machine: Machine, commands: FakeCommands) -> None:
    machine.look()
    commands.latest("plan").finish(PLAN)
    machine.look()
    told = {"title": "It does not fit.", "hint": "Close a game.", "recoverable": True}
    commands.latest("plan").finish(told, status=1)
    assert (machine.plan, machine.refusal) == (None, "It does not fit. Close a game.")
    machine.look()
    commands.latest("plan").finish(PLAN)
    assert machine.plan is not None
    assert machine.refusal == ""


def test_no_card_is_no_plan_and_no_refusal(machine: Machine, commands: FakeCommands) -> None:
    machine.look()
    commands.latest("plan").finish(status=2)
    assert (machine.plan, machine.refusal) == (None, "")
    machine.close()
    assert commands.latest("doctor").closed
    assert not commands.latest("plan").closed


def test_this_pc_is_looked_at_for_real(qapp: QApplication, qtbot: QtBot) -> None:
    machine = Machine(Command)
    machine.look()
    qtbot.waitUntil(lambda: bool(machine.findings), timeout=60_000)
    assert {"memory", "disk"} <= {found.check for found in machine.findings}
    qtbot.waitUntil(lambda: not machine._commands, timeout=60_000)
    shiboken6.delete(machine)
