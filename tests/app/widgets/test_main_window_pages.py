"""The pages that stand in the place of the conversation, and how it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.app.conftest import OpenWindow


@pytest.mark.parametrize("page", ["setup", "_tour"])
@pytest.mark.parametrize("wish", ["new again", "open one", "found in it", "find", "files"])
def test_a_page_gives_way_to_the_conversation_that_is_wanted_though_it_was_on_show_before(
    open_window: OpenWindow, page: str, wish: str
) -> None:
    opened = open_window()
    window, library = opened.window, opened.parts.library
    if wish != "new again":
        opened.answered("Tell me of the drop.")
    window.show_setup() if page == "setup" else window.show_tour()
    shown: QWidget = getattr(window, page)
    assert shown.isVisible()
    match wish:
        case "new again":
            QTest.keySequence(window, QKeySequence.StandardKey.New)
        case "open one":
            library.open(library.open_chat.record.id)
        case "found in it":
            library.catalogue.search.look_for("drop")
            opened.wait(lambda: library.catalogue.shelf.rowCount() == 1)
            library.open_found(library.open_chat.record.id)
        case "find":
            window.finding.action.trigger()
        case _:
            opened.parts.attachments.add_files([Path("dew.txt")])
    assert window.composer.isVisible()
    assert (page == "setup" and wish == "files") is shown.isVisible()  # that page has the field
    if not shown.isVisible():
        assert (window.finding if wish == "find" else window.composer).field.hasFocus()


def test_what_belongs_to_the_conversation_goes_when_a_page_takes_its_place(open_window: OpenWindow) -> None:
    opened = open_window()
    window, turn = opened.window, opened.answered()
    for show in (window.show_setup, window.show_tour):
        window.finding.open()
        opened.parts.renoiser.open(opened.parts.library.open_chat, turn)
        assert window._alternatives.isVisible()
        show()
        assert window.finding.isHidden()
        assert window._alternatives.isHidden()
        window._leave_page()
    assert window.composer.field.hasFocus()
