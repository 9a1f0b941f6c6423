"""Saving what the viewer shows, and opening what another machine has saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.language import tr
from app.models.canvas import Layer
from app.models.export import as_csv, as_json, first_line, text_at
from app.models.looks import View
from app.models.opening import Opening
from app.models.player import as_page
from app.models.portable import SUFFIX, exported
from app.models.recording import Recording
from app.models.saving import Saving, Tell, Way
from app.pictures import as_png
from app.theme import Theme
from app.widgets.buttons import IconButton
from app.widgets.files import ask_what_to_open, ask_where_to_export
from app.widgets.film import Film


class Shown(NamedTuple):
    """What is to be saved: the recording, where its viewer stands, and how to take a picture of that."""

    recording: Recording
    moment: int
    layer: Layer
    masks: View
    speed: float
    step_ms: int | None
    picture: Callable[[], QPixmap]


class Form(NamedTuple):
    """A form to save a recording in.

    Attributes:
        name: On the menu.
        suffix: Of its files.
        holds: What is in them, said once one is saved.
        make: The way to write what is shown; None where that is nothing.
    """

    name: str
    suffix: str
    holds: str
    make: Callable[[Shown], Way | None]


class ExportMenu(IconButton):
    """A button with a menu of all the ways to save a recording.

    Args:
        theme: Colours the icon, and the films.
        shown: What is shown now; None where there is nothing.
        saving: Writes the files.

    Signals:
        opened: Another recording was read from a file.
        told: Why nothing can be saved, or read; how a file was saved, the saving tells.
    """

    opened = Signal(object)
    told = Signal(str)

    def __init__(
        self,
        theme: Theme,
        shown: Callable[[], Shown | None],
        saving: Saving,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "export", tr("Save or open a recording"), parent)
        self._theme = theme
        self._shown, self._saving, self._opening = shown, saving, Opening(self)
        self._opening.opened.connect(self.opened)
        self._opening.refused.connect(self.told)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        for form in self._forms():
            action = QAction(form.name, menu)
            action.triggered.connect(lambda _checked=False, form=form: self._ask(form))
            menu.addAction(action)
        menu.addSeparator()
        opening = QAction(tr("Open a recording…"), menu)
        opening.triggered.connect(lambda: ask_what_to_open(self, SUFFIX, self.open))
        menu.addAction(opening)
        self.setMenu(menu)

    def save(self, path: Path) -> None:
        """Begin to save what is shown now, as the suffix of the path says."""
        form = next((form for form in self._forms() if form.suffix == path.suffix), None)
        if form is not None and (way := self._way(form)) is not None:
            self._saving.save(path, way, form.holds)

    def open(self, path: Path) -> None:
        """Begin to read a recording; tells why where it cannot be shown."""
        self._opening.open(path)

    def _ask(self, form: Form) -> None:
        """Ask where to save what is shown now, whatever is shown once that is answered."""
        shown, way = self._shown(), self._way(form)
        if shown is not None and way is not None:
            name = first_line(shown.recording)
            ask_where_to_export(
                self, name, form.suffix, lambda path: self._saving.save(path, way, form.holds)
            )

    def _way(self, form: Form) -> Way | None:
        """The way to save what is shown now in a form; tells where there is none."""
        shown = self._shown()
        way = form.make(shown) if shown is not None else None
        if way is None:
            self.told.emit(tr("There is nothing to save in that form."))
        return way

    def _forms(self) -> tuple[Form, ...]:
        all_of_it = tr("answer and thought, no question")
        return (
            Form(tr("Player as one web page…"), ".html", all_of_it, self._page),
            Form(tr("Animated WebP…"), ".webp", all_of_it, partial(self._film, suffix=".webp")),
            Form(tr("Animated GIF…"), ".gif", all_of_it, partial(self._film, suffix=".gif")),
            Form(tr("Picture of the viewer…"), ".png", tr("what was on show, no question"), _picture),
            Form(
                tr("Steps as CSV…"),
                ".csv",
                tr("figures only, no text"),
                lambda shown: _whole(lambda: as_csv(shown.recording).encode()),
            ),
            Form(
                tr("Everything as JSON…"),
                ".json",
                all_of_it,
                lambda shown: _in_parts(shown, partial(as_json, shown.recording)),
            ),
            Form(tr("Text at this step…"), ".txt", tr("answer and thought at this step, no question"), _text),
            Form(
                tr("Recording for another machine…"),
                SUFFIX,
                all_of_it,
                lambda shown: _whole(lambda: exported(shown.recording)),
            ),
        )

    def _page(self, shown: Shown) -> Way:
        return _in_parts(shown, partial(as_page, shown.recording, true_noise=self._theme.true_noise))

    def _film(self, shown: Shown, suffix: str) -> Way:
        ratio = self.devicePixelRatioF()
        film = Film(
            shown.recording,
            shown.layer,
            self._theme,
            masks=shown.masks,
            speed=shown.speed,
            step_ms=shown.step_ms,
            ratio=ratio,
        )

        def write(file: BinaryIO, tell: Tell) -> None:
            from app.widgets.film_file import WRITERS  # Pillow takes a moment to import, and few ever need it

            WRITERS[suffix](film, file, tell)

        return write


def _in_parts(shown: Shown, parts: Callable[[], Iterable[str]]) -> Way:
    """Write a text part by part: about as many as the recording has frames."""

    def write(file: BinaryIO, tell: Tell) -> None:
        for done, part in enumerate(parts(), start=1):
            file.write(part.encode())
            tell(min(done / shown.recording.length, 1.0))

    return write


def _whole(make: Callable[[], bytes]) -> Way:
    """Write what is made at once."""

    def write(file: BinaryIO, _tell: Tell) -> None:
        file.write(make())

    return write


def _text(shown: Shown) -> Way | None:
    text = text_at(shown.recording, shown.moment)
    return _whole(text.encode) if text else None


def _picture(shown: Shown) -> Way:
    """Take the picture now, and pack it where nobody waits."""
    return _whole(partial(as_png, shown.picture().toImage()))
