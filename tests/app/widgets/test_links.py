from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QMessageBox, QWidget

from app.widgets.links import ask_to_open, told
from app.widgets.prose_block import ProseBlock
from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import Reply


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_a_link_shows_where_it_leads_before_it_is_opened(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="[drop](https://nowhere.example/a?b=c)")))
    opened.answered()
    block = opened.window.transcript.findChild(ProseBlock)
    assert block is not None
    ask_to_open(block, QUrl("https://nowhere.example/a?b=c"))
    box = opened.window.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText() == "https://nowhere.example/a?b=c"
    assert [button.text() for button in box.buttons()] == ["Open", "Cancel"]
    box.close()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "relative/page", "#top"])
def test_what_is_no_web_address_is_told_and_cannot_be_opened(open_window: OpenWindow, address: str) -> None:
    opened = open_window(reply_to=always(Reply(text="the drop")))
    opened.answered()
    block = opened.window.transcript.findChild(ProseBlock)
    assert block is not None
    ask_to_open(block, QUrl(address))
    box = opened.window.findChild(QMessageBox)
    assert box is not None
    assert box.informativeText() == address
    assert [button.text() for button in box.buttons()] == ["Close"]
    box.close()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_what_stands_in_an_address_is_no_markup(page: QWidget) -> None:
    ask_to_open(page, QUrl("https://dew.example/?&lt;&#8238;moc.drop"))
    box = page.findChild(QMessageBox)
    assert box is not None
    assert "?&amp;lt;&amp;#8238;moc.drop" in box.informativeText()
    box.close()


def test_a_name_in_letters_that_look_like_others_is_told_as_it_is() -> None:
    assert told(QUrl("https://аррӏе.com/")) == "https://xn--80ak6aa92e.com/"


def test_a_long_address_keeps_its_beginning_and_its_end() -> None:
    shown = told(QUrl("https://dew.example/" + "x" * 5000 + "/end")).replace("\u200b", "")
    assert shown.startswith("https://dew.example/xxx")
    assert shown.endswith("xxx/end")
    assert len(shown) <= 301
