from __future__ import annotations

from itertools import combinations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.models.canvas import SlotState
from app.models.explain import MARKED
from app.theme import Scheme, Theme
from app.widgets.mark_sample import TEXT_PX, MarkSample


def _drawn(theme: Theme, page: QWidget) -> dict[str, QImage]:
    samples = {word: MarkSample(theme, state, page) for word, state in MARKED.items()}
    samples["ringed"] = MarkSample(theme, SlotState.ACCEPTED, page, differs=True)
    return {word: sample.grab().toImage() for word, sample in samples.items()}


def test_each_state_looks_another_way_in_text_and_in_a_cell(theme: Theme, page: QWidget) -> None:
    for left, width in ((0, TEXT_PX), (TEXT_PX, 44)):
        parts = {
            word: image.copy(left, 0, width, image.height()) for word, image in _drawn(theme, page).items()
        }
        alike = [(a, b) for a, b in combinations(parts, 2) if parts[a] == parts[b]]
        assert alike == []


def test_it_follows_the_theme(theme: Theme, page: QWidget) -> None:
    theme.choose(Scheme.Light)
    light = _drawn(theme, page)
    theme.choose(Scheme.Dark)
    assert all(image != light[word] for word, image in _drawn(theme, page).items())
