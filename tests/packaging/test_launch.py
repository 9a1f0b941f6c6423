from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

import checks
import launch
import machine
import menu
from environment import Environment, SetupFailed

LAUNCH = Path(launch.__file__)


class BecameAnother(Exception):
    """Stands where this process would become another, the window's most often."""


@pytest.fixture(autouse=True)
def _set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setattr(Environment, "ensure", lambda _self, **_options: None)

    def become(*command: str | list[str]) -> None:
        raise BecameAnother(*command)

    monkeypatch.setattr(os, "execv", become)
    if os.name == "nt":
        monkeypatch.setattr(subprocess, "call", lambda command: become(command[0], command))


def test_help_names_the_commands() -> None:
    said = subprocess.run(
        [sys.executable, LAUNCH, "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "python3 packaging/launch.py [ARGUMENTS]" in said
    for word in ("test", "--add-to-menu", "--remove-from-menu"):
        assert f"python3 packaging/launch.py {word} " in said


def test_arguments_go_on_to_the_window() -> None:
    python = str(Environment(launch.ROOT).python)
    with pytest.raises(BecameAnother) as started:
        launch.main(["--selftest", "Hello", "--json"])
    assert started.value.args == (python, [python, "-P", "-m", "app", "--selftest", "Hello", "--json"])


@pytest.mark.skipif(os.name != "nt", reason="elsewhere this process becomes the window")
def test_on_windows_a_window_without_arguments_needs_no_console(monkeypatch: pytest.MonkeyPatch) -> None:
    python = Environment(launch.ROOT).python
    alone = [str(python), "-P", "-m", "app"]
    monkeypatch.setattr(launch, "_goes_on_alone", lambda command: command == alone)
    assert launch.main([]) == 0
    monkeypatch.setattr(launch, "_goes_on_alone", lambda _command: False)
    with pytest.raises(BecameAnother) as shown:  # where its reasons can be read
        launch.main([])
    assert shown.value.args == (str(python), [str(python), "-P", "-m", "app"])


@pytest.mark.filterwarnings("ignore:subprocess:ResourceWarning")  # that it still runs is what is wanted
@pytest.mark.parametrize(
    ("program", "open_s", "goes_on"),
    [("import time; time.sleep(3)", 0.1, True), ("", 60.0, True), ("exit(3)", 60.0, False)],
)
def test_a_process_goes_on_alone_unless_it_fails_at_once(
    monkeypatch: pytest.MonkeyPatch, program: str, open_s: float, goes_on: bool
) -> None:
    monkeypatch.setattr(launch, "_OPEN_S", open_s)
    assert launch._goes_on_alone([sys.executable, "-c", program]) is goes_on


@pytest.mark.skipif(os.name != "nt", reason="consoles are of Windows")
def test_what_it_starts_opens_no_console(monkeypatch: pytest.MonkeyPatch) -> None:
    compiler = "import ctypes, sys; sys.exit(ctypes.windll.kernel32.GetConsoleWindow())"
    program = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {compiler!r}]))"
    monkeypatch.setattr(launch, "_OPEN_S", 60.0)
    assert launch._goes_on_alone([sys.executable, "-c", program])


def test_without_a_display_the_terminal_command_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(machine, "has_display", lambda _environment: False)
    assert launch.main([]) == 2
    said = capsys.readouterr().out
    assert "no display" in said
    assert f"{Environment(launch.ROOT).python} -m engine chat --model demo" in said


def test_missing_system_packages_are_named_in_one_line_and_nothing_is_set_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(machine, "missing_packages", lambda _libraries: ["libegl1", "libgl1"])
    assert launch.main([]) == 1
    assert "apt install libegl1 libgl1\n" in capsys.readouterr().out


def test_in_continuous_integration_missing_packages_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = ["libegl1"]
    monkeypatch.setattr(machine, "missing_packages", lambda _libraries: list(missing))
    monkeypatch.setattr(machine, "installs_packages_itself", lambda _environment: True)
    monkeypatch.setattr(machine, "install_packages", lambda packages: missing.clear() if packages else None)
    with pytest.raises(BecameAnother):
        launch.main(["--selftest", "Hello"])


def test_a_failed_set_up_is_one_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_self: Environment, **_options: bool) -> None:
        raise SetupFailed("pip could not install the packages.")

    monkeypatch.setattr(Environment, "ensure", fails)
    assert launch.main([]) == 1
    assert capsys.readouterr().out == "pip could not install the packages.\n"


def test_a_folder_that_cannot_be_written_in_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(_self: Environment, **_options: bool) -> None:
        raise OSError(errno.EROFS, "Read-only file system", ".venv.lock")

    monkeypatch.setattr(Environment, "ensure", fails)
    assert launch.main([]) == 1
    told = capsys.readouterr().out
    assert "Read-only file system: '.venv.lock'" in told
    assert "a folder that you may write in" in told


def test_an_interrupt_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_self: Environment, **_options: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Environment, "ensure", interrupted)
    assert launch.main([]) == 130
    assert "Run the same command again" in capsys.readouterr().err


