from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from app.models.machine import Found
from app.widgets.report import ReportDialog
from tests.app.conftest import OpenWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager


def test_a_report_is_read_copied_and_saved_and_holds_no_conversation(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window()
    opened.answered("a question about my life")
    machine = opened.parts.machine
    machine.findings = (Found(check="disk", verdict="ok", reason="There is room."),)
    opened.window.header.report_wanted.emit()
    dialog = opened.window.findChild(ReportDialog)
    assert dialog is not None
    text = dialog.text.toPlainText()
    assert "Dewpoint demo" in text
    assert "my life" not in text
    assert "disk: ok, There is room." in text
    machine.findings = (Found(check="gpu", verdict="problem", reason="There is none."),)
    machine.changed.emit()
    text = dialog.text.toPlainText()
    assert "gpu: problem, There is none." in text
    dialog.findChildren(QPushButton)[0].click()
    assert QApplication.clipboard().text() == text
    dialog.save(str(tmp_path / "no" / "report.txt"))
    assert "could not be written" in dialog.windowTitle()
    dialog.save(str(tmp_path / "report.txt"))
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == text
