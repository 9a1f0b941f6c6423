from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.database import open_database
from app.history.records import Outcome, StoredConversation, StoredMessage
from app.history.statements import (
    PURGED,
    conversations,
    delete_conversation,
    delete_messages,
    duplicate,
    messages,
    options_from,
    purge,
    remember,
    save,
    state,
    stats_from,
)
from engine import Deed, Preset, Role, Steering, TurnOptions, TurnStats

STATS = TurnStats(
    prompt_tokens=9, reused_tokens=0, new_tokens=5, canvases=1, steps=6, seconds=0.5,
    first_text_seconds=None, tokens_per_second=10.0, seed=7,
)  # fmt: skip


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    made = open_database(tmp_path / "history.sqlite3").connection
    yield made
    assert made.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    made.execute("INSERT INTO message_text (message_text, rank) VALUES ('integrity-check', 1)")
    made.close()


def _talk(connection: sqlite3.Connection) -> tuple[StoredConversation, list[StoredMessage]]:
    """A conversation with one question and two versions of its answer."""
    talk = StoredConversation(title="Drops", options=TurnOptions(preset=Preset.FAST), system="Be brief.")
    asked = StoredMessage(conversation=talk.id, role=Role.USER, text="What is dew?")
    answers = [
        StoredMessage(
            conversation=talk.id, parent=asked.id, role=Role.MODEL, text=text, thought="hm", stats=STATS,
            options=TurnOptions(seed=3, thinking=True), outcome=Outcome.BUDGET,
        )
        for text in ("Water.", "Drops.")
    ]  # fmt: skip
    talk = replace(talk, shown=answers[1].id)
    save(connection, talk, [asked, *answers])
    return talk, [asked, *answers]


def test_what_is_saved_is_read_again_as_it_was(connection: sqlite3.Connection) -> None:
    talk, said = _talk(connection)
    assert conversations(connection) == [talk]
    assert messages(connection, talk.id) == said


def test_saving_again_changes_what_is_there(connection: sqlite3.Connection) -> None:
    talk, said = _talk(connection)
    grown = replace(said[1], text="Water, block by block.")
    save(connection, replace(talk, title="Dew"), [grown])
    assert [held.title for held in conversations(connection)] == ["Dew"]
    assert messages(connection, talk.id)[1] == grown


def test_conversations_come_newest_first(connection: sqlite3.Connection) -> None:
    for title, updated_s in (("old", 1.0), ("new", 3.0), ("middle", 2.0)):
        save(connection, StoredConversation(title=title, updated_s=updated_s))
    assert [held.title for held in conversations(connection)] == ["new", "middle", "old"]


def test_what_is_deleted_can_be_taken_back_until_it_is_purged(connection: sqlite3.Connection) -> None:
    talk, said = _talk(connection)
    delete_conversation(connection, talk.id)
    assert conversations(connection) == []
    delete_conversation(connection, talk.id, deleted=False)
    delete_messages(connection, [said[1].id])
    assert messages(connection, talk.id) == [said[0], said[2]]
    delete_messages(connection, [said[1].id], deleted=False)
    assert messages(connection, talk.id) == said
    delete_messages(connection, [said[2].id])
    assert purge(connection) == [said[2].id]
    assert connection.execute("SELECT count(*) FROM message").fetchone() == (2,)
    delete_conversation(connection, talk.id)
    assert purge(connection) == [said[2].id, said[0].id, said[1].id]
    assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)
    remember(connection, PURGED, "")
    assert purge(connection) == []


def test_only_what_was_never_used_is_purged(connection: sqlite3.Connection) -> None:
    for kept in (StoredConversation(title="named"), StoredConversation(draft="half a thought")):
        save(connection, kept)
    said = StoredConversation()
    save(connection, said, [StoredMessage(conversation=said.id, role=Role.USER, text="What is dew?")])
    save(connection, StoredConversation())
    purge(connection)
    assert len(conversations(connection)) == 3


def test_a_copy_has_every_branch_and_no_id_in_common(connection: sqlite3.Connection) -> None:
    talk, said = _talk(connection)
    copy = duplicate(connection, talk.id, "Drops, copy")
    assert copy is not None
    copies = messages(connection, copy.id)
    assert [message.text for message in copies] == [message.text for message in said]
    assert [message.parent for message in copies] == [None, copies[0].id, copies[0].id]
    assert copy.shown == copies[2].id
    assert not {message.id for message in copies} & {message.id for message in said}
    assert (copy.title, copy.system) == ("Drops, copy", "Be brief.")
    assert duplicate(connection, 4711, "nothing") is None


def test_what_is_remembered_is_found_again(connection: sqlite3.Connection) -> None:
    assert state(connection, "open") == ""
    remember(connection, "open", "1")
    remember(connection, "open", "2")
    assert state(connection, "open") == "2"


@given(st.one_of(st.none(), st.text(), st.dictionaries(st.text(), st.integers()), st.just("{}")))
def test_options_of_another_version_are_read_or_dropped(stored: object) -> None:
    assert options_from(stored) is None
    assert stats_from(stored) is None


def test_unknown_options_are_dropped_and_missing_ones_are_the_usual() -> None:
    assert options_from('{"preset": "fast", "colour": "blue"}') == TurnOptions(preset=Preset.FAST)
    assert options_from('{"preset": "fastest"}') is None
    assert options_from('{"preset": "fast", "max_new_tokens": 0}') is None


def test_what_was_steered_is_read_again_and_what_means_nothing_is_dropped() -> None:
    pin = Steering(canvas=0, step=1, slot=2, token=3, deed=Deed.PIN)
    options = TurnOptions(steerings=(pin,))
    assert options_from(json.dumps(asdict(options))) == options
    assert options_from('{"preset": "best", "steerings": [{"deed": "pin"}]}') is None
    assert options_from('{"preset": "best", "steerings": 3}') is None
    assert options_from('{"preset": "best", "steerings": "ab"}') is None


def test_measures_that_are_no_numbers_are_dropped() -> None:
    names = ("prompt_tokens", "reused_tokens", "new_tokens", "canvases", "steps", "seconds", "seed")
    measured = {name: 1 for name in names} | {"tokens_per_second": 1.5, "first_text_seconds": None}
    assert stats_from(measured) is not None
    assert stats_from(measured | {"seconds": None}) is None
    assert stats_from(measured | {"seconds": "long"}) is None


def test_the_seeds_of_earlier_goes_are_read_again_and_rows_from_before_them_as_well() -> None:
    several = replace(STATS, runs=3, earlier_seeds=(4, 9))
    stored = asdict(several)
    assert stats_from(json.dumps(stored)) == several
    for damaged in (3, "ab", [None], {"4": 9}):
        assert stats_from(stored | {"earlier_seeds": damaged}) is None
    del stored["earlier_seeds"]
    assert stats_from(stored) == replace(several, earlier_seeds=())