def test_the_test_command_runs_the_checks_offscreen_offline_and_on_one_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    seen: list[list[str]] = []

    def run(_root: Path, _python: Path) -> int:
        seen.append([os.environ[name] for name in ("QT_QPA_PLATFORM", "HF_HUB_OFFLINE", "OMP_NUM_THREADS")])
        return 1

    monkeypatch.setattr(checks, "run", run)
    assert launch.main(["test"]) == 1
    assert seen == [["offscreen", "1", "1"]]


def test_a_python_that_does_not_fit_says_which_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launch, "SUPPORTED", ((2, 0), (2, 8)))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert launch.main([]) == 2
    assert "Dewpoint needs Python 3.11 to 3.14" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the other Python")
@pytest.mark.parametrize(
    ("system", "name", "options"), [("posix", "python3.12", []), ("nt", "py", ["-3.12"])]
)
def test_a_python_that_does_not_fit_gives_way_to_one_that_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: str, name: str, options: list[str]
) -> None:
    other = tmp_path / name
    other.write_text('#!/bin/sh\n[ "$1" != -3.13 ]\n', "utf-8")
    other.chmod(0o755)
    monkeypatch.setattr(launch, "SUPPORTED", ((2, 0), (2, 8)))
    monkeypatch.setattr(launch, "OTHER_PYTHONS", {os.name: launch.OTHER_PYTHONS[system]})
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BecameAnother) as became:
        launch.main(["test"])
    assert became.value.args == (str(other), [str(other), *options, str(LAUNCH), "test"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has such a menu")
def test_it_is_set_up_before_it_is_in_the_menu_and_can_be_taken_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    entry = tmp_path / "applications" / "dewpoint.desktop"
    monkeypatch.setattr(launch, "_set_up", lambda _libraries, *, tests: None)
    assert launch.main(["--add-to-menu"]) == 1
    assert not entry.exists()
    monkeypatch.setattr(launch, "_set_up", lambda _libraries, *, tests: Path("python"))
    assert launch.main(["--add-to-menu"]) == 0
    assert entry.exists()
    assert f"in the applications menu: {entry}\n" in capsys.readouterr().out
    assert launch.main(["--remove-from-menu"]) == 0
    assert not entry.exists()
    assert "gone from the applications menu" in capsys.readouterr().out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has such a menu")
def test_a_menu_that_cannot_be_written_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert launch.main(["--add-to-menu"]) == 1
    assert "cannot be put in the applications menu" in capsys.readouterr().out


@pytest.mark.parametrize(("system", "other"), [("win32", "Dewpoint.cmd"), ("darwin", "launch.py")])
def test_where_there_is_no_such_menu_one_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], system: str, other: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert launch.main(["--add-to-menu"]) == 2
    said = capsys.readouterr().out
    assert said.startswith("That is for Linux. Here, ")
    assert other in said


def test_from_the_menu_the_window_opens_at_once_where_all_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Environment, "is_ready", lambda _self, *, tests: not tests)
    with pytest.raises(BecameAnother) as started:
        launch.main([menu.FROM_MENU])
    assert started.value.args[1][1:] == ["-P", "-m", "app"]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A terminal that can be found; it shows nothing and runs what it is given."""
    program = tmp_path / "x-terminal-emulator"
    program.write_text('#!/bin/sh\nshift\nexec "$@"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return program


@pytest.mark.skipif(os.name == "nt", reason="only Linux has such a menu")
@pytest.mark.parametrize("lacks", ["packages", "environment"])
def test_from_the_menu_a_set_up_is_shown_in_a_terminal(
    monkeypatch: pytest.MonkeyPatch, terminal: Path, lacks: str
) -> None:
    monkeypatch.setattr(Environment, "is_ready", lambda _self, **_options: lacks != "environment")
    missing = ["libegl1"] if lacks == "packages" else []
    monkeypatch.setattr(machine, "missing_packages", lambda _libraries: missing)
    with pytest.raises(BecameAnother) as became:
        launch.main([menu.FROM_MENU])
    program, command = became.value.args
    assert program == str(terminal)
    assert command[:2] == [program, "-e"]
    assert command[-3:] == [sys.executable, str(LAUNCH), "--in-terminal"]


@pytest.mark.skipif(os.name == "nt", reason="only Linux has such a menu")
@pytest.mark.parametrize(("status", "waits"), [(0, False), (1, True)])
def test_the_terminal_stays_open_where_something_failed(status: int, waits: bool) -> None:
    command = ["sh", "-c", launch._STAYING, "sh", "sh", "-c", f"exit {status}"]
    said = subprocess.run(command, input="\n", capture_output=True, text=True, check=True).stdout
    assert ("Press Enter" in said) is waits


@pytest.mark.skipif(os.name == "nt", reason="only Linux has such a menu")
def test_a_window_that_a_terminal_has_set_up_outlives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [str(Environment(launch.ROOT).python), "-P", "-m", "app"]
    monkeypatch.setattr(launch, "_goes_on_alone", lambda command: command == alone)
    assert launch.main(["--in-terminal"]) == 0


@pytest.mark.skipif(os.name == "nt", reason="sessions are of POSIX")
def test_what_goes_on_alone_is_in_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "_OPEN_S", 60.0)
    program = "import os, sys; sys.exit(os.getsid(0) != os.getpid() or os.isatty(1))"
    assert launch._goes_on_alone([sys.executable, "-c", program])
