"""`python -m engine download|verify|move|remove`, as a person or a script meets them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import getproxies_environment

import pytest

from engine.__main__ import main
from engine.errors import EngineError
from engine.events import DownloadProgressed, FileProgress, FilesFailed, FileState
from engine.files_command import _WordsPrinter
from engine.json_lines import files_event
from engine.weights.download.folder import RECORD
from engine.words import said_again
from tests.engine.weights.fetching import assert_complete
from tests.engine.weights.hub import REPOSITORY, Hub, hub_of

ROOT = Path(__file__).resolve().parents[2]
FILES = {"config.json": b"{}", "model.safetensors": b"weights" * 100_000}


@pytest.fixture
def hub() -> Any:
    with hub_of(FILES) as made:
        yield made


def _download(hub: Hub, folder: Path, *more: str) -> list[str]:
    return ["download", "--repo", REPOSITORY, "--to", str(folder), "--endpoint", hub.endpoint, *more]


def test_download_verify_move_and_remove_in_words(
    hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = tmp_path / "one", tmp_path / "zwei ü"
    assert main(_download(hub, one)) == 0
    assert_complete(one, FILES)
    assert main(["verify", str(one)]) == 0
    assert main(["move", str(one), "--to", str(two), "--endpoint", hub.endpoint]) == 0
    assert not one.exists()
    assert_complete(two, FILES)
    assert main(["models", str(tmp_path)]) == 0
    assert main(["models", str(tmp_path), "--json"]) == 0
    assert main(["remove", str(two)]) == 0
    assert not two.exists()
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count("Complete and verified") == 3
    assert "Removed" in said.out
    assert "700.0 kB of 700.0 kB, complete" in said.out
    assert '"is_finished": true' in said.out


def test_a_list_says_where_there_are_no_models_and_fails_where_there_is_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path}: no folder in it holds a model\n"
    assert main(["models", str(tmp_path / "none")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"The folder {tmp_path / 'none'} cannot be used: ")


def test_who_is_asked_is_said_at_once_and_each_wait(
    hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.break_with("status", where="api", value=429, headers={"Retry-After": "1"})
    asking = f"Asking {hub.endpoint} what there is to fetch."
    assert main(_download(hub, tmp_path / "one")) == 0
    assert capsys.readouterr().out.splitlines()[:3] == [asking, "No usable answer, next try in 1 s.", asking]
    assert main(_download(hub, tmp_path / "one")) == 0
    assert asking not in capsys.readouterr().out  # it is written down


def test_json_ends_with_the_result(hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_download(hub, tmp_path / "one", "--json")) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines if line["event"] != "DownloadProgressed"] == [
        "DownloadStarted",
        "FilesFinished",
    ]
    assert lines[-2]["files"][0] == {
        "path": "config.json",
        "state": "done",
        "done_bytes": 2,
        "total_bytes": 2,
        "wait_s": None,
    }


@pytest.mark.parametrize(
    ("arguments", "status", "kind"),
    [
        (["verify", "{tmp}/none"], 2, "ModelMissing"),
        (["remove", "{tmp}"], 2, "ModelMissing"),
        (["download", "--to", "{tmp}/file"], 2, "FolderUnusable"),
        (["download", "--to", "{tmp}/x", "--repo", "nobody/nothing"], 2, "NotOffered"),
        (["download", "--to", "{tmp}/x", "--endpoint", "http://hub.example"], 2, "InvalidOption"),
        (["download", "--to", "{tmp}/x", "--endpoint", "https://127.0.0.1:99999999"], 2, "InvalidOption"),
        (["download", "--to", "{tmp}/x", "--proxy", "http://me:secret@host:abc"], 2, "InvalidOption"),
        (["download", "--to", "{tmp}/x", "--proxy", "host:99999999"], 2, "InvalidOption"),
    ],
)
def test_what_cannot_be_done_is_said_twice(
    hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, kind: str
) -> None:
    (tmp_path / "file").touch()
    given = [argument.replace("{tmp}", str(tmp_path)) for argument in arguments]
    if given[0] == "download":
        given += [] if "--endpoint" in given else ["--endpoint", hub.endpoint]
        given += [] if "--repo" in given else ["--repo", REPOSITORY]
    assert main([*given, "--json"]) == status
    said = capsys.readouterr()
    failed = json.loads(said.out.splitlines()[-1])
    assert (failed["event"], failed["kind"]) == ("FilesFailed", kind)
    assert said.err.splitlines() == [failed["title"], failed["hint"]]
    assert "secret" not in said.out + said.err


@pytest.mark.skipif(sys.platform == "win32", reason="closes a folder with a mode")
@pytest.mark.parametrize("arguments", [["--to", "{closed}/x"], ["--to", "{open}", "--have", "{closed}/x"]])
def test_a_folder_that_may_not_be_read_is_said(hub: Hub, tmp_path: Path, arguments: list[str]) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    as_anybody = [] if os.geteuid() else ["unshare", "--user"]  # nothing is closed to root
    given = [argument.format(closed=closed, open=tmp_path / "open") for argument in arguments]
    command = [sys.executable, "-m", "engine", "download", "--repo", REPOSITORY, "--endpoint", hub.endpoint]
    done = subprocess.run(
        [*as_anybody, *command, *given], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if as_anybody and "unshare" in done.stderr:
        pytest.skip(f"nobody else to be here: {done.stderr[:100]}")
    assert done.returncode == 2, done.stderr
    assert str(closed) in done.stderr
    assert "defect" not in done.stderr


def test_a_failure_that_crosses_to_another_process_is_said_in_its_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    assert main(["verify", str(tmp_path), "--json"]) == 2
    line = capsys.readouterr().out.splitlines()[-1]
    request.getfixturevalue("bracketed")
    failed = files_event(line)
    assert isinstance(failed, FilesFailed)
    assert failed.error.title == f"⟦There is no finished model in {tmp_path}.⟧"
    assert failed.error.hint == "⟦Download it, or choose another folder.⟧"


def test_what_is_wrong_with_a_model_crosses_with_what_it_was_made_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / RECORD).write_text("{}")
    assert main(["models", str(tmp_path), "--json"]) == 0
    (model,) = json.loads(capsys.readouterr().out)
    assert model["problem"] == f"The list of files {RECORD} in {tmp_path / 'one'} was changed."
    request.getfixturevalue("bracketed")
    assert said_again(model["said"]["problem"]) == f"⟦{model['problem']}⟧"


def test_a_known_model_that_is_another_one_is_refused(
    hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.engine.weights.hub.REPOSITORY", "nvidia/diffusiongemma-26B-A4B-it-NVFP4")
    assert main(["download", "--to", str(tmp_path / "x"), "--endpoint", hub.endpoint]) == 1
    assert "removed or replaced" in capsys.readouterr().err  # the pinned commit is not the one it has


def _wait_until(condition: Any) -> None:
    until_s = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until_s
        time.sleep(0.01)


def _as_in_a_terminal() -> None:
    """Take interrupts, also where the tests run in the background and ignore them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="sends an interrupt as a terminal does")
