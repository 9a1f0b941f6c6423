from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from app.widgets.system_prompt import SystemPrompt
from tests.app.conftest import OpenWindow


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_the_system_prompt_is_written_in_a_dialog_and_asked_with(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.header.instructed.emit()
    dialog = opened.window.findChild(SystemPrompt)
    assert dialog is not None
    dialog.field.setPlainText("Be brief.")
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    box.button(QDialogButtonBox.StandardButton.Save).click()
    opened.answered("One")
    assert opened.engine.asked[-1].messages[0].text == "Be brief."
