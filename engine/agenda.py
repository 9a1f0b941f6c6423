"""What the engine was asked to do and has not done: loads and turns, in the order of asking."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from engine.conversation import Conversation
from engine.errors import EngineClosed
from engine.helm import FULL_SPEED, Helm
from engine.options import TurnOptions
from engine.prompt import checked
from engine.steering import Beginning, Renoising
from engine.words import said

GoingOn = Renoising | Beginning | None


@dataclass(frozen=True, slots=True)
class Load:
    """A model that is to be loaded: `"demo"` or a directory."""

    model: str | Path


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn that is to be answered.

    Attributes:
        going_on: The answer that is taken further; None for a new one.
        cancelled: Set once nobody wants it any more.
    """

    turn_id: int
    conversation: Conversation
    options: TurnOptions
    helm: Helm
    going_on: GoingOn = None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Let it end between two steps."""
        self.cancelled.set()
        self.helm.wake()


class Agenda:
    """Written on from any thread; the engine thread alone takes from it."""

    def __init__(self) -> None:
        self._turn_ids = itertools.count(1)
        self._waiting: deque[Load | Turn] = deque()
        self._turns: dict[int, Turn] = {}  # asked and not ended
        self._changed = threading.Condition()
        self._is_closed = False
        self._pause_s = FULL_SPEED

    def add_load(self, model: str | Path) -> None:
        """Have a model loaded.

        Raises:
            EngineClosed: Nothing is taken on any more.
        """
        self._add(Load(model))

    def add_turn(self, conversation: Conversation, options: TurnOptions, going_on: GoingOn = None) -> int:
        """Have a turn answered, at the pace that is set.

        Returns:
            Its id; those that were rejected had theirs as well.

        Raises:
            PromptRejected: The last message cannot be asked.
            EngineClosed: Nothing is taken on any more.
        """
        turn_id = next(self._turn_ids)
        conversation = checked(conversation)
        with self._changed:  # no change of pace comes between
            is_steered = not isinstance(going_on, Renoising)
            helm = Helm(options.steerings, self._pause_s) if is_steered else Helm()
            self._add(Turn(turn_id, conversation, options, helm, going_on))
        return turn_id

    def turn(self, turn_id: int) -> Turn | None:
        """A turn that waits or runs; None where it has ended, or never was."""
        with self._changed:
            return self._turns.get(turn_id)

    def pace(self, pause_s: float) -> None:
        """Wait so long before each step of every turn but the renoised ones, from now on."""
        with self._changed:
            self._pause_s = pause_s
            turns = list(self._turns.values())
        for turn in turns:
            if not isinstance(turn.going_on, Renoising):
                turn.helm.pace(pause_s)

    def close(self) -> None:
        """Cancel every turn, and take on nothing more."""
        with self._changed:
            self._is_closed = True
            for turn in self._turns.values():
                turn.cancel()
            self._changed.notify()

    def is_closed(self) -> bool:
        """Whether nothing is taken on any more."""
        return self._is_closed

    def check_open(self) -> None:
        """Go on only while something is taken on.

        Raises:
            EngineClosed: Nothing is any more.
        """
        if self._is_closed:
            raise EngineClosed(said("The engine is closed."), said("Start Dewpoint again."))

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        with self._changed:
            return not self._waiting

    def next(self) -> Load | Turn | None:
        """Wait for work and take it; None once all is taken and nothing more is taken on."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            return self._waiting.popleft() if self._waiting else None

    def end(self, turn: Turn) -> None:
        """A turn that was taken has ended."""
        with self._changed:
            del self._turns[turn.turn_id]

    def _add(self, work: Load | Turn) -> None:
        with self._changed:
            self.check_open()
            if isinstance(work, Turn):
                self._turns[work.turn_id] = work
            self._waiting.append(work)
            self._changed.notify()
