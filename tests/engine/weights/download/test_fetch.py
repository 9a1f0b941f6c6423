"""Whole downloads from a hub that breaks in every known way: each ends complete, or typed and kept."""

from __future__ import annotations

import json
import os
import re
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from engine.errors import (
    DiskFull,
    DownloadError,
    FilesDiffer,
    FilesElsewhere,
    FolderUnusable,
    NoConnection,
    NotOffered,
    ServerBusy,
    ServerConfused,
    SignInNeeded,
    VersionGone,
)
from engine.events import DownloadProgressed, DownloadStarted, FilesFinished, FileState
from engine.weights.download import Limit, Source, Wanted, download
from engine.weights.download import folder as folders
from engine.weights.download.folder import RECORD, UNFINISHED
from engine.weights.download.part import Part, disk_errors
from tests.engine.weights.conftest import MODEL, MODEL_BYTES
from tests.engine.weights.fetching import SOON, assert_complete, events, fetch, parts
from tests.engine.weights.hub import COMMIT, REPOSITORY, Hub

ROOT = Path(__file__).resolve().parents[4]


def test_a_model_arrives_whole_with_its_record_last(hub: Hub, folder: Path, files: dict[str, bytes]) -> None:
    told = events(hub, folder)
    assert_complete(folder, files)
    started = next(event for event in told if isinstance(event, DownloadStarted))
    assert (started.commit, started.total_bytes) == (COMMIT, sum(map(len, files.values())))
    last = [event for event in told if isinstance(event, DownloadProgressed)][-1]
    assert last.done_bytes == last.total_bytes == started.total_bytes
    assert {row.state for row in last.files} == {FileState.DONE}


PASSING: list[tuple[str, dict[str, Any]]] = [
    ("drop", {"after": 1_000_000, "times": 3}),
    ("reset", {"after": 1_000_000, "times": 3}),
    ("stall", {"after": 1_000_000, "value": 30}),
    ("mute", {"value": 30}),
    ("mute", {"value": 30, "where": "hub"}),
    ("throttle", {"value": 5_000_000}),
    ("no_range", {}),
    ("wrong_start", {}),
    ("status", {"value": 401}),
    ("status", {"value": 403, "times": 2}),
    ("status", {"value": 404}),
    ("status", {"value": 408}),
    ("status", {"value": 429, "where": "hub"}),
    ("status", {"value": 500, "times": 2}),
    ("status", {"value": 503}),
]


@pytest.mark.parametrize(("kind", "how"), PASSING, ids=[f"{k}-{h.get('value', '')}" for k, h in PASSING])
def test_what_passes_costs_no_byte_twice(
    hub: Hub, folder: Path, files: dict[str, bytes], kind: str, how: dict[str, Any]
) -> None:
    hub.break_with(kind, MODEL, **how)
    finished = fetch(hub, folder)
    assert_complete(folder, files)
    assert finished.fetched_bytes == finished.total_bytes


@pytest.mark.parametrize("kind", ["wrong_start", "wrong_total", "no_range"])
def test_an_answer_that_is_another_part_of_the_file_is_not_taken(
    hub: Hub, folder: Path, files: dict[str, bytes], kind: str
) -> None:
    hub.break_with("drop", MODEL, after=1_000_000)
    hub.break_with(kind, MODEL)
    finished = fetch(hub, folder)
    assert_complete(folder, files)
    twice = 1_000_000 if kind == "no_range" else 0  # a server without ranges begins anew
    assert finished.fetched_bytes == finished.total_bytes + twice


def test_nothing_behind_the_part_drops_it_once(hub: Hub, folder: Path, files: dict[str, bytes]) -> None:
    hub.break_with("drop", MODEL, after=1_000_000)
    hub.break_with("status", MODEL, value=416)
    assert fetch(hub, folder).fetched_bytes == sum(map(len, files.values())) + 1_000_000
    assert_complete(folder, files)


