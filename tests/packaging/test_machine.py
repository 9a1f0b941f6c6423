from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from pathlib import Path

import pytest

import machine

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is about Linux alone")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_one_of_three_variables_tells_of_a_display(name: str) -> None:
    assert machine.has_display({name: ":0"})


@on_linux
def test_on_linux_no_variable_means_no_display() -> None:
    assert not machine.has_display({"DISPLAY": ""})


def test_windows_always_has_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert machine.has_display({})
    assert machine.qt_libraries({}) == {}


@on_linux
@pytest.mark.parametrize(
    ("environment", "plugin"),
    [
        ({"DISPLAY": ":0"}, machine.XCB_LIBRARIES),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, machine.WAYLAND_LIBRARIES),
        ({"WAYLAND_DISPLAY": "wayland-0"}, machine.WAYLAND_LIBRARIES),
        ({"QT_QPA_PLATFORM": "wayland;xcb", "DISPLAY": ":0"}, machine.WAYLAND_LIBRARIES),
        ({"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}, {}),
    ],
)
def test_the_libraries_follow_the_platform_that_qt_will_choose(
    environment: dict[str, str], plugin: dict[str, str]
) -> None:
    assert machine.qt_libraries(environment) == machine.QT_LIBRARIES | plugin


@on_linux
def test_the_package_of_a_library_that_cannot_be_loaded_is_missing_once() -> None:
    libraries = {
        "libno-such-one.so.1": "libno-such",
        "libno-such-two.so.1": "libno-such",
        "libc.so.6": "libc6",
    }
    assert machine.missing_packages(libraries) == ["libno-such"]


def test_a_python_without_ensurepip_lacks_its_venv_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert machine.missing_packages({}) == [f"python{version}-venv"]


@on_linux
@pytest.mark.parametrize("tools", [[], ["gcc"], ["clang", "Python.h"], ["gcc", "Python.h"]])
def test_what_triton_compiles_with_is_missing_by_its_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tools: list[str]
) -> None:
    for name in tools:
        (tmp_path / name).touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(sysconfig, "get_path", lambda *_scheme: str(tmp_path))
    headers = [] if "Python.h" in tools else [f"python{sys.version_info.major}.{sys.version_info.minor}-dev"]
    assert machine.compiler_packages() == ([] if tools else ["gcc", "libc6-dev"]) + headers
    monkeypatch.setattr(sys, "platform", "win32")
    assert machine.compiler_packages() == []


@on_linux
@pytest.mark.parametrize(
    ("environment", "user", "allowed"),
    [({"CI": "true"}, 0, True), ({"CI": "true"}, 1000, False), ({}, 0, False)],
)
def test_only_root_in_continuous_integration_installs_packages_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], user: int, allowed: bool
) -> None:
    apt = tmp_path / "apt-get"
    apt.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert machine.installs_packages_itself(environment) is allowed


@on_linux
@pytest.mark.parametrize(
    ("user", "line"),
    [
        (1000, "sudo apt update && sudo apt install libegl1 libgl1"),
        (0, "apt update && apt install libegl1 libgl1"),
    ],
)
def test_the_line_for_apt_fits_the_user(monkeypatch: pytest.MonkeyPatch, user: int, line: str) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert machine.apt_line(["libegl1", "libgl1"]) == line


@on_linux
def test_packages_are_installed_with_apt_after_its_lists_are_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $@" >> {tmp_path}/said\n', "utf-8")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    machine.install_packages(["libegl1", "libgl1"])
    update, install = (tmp_path / "said").read_text("utf-8").splitlines()
    assert update.startswith("noninteractive update")
    assert install.startswith("noninteractive install")
    assert install.endswith("libegl1 libgl1")
