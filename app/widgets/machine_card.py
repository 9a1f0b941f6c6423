"""What was found on this PC, and where every byte of the full model would go on its card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from app.language import mark, tr
from app.models.amounts import memory_words
from app.models.machine import Machine
from app.theme import Theme
from app.widgets.card import Card
from app.widgets.labels import Label
from app.widgets.plan_bar import PlanBar

_MARKS = {"ok": ("\u2713", mark("Fine")), "note": ("!", mark("Note")), "problem": ("!", mark("Problem"))}
_NAMES = {
    "gpu": mark("Graphics"),
    "memory": mark("Memory"),
    "disk": mark("Disk"),
    "demo model": mark("Demo model"),
}


class MachineCard(Card):
    """Findings with their reasons, and the plan for the card. Follows the machine."""

    def __init__(self, theme: Theme, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(tr("This PC"), parent)
        self._machine = machine
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self._looking = Label("caption", tr("Looking at this PC."))
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
            name = Label("caption", _name(found.check))
            widgets = (_mark(found.verdict), name, Label("body", found.reason, wrapped=True))
            for column, widget in enumerate(widgets):
                self._grid.addWidget(widget, row, column, alignment=Qt.AlignmentFlag.AlignTop)
                widget.ensurePolished()
            for widget in widgets[:2]:  # which are in a smaller type
                lower = widgets[2].fontMetrics().ascent() - widget.fontMetrics().ascent()
                widget.setMinimumHeight(widget.sizeHint().height() + lower)
                widget.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._plan_line.setText(self._plan_words())
        self._plan_line.setVisible(bool(self._plan_line.text()))
        self._bar.show_plan(machine.plan)

    def _plan_words(self) -> str:
        plan = self._machine.plan
        if plan is None:
            return self._machine.refusal
        return tr(
            "The full model takes {size} of {free} that are free on the card, with room for {tokens:,} tokens"
            " at most.",
            size=memory_words(plan.total_bytes),
            free=memory_words(plan.budget_bytes),
            tokens=plan.max_context,
        )


def _name(check: str) -> str:
    """What was looked at; packages have their own names, and of several cards each has a number."""
    if check in _NAMES:
        return tr(_NAMES[check])
    kind, _, number = check.partition(" ")
    return f"{tr(_NAMES[kind])} {number}" if kind in _NAMES else check


def _mark(verdict: str) -> Label:
    sign, words = _MARKS[verdict]
    shown = Label("fine" if verdict == "ok" else "amiss", sign)
    shown.setAccessibleName(tr(words))
    return shown
