from __future__ import annotations

import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import app.traces
from app.traces import FILE_NAME, Stored, Traces, pack_vocabulary, unpack_vocabulary
from engine import EngineError, Vocabulary, encode_trace
from engine.errors import TraceRefused
from tests.app.fake_engine import STORY, VOCABULARY
from tests.app.recordings import recording_of

TRACE = recording_of(steps=2).trace
Read = Stored | EngineError | None


@pytest.fixture
def traces(tmp_path: Path) -> Iterator[Traces]:
    made = Traces(tmp_path, keep=100)
    yield made
    made.close()


def _load(traces: Traces, answer: str) -> Read:
    came: list[Read] = []
    done = threading.Event()

    def take(read: Read) -> None:
        came.append(read)
        done.set()

    traces.load(answer, take)
    assert done.wait(10)
    return came[0]


def _save(traces: Traces, answer: str, done: Callable[[bool], None] = lambda _kept: None) -> None:
    traces.save(answer, TRACE, VOCABULARY, done)


def _kept(traces: Traces, answers: str) -> str:
    return "".join(answer for answer in answers if _load(traces, answer) is not None)


def test_a_recording_comes_back_with_what_reads_it_also_after_a_restart(tmp_path: Path) -> None:
    first = Traces(tmp_path, keep=100)
    _save(first, "a")
    first.close()
    second = Traces(tmp_path, keep=100)
    read = _load(second, "a")
    second.close()
    assert isinstance(read, Stored)
    assert read.vocabulary == VOCABULARY
    assert read.trace.about.model == TRACE.about.model
    assert read.trace.about.vocabulary == VOCABULARY.fingerprint()
    assert [len(canvas.steps) for canvas in read.trace.canvases] == [len(c.steps) for c in TRACE.canvases]


def test_an_answer_without_a_recording_has_none(traces: Traces) -> None:
    assert _load(traces, "nobody") is None


def test_the_newest_are_kept(tmp_path: Path) -> None:
    traces = Traces(tmp_path, keep=2)
    for answer in "abc":
        _save(traces, answer)
    assert _kept(traces, "abc") == "bc"
    traces.retain(1)
    traces.trim()
    assert _kept(traces, "abc") == "c"
    traces.close()


def _pins(traces: Traces, answer: str, *, pinned: bool = True) -> frozenset[str] | None:
    came: list[frozenset[str] | None] = []
    traces.pin(answer, came.append, pinned=pinned)
    assert _load(traces, "nobody") is None  # work is done in order
    return came[0]


def test_a_pinned_recording_stays_beside_the_newest_also_where_none_are_to_be_kept(tmp_path: Path) -> None:
    traces = Traces(tmp_path, keep=2)
    _save(traces, "a")
    assert _pins(traces, "a") == frozenset({"a"})
    for answer in "bcd":
        _save(traces, answer)
    assert _kept(traces, "abcd") == "acd"
    traces.retain(0)
    traces.save("a", recording_of(steps=3).trace, VOCABULARY, lambda _kept: None)
    assert _kept(traces, "abcd") == "a"
    written_on = _load(traces, "a")
    assert isinstance(written_on, Stored)
    assert len(written_on.trace.canvases[0].steps) == 3
    assert _pins(traces, "a", pinned=False) == frozenset()
    traces.trim()
    assert _kept(traces, "abcd") == ""
    traces.close()


def test_no_recording_that_is_not_there_is_pinned_and_none_that_is_deleted(traces: Traces) -> None:
    assert _pins(traces, "nobody") == frozenset()
    _save(traces, "a")
    _pins(traces, "a")
    traces.delete(["a"])
    assert _pins(traces, "nobody") == frozenset()


