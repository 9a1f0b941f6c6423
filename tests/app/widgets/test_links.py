from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QMessageBox

from app.widgets.prose_block import ProseBlock
from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import Reply


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_a_link_shows_where_it_leads_before_it_is_opened(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="[drop](https://nowhere.example/a?b=c)")))
    opened.answered()
    block = opened.window.transcript.findChild(ProseBlock)
    assert block is not None
    block.anchorClicked.emit(QUrl("https://nowhere.example/a?b=c"))
    box = opened.window.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText() == "https://nowhere.example/a?b=c"
    assert [button.text() for button in box.buttons()] == ["Open", "Cancel"]
    box.close()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "relative/page", "#top"])
def test_what_is_no_web_address_is_left_alone(open_window: OpenWindow, address: str) -> None:
    opened = open_window(reply_to=always(Reply(text="the drop")))
    opened.answered()
    block = opened.window.transcript.findChild(ProseBlock)
    assert block is not None
    block.anchorClicked.emit(QUrl(address))
    assert opened.window.findChild(QMessageBox) is None
