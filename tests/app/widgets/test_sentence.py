from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.widgets.sentence import Sentence

SAID = r"It lies in C:\Users\me\models."


def test_what_is_copied_is_what_was_said(page: QWidget) -> None:
    sentence = Sentence("errorHint", page)
    sentence.say(SAID)
    sentence.show()
    sentence.copy()
    assert QGuiApplication.clipboard().text() == SAID
    place = sentence.text().index("C:")
    sentence.setSelection(place, len(sentence.text()) - place)
    QTest.keyClick(sentence, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == SAID[SAID.index("C:") :]
    assert sentence.accessibleName() == SAID


@pytest.mark.parametrize("said", ["C:\\" + "folder\\" * 30, "word" * 30])
def test_what_is_long_takes_several_lines_and_no_width_of_its_own(page: QWidget, said: str) -> None:
    sentence = Sentence("errorHint", page)
    sentence.say(said)
    assert sentence.minimumSizeHint().width() < 150
