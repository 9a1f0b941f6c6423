"""The engine's command line as a process of the window."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.command import Command
from engine import TOKEN_VARIABLE, WINDOW_VARIABLE
from tests.engine.weights.hub import REPOSITORY, hub_of
from tests.quick import quickest


@pytest.fixture
def made(qapp: QApplication) -> Iterator[list[Command]]:
    commands: list[Command] = []
    yield commands
    for command in commands:
        command.close()
        shiboken6.delete(command)


def test_lines_are_told_and_then_the_end(made: list[Command], qtbot: QtBot, tmp_path: Path) -> None:
    made.append(Command(["models", str(tmp_path), "--json"]))
    lines: list[str] = []
    made[0].told.connect(lines.append)
    with qtbot.waitSignal(made[0].ended, timeout=30_000) as ended:
        made[0].start()
    assert (lines, ended.args) == (["[]"], [0])


def test_a_status_says_that_it_failed(made: list[Command], qtbot: QtBot) -> None:
    made.append(Command(["verify", "/none"]))
    with qtbot.waitSignal(made[0].ended, timeout=30_000) as ended:
        made[0].start()
    assert ended.args == [2]


def test_stopping_ends_a_stalled_download_within_250_ms(
    made: list[Command], qtbot: QtBot, tmp_path: Path
) -> None:
    def stopped_s() -> float:
        asked_before = len(hub.asked("model.safetensors"))
        hub.break_with("stall", "model.safetensors", after=1000, value=30)
        options = ["--repo", REPOSITORY, "--to", str(tmp_path / "m"), "--endpoint", hub.endpoint]
        command = Command(["download", *options, "--json"])
        made.append(command)
        command.start()
        qtbot.waitUntil(lambda: len(hub.asked("model.safetensors")) > asked_before, timeout=30_000)
        qtbot.waitUntil(lambda: hub.asked("model.safetensors")[-1].sent_bytes > 0, timeout=30_000)
        began_s = time.monotonic()
        with qtbot.waitSignal(command.ended, timeout=10_000) as ended:
            command.stop()
        assert ended.args == [-1]
        return time.monotonic() - began_s

    with hub_of({"model.safetensors": b"x" * 200_000}) as hub:
        assert quickest(stopped_s, within=0.25) < 0.25


def test_a_program_that_cannot_be_started_ends(made: list[Command], qtbot: QtBot) -> None:
    made.append(Command(["doctor"]))
    made[0]._process.setProgram("/none")
    with qtbot.waitSignal(made[0].ended, timeout=30_000) as ended:
        made[0].start()
    assert ended.args == [-1]


def test_a_command_is_told_whose_it_is(made: list[Command]) -> None:
    made.append(Command(["doctor"]))
    made[0].confide(TOKEN_VARIABLE, "secret")
    assert made[0]._process.processEnvironment().value(WINDOW_VARIABLE) == str(os.getpid())


def test_a_token_reaches_the_hub_and_stands_on_no_command_line(
    made: list[Command], qtbot: QtBot, tmp_path: Path
) -> None:
    with hub_of({"model.safetensors": b"x" * 2000}) as hub:
        options = ["--repo", REPOSITORY, "--to", str(tmp_path / "m"), "--endpoint", hub.endpoint]
        made.append(Command(["download", *options, "--json"]))
        made[0].confide(TOKEN_VARIABLE, "secret")
        lines: list[str] = []
        made[0].told.connect(lines.append)
        with qtbot.waitSignal(made[0].ended, timeout=30_000):
            made[0].start()
        assert {asked.authorized for asked in hub.log if asked.where in ("hub", "api")} == {True}
        assert {asked.authorized for asked in hub.log if asked.where == "cdn"} == {False}
    assert "secret" not in " ".join([*made[0]._process.arguments(), *lines])
    assert TOKEN_VARIABLE not in os.environ
