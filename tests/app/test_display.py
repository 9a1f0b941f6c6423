from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo

from app import display
from app.display import NO_DISPLAY, problem

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")


def test_the_frame_that_is_asked_for_on_wayland_is_one_that_qt_has(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from app.main import application, Settings;"
        "application(Settings(Path(sys.argv[1]))); print(os.environ['QT_WAYLAND_DECORATION'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    assert (plugins / "wayland-decoration-client" / f"lib{done.stdout.strip()}.so").is_file()


def test_without_any_display_the_terminal_is_pointed_to() -> None:
    assert problem({}) == NO_DISPLAY
    assert "python -m engine chat" in NO_DISPLAY


@pytest.mark.parametrize("name", [":4711", "nobody", ":", ":x", "", "localhost:99999"])
def test_a_display_that_does_not_answer_is_none(name: str) -> None:
    assert problem({"DISPLAY": name}) == NO_DISPLAY


def test_a_platform_without_a_display_server_is_taken_at_its_word() -> None:
    assert problem({"QT_QPA_PLATFORM": "offscreen"}) is None
    assert problem({"QT_QPA_PLATFORM": "offscreen:enable_fonts"}) is None


@pytest.fixture
def nothing_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(display, "_missing_library", lambda _plugin: None)


@pytest.mark.usefixtures("nothing_missing")
def test_a_wayland_that_listens_is_enough_unless_x11_is_wanted(tmp_path: Path) -> None:
    environment = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-7"}
    assert problem(environment) == NO_DISPLAY
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        assert problem(environment) is None
        assert problem({**environment, "QT_QPA_PLATFORM": "xcb"}) == NO_DISPLAY


@pytest.mark.usefixtures("nothing_missing")
def test_an_x11_that_listens_is_enough_unless_wayland_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display, "_X11_SOCKETS", tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "X7"))
        server.listen()
        assert problem({"DISPLAY": ":7.0"}) is None
        assert problem({"DISPLAY": ":7", "QT_QPA_PLATFORM": "wayland"}) == NO_DISPLAY


def test_where_both_answer_one_whose_library_is_missing_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = ["wayland", "xcb"]
    monkeypatch.setattr(display, "_X11_SOCKETS", tmp_path)
    monkeypatch.setattr(display, "_missing_library", lambda plugin: plugin if plugin in lacking else None)
    environment = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-7", "DISPLAY": ":7"}
    with socket.socket(socket.AF_UNIX) as wayland, socket.socket(socket.AF_UNIX) as x11:
        for server, name in ((wayland, "wayland-7"), (x11, "X7")):
            server.bind(str(tmp_path / name))
            server.listen()
        assert problem(environment) == "wayland"  # Qt tries it first
        assert problem({**environment, "QT_QPA_PLATFORM": "xcb"}) == "xcb"
        lacking.remove("xcb")
        assert problem(environment) is None


@pytest.mark.parametrize(
    ("plugin", "library", "package"),
    [
        ("xcb", "libxcb-cursor.so.0", "libxcb-cursor0"),
        ("wayland", "libwayland-cursor.so.0", "libwayland-cursor0"),
    ],
)
def test_a_missing_library_is_named_with_the_way_to_get_it(
    plugin: str, library: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(path: str) -> None:
        assert Path(path).name == f"libq{plugin}.so"
        raise OSError(f"{library}: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    said = display._missing_library(plugin)
    assert said is not None
    assert library in said
    assert package in said.partition("apt install")[2]
