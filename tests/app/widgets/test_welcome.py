from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.widgets.welcome import PROMPTS, Welcome


def test_each_prompt_can_be_chosen(qtbot: QtBot) -> None:
    welcome = Welcome()
    qtbot.addWidget(welcome)
    chosen: list[str] = []
    welcome.chosen.connect(chosen.append)
    for button in welcome.findChildren(QPushButton):
        assert button.accessibleName() == f"Ask: {button.text()}"
        button.click()
    assert chosen == list(PROMPTS)
    assert len(PROMPTS) == 3
