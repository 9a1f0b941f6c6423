from __future__ import annotations

from app.models.shelf import EXCERPT_ROLE, ID_ROLE
from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import Reply
from tests.app.models.test_library import titles_listed


def test_titles_are_found_at_once_and_what_was_said_a_moment_later(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, reply_to=always(Reply(text="the morning air")))
    library = opened.parts.library
    opened.answered("Tell me of the DROP")
    library.start()
    opened.answered("What is glass")
    opened.stored()
    for words in ("glass", '"is glass"'):
        library.catalogue.search.look_for(words)
        assert titles_listed(library) == ["What is glass"]
    library.catalogue.search.look_for("morn")
    opened.wait(lambda: titles_listed(library) == ["What is glass", "Tell me of the DROP"])
    assert library.catalogue.shelf.index(0).data(EXCERPT_ROLE) == "the morning air"
    library.catalogue.search.look_for("nowhere")
    opened.settle()
    assert titles_listed(library) == []
    library.catalogue.search.look_for("morn")
    library.catalogue.search.look_for(" ")
    opened.settle()
    assert len(titles_listed(library)) == 2
    sought: list[object] = []
    library.sought.connect(lambda message, _words: sought.append(message))
    for row in range(library.catalogue.shelf.rowCount()):
        if (id := library.catalogue.shelf.index(row).data(ID_ROLE)) is not None:
            library.open_found(id)
    assert sought == []  # what was found for words that are gone is not gone to


def test_who_goes_elsewhere_before_what_was_found_is_read_is_taken_to_no_message(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False)
    opened.answered("Tell me of the drop")
    found = opened.parts.library.open_chat.record.id
    opened.parts.library.start()
    opened.answered("What is glass")
    opened.tear_down()
    again = open_window(shown=False)
    library = again.parts.library
    again.wait(lambda: bool(library.open_chat.turns))
    sought: list[object] = []
    library.sought.connect(lambda message, _words: sought.append(message))
    library.catalogue.search.look_for("drop")
    again.wait(lambda: library.catalogue.search.message_in(found) is not None)
    library.open_found(found)
    library.start()
    again.settle()
    assert sought == []
    library.open_found(found)
    assert len(sought) == 1


def test_a_title_that_is_given_while_something_is_looked_for_is_found_as_well(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False)
    library = opened.parts.library
    opened.answered("Dew on glass")
    library.catalogue.search.look_for("dew")
    library.catalogue.rename(library.catalogue.ids[0], "Ice")
    library.catalogue.search.look_for("ice")
    assert titles_listed(library) == ["Ice"]
