"""Formulas written in LaTeX, drawn as pictures that are sharp in any size."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal

INK = "black"  # the colour of every stroke in a picture
KEPT = 500  # formulas
LONGEST = 2000  # characters of a formula that is drawn
_DRAWN_PX = 40.0  # the size of type in which one is drawn; a formula is measured in its parts
_SIGNS = {"$$": "$$", "$": "$", "\\[": "\\]", "\\(": "\\)"}
_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"')
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Formula:
    """A drawn formula; `width`, `ascent` above and `depth` below the line of writing are in sizes of type."""

    svg: str
    width: float
    ascent: float
    depth: float


class Formulas(QObject):
    """Draws formulas, each once, in a thread that ends with the last of them. Lives in the GUI thread.

    Signals:
        drawn: Formulas that were asked for are there, or are known to be none.
    """

    drawn = Signal()
    _finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._made: OrderedDict[str, Formula | None] = OrderedDict()
        self._wanted: list[str] = []
        self._is_drawing = False
        self._finished.connect(self.drawn, Qt.ConnectionType.QueuedConnection)

    def formula(self, source: str) -> Formula | None:
        """The formula of a source with the signs around it; None while it is not drawn, or cannot be."""
        with self._lock:
            if source in self._made:
                self._made.move_to_end(source)
                return self._made[source]
            if source not in self._wanted and len(source) <= LONGEST:
                self._wanted.append(source)
            if self._wanted and not self._is_drawing:
                self._is_drawing = True
                threading.Thread(target=self._draw, name="formulas", daemon=True).start()
        return None

    def known(self, source: str) -> Formula | None:
        """The formula of a source where it is drawn; it is not drawn for this."""
        with self._lock:
            return self._made.get(source)

    def _draw(self) -> None:
        """Draw until nothing is wanted. In a thread of its own."""
        while True:
            with self._lock:
                if not self._wanted:
                    self._is_drawing = False
                    break
                source = self._wanted[0]
            made = drawn(source)
            with self._lock:
                self._wanted.remove(source)
                self._made[source] = made
                while len(self._made) > KEPT:
                    self._made.popitem(last=False)
        self._finished.emit()


@cache
def formulas() -> Formulas:
    """Those of the app. GUI thread."""
    return Formulas()


def drawn(source: str) -> Formula | None:
    """Draw a formula, which takes a moment; None where it cannot be read. Any thread."""
    sign = next((sign for sign in _SIGNS if source.startswith(sign)), "")
    tex = source[len(sign) : len(source) - len(_SIGNS.get(sign, ""))].strip()
    try:
        svg = _svg(tex, display=sign in ("$$", "\\["))
    except Exception as error:  # noqa: BLE001 - the library raises whatever a text makes it stumble over
        _log.info("A formula could not be read: %s", type(error).__name__)
        return None
    box = _BOX.search(svg)
    if box is None:
        return None
    top, width, height = (float(each) / _DRAWN_PX for each in box.groups()[1:])
    return Formula(svg, width, -top, height + top)


def _svg(tex: str, *, display: bool) -> str:
    from ziamath.config import config  # takes a moment, and most conversations hold no formula
    from ziamath.zmath import Latex

    config.svg2 = False  # plain paths, which Qt draws
    return str(Latex(tex, size=_DRAWN_PX, color=INK, inline=not display).svg())
