"""What the window says by itself: where files went, that settings are not kept, how the last time ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from app.language import tr
from app.models.library import Library
from app.settings import Settings
from app.widgets.files import show_folder
from app.widgets.notice_bar import NoticeBar


class Telling(QObject):
    """Says it in the notice bar, which it belongs to. Follows the library and the settings.

    Args:
        bar: Where it is said.
        settings: They may not be read, or not be saved.
        library: Its files are told of.
        show_report: Opens what helps to find a fault.
    """

    def __init__(
        self, bar: NoticeBar, settings: Settings, library: Library, show_report: Callable[[], None]
    ) -> None:
        super().__init__(bar)
        self._bar, self._folder, self._show_report = bar, library.folder, show_report
        library.told.connect(self.tell)
        settings.unsaved.connect(self._tell_of_unsaved)
        if (kept := settings.set_aside) is not None:
            words = tr("The settings could not be read. They are kept as {file}.", file=kept.name)
            self.tell(words, kept.parent)

    @Slot(str, object)
    def tell(self, words: str, folder: Path | None) -> None:
        """Say something, with a button for the folder that it is about."""
        if folder is None:
            self._bar.say(words)
        else:
            self._bar.offer(words, lambda: show_folder(folder), tr("Open the folder"))

    def tell_of_fault(self) -> None:
        """Say that Dewpoint died the last time, and offer what helps to find out why."""
        words = tr("Dewpoint ended unexpectedly the last time.")
        self._bar.offer(words, self._show_report, tr("Report a problem…"))

    @Slot(str)
    def _tell_of_unsaved(self, reason: str) -> None:
        words = tr(
            "The settings cannot be saved ({reason}). They hold until you close Dewpoint.", reason=reason
        )
        self.tell(words, self._folder)
