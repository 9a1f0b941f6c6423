"""What it costs to paint the viewer: medians and 95th percentiles in milliseconds.

    QT_QPA_PLATFORM=offscreen python -m tests.app.painting_cost

Paints a grid of 2,048 slots of which 10 % change, scrubs through a recording of 20 canvases with every view
in sight, and opens a stored trace of 2,048 tokens.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from app.main import prepare
from app.models.canvas import SlotState
from app.models.pieces import Glyphs
from app.models.recording import Recording
from app.theme import Theme
from app.widgets.cell_painter import Cell
from app.widgets.compare_view import Other
from app.widgets.grid_view import GridView
from app.widgets.view_bar import VIEWS
from app.widgets.viewer import Viewer
from engine import decode_trace, encode_trace
from tests.app.fake_engine import STORY, VOCABULARY
from tests.app.recordings import at_hand, recording_of

FRAMES = 200


def main() -> None:
    """Measure and print one JSON object."""
    app = QApplication(sys.argv[:1])
    prepare(app)
    theme = Theme(app)
    measured = {"grid_2048_ms": _grid(app, theme), "open_2048_ms": _opened()}
    measured |= {f"scrub_20_canvases_{name.lower()}_ms": each for name, each in _scrubbed(app, theme).items()}
    sys.stdout.write(json.dumps(measured) + "\n")


def _grid(app: QApplication, theme: Theme) -> dict[str, float]:
    grid = GridView(theme, columns=64)
    grid.resize(1280, 720)
    grid.show()
    pool = random.Random(2)
    words = [glyph.text for glyph in map(Glyphs(VOCABULARY).glyph, range(270, 320))]
    cells = [Cell(slot % 32, pool.choice(words), SlotState.DRAFT) for slot in range(2048)]
    grid.show_cells(cells)
    app.processEvents()

    def change() -> None:
        for slot in pool.sample(range(2048), 205):
            cells[slot] = Cell(pool.randrange(32), pool.choice(words), pool.choice(list(SlotState)))

    def paint() -> None:
        grid.show_cells(list(cells))
        app.processEvents()

    return _timed(paint, before=change)


def _recording(tokens: int, *, steps: int = 20) -> Recording:
    return recording_of(STORY * (tokens // 40), steps=steps, canvas_length=256)


def _opened() -> dict[str, float]:
    whole = _recording(2048)
    trace = whole.trace
    packed = encode_trace(type(trace)(about=trace.about, canvases=trace.canvases[:8]))

    def open_packed() -> None:
        read = Recording(decode_trace(packed, vocabulary=trace.about.vocabulary), VOCABULARY)
        assert read.canvases[0].frames

    return _timed(open_packed, count=20)


def _scrubbed(app: QApplication, theme: Theme) -> dict[str, dict[str, float]]:
    whole = _recording(20 * 256)
    trace = whole.trace
    recording = Recording(type(trace)(about=trace.about, canvases=trace.canvases[:20]), VOCABULARY)
    viewer = Viewer(theme)
    viewer.resize(1200, 600)
    viewer.show()
    viewer.open(recording)
    viewer.compare.offer([Other("Twice the steps", at_hand(_recording(20 * 256, steps=40)))])
    pool = random.Random(4)
    told = {}
    for index, name in enumerate(VIEWS):
        viewer.show_view(index)
        app.processEvents()

        def scrub() -> None:
            viewer.cursor_model.go(pool.randrange(recording.length))
            app.processEvents()

        told[name] = _timed(scrub)
    return told


def _timed(
    measured: Callable[[], None], *, before: Callable[[], None] = lambda: None, count: int = FRAMES
) -> dict[str, float]:
    times_ms = []
    for _ in range(count):
        before()
        started_s = time.perf_counter()
        measured()
        times_ms.append((time.perf_counter() - started_s) * 1000)
    times_ms.sort()
    return {"p50": round(times_ms[count // 2], 2), "p95": round(times_ms[count * 95 // 100], 2)}


if __name__ == "__main__":
    main()