@pytest.mark.parametrize("kind", ["stall", "mute"])
def test_an_interrupt_pauses_at_once_and_says_how_to_go_on(hub: Hub, tmp_path: Path, kind: str) -> None:
    hub.break_with(kind, "model.safetensors", after=100_000, value=30)
    command = [sys.executable, "-m", "engine", *_download(hub, tmp_path / "one")]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, preexec_fn=_as_in_a_terminal
    ) as child:
        assert child.stderr is not None
        _wait_until(lambda: bool(hub.asked("model.safetensors")))
        time.sleep(0.3)
        began_s = time.monotonic()
        os.kill(child.pid, signal.SIGINT)
        said = child.stderr.read().decode()
        child.wait(10)
    assert time.monotonic() - began_s < 20  # and not when the line has a word to say
    assert child.returncode == 130
    assert "goes on from there" in said


def test_killed_at_random_it_loses_nothing(hub: Hub, tmp_path: Path) -> None:
    from tests.engine.weights.trials import kill_and_resume

    report = kill_and_resume(tmp_path / "to", size_bytes=6_000_000, cycles=4, seed=1, seconds=4)
    assert isinstance(report["sent_bytes"], int)
    assert report["sent_bytes"] < 1.05 * 6_000_000
    assert report["is_complete"] is True


