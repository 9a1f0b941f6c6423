from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.settings import FILE_NAME, ZOOM
from app.widgets.report import ReportDialog
from tests.app.conftest import Opened, OpenWindow


def _said(opened: Opened) -> str:
    bar = opened.window._notice_bar
    return bar.words.accessibleName() if bar.isVisible() else ""


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_after_a_fault_the_report_is_one_button_away(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.telling.tell_of_fault()
    assert "ended unexpectedly" in _said(opened)
    opened.window._notice_bar.button.click()
    dialog = opened.window.findChild(ReportDialog)
    assert dialog is not None
    dialog.close()


def test_settings_that_cannot_be_saved_are_told_of_once_until_they_can(
    open_window: OpenWindow, caplog: pytest.LogCaptureFixture
) -> None:
    opened = open_window()
    settings = opened.parts.settings
    settings.flush()
    file = settings._path
    file.unlink(missing_ok=True)
    file.mkdir()  # what stands in the way of a file
    told: list[str] = []
    settings.unsaved.connect(told.append)
    for zoom in (110, 120):
        settings._values[ZOOM.name] = zoom
        settings._write()
    assert len(told) == 1
    assert told[0] in _said(opened)
    assert "cannot be saved" in _said(opened)
    file.rmdir()
    settings.flush()
    assert (file.parent / FILE_NAME).is_file()
    caplog.clear()
    QApplication.processEvents()