@pytest.mark.parametrize(("fewer", "left"), [(1, "d"), (0, "")])
def test_where_fewer_are_to_be_kept_the_others_go_with_the_next_save(
    tmp_path: Path, fewer: int, left: str
) -> None:
    traces = Traces(tmp_path, keep=3)
    for answer in "abc":
        _save(traces, answer)
    assert _kept(traces, "abc") == "abc"
    traces.retain(fewer)
    assert _kept(traces, "abc") == "abc"
    _save(traces, "d")
    assert _kept(traces, "abcd") == left
    traces.close()


def test_where_none_are_to_be_kept_nothing_is_written(tmp_path: Path) -> None:
    traces = Traces(tmp_path, keep=0)
    _save(traces, "a")
    assert _load(traces, "a") is None
    traces.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete a file that is open")
def test_recordings_whose_file_is_deleted_meanwhile_are_written_anew_with_what_comes(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    traces = Traces(folder, keep=100)
    _save(traces, "a")
    assert _load(traces, "a") is not None
    shutil.rmtree(folder)
    _save(traces, "b")
    traces.close()
    again = Traces(folder, keep=100)
    assert _load(again, "a") is not None
    assert _load(again, "b") is not None
    again.close()


def test_it_is_told_that_a_recording_is_kept_once_everybody_can_read_it(tmp_path: Path) -> None:
    traces = Traces(tmp_path, keep=100)
    seen: list[object] = []

    def look(is_settled: bool) -> None:
        file = sqlite3.connect(tmp_path / FILE_NAME)
        seen.extend([is_settled, *file.execute("SELECT answer FROM traces").fetchall()])
        file.close()

    _save(traces, "a", look)
    traces.close()
    assert seen == [True, ("a",)]


def test_memory_may_let_go_of_what_is_not_to_be_kept_but_not_of_what_could_not_be(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[bool] = []
    switched_off = Traces(tmp_path / "off", keep=0)
    _save(switched_off, "a", told.append)
    switched_off.close()
    full = Traces(tmp_path / "full", keep=100)
    full._do(lambda file: file.execute("PRAGMA max_page_count = 1"))  # no more than there are
    full.save("a", recording_of(STORY * 30).trace, VOCABULARY, told.append)
    full.close()
    assert told == [True, False]
    assert "cannot be kept" in caplog.text
    caplog.clear()


def test_recordings_of_one_model_share_the_vocabulary_that_reads_them(tmp_path: Path) -> None:
    traces = Traces(tmp_path, keep=100)
    for answer in "ab":
        _save(traces, answer)
    read = [_load(traces, answer) for answer in "ab"]
    traces.close()
    assert all(isinstance(each, Stored) and each.vocabulary is VOCABULARY for each in read)
    later = Traces(tmp_path, keep=100)
    first, second = (_load(later, answer) for answer in "ab")
    later.close()
    assert isinstance(first, Stored)
    assert isinstance(second, Stored)
    assert first.vocabulary is second.vocabulary
    assert first.vocabulary == VOCABULARY


def test_a_vocabulary_is_packed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[None] = []

    def pack(vocabulary: Vocabulary) -> bytes:
        packed.append(None)
        return pack_vocabulary(vocabulary)

    monkeypatch.setattr(app.traces, "pack_vocabulary", pack)
    traces = Traces(tmp_path, keep=100)
    for answer in "abc":
        _save(traces, answer)
    traces.close()
    assert len(packed) == 1


def test_of_a_deleted_recording_nothing_stays_and_neither_of_a_vocabulary_that_reads_none(
    tmp_path: Path,
) -> None:
    first = Traces(tmp_path, keep=100)
    _save(first, "a")
    first.close()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        ((packed,),) = file.execute("SELECT trace FROM traces").fetchall()
    assert packed[-64:] in (tmp_path / FILE_NAME).read_bytes()
    traces = Traces(tmp_path, keep=100)
    traces.delete(["a", "unheard of"])
    traces.trim()
    assert _load(traces, "a") is None
    traces.close()
    assert packed[-64:] not in (tmp_path / FILE_NAME).read_bytes()
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        assert file.execute("SELECT count(*) FROM vocabularies").fetchone() == (0,)


def test_a_vocabulary_is_kept_once(tmp_path: Path) -> None:
    traces = Traces(tmp_path, keep=100)
    for answer in "abc":
        _save(traces, answer)
    traces.close()
    file = sqlite3.connect(tmp_path / FILE_NAME)
    assert file.execute("SELECT count(*) FROM vocabularies").fetchone() == (1,)
    file.close()


def test_a_damaged_recording_is_refused_with_a_sentence_and_harms_no_other(tmp_path: Path) -> None:
    traces = Traces(tmp_path, keep=100)
    _save(traces, "a")
    _save(traces, "b")
    traces.close()
    file = sqlite3.connect(tmp_path / FILE_NAME)
    with file:
        file.execute("UPDATE traces SET trace = substr(trace, 1, 100) WHERE answer = 'a'")
    file.close()
    again = Traces(tmp_path, keep=100)
    refused = _load(again, "a")
    assert isinstance(refused, TraceRefused)
    assert refused.title
    assert isinstance(_load(again, "b"), Stored)
    again.close()


def test_a_file_that_is_no_database_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all, but long enough" * 100)
    traces = Traces(tmp_path, keep=100)
    _save(traces, "a")
    assert isinstance(_load(traces, "a"), Stored)
    traces.close()
    assert list(tmp_path.glob("traces.damaged-*.sqlite3"))


def test_a_file_whose_damage_shows_only_when_it_is_used_is_set_aside(tmp_path: Path) -> None:
    first = Traces(tmp_path, keep=100)
    for answer in "abcdefgh":
        _save(first, answer)
    first.close()
    file = tmp_path / FILE_NAME
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))  # SQLite opens that without a word
    traces = Traces(tmp_path, keep=100)
    assert _load(traces, "a") is None
    _save(traces, "i")
    assert isinstance(_load(traces, "i"), Stored)
    traces.close()
    (aside,) = tmp_path.glob("traces.damaged-*.sqlite3")
    assert aside.stat().st_size == len(whole)


