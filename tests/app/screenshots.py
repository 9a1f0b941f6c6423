"""Pictures of every view of the window, to be looked at: light, dark, and with high contrast.

    QT_QPA_PLATFORM=offscreen python -m tests.app.screenshots --to DIR [--only WORD]

The real window asks the real demo model; nothing of a person is read or written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QDialog, QWidget

from app.main import Parts, close, start
from app.models.tour import STOPS
from app.theme import Scheme
from app.widgets.presenter import Presenter
from app.widgets.tour_page import TourPage
from app.widgets.view_bar import VIEWS
from tests.app.living import live, wait

LAID_OUT_S = 0.15  # in which a view is in its place
STORY = "Tell me a story about a fox named Mia."
SUM = "What is 17 plus 25?"
SIZES = {"": (1280, 800), "-narrow": (760, 600), "-phone": (380, 680)}
SCHEMES = {
    "light": (Scheme.Light, None),
    "dark": (Scheme.Dark, None),
    "light-contrast": (Scheme.Light, True),
    "dark-contrast": (Scheme.Dark, True),
}


class Photographer:
    """Goes through the window and takes a picture of each view."""

    def __init__(self, parts: Parts, folder: Path, only: str) -> None:
        self._parts, self._folder, self._only = parts, folder, only
        self._window = parts.window

    def go(self) -> None:
        """Take all pictures."""
        self._window.show()
        wait(lambda: self._parts.status.model is not None)
        self._each("empty")
        for prompt in (SUM, STORY):
            self._ask(prompt)
        self._each("answer")
        self._viewer()
        self._pages()
        self._dialogs()
        self._alternatives()

    def _ask(self, prompt: str) -> None:
        self._parts.choices.seed = 4
        self._window.composer.sent.emit(prompt)
        turn = self._parts.library.open_chat.turns[-1]
        wait(lambda: turn.ended)

    def _viewer(self) -> None:
        viewer = self._window.drawer.viewer
        self._window.drawer.toggle(self._parts.library.open_chat.turns[-1])
        cursor = viewer.cursor_model
        cursor.go(cursor.last // 3)
        cursor.focus(40)
        for index, name in enumerate(VIEWS):
            viewer.show_view(index)
            self._each(f"viewer-{name.lower()}")
        viewer.toggle_glossary()
        self._each("viewer-words")
        viewer.show_view(0)
        viewer.present.click()
        presenter = viewer.findChildren(Presenter)[0]
        presenter.showNormal()
        presenter.resize(1600, 900)
        self._each("presenter", presenter)
        presenter.close()
        self._window.drawer.close_viewer()

    def _pages(self) -> None:
        for place in range(len(STOPS)):
            self._window.show_tour()
            self._window.findChildren(TourPage)[0].go(place)
            self._each(f"tour-{place + 1}")
        self._window.show_setup()
        wait(lambda: bool(self._parts.machine.findings))
        self._each("setup")
        self._window.setup.left.emit()

    def _dialogs(self) -> None:
        dialogs = self._window._dialogs
        for name, show in (
            ("settings", dialogs.show_settings),
            ("keys", dialogs.show_keys),
            ("report", dialogs.show_report),
            ("system-prompt", dialogs.show_system_prompt),
        ):
            show()
            dialog = next(each for each in self._window.findChildren(QDialog) if each.isVisible())
            self._each(name, dialog)
            dialog.close()
            live(LAID_OUT_S)

    def _alternatives(self) -> None:
        self._ask(SUM)
        turn = self._parts.library.open_chat.turns[-1]
        self._window._reword(turn, (len(turn.text) - 3, len(turn.text) - 1))
        live(1.5)
        self._each("alternatives")

    def _each(self, name: str, shown: QWidget | None = None) -> None:
        """One picture a scheme; of the window also in other sizes."""
        if self._only not in name:
            return
        for scheme, (chosen, contrast) in SCHEMES.items():
            self._parts.theme.choose(chosen, contrast=contrast)
            for suffix, size in self._sizes(scheme, shown):
                self._window.resize(*size)
                live(LAID_OUT_S)
                (shown or self._window).grab().save(str(self._folder / f"{name}{suffix}-{scheme}.png"))
        self._window.resize(*SIZES[""])

    @staticmethod
    def _sizes(scheme: str, shown: QWidget | None) -> Iterator[tuple[str, tuple[int, int]]]:
        for suffix, size in SIZES.items():
            if not suffix or (scheme == "dark" and shown is None):
                yield suffix, size


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, required=True, help="where they go")
    parser.add_argument("--only", default="", help="only those with this word in their name")
    wanted = parser.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    sys.argv[1:] = []  # Qt would read it
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        parts = start("demo", Path(folder))
        try:
            Photographer(parts, wanted.to, wanted.only).go()
        finally:
            parts.window.close()
            close(parts)


if __name__ == "__main__":
    main()
