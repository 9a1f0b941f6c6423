"""The dialogs that the window opens over itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.diagnostics import report
from app.models.library import Library
from app.models.machine import Machine
from app.models.status import Status
from app.paths import log_directory
from app.settings import Settings
from app.theme import Theme
from app.widgets.report import ReportDialog
from app.widgets.settings import SettingsDialog
from app.widgets.shortcuts import ShortcutSheet
from app.widgets.system_prompt import SystemPrompt


class Dialogs(QObject):
    """Opens them, one for each slot. Belongs to the window.

    Args:
        window: What they lie over; its actions are the keys.
        theme: Colours what is drawn in them.
        settings: What the settings dialog changes, and the report tells.
        library: The open conversation has the system prompt.
        status: What the report tells of the model.
        machine: What the report tells of the PC.
    """

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        settings: Settings,
        library: Library,
        status: Status,
        machine: Machine,
    ) -> None:
        super().__init__(window)
        self._window, self._theme, self._settings, self._library = window, theme, settings, library
        self._status, self._machine = status, machine

    @Slot()
    def show_settings(self) -> None:
        """Open the settings."""
        SettingsDialog(self._theme, self._settings, self._window).open()

    @Slot()
    def show_keys(self) -> None:
        """Open the sheet of keys."""
        ShortcutSheet(self._window.actions(), self._window).open()

    @Slot()
    def show_report(self) -> None:
        """Open what helps to find a fault, to be read before it is given away."""
        dialog = ReportDialog(self._report, self._window)
        self._machine.changed.connect(dialog.follow)
        if not self._machine.findings:
            self._machine.look()
        dialog.open()

    def _report(self) -> str:
        found = [f"{each.check}: {each.verdict}, {each.reason}" for each in self._machine.findings]
        return report(self._settings, log_directory(), self._status.line, found)

    @Slot()
    def show_system_prompt(self) -> None:
        """Open the system prompt of the conversation."""
        record = self._library.open_chat.record
        keep = self._library.instruct
        SystemPrompt(record.system, lambda system: keep(record.id, system), self._window).open()
