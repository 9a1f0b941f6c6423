"""What was just done, with a button: to bring back what was deleted, or to look where it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from app.language import tr
from app.widgets.announce import announce
from app.widgets.title_cover import TitleCover

STAY_MS = 12_000
READ_MS = 2_000  # what was on show for so long has been seen


@dataclass(frozen=True, slots=True)
class _Offer:
    """What was done, and what its button does about it."""

    words: str
    label: str
    act: Callable[[], None] | None
    undoes: bool = False


class NoticeBar(TitleCover):
    """What goes by itself; while the pointer or the keyboard is on it, it stays. One key undoes, too.

    What can be undone of what was done just before is offered next; but nothing is undone before what was
    done after it: with an offer to undo that was not taken, all others go. Any other notice comes back only
    where the one in its place came too soon for it to be read.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self.button = QPushButton(tr("Undo"))
        super().__init__(self.button, parent=parent)
        self._offers: list[_Offer] = []  # the latest last
        self.button.setAccessibleName(self.button.text())
        self.button.clicked.connect(self.act)
        self._key = QShortcut(QKeySequence.StandardKey.Undo, self, self.act)  # a field takes it for itself
        self._staying = QTimer(self, singleShot=True, interval=STAY_MS)
        self._staying.timeout.connect(self._go)

    def offer(self, words: str, act: Callable[[], None], label: str = "") -> None:
        """Say what was done, with a button for what can be done about it: to undo it, or as labelled."""
        self._add(_Offer(words, label or tr("Undo"), act, undoes=not label))

    def say(self, words: str) -> None:
        """Say what was done."""
        self._add(_Offer(words, "", None))

    @Slot()
    def act(self) -> None:
        """Do what the button says, if it is still offered."""
        act = self._offers[-1].act if self._offers else None
        self._leave()
        if act is not None:
            act()

    def _add(self, offer: _Offer) -> None:
        if self._offers and not self._is_worth_another_look(self._offers[-1]):
            self._offers.pop()
        self._offers.append(offer)
        self._show(offer)

    def _show(self, offer: _Offer) -> None:
        self.words.say(offer.words)
        self.words.limit_to(offer.words)
        self.button.setText(offer.label)
        self.button.setAccessibleName(offer.label)
        self.button.setVisible(offer.act is not None)
        key = self._key.key().toString(QKeySequence.SequenceFormat.NativeText)
        self.button.setToolTip(f"{offer.label} ({key})" if offer.undoes else "")
        self.button.setAccessibleDescription(key if offer.undoes else "")
        self._key.setEnabled(offer.undoes)
        self.show()
        self._staying.start()
        announce(self, offer.words)

    def _is_worth_another_look(self, offer: _Offer) -> bool:
        """Whether what is on show is offered again, once what takes its place is gone."""
        shown_ms = self._staying.interval() - self._staying.remainingTime()
        return offer.undoes or (offer.act is not None and shown_ms < READ_MS)

    def _leave(self) -> None:
        """Offer what was offered before, or nothing more."""
        self._offers = self._offers[:-1]
        if self._offers:
            self._show(self._offers[-1])
        else:
            self.hide()

    @Slot()
    def _go(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._staying.start()
            return
        if self._offers and self._offers[-1].undoes:
            self._offers = []
        self._leave()
