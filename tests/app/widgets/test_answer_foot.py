from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QScrollArea, QWidget

from app.widgets.answer_foot import AnswerFoot
from app.widgets.buttons import TARGET_PX
from app.widgets.labels import ElidedLabel

Parts = tuple[AnswerFoot, ElidedLabel, QPushButton, QPushButton]


@pytest.fixture
def parts(page: QWidget) -> Parts:
    """A foot in a page that scrolls, as in the transcript."""
    caption, first, last = ElidedLabel("caption"), QPushButton("first"), QPushButton("last")
    for button in (first, last):
        button.setFixedSize(200, TARGET_PX)
    actions = QWidget()
    row = QHBoxLayout(actions)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(last)
    foot = AnswerFoot(caption, (first,), actions)
    area = QScrollArea(page)
    area.setWidgetResizable(True)
    area.setWidget(foot)
    area.show()
    return foot, caption, first, last


def _tops(parts: Parts, width: int) -> list[int]:
    """How far down the caption and the buttons stand at a width."""
    foot, *shown = parts
    area = foot.window().findChild(QScrollArea)
    assert area is not None
    area.resize(width, 300)
    for _ in range(2):  # an arrangement asks for another layout
        QApplication.processEvents()
    assert foot.width() <= width
    assert all(
        foot.rect().contains(part.rect().translated(part.mapTo(foot, part.rect().topLeft())))
        for part in shown
    )
    return [part.mapTo(foot, part.rect().center()).y() for part in shown]


def test_the_buttons_stand_beside_the_caption_below_it_or_below_each_other(parts: Parts) -> None:
    caption, first, actions = _tops(parts, 580)
    assert abs(caption - first) <= 1 >= abs(first - actions)
    caption, first, actions = _tops(parts, 480)
    assert caption < first == actions
    caption, first, actions = _tops(parts, 300)
    assert caption < first < actions


def test_they_make_room_when_one_appears(parts: Parts) -> None:
    foot, _, first, _ = parts
    first.hide()
    caption, _, actions = _tops(parts, 480)
    assert abs(caption - actions) <= 1
    assert foot.minimumSizeHint().height() == TARGET_PX
    first.show()
    caption, _, actions = _tops(parts, 480)
    assert caption < actions


def test_one_that_is_put_away_is_not_arranged_any_more(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    foot, *_ = parts
    arranged: list[bool] = []
    monkeypatch.setattr(AnswerFoot, "_arrange", lambda foot: arranged.append(foot.isHidden()))
    for _ in range(2):
        QApplication.sendEvent(foot, QEvent(QEvent.Type.LayoutRequest))
        foot.hide()
    assert arranged == [False]