def test_a_flipped_byte_is_fetched_again_once(hub: Hub, folder: Path, files: dict[str, bytes]) -> None:
    hub.break_with("corrupt", MODEL, after=2_345_678)
    assert fetch(hub, folder).fetched_bytes == sum(map(len, files.values())) + MODEL_BYTES
    assert_complete(folder, files)


FINAL: list[tuple[str, dict[str, Any], type[DownloadError], str]] = [
    ("corrupt", {"times": 9, "after": 5}, FilesDiffer, "wrong bytes"),
    ("short", {"times": 9, "value": 10}, FilesDiffer, "another size"),
    ("packed", {"times": 9}, ServerConfused, "make no sense"),
    ("too_much", {"times": 9}, ServerConfused, "more than it announced"),
    ("status", {"value": 401, "where": "hub"}, NotOffered, "does not give"),
    ("status", {"value": 403, "where": "hub"}, NotOffered, "does not give"),
    ("status", {"value": 404, "where": "hub"}, VersionGone, "no longer there"),
    ("status", {"value": 511, "where": "hub"}, SignInNeeded, "sign in"),
    ("status", {"value": 418, "times": 99}, ServerConfused, "418"),
    ("status", {"value": 503, "times": 99}, ServerBusy, "busy"),
    ("status", {"value": 429, "headers": {"Retry-After": "3600"}}, ServerBusy, "busy"),
    ("html", {}, SignInNeeded, "sign in"),
    ("html", {"where": "hub"}, SignInNeeded, "sign in"),
    ("redirect", {"headers": {"Location": "http://login.example/"}}, SignInNeeded, "sign in"),
    (
        "redirect",
        {"headers": {"Location": "http://[::1"}, "times": 9},
        ServerConfused,
        "that is none",
    ),
    ("mute", {"times": 99, "value": 30}, NoConnection, "no connection"),
]


@pytest.mark.parametrize(
    ("kind", "how", "error", "said"),
    FINAL,
    ids=[f"{k}-{h.get('where', 'cdn')}-{h.get('value', '')}" for k, h, *_ in FINAL],
)
def test_what_does_not_pass_is_said_and_no_file_counts(
    hub: Hub, folder: Path, kind: str, how: dict[str, Any], error: type[DownloadError], said: str
) -> None:
    hub.break_with(kind, MODEL, **how)
    with pytest.raises(error, match=said) as caught:
        fetch(hub, folder)
    assert caught.value.hint
    assert not (folder / MODEL).exists()
    assert not (folder / RECORD).exists()


@pytest.mark.usefixtures("bracketed")
def test_what_is_wrong_with_an_answer_is_said_as_the_program_around_the_engine_says_it(
    hub: Hub, folder: Path
) -> None:
    hub.break_with("status", MODEL, value=418, times=99)
    with pytest.raises(ServerConfused) as caught:
        fetch(hub, folder)
    assert caught.value.title == "⟦The server's answers make no sense. ⟦It answers with status 418.⟧⟧"


@pytest.mark.parametrize("kind", ["html", "status"])
def test_after_an_error_the_next_try_keeps_what_is_there(
    hub: Hub, folder: Path, files: dict[str, bytes], kind: str
) -> None:
    hub.break_with("drop", MODEL, after=2_000_000)
    hub.break_with(kind, MODEL, where="hub", skip=1, value=403)
    with pytest.raises((SignInNeeded, NotOffered)):
        fetch(hub, folder)
    assert parts(folder)[0].stat().st_size == 2_000_000
    fetch(hub, folder)
    assert_complete(folder, files)
    assert hub.sent_bytes() == sum(map(len, files.values()))


def test_a_signed_address_that_expired_is_asked_for_anew(
    hub: Hub, folder: Path, files: dict[str, bytes]
) -> None:
    hub.signature_uses = 1
    hub.break_with("drop", MODEL, after=1_000_000, times=2)
    fetch(hub, folder)
    assert_complete(folder, files)
    assert len(hub.asked(MODEL, "hub")) == 3
    assert hub.sent_bytes() == sum(map(len, files.values()))


