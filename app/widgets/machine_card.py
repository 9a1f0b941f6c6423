"""What was found on this PC, and where every byte of the full model would go on its card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.amounts import size_words
from app.models.machine import Machine
from app.theme import Theme
from app.widgets.card import Card
from app.widgets.labels import Label
from app.widgets.plan_bar import PlanBar

_MARKS = {"ok": ("\u2713", "Fine"), "note": ("!", "Note"), "problem": ("!", "Problem")}
_NAMES = {"gpu": "Graphics", "memory": "Memory", "disk": "Disk"}


class MachineCard(Card):
    """Findings with their reasons, and the plan for the card. Follows the machine."""

    def __init__(self, theme: Theme, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__("This PC", parent)
        self._machine = machine
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self._looking = Label("caption", "Looking at this PC.")
        self._plan_line = Label("caption", wrapped=True)
        self._bar = PlanBar(theme)
        self.column.addWidget(self._looking)
        self.column.addLayout(self._grid)
        self.column.addWidget(self._plan_line)
        self.column.addWidget(self._bar)
        machine.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        machine = self._machine
        self._looking.setVisible(not machine.findings)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, found in enumerate(machine.findings):
            kind, _, number = found.check.partition(" ")
            name = Label("caption", f"{_NAMES.get(kind, kind)} {number}".strip())
            widgets = (_mark(found.verdict), name, Label("body", found.reason, wrapped=True))
            for column, widget in enumerate(widgets):
                self._grid.addWidget(widget, row, column, alignment=Qt.AlignmentFlag.AlignTop)
        self._plan_line.setText(self._plan_words())
        self._plan_line.setVisible(bool(self._plan_line.text()))
        self._bar.show_plan(machine.plan)

    def _plan_words(self) -> str:
        plan = self._machine.plan
        if plan is None:
            return self._machine.refusal
        return (
            f"The full model takes {size_words(plan.total_bytes)} of {size_words(plan.budget_bytes)} that are"
            f" free on the card, with room for {plan.max_context:,} tokens at most."
        )


def _mark(verdict: str) -> Label:
    sign, words = _MARKS[verdict]
    mark = Label("fine" if verdict == "ok" else "amiss", sign)
    mark.setAccessibleName(words)
    return mark
