"""The environment's life, with real files and a pip that writes a package instead of fetching one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import environment
import machine
import torch_build
from environment import Environment, SetupFailed

PROJECT = """
[project]
dependencies = ["torch>=2.11,<2.16", "windows"]
[project.optional-dependencies]
cuda = ["compiler"]
test = ["tester"]
"""


@dataclass
class Commands:
    """Stands where venv and pip are started: notes each command and does its work in small."""

    site_packages: Path
    ran: list[list[str]] = field(default_factory=list)
    refused: Callable[[list[str]], bool] = lambda _command: False
    interrupted: Callable[[list[str]], bool] = lambda _command: False

    def __call__(self, command: list[str], lock: int, *, shown: bool = True) -> bool:
        self.ran.append(command)
        if self.interrupted(command):
            raise KeyboardInterrupt
        if self.refused(command):
            return False
        if "venv" in command:
            self._venv(Path(command[-1]))
        elif "--dry-run" not in command:
            self._install("tester" if "tester" in command else command[-1].split("=")[0])
        return True

    def _venv(self, folder: Path) -> None:
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        python.parent.mkdir(parents=True)
        python.touch()
        (folder / "pyvenv.cfg").touch()
        self.site_packages.mkdir(parents=True)

    def _install(self, name: str) -> None:
        (self.site_packages / f"{name}.py").touch()
        dist_info = self.site_packages / f"{name}-1.dist-info"
        dist_info.mkdir(exist_ok=True)
        (dist_info / "RECORD").write_text(f"{name}.py,,\n{name}-1.dist-info/RECORD,,\n", "utf-8")

    @property
    def installs(self) -> list[list[str]]:
        by_pip = [command for command in self.ran if "install" in command]
        return [command for command in by_pip if "--dry-run" not in command and command[-1] != "pip"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    (tmp_path / "pyproject.toml").write_text(PROJECT, "utf-8")
    monkeypatch.setattr(torch_build, "choose", lambda: torch_build.Choice("cpu", "No card"))
    monkeypatch.setattr(torch_build, "driver_trace", lambda: "")
    return Environment(tmp_path)


@pytest.fixture
def commands(place: Environment, monkeypatch: pytest.MonkeyPatch) -> Commands:
    recorder = Commands(place.site_packages)
    monkeypatch.setattr(environment, "_succeeds", recorder)
    return recorder


def _was_made_again(commands: Commands) -> bool:
    return any("venv" in command for command in commands.ran)


def test_a_second_start_runs_no_command(place: Environment, commands: Commands) -> None:
    place.ensure(tests=False)
    commands.ran.clear()
    place.ensure(tests=False)
    assert commands.ran == []


def test_the_window_gets_the_requirements_and_the_tests_get_theirs_too(
    place: Environment, commands: Commands
) -> None:
    place.ensure(tests=False)
    torch = torch_build.requirement("cpu")
    assert commands.installs[-1][-3:] == [torch, "torch>=2.11,<2.16", "windows"]
    place.ensure(tests=True)
    assert commands.installs[-1][-4:] == [torch, "torch>=2.11,<2.16", "windows", "tester"]


def test_a_card_gets_what_compiles_its_kernels(
    place: Environment, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch_build, "choose", lambda: torch_build.Choice("cuda", "A card"))
    monkeypatch.setattr(machine, "compiler_packages", list)
    place.ensure(tests=True)
    assert commands.installs[-1][-3:] == ["windows", "compiler", "tester"]


def test_a_card_without_a_compiler_is_told_what_to_install_and_gets_its_environment(
    place: Environment,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(torch_build, "choose", lambda: torch_build.Choice("cuda", "A card"))
    monkeypatch.setattr(machine, "compiler_packages", lambda: ["gcc", "libc6-dev"])
    place.ensure(tests=False)
    assert "apt install gcc libc6-dev" in capsys.readouterr().out
    assert "compiler" in commands.installs[-1]


def test_the_tools_for_the_tests_are_added_to_what_is_there_and_stay(
    place: Environment, commands: Commands
) -> None:
    place.ensure(tests=False)
    commands.ran.clear()
    place.ensure(tests=True)
    assert not _was_made_again(commands)
    commands.ran.clear()
    place.ensure(tests=False)
    assert commands.ran == []


def test_pytorchs_index_is_asked_only_where_pip_has_no_such_build(
    place: Environment, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    place.ensure(tests=False)
    assert not any("--extra-index-url" in command for command in commands.ran)
    (place.folder / "dewpoint.json").unlink()
    commands.refused = lambda command: "--dry-run" in command
    place.ensure(tests=False)
    asked = [command for command in commands.ran if "--extra-index-url" in command]
    assert [command[-2:] for command in asked] == [[torch_build.index("cpu"), torch_build.requirement("cpu")]]


def test_a_changed_pyproject_is_installed_into_what_is_there(place: Environment, commands: Commands) -> None:
    place.ensure(tests=False)
    commands.ran.clear()
    (place.root / "pyproject.toml").write_text(PROJECT.replace("windows", "doors"), "utf-8")
    place.ensure(tests=False)
    assert commands.installs[-1][-1] == "doors"
    assert not _was_made_again(commands)


def test_a_changed_pyproject_keeps_the_tools_for_the_tests(place: Environment, commands: Commands) -> None:
    place.ensure(tests=True)
    (place.root / "pyproject.toml").write_text(PROJECT.replace("tester", "checker"), "utf-8")
    place.ensure(tests=False)
    assert commands.installs[-1][-1] == "checker"


@pytest.mark.parametrize("name", ["windows.py", "dewpoint.pth", "../../../pyvenv.cfg", "../../../bin/python"])
@pytest.mark.skipif(os.name == "nt", reason="the folders have other names on Windows")
def test_a_missing_file_is_named_and_the_environment_made_again(
    place: Environment, commands: Commands, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place.ensure(tests=False)
    commands.ran.clear()
    (place.site_packages / name).unlink()
    place.ensure(tests=False)
    assert f"({Path(name).name} is gone)" in capsys.readouterr().out
    assert _was_made_again(commands)
    assert (place.site_packages / name).exists()


def test_an_interrupted_set_up_is_made_again(place: Environment, commands: Commands) -> None:
    commands.interrupted = lambda command: "windows" in command
    with pytest.raises(KeyboardInterrupt):
        place.ensure(tests=False)
    commands.ran.clear()
    commands.interrupted = lambda _command: False
    place.ensure(tests=False)
    assert _was_made_again(commands)


def test_an_interrupted_extension_makes_it_again_with_the_tools(
    place: Environment, commands: Commands
) -> None:
    place.ensure(tests=False)
    commands.interrupted = lambda command: "tester" in command
    with pytest.raises(KeyboardInterrupt):
        place.ensure(tests=True)
    commands.interrupted = lambda _command: False
    commands.ran.clear()
    place.ensure(tests=True)
    assert _was_made_again(commands)
    assert (place.site_packages / "tester.py").exists()


def test_a_refused_extension_leaves_a_whole_environment_as_it_was(
    place: Environment, commands: Commands
) -> None:
    place.ensure(tests=False)
    commands.refused = lambda command: "tester" in command
    with pytest.raises(SetupFailed, match="network"):
        place.ensure(tests=True)
    commands.ran.clear()
    place.ensure(tests=False)
    assert commands.ran == []


def test_a_torch_that_cannot_be_had_is_told_and_nothing_else_is_tried(
    place: Environment, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    commands.refused = lambda command: torch_build.requirement("cpu") in command
    with pytest.raises(SetupFailed, match=r"CPU build of torch from https://\S+/cpu\."):
        place.ensure(tests=False)
    assert not any("windows" in command for command in commands.ran)


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"files": []}'])
def test_a_stamp_that_cannot_be_read_counts_as_none(
    place: Environment, commands: Commands, stamp: str
) -> None:
    place.ensure(tests=False)
    commands.ran.clear()
    (place.folder / "dewpoint.json").write_text(stamp, "utf-8")
    place.ensure(tests=False)
    assert _was_made_again(commands)


def test_a_python_that_is_gone_makes_the_environment_again(
    place: Environment, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = place.root / "python.exe"
    base.touch()
    monkeypatch.setattr(sys, "_base_executable", str(base))
    place.ensure(tests=False)
    commands.ran.clear()
    place.ensure(tests=False)
    assert commands.ran == []
    base.unlink()
    place.ensure(tests=False)
    assert _was_made_again(commands)


def test_another_python_makes_the_environment_again(
    place: Environment, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as at_that_time:
        at_that_time.setattr(Environment, "_place", lambda _self: "Python 3.99")
        place.ensure(tests=False)
    commands.ran.clear()
    place.ensure(tests=False)
    assert _was_made_again(commands)


def test_a_driver_that_came_later_brings_the_cuda_build(
    place: Environment, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.ensure(tests=False)
    commands.ran.clear()
    monkeypatch.setattr(torch_build, "driver_trace", lambda: "580")
    monkeypatch.setattr(torch_build, "choose", lambda: torch_build.Choice("cuda", "A card"))
    place.ensure(tests=False)
    assert _was_made_again(commands)
    assert torch_build.requirement("cuda") in commands.installs[0]


def test_a_driver_that_falls_silent_costs_nothing_that_was_fetched(
    place: Environment,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as at_that_time:
        at_that_time.setattr(torch_build, "choose", lambda: torch_build.Choice("cuda", "A card"))
        place.ensure(tests=False)
    commands.ran.clear()
    monkeypatch.setattr(torch_build, "driver_trace", lambda: "mismatch")
    place.ensure(tests=False)
    assert "the CUDA build of torch stays" in capsys.readouterr().out
    assert not _was_made_again(commands)
    assert torch_build.requirement("cuda") in commands.installs[0]
    commands.ran.clear()
    place.ensure(tests=False)
    assert commands.ran == []


def test_the_environment_is_made_by_the_python_beneath_as_its_own_goes_with_it(
    place: Environment, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(place.python))
    place.ensure(tests=False)
    (made,) = (command for command in commands.ran if "venv" in command)
    assert made[0] == sys._base_executable  # type: ignore[attr-defined]  # it has it, without a promise


@pytest.mark.parametrize("what", ["file", "folder", "dangling link"])
def test_whatever_lies_in_the_place_makes_way(place: Environment, commands: Commands, what: str) -> None:
    if what == "file":
        place.folder.write_text("not an environment", "utf-8")
    elif what == "folder":
        (place.folder / "bin").mkdir(parents=True)
    else:
        place.folder.symlink_to(place.root / "nowhere")
    place.ensure(tests=False)
    assert place.python.exists()


def test_of_a_link_only_the_link_is_removed(place: Environment, commands: Commands, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "letter.txt").write_text("keep me", "utf-8")
    place.folder.symlink_to(elsewhere)
    place.ensure(tests=False)
    assert (elsewhere / "letter.txt").read_text("utf-8") == "keep me"
    assert not place.folder.is_symlink()


@pytest.mark.skipif(os.name == "nt", reason="the folders have other names on Windows")
def test_the_checkout_can_be_imported_from_anywhere_also_where_the_system_cannot_spell_its_path(
    tmp_path: Path,
) -> None:
    place = Environment(tmp_path / "Jürgen")
    place.root.mkdir()
    (place.root / "engine.py").write_text("print('found')", "utf-8")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place.folder)], check=True)
    place._lead_to_checkout()
    ascii_alone = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [str(place.python), "-P", "-m", "engine"],
        cwd=tmp_path,
        env=ascii_alone,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "found\n"
