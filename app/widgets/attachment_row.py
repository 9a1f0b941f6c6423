"""The files that will go with the message, above its field, and why one cannot go."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import tr
from app.models.attachments import Attachments, Entry
from app.theme import Theme
from app.widgets.announce import announce
from app.widgets.attachment_dialog import AttachmentDialog
from app.widgets.chip import Chip, told_of
from app.widgets.flow_row import FlowRow
from app.widgets.labels import Label


class AttachmentRow(QWidget):
    """A chip for each file; hidden where there is nothing to say. Follows the attachments.

    Signals:
        emptied: The last file was taken away by keyboard, which needs another place.
    """

    emptied = Signal()

    def __init__(self, theme: Theme, attachments: Attachments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._attachments = theme, attachments
        self._shown: tuple[Entry, ...] = ()
        self._place = attachments.place
        self._refusals: list[str] = []
        self.chips = FlowRow()
        self.refusal = Label("refusal", wrapped=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 0)
        column.setSpacing(4)
        column.addWidget(self.chips)
        column.addWidget(self.refusal)
        attachments.changed.connect(self._follow)
        attachments.refused.connect(self._refuse)
        attachments.given.connect(self.forget)
        self._follow()

    def forget(self) -> None:
        """Say no more why a file could not be attached."""
        self._refusals = []
        self._follow()

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        if sentence not in self._refusals:
            self._refusals.append(sentence)
        announce(self, sentence)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        entries, place = self._attachments.entries, self._attachments.place
        if place != self._place:
            self._place, self._refusals = place, []
        if entries != self._shown:
            self._show(entries)
        self.refusal.setText("\n".join(self._refusals))
        self.refusal.setVisible(bool(self._refusals))
        self.chips.setVisible(bool(entries))
        self.setVisible(bool(entries or self._refusals))

    def _show(self, entries: tuple[Entry, ...]) -> None:
        held = self._holder_of_focus()
        self._shown = entries
        self.chips.show_parts([self._chip(each) for each in entries])
        if held is not None:
            self._focus(held)

    def _chip(self, entry: Entry) -> Chip:
        told, picture = tr("Reading"), b""
        if entry.attachment is not None:
            told, picture = told_of(entry.attachment, entry.tokens, entry.problem), entry.attachment.content
        chip = Chip(self._theme, entry.name, told, removable=True, picture=picture)
        chip.setProperty("problem", bool(entry.problem))
        chip.removed.connect(lambda: self._attachments.remove(entry.id))
        chip.opened.connect(lambda: self._open(entry))
        return chip

    def _open(self, entry: Entry) -> None:
        if entry.attachment is not None:
            AttachmentDialog(entry.attachment, self.window()).open()

    def _holder_of_focus(self) -> int | None:
        """Which chip the keyboard is on."""
        focused = self.window().focusWidget()
        places = [place for place, chip in enumerate(self.chips.parts) if chip.isAncestorOf(focused)]
        return places[0] if places else None

    def _focus(self, place: int) -> None:
        """Leave the keyboard where it was, on the next chip where that one is gone."""
        if self.chips.parts:
            chip = self.chips.parts[min(place, len(self.chips.parts) - 1)]
            if isinstance(chip, Chip):
                chip.name.setFocus()
        else:
            self.emptied.emit()
