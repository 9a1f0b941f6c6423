"""Saving what the viewer shows, and opening what another machine has saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from app.language import tr
from app.models.canvas import Layer
from app.models.export import as_csv, as_json, text_at
from app.models.player import as_page
from app.models.portable import SUFFIX, exported, imported
from app.models.recording import Recording
from app.theme import Theme
from app.widgets.buttons import IconButton
from app.widgets.film import filmed, save_film
from engine import EngineError


class Shown(NamedTuple):
    """What is to be saved: the recording, where its viewer stands, and the view that is a picture."""

    recording: Recording
    moment: int
    layer: Layer
    speed: float
    view: QWidget


class ExportMenu(IconButton):
    """A button with a menu of all the ways to save a recording.

    Args:
        theme: Colours the icon, and the films.
        shown: What is shown now; None where there is nothing.

    Signals:
        opened: Another recording was read from a file.
        told: A sentence about how it went.
    """

    opened = Signal(object)
    told = Signal(str)

    def __init__(
        self, theme: Theme, shown: Callable[[], Shown | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, "export", tr("Save or open a recording"), parent)
        self._theme = theme
        self._shown = shown
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for name, suffix, _ in self._ways():
            action = QAction(name, menu)
            action.triggered.connect(lambda _checked=False, suffix=suffix: self._ask(suffix))
            menu.addAction(action)
        menu.addSeparator()
        opening = QAction(tr("Open a recording…"), menu)
        opening.triggered.connect(self._ask_open)
        menu.addAction(opening)
        self.setMenu(menu)

    def save(self, path: Path) -> None:
        """Save what is shown, as the suffix of the path says; tells how it went."""
        shown = self._shown()
        way = next((save for _, suffix, save in self._ways() if suffix == path.suffix), None)
        if shown is None or way is None:
            self.told.emit(tr("There is nothing to save in that form."))
            return
        try:
            way(shown, path)
        except OSError as error:
            said = tr(
                "{file} cannot be written: {why}. Choose another place.",
                file=path.name,
                why=error.strerror or error,
            )
            self.told.emit(said)
        else:
            said = tr("Saved {file}. It holds the answer and its thought, not the question.", file=path.name)
            self.told.emit(said)

    def open(self, path: Path) -> None:
        """Read a recording; tells why where it cannot be shown."""
        try:
            recording = imported(path.read_bytes())
        except EngineError as error:
            self.told.emit(f"{error.title} {error.hint}")
        except OSError as error:
            said = tr(
                "{file} cannot be read: {why}. Choose another file.", file=path.name, why=error.strerror
            )
            self.told.emit(said)
        else:
            self.opened.emit(recording)

    def _ways(self) -> tuple[tuple[str, str, Callable[[Shown, Path], None]], ...]:
        return (
            (tr("Player as one web page…"), ".html", lambda s, p: _write(p, as_page(s.recording))),
            (tr("Animated WebP…"), ".webp", self._film),
            (tr("Animated GIF…"), ".gif", self._film),
            (tr("Picture of this view…"), ".png", _save_picture),
            (tr("Steps as CSV…"), ".csv", lambda s, p: _write(p, as_csv(s.recording))),
            (tr("Everything as JSON…"), ".json", lambda s, p: _write(p, as_json(s.recording))),
            (tr("Text at this step…"), ".txt", lambda s, p: _write(p, text_at(s.recording, s.moment))),
            (tr("Recording for another machine…"), SUFFIX, lambda s, p: _put(p, exported(s.recording))),
        )

    def _film(self, shown: Shown, path: Path) -> None:
        save_film(path, filmed(shown.recording, shown.layer, self._theme, speed=shown.speed))

    def _ask(self, suffix: str) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save"), tr("answer{suffix}", suffix=suffix), f"*{suffix}"
        )
        if name:
            path = Path(name)
            self.save(path if path.suffix == suffix else path.with_name(path.name + suffix))

    @Slot()
    def _ask_open(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a recording"), "", f"*{SUFFIX}")
        if name:
            self.open(Path(name))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _save_picture(shown: Shown, path: Path) -> None:
    if not shown.view.grab().save(str(path)):
        raise OSError(tr("the picture was not accepted there"))
