"""The models on this PC, and the work on them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.command import Command
from app.language import speak
from app.models.files_job import JobState
from app.models.storage import Storage
from app.settings import ENDPOINT, MODEL, MODELS_FOLDER, PROXY, SPEED_LIMIT, Settings
from engine import FULL, EngineError, FilesFailed
from tests.app.fake_command import FINISHED, FakeCommands, failed, line_of, progressed, stored
from tests.engine.weights import hub as hubs
from tests.engine.weights.hub import hub_of


@pytest.fixture
def commands() -> FakeCommands:
    return FakeCommands()


@pytest.fixture
def settings(qapp: QApplication, tmp_path: Path) -> Iterator[Settings]:
    made = Settings(tmp_path / "settings")
    yield made
    made.flush()
    shiboken6.delete(made)


@pytest.fixture
def storage(settings: Settings, commands: FakeCommands, tmp_path: Path) -> Iterator[Storage]:
    made = Storage(settings, tmp_path, commands)
    yield made
    shiboken6.delete(made)


def test_a_download_goes_to_the_models_own_folder_the_way_that_is_set(
    storage: Storage, settings: Settings, commands: FakeCommands, tmp_path: Path
) -> None:
    settings.set(ENDPOINT, " https://mirror.example ")
    settings.set(PROXY, "http://proxy:8080")
    settings.set(SPEED_LIMIT, 2500)
    storage.fetch(have=tmp_path / "mine")
    assert commands.latest("download").arguments == [
        "download",
        "--to",
        str(tmp_path / "models" / FULL.repository.partition("/")[2]),
        "--have",
        str(tmp_path / "mine"),
        "--endpoint",
        "https://mirror.example",
        "--proxy",
        "http://proxy:8080",
        "--limit",
        "2500000",
        "--json",
    ]


def test_an_unfinished_download_is_known_at_the_next_start(storage: Storage, commands: FakeCommands) -> None:
    assert storage.unfinished is None
    storage.refresh()
    commands.latest("models").finish([stored(str(storage.target), present=4 * 10**9, finished=False)])
    assert storage.unfinished is not None
    assert storage.unfinished.present_bytes == 4 * 10**9
    storage.fetch()
    assert storage.unfinished is None  # it runs
    storage.download.stop()


def test_the_folder_stays_while_a_download_goes_into_it(
    storage: Storage, settings: Settings, commands: FakeCommands, tmp_path: Path
) -> None:
    settings.set(MODELS_FOLDER, str(tmp_path / "first"))
    target = storage.target
    storage.fetch()
    settings.set(MODELS_FOLDER, str(tmp_path / "other"))
    assert storage.target == target
    commands.latest("download").finish(line_of(progressed()), line_of(FINISHED))
    assert commands.latest("models").arguments[1] == str(tmp_path / "first")
    settings.set(MODELS_FOLDER, str(tmp_path / "other"))
    assert storage.folder == tmp_path / "other"


def test_the_list_is_asked_for_again_when_something_was_done(
    storage: Storage, commands: FakeCommands
) -> None:
    storage.fetch()
    commands.latest("download").finish(line_of(progressed()), line_of(FINISHED))
    commands.latest("models").finish([stored(str(storage.target))])
    assert storage.full is not None
    assert storage.full.name == "model-one"
    for act, name in ((storage.verify, "verify"), (storage.remove, "remove")):
        act(storage.models[0])
        assert commands.latest(name).arguments[1] == str(storage.target)
        commands.latest(name).finish(line_of(FINISHED))
        commands.latest("models").finish([stored(str(storage.target))])


def test_a_look_that_is_under_way_is_followed_by_another(storage: Storage, commands: FakeCommands) -> None:
    for _ in range(3):
        storage.refresh()
    assert len(commands.made) == 1
    commands.latest("models").finish([stored("/b", finished=False)])
    assert len(commands.made) == 2
    commands.latest("models").finish([stored("/b")])
    assert (len(commands.made), storage.models[0].is_finished) == (2, True)


@pytest.mark.parametrize(
    ("told", "meant"),
    [("", "{data}/models"), ("~/models", "{home}/models"), ("mine", "{data}/mine"), ("/a/../b", "/b")],
)
def test_a_folder_is_the_same_for_the_window_and_the_download_however_it_is_written(
    storage: Storage,
    settings: Settings,
    commands: FakeCommands,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    told: str,
    meant: str,
) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    folder = tmp_path / meant.format(data=tmp_path, home=tmp_path / "home")
    settings.set(MODELS_FOLDER, told)
    settings.set(MODEL, f"{told or 'models'}/one")
    storage.fetch()
    assert commands.latest("download").arguments[2] == str(storage.target)
    assert storage.target.parent == folder
    assert storage.chosen == str(folder / "one")
    storage.download.stop()


def test_what_lies_beside_a_portable_program_is_found_when_its_stick_gets_another_letter(
    storage: Storage, settings: Settings, tmp_path: Path
) -> None:
    storage.keep_in(tmp_path / "mine")
    storage.choose(str(storage.target))
    elsewhere = Storage(settings, Path(os.path.abspath("/media/stick")))
    assert elsewhere.folder == Path(os.path.abspath("/media/stick/mine"))
    assert elsewhere.chosen == str(elsewhere.target)
    shiboken6.delete(elsewhere)


@pytest.mark.parametrize("ends", ["stopped", "failed"])
def test_the_list_is_asked_for_again_when_work_ends_half_way(
    storage: Storage, commands: FakeCommands, ends: str
) -> None:
    storage.refresh()
    commands.latest("models").finish([stored("/b")])
    storage.remove(storage.models[0])
    if ends == "stopped":
        storage.care.stop()
    else:
        commands.latest("remove").finish(line_of(failed("FolderUnusable")), status=2)
    assert [command.arguments[0] for command in commands.made] == ["models", "remove", "models"]


def test_models_are_kept_where_a_model_was_moved_to(
    storage: Storage, settings: Settings, commands: FakeCommands, tmp_path: Path
) -> None:
    storage.refresh()
    commands.latest("models").finish([stored(str(storage.target))])
    storage.choose(str(storage.target))
    name = storage.target.name
    storage.move(storage.models[0], tmp_path / "other disk")
    assert commands.latest("move").arguments[2:4] == ["--to", str(tmp_path / "other disk" / name)]
    commands.latest("move").finish(line_of(FINISHED))
    assert storage.folder == tmp_path / "other disk"
    assert storage.chosen == str(tmp_path / "other disk" / name)
    assert commands.latest("models").arguments[1] == str(tmp_path / "other disk")


def test_a_move_that_was_not_begun_changes_nothing(
    storage: Storage, commands: FakeCommands, tmp_path: Path
) -> None:
    storage.refresh()
    commands.latest("models").finish([stored(str(storage.target))])
    storage.choose(str(storage.target))
    storage.verify(storage.models[0])
    storage.move(storage.models[0], tmp_path / "other disk")  # as where its model was put down meanwhile
    commands.latest("verify").finish(line_of(FINISHED))
    assert (storage.folder, storage.chosen) == (tmp_path / "models", str(storage.target))


def test_a_folder_that_cannot_be_read_has_no_models(storage: Storage, commands: FakeCommands) -> None:
    storage.refresh()
    commands.latest("models").finish([stored(str(storage.target))])
    storage.refresh()
    failed = FilesFailed(kind="FolderUnusable", error=EngineError("The folder cannot be read.", "Choose."))
    commands.latest("models").finish(line_of(failed), status=2)
    assert storage.models == ()


def test_what_is_wrong_with_a_model_is_said_in_the_language_that_is_spoken(
    storage: Storage, commands: FakeCommands, qapp: QApplication
) -> None:
    words = "A file of the model is gone: {file}."
    crossed = {"problem": {"words": words, "fields": {"file": "a.bin"}}}
    problem = words.format(file="a.bin")
    storage.refresh()
    speak(qapp, "de")
    commands.latest("models").finish([stored("/b", finished=False, problem=problem) | {"said": crossed}])
    speak(qapp, "en")
    assert storage.models[0].problem == "Eine Datei des Modells ist weg: a.bin."


def test_free_space_is_that_of_the_disk_even_before_the_folder_is_there(
    storage: Storage, tmp_path: Path
) -> None:
    assert not storage.folder.exists()
    assert (storage.free_bytes() or 0) > 0
    storage.keep_in(tmp_path / ("x" * 300))  # which the system refuses to look for
    assert (storage.free_bytes() or 0) > 0


def test_closing_ends_everything(storage: Storage, commands: FakeCommands) -> None:
    storage.refresh()
    storage.fetch()
    storage.close()
    assert all(command.closed for command in commands.made)


def test_a_real_download_pauses_resumes_and_is_listed(
    settings: Settings, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "REPOSITORY", FULL.repository)
    monkeypatch.setattr(hubs, "COMMIT", FULL.commit)
    storage = Storage(settings, tmp_path / "übung 1", Command)
    with hub_of({"model.safetensors": b"w" * 900_000, "config.json": b"{}"}) as hub:
        settings.set(ENDPOINT, hub.endpoint)
        hub.break_with("throttle", "model.safetensors", value=300_000)
        any_size = ["--revision", "main"]  # of the known one, the size is known
        way = storage._way
        monkeypatch.setattr(storage, "_way", lambda: [*any_size, *way()])
        storage.fetch()
        qtbot.waitUntil(lambda: hub.sent_bytes() > 200_000, timeout=30_000)
        storage.download.stop()
        assert not storage.download.is_running
        qtbot.waitUntil(lambda: storage.download._command is None, timeout=30_000)
        storage.fetch()
        qtbot.waitUntil(lambda: storage.download.state is not JobState.RUNNING, timeout=30_000)
        assert storage.download.state is JobState.DONE, storage.download.failure
        qtbot.waitUntil(lambda: storage.full is not None and storage.full.is_finished, timeout=30_000)
        assert hub.sent_bytes() < 1_000_000
    qtbot.waitUntil(lambda: storage._listing is None, timeout=30_000)
    before, after = hub.asked("model.safetensors")
    assert before.sent_bytes < 900_000
    assert after.range not in (None, "bytes=0-")
    shiboken6.delete(storage)