def test_the_token_goes_to_the_hub_alone(hub: Hub, folder: Path) -> None:
    fetch(hub, folder, token="secret")
    assert {asked.authorized for asked in hub.log if asked.where in ("hub", "api")} == {True}
    assert {asked.authorized for asked in hub.log if asked.where == "cdn"} == {False}


def test_the_list_of_files_sends_no_token_to_another_host(hub: Hub, folder: Path) -> None:
    hub.break_with("redirect", where="api", headers={"Location": hub.signed("elsewhere")})
    with pytest.raises(DownloadError):
        fetch(hub, folder, token="secret")
    assert [asked.authorized for asked in hub.log] in ([True], [True, False])
    assert not [
        path for path in folder.parent.rglob("*") if path.is_file() and b"secret" in path.read_bytes()
    ]


def test_nothing_is_asked_but_the_list_and_the_files(hub: Hub, folder: Path) -> None:
    fetch(hub, folder)
    wanted = rf"api/models/{REPOSITORY}/(revision|tree)/\w+|{REPOSITORY}/resolve/{COMMIT}/.+"
    assert [asked.path for asked in hub.log if not re.fullmatch(wanted, asked.path)] == []
    assert {asked.agent for asked in hub.log if asked.where != "api"} == {"Dewpoint"}


def test_a_waiting_server_is_waited_for_with_a_countdown(hub: Hub, folder: Path) -> None:
    hub.break_with("status", MODEL, value=429, where="hub", headers={"Retry-After": "2"})
    began_s = time.monotonic()
    rows = [
        row
        for event in events(hub, folder)
        if isinstance(event, DownloadProgressed)
        for row in event.files
        if row.state is FileState.WAITING
    ]
    assert time.monotonic() - began_s >= 2
    waits = [row.wait_s for row in rows if row.wait_s is not None]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > 0.5


@pytest.mark.parametrize("kind", ["status", "html", "mute"])
def test_the_list_of_files_is_asked_for_again_where_that_may_help(
    hub: Hub, folder: Path, files: dict[str, bytes], kind: str
) -> None:
    hub.break_with(kind, where="api", value=503 if kind == "status" else 30)
    if kind == "html":
        with pytest.raises(SignInNeeded):
            fetch(hub, folder)
        assert not folder.exists()
    fetch(hub, folder)
    assert_complete(folder, files)


def test_a_version_that_moved_is_said(hub: Hub, folder: Path) -> None:
    hub.commit = "f" * 40
    with pytest.raises(VersionGone):
        fetch(hub, folder, revision=COMMIT)


def test_files_that_cannot_be_the_known_model_are_refused(hub: Hub, folder: Path) -> None:
    wanted = Wanted(repository=REPOSITORY, weights_bytes=2 * MODEL_BYTES)
    with pytest.raises(FilesDiffer, match="not those"):
        list(download(wanted, folder, source=Source(endpoint=hub.endpoint), patience=SOON))
    assert not folder.exists()


