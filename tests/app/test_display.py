from __future__ import annotations

import ctypes
import socket
import sys
from pathlib import Path

import pytest

from app import display
from app.display import NO_DISPLAY, problem

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")


def test_without_any_display_the_terminal_is_pointed_to() -> None:
    assert problem({}) == NO_DISPLAY
    assert "python -m engine chat" in NO_DISPLAY


@pytest.mark.parametrize("name", [":4711", "nobody", ":", ":x", "", "localhost:99999"])
def test_a_display_that_does_not_answer_is_none(name: str) -> None:
    assert problem({"DISPLAY": name}) == NO_DISPLAY


def test_a_platform_without_a_display_server_is_taken_at_its_word() -> None:
    assert problem({"QT_QPA_PLATFORM": "offscreen"}) is None
    assert problem({"QT_QPA_PLATFORM": "offscreen:enable_fonts"}) is None


def test_a_wayland_that_listens_is_enough_unless_x11_is_wanted(tmp_path: Path) -> None:
    environment = {"XDG_RUNTIME_DIR": str(tmp_path), "WAYLAND_DISPLAY": "wayland-7"}
    assert problem(environment) == NO_DISPLAY
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        assert problem(environment) is None
        assert problem({**environment, "QT_QPA_PLATFORM": "xcb"}) == NO_DISPLAY


def test_an_x11_that_listens_is_enough_where_no_library_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(display, "_X11_SOCKETS", tmp_path)
    monkeypatch.setattr(display, "_missing_library", lambda: None)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "X7"))
        server.listen()
        assert problem({"DISPLAY": ":7.0"}) is None
        assert problem({"DISPLAY": ":7", "QT_QPA_PLATFORM": "wayland"}) == NO_DISPLAY


def test_a_missing_library_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(path: str) -> None:
        raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(ctypes, "CDLL", missing)
    said = display._missing_library()
    assert said is not None
    assert "libxcb-cursor.so.0" in said
    assert "apt install" in said
