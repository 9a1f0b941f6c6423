from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from app.theme import Theme
from app.widgets.question_view import WIDEST, QuestionView


def _bubble(theme: Theme, page: QWidget, prompt: str, width: int = 500) -> QFrame:
    view = QuestionView(theme, prompt, page)
    view.resize(width, 400)
    view.show()
    QApplication.processEvents()
    bubble = view.findChild(QFrame, "bubble")
    assert bubble is not None
    return bubble


def test_a_short_message_stands_at_the_right_and_is_no_wider_than_its_text(
    theme: Theme, page: QWidget
) -> None:
    bubble = _bubble(theme, page, "Hi")
    assert bubble.geometry().right() == 499
    assert bubble.width() < 80


@pytest.mark.parametrize("prompt", ["word " * 60, "Donaudampfschifffahrtsgesellschaftskapitän" * 4])
def test_a_long_message_is_broken_and_leaves_room_at_the_left(
    theme: Theme, page: QWidget, prompt: str
) -> None:
    bubble = _bubble(theme, page, prompt, width=300)
    assert bubble.width() == int(300 * WIDEST)
    assert bubble.height() > 60