def test_without_a_connection_it_says_so(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        endpoint = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(NoConnection):
        list(download(Wanted(repository=REPOSITORY), folder, source=Source(endpoint=endpoint), patience=SOON))


# The disk.


def test_a_full_disk_keeps_the_part_and_the_next_try_goes_on(
    hub: Hub, folder: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Part.append

    def full(part: Part, chunk: bytes) -> None:
        if part.size_bytes > 1_000_000:
            with disk_errors(folder, 5):
                raise OSError(28, os.strerror(28))
        write(part, chunk)

    monkeypatch.setattr(Part, "append", full)
    with pytest.raises(DiskFull, match="no room"):
        fetch(hub, folder)
    monkeypatch.setattr(Part, "append", write)
    kept = parts(folder)[0].stat().st_size
    assert kept > 1_000_000
    fetch(hub, folder)
    assert_complete(folder, files)
    assert hub.asked(MODEL)[-1].range == f"bytes={kept}-"


def test_the_room_is_checked_before_anything_is_written(
    hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "SPARE_BYTES", 10**18)
    with pytest.raises(DiskFull, match="needs"):
        fetch(hub, folder)
    assert not hub.asked(MODEL, "hub")


def test_a_folder_that_cannot_be_made_is_said(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/dewpoint")):
        with pytest.raises(FolderUnusable):
            fetch(hub, folder)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_with_other_things_is_refused_and_left_alone(hub: Hub, folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    with pytest.raises(FolderUnusable, match=r"thesis\.txt"):
        fetch(hub, folder)
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


# What lies there already.


def test_a_file_of_the_right_length_with_wrong_bytes_is_replaced(
    hub: Hub, folder: Path, files: dict[str, bytes]
) -> None:
    fetch(hub, folder)
    (folder / MODEL).write_bytes(b"\0" * MODEL_BYTES)
    assert fetch(hub, folder).fetched_bytes == MODEL_BYTES
    assert_complete(folder, files)


def test_a_part_with_wrong_bytes_is_dropped_and_fetched_once_more(
    hub: Hub, folder: Path, files: dict[str, bytes]
) -> None:
    hub.break_with("drop", MODEL, after=1_000_000)
    hub.break_with("status", MODEL, value=403, where="hub", skip=1)
    with pytest.raises(NotOffered):
        fetch(hub, folder)
    part = parts(folder)[0]
    part.write_bytes(b"\0" * part.stat().st_size)  # as after a power loss
    assert fetch(hub, folder).fetched_bytes >= MODEL_BYTES
    assert_complete(folder, files)


def test_parts_of_another_version_go(hub: Hub, folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir()
    (folder / f"{MODEL}.0123456789abcdef.part").write_bytes(b"old")
    fetch(hub, folder)
    assert_complete(folder, files)


@pytest.mark.parametrize("name", [UNFINISHED, RECORD])
def test_a_list_that_somebody_edited_is_asked_for_anew(
    hub: Hub, folder: Path, files: dict[str, bytes], name: str
) -> None:
    fetch(hub, folder)
    told = json.loads((folder / RECORD).read_text())
    told["files"][0]["digest"] = f"sha256:{'0' * 64}"
    (folder / RECORD).unlink()
    (folder / name).write_text(json.dumps(told))
    assert fetch(hub, folder).fetched_bytes == 0
    assert_complete(folder, files)
    assert len(hub.asked("main", "api")) == 2


def test_files_that_a_person_has_are_linked_and_the_rest_is_fetched(
    hub: Hub, folder: Path, files: dict[str, bytes], tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / MODEL).write_bytes(files[MODEL])
    (mine / "config.json").write_bytes(b"x" * len(files["config.json"]))
    assert fetch(hub, folder, already=mine).fetched_bytes == sum(map(len, files.values())) - MODEL_BYTES
    assert_complete(folder, files)
    assert (folder / MODEL).samefile(mine / MODEL)
    assert (mine / "config.json").read_bytes() == b"x" * len(files["config.json"])


def test_a_folder_that_holds_none_of_the_files_is_said_and_nothing_is_fetched(
    hub: Hub, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "holiday pictures").mkdir()
    with pytest.raises(FilesElsewhere, match="holiday pictures"):
        fetch(hub, folder, already=tmp_path / "holiday pictures")
    assert not hub.asked(MODEL, "hub")
    assert not folder.exists()


def test_progress_counts_what_was_there_as_done_but_not_as_speed(hub: Hub, folder: Path) -> None:
    fetch(hub, folder)
    (folder / "config.json").unlink()
    told = [event for event in events(hub, folder) if isinstance(event, DownloadProgressed)]
    assert all(event.done_bytes >= MODEL_BYTES for event in told if event.total_bytes)
    assert told[-1].bytes_per_second is None or told[-1].bytes_per_second < MODEL_BYTES


def test_a_speed_limit_holds_for_all_files_together(hub: Hub, folder: Path, files: dict[str, bytes]) -> None:
    told = events(hub, folder, limit=Limit(MODEL_BYTES // 2))
    assert_complete(folder, files)
    last = told[-1]
    assert isinstance(last, FilesFinished)
    assert last.seconds > 1.2  # of two; half a second may be made good, and the last piece is not waited for