def test_a_reader_that_leaves_ends_it(hub: Hub, tmp_path: Path) -> None:
    hub.break_with("throttle", "model.safetensors", value=50_000)
    command = [sys.executable, "-m", "engine", *_download(hub, tmp_path / "one", "--json")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.readline()
        child.stdout.close()
        assert (child.stderr.read(), child.wait(60)) == (b"", 1)


def test_the_proxy_and_the_token_reach_the_download_and_the_token_nothing_else(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEWPOINT_HUB_TOKEN", "secret")
    proxied = ("--proxy", "http://127.0.0.1:1")  # nobody is there, and nobody is asked for this machine
    assert main(_download(hub, tmp_path / "one", *proxied)) == 0
    assert os.environ["https_proxy"] == "http://127.0.0.1:1"
    assert all(asked.authorized for asked in hub.log if asked.where == "hub")
    assert "DEWPOINT_HUB_TOKEN" not in os.environ  # whatever this process starts does not see it
    monkeypatch.setenv("DEWPOINT_HUB_TOKEN", "secret")
    hub.break_with("status", "model.safetensors", where="hub", value=403)
    assert main(_download(hub, tmp_path / "two", "--json")) == 2
    said = capsys.readouterr()
    assert "secret" not in said.out + said.err
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]


def test_without_a_proxy_of_its_own_a_download_takes_the_systems(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_proxies(monkeypatch)
    system = {"http": "http://127.0.0.1:1", "https": "http://proxy.example:8080"}
    # Windows and macOS look up their own settings where no variable is set
    monkeypatch.setattr("engine.files_command.getproxies", lambda: getproxies_environment() or system)
    assert main(_download(hub, tmp_path / "one")) == 0
    assert getproxies_environment() == system | {"no": "localhost,127.0.0.1,::1"}


def test_a_proxy_that_is_none_of_the_web_is_refused_and_another_takes_its_place(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _without_proxies(monkeypatch)
    monkeypatch.setitem(os.environ, "ALL_PROXY", "socks5://127.0.0.1:1")
    assert main(_download(hub, tmp_path / "one")) == 2
    assert "The proxy speaks socks5" in capsys.readouterr().err
    assert main(_download(hub, tmp_path / "one", "--proxy", "127.0.0.1:1")) == 0


def _without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have an environment for the test alone, in which no proxy is set."""
    unset = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    monkeypatch.setattr(os, "environ", unset)


@pytest.mark.parametrize(("command", "goes_on"), [("move", True), ("verify", False), ("remove", False)])
def test_an_interrupt_promises_to_go_on_where_that_is_what_happens(
    command: str,
    goes_on: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"engine.files_command.{command}", interrupted)
    to = ["--to", str(tmp_path / "new")] if command == "move" else []
    assert main([command, str(tmp_path), *to]) == 130
    assert ("the same command goes on" in capsys.readouterr().err) is goes_on


class _Terminal:
    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    """A terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    return _Terminal()


def _progress(done_bytes: int, left_s: float) -> DownloadProgressed:
    row = FileProgress(path="a", state=FileState.WAITING, done_bytes=0, total_bytes=9, wait_s=4.2)
    return DownloadProgressed(
        done_bytes=done_bytes, total_bytes=10**9, bytes_per_second=2e7, remaining_s=left_s, files=(row,)
    )


def test_a_terminal_shows_progress_on_one_line(terminal: _Terminal) -> None:
    printer = _WordsPrinter(terminal)  # type: ignore[arg-type]  # as much of a terminal as is used
    printer(_progress(5 * 10**8, 200.0))
    printer(_progress(10**9, 30.0))
    assert terminal.text.split("\r") == [
        "500.0 MB of 1.0 GB, 20.0 MB/s, 3 min left, next try in 4 s",
        "1.0 GB of 1.0 GB, 20.0 MB/s, 30 s left, next try in 4 s   ",
        "",
    ]


def test_progress_is_not_broken_into_two_lines_where_a_terminal_is_narrow(
    terminal: _Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    _WordsPrinter(terminal)(_progress(5 * 10**8, 200.0))  # type: ignore[arg-type]  # see above
    assert terminal.text == "500.0 MB of 1.0 GB,\r"


def test_an_error_is_not_written_over_what_has_passed(terminal: _Terminal) -> None:
    printer = _WordsPrinter(terminal)  # type: ignore[arg-type]  # see above
    failed = FilesFailed(kind="DiskFull", error=EngineError("No room."))
    printer(failed)
    assert terminal.text == ""
    printer(_progress(5 * 10**8, 200.0))
    printer(failed)
    assert terminal.text.endswith("next try in 4 s\r\n")
