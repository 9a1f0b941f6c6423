"""What this machine offers a window: a display, the system libraries that Qt loads, pip for an environment.

Linux is tested, and Windows under Wine; the answers for macOS follow its documentation and were never run.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

# What the libraries and plugins of PySide6-Essentials 6.11 link to, and the Debian package that holds it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
XCB_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether Qt has somewhere to draw; on Windows and macOS always."""
    if not sys.platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def qt_libraries(environment: Mapping[str, str]) -> dict[str, str]:
    """The system libraries that Qt needs for the platform it will choose: file name -> Debian package."""
    if not sys.platform.startswith("linux"):
        return {}
    default = "wayland" if environment.get("WAYLAND_DISPLAY") else "xcb"
    platform = (environment.get("QT_QPA_PLATFORM") or default).split(":")[0].split(";")[0]
    return QT_LIBRARIES | {"xcb": XCB_LIBRARIES, "wayland": WAYLAND_LIBRARIES}.get(platform, {})


def missing_packages(libraries: Mapping[str, str]) -> list[str]:
    """The Debian packages of those libraries that this process cannot load, and the one that brings venv."""
    missing = {package for library, package in libraries.items() if not _loads(library)}
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it apart from Python
        missing.add(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return sorted(missing)


def compiler_packages() -> list[str]:
    """The Debian packages that are missing of what Triton compiles a GPU's kernels with.

    On Linux it takes the system's compiler and Python's headers; on Windows it brings its own.
    """
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    if not (os.environ.get("CC") or shutil.which("gcc") or shutil.which("clang")):
        missing += ["gcc", "libc6-dev"]
    if not (Path(sysconfig.get_path("include", "posix_prefix")) / "Python.h").exists():
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-dev")
    return missing


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_line(packages: list[str]) -> str:
    """The command that installs Debian packages, also where no package list was fetched yet."""
    sudo = "" if _is_root() else "sudo "
    return f"{sudo}apt update && {sudo}apt install {' '.join(packages)}"


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def installs_packages_itself(environment: Mapping[str, str]) -> bool:
    """Whether system packages may be installed unasked: as root, in continuous integration, with apt."""
    return environment.get("CI") == "true" and _is_root() and shutil.which("apt-get") is not None


def install_packages(packages: list[str]) -> None:
    """Install Debian packages with apt-get; whether that worked shows when they are looked for again."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=quiet, check=False)
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    subprocess.run(install, env=quiet, check=False)