def test_a_file_that_another_program_holds_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app.traces, "BUSY_S", 0.05)
    held = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    held.execute("CREATE TABLE other (id INTEGER)")
    held.execute("BEGIN EXCLUSIVE")
    traces = Traces(tmp_path, keep=100)
    assert _load(traces, "a") is None
    assert [file.name for file in tmp_path.iterdir() if "damaged" in file.name] == []
    assert "cannot be kept" in caplog.text
    caplog.clear()
    held.close()
    _save(traces, "a")
    assert isinstance(_load(traces, "a"), Stored)
    traces.close()


def test_a_folder_that_cannot_be_written_is_logged_and_no_chat_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    traces = Traces(tmp_path / "file", keep=100)
    _save(traces, "a")
    assert _load(traces, "a") is None
    traces.close()
    assert "cannot be kept" in caplog.text
    caplog.clear()


def test_nothing_is_done_after_it_is_closed(tmp_path: Path) -> None:
    traces = Traces(tmp_path, keep=100)
    traces.close()
    _save(traces, "a")
    traces.close()
    assert not (tmp_path / FILE_NAME).exists()


def test_a_vocabulary_of_any_text_comes_back_as_it_was() -> None:
    odd = Vocabulary(
        tokens=("<pad>", "\ud800", "\0", "é", "<0x0A>"),
        special_ids=frozenset({0}),
        end_ids=frozenset({1}),
        pad_id=0,
    )
    assert unpack_vocabulary(pack_vocabulary(odd)) == odd


def test_a_recording_takes_about_what_its_packed_form_takes(tmp_path: Path) -> None:
    traces = Traces(tmp_path, keep=100)
    for answer in "abcdefgh":
        _save(traces, answer)
    traces.close()
    size = (tmp_path / FILE_NAME).stat().st_size
    assert size < 10 * (len(encode_trace(TRACE)) + 4096) + 2 * len(pack_vocabulary(VOCABULARY)) + 65_536
