from __future__ import annotations

from app.history import MOST, StoredConversation
from app.models.titles import titled, titles_of


def _records(*titles: str) -> list[StoredConversation]:
    return [StoredConversation(id=n, title=title, updated_s=n) for n, title in enumerate(titles)]


def test_every_word_is_in_a_title_that_is_found_and_the_newest_comes_first() -> None:
    titles = titles_of(_records("Dew on glass", "GLASS and dew", "", "Dew"))
    assert titled(titles, "glass dew") == [1, 0]
    assert titled(titles, '"on glass"') == [0]
    assert titled(titles, "ice") == []


def test_there_is_an_end_to_what_is_found() -> None:
    assert len(titled(titles_of(_records(*["Dew"] * (MOST + 5))), "dew")) == MOST
