from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.models.machine import Machine
from app.theme import Theme
from app.widgets.machine_card import MachineCard
from tests.app.fake_command import FakeCommands, finding
from tests.app.models.test_machine import FINDINGS, PLAN, refusal


def _said(card: MachineCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if label.isVisibleTo(card)]


def test_findings_and_the_plan_are_shown_as_they_come(page: QWidget, theme: Theme) -> None:
    commands = FakeCommands()
    machine = Machine(commands, page)
    card = MachineCard(theme, machine, page)
    assert "Looking at this PC." in _said(card)
    machine.look()
    commands.latest("doctor").finish([*FINDINGS, finding("demo model", "problem", "A file is missing.")])
    assert {"Graphics 1", "A card.", "Disk", "A disk.", "torch", "Demo model"} <= set(_said(card))
    assert "Looking at this PC." not in _said(card)
    marks = [label.accessibleName() for label in card.findChildren(QLabel) if label.text() in ("✓", "!")]
    assert marks == ["Note", "Fine", "Problem", "Problem"]
    commands.latest("plan").finish({**PLAN, "total_bytes": 7 * 2**30, "budget_bytes": 9 * 2**30})
    assert any("7.0 GiB of 9.0 GiB" in words and "2,048 tokens" in words for words in _said(card))


def test_what_is_said_of_a_finding_stands_on_one_line(page: QWidget, theme: Theme) -> None:
    commands = FakeCommands()
    machine = Machine(commands, page)
    card = MachineCard(theme, machine, page)
    page.setStyleSheet(theme.style_sheet())
    card.resize(560, 300)
    card.show()
    machine.look()
    commands.latest("doctor").finish(FINDINGS)
    QApplication.processEvents()
    reason, *small = [
        next(label for label in card.findChildren(QLabel) if label.text() == words)
        for words in ("A card.", "!", "Graphics 1")
    ]
    line = reason.y() + reason.fontMetrics().ascent()
    for label in small:
        assert label.fontMetrics().ascent() < reason.fontMetrics().ascent()
        assert label.geometry().bottom() + 1 - label.fontMetrics().descent() == line


def test_a_refusal_is_said(page: QWidget, theme: Theme) -> None:
    commands = FakeCommands()
    machine = Machine(commands, page)
    card = MachineCard(theme, machine, page)
    machine.look()
    commands.latest("plan").finish(refusal("It does not fit.", ""))
    assert "It does not fit." in _said(card)
