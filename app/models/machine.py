"""What this PC has for the full model: the engine's findings, and where every byte would go on its card."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.command import Command
from app.models.files_job import Run
from engine import said_again

SHOWN = ("gpu", "memory", "disk")  # the checks that decide about the full model; of others, the problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding: what was looked at, the verdict, and the reason in plain words."""

    check: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPlan:
    """How the full model would lie on the card: parts with their bytes, and what is free for them."""

    parts: tuple[tuple[str, int], ...]
    total_bytes: int
    budget_bytes: int
    max_context: int


class Machine(QObject):
    """What was found. Lives in the GUI thread; looking happens in a process of its own.

    Attributes:
        findings: What was found; empty until it was looked.
        plan: The plan for the card, or None.
        refusal: Why there is no plan, and what helps; empty where there is one, or no card.

    Signals:
        changed: Any attribute is another one.
    """

    changed = Signal()

    def __init__(self, run: Run = Command, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._commands: set[Command] = set()
        self.findings: tuple[Found, ...] = ()
        self.plan: CardPlan | None = None
        self.refusal = ""

    @property
    def is_unfit(self) -> bool:
        """Whether it is known that the full model does not run here as things are."""
        cards = [found for found in self.findings if found.check.split()[0] == "gpu"]
        has_none = bool(cards) and all(found.verdict != "ok" for found in cards)
        return has_none or bool(self.refusal)

    def look(self) -> None:
        """Look again."""
        self._ask(["doctor", "--quick"], self._find)  # the card may be full of the model that is loaded
        self._ask(["plan"], self._plan)

    def close(self) -> None:
        """End what runs."""
        for command in self._commands:
            command.close()

    def _ask(self, question: list[str], take: Callable[[str], None]) -> None:
        command = self._run([*question, "--json"], self)
        self._commands.add(command)
        command.told.connect(take)

        def forget() -> None:
            self._commands.discard(command)
            command.deleteLater()

        command.ended.connect(forget)
        command.start()

    def _find(self, line: str) -> None:
        told = map(_found, json.loads(line))
        self.findings = tuple(
            found for found in told if found.check.split()[0] in SHOWN or found.verdict == "problem"
        )
        self.changed.emit()

    def _plan(self, line: str) -> None:
        told = json.loads(line)
        if "title" in told:
            title, hint = said_again(told["said"]["title"]), said_again(told["said"]["hint"])
            self.plan, self.refusal = None, f"{title} {hint}".rstrip()
        else:
            self.plan, self.refusal = _card_plan(told), ""
        self.changed.emit()


def _found(told: dict[str, Any]) -> Found:
    return Found(check=told["check"], verdict=told["verdict"], reason=said_again(told["said"]["reason"]))


def _card_plan(told: dict[str, Any]) -> CardPlan:
    return CardPlan(
        parts=tuple((said_again(part["said"]["name"]), part["bytes"]) for part in told["parts"]),
        total_bytes=told["total_bytes"],
        budget_bytes=told["budget_bytes"],
        max_context=told["max_context"],
    )
