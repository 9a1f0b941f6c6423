from __future__ import annotations

from tests.app.conftest import OpenWindow
from tests.app.models.test_library import titles_listed


def test_a_name_that_was_given_stays(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    opened.answered("One")
    library = opened.parts.library
    id = library.open_chat.record.id
    library.catalogue.rename(id, "  Dew \n and more ")
    assert library.open_chat.title == "Dew"
    library.catalogue.rename(id, "   ")
    opened.answered("Two")
    assert titles_listed(library) == ["Dew"]
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: titles_listed(again.parts.library) == ["Dew"])


def test_pins_and_folders_are_kept(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    opened.answered("One")
    catalogue, id = opened.parts.library.catalogue, opened.parts.library.open_chat.record.id
    catalogue.pin(id, True)
    catalogue.move(id, " my   garden ")
    opened.tear_down()
    again = open_window(shown=False)
    catalogue = again.parts.library.catalogue
    again.wait(lambda: catalogue.folders == ["my garden"])
    assert catalogue.shelf.index(0).data() == "Pinned"
