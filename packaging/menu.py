"""Dewpoint in the applications menu of a Linux desktop: an entry and its icons, for this person alone.

They follow freedesktop.org's Desktop Entry, Icon Theme and Base Directory specifications. Nothing here is
needed to run Dewpoint.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

NAME = "dewpoint"  # the window calls itself so as well, and is known by that as the entry's
FROM_MENU = "--from-menu"
_ICONS = {"scalable": "dewpoint.svg", "16x16": "dewpoint-16.svg"}  # small, it keeps only four of its squares
_ENTRY = """\
[Desktop Entry]
Type=Application
Version=1.4
Name=Dewpoint
GenericName=Text diffusion chat
GenericName[de]=Chat mit Textdiffusion
Comment=Watch answers condense out of noise, on your own PC
Comment[de]=Sieh zu, wie sich Antworten aus Rauschen verdichten, auf deinem PC
Exec={command}
TryExec={witness}
Icon=dewpoint
Terminal=false
Categories=Utility;
Keywords=chat;AI;diffusion;DiffusionGemma;
Keywords[de]=Chat;KI;Diffusion;DiffusionGemma;
StartupNotify=true
StartupWMClass=Dewpoint
"""


def add(root: Path, environment: Mapping[str, str]) -> Path:
    """Write the entry and its icons, or what they are by now; the entry's path.

    Args:
        root: The checkout that the entry starts. Once that is deleted, desktops show the entry no more.
        environment: Where to find the folder for such files.

    Raises:
        OSError: They cannot be written. An entry that was there still is.
    """
    launcher = root / "packaging" / "launch.py"
    command = [sys.executable, str(launcher), FROM_MENU]
    witness = launcher if os.access(launcher, os.X_OK) else sys.executable
    text = _ENTRY.format(command=" ".join(map(_argument, command)), witness=_string(str(witness)))
    entry, icons = _places(environment)
    for name, icon in icons.items():
        _write(icon, (root / "assets" / "icons" / name).read_bytes())
    _write(entry, os.fsencode(text))
    _tell_of_icons(environment)
    return entry


def remove(environment: Mapping[str, str]) -> bool:
    """Delete the entry and its icons; whether there were any.

    Raises:
        OSError: One cannot be deleted.
    """
    entry, icons = _places(environment)
    there = [path for path in (entry, *icons.values()) if path.exists()]
    for path in there:
        path.unlink()
    if there:
        _tell_of_icons(environment)
    return bool(there)


def _places(environment: Mapping[str, str]) -> tuple[Path, dict[str, Path]]:
    """The path of the entry, and of the icon that each of our files becomes."""
    theme = _theme(environment)
    icons = {file: theme / size / "apps" / f"{NAME}.svg" for size, file in _ICONS.items()}
    return _shared(environment) / "applications" / f"{NAME}.desktop", icons


def _theme(environment: Mapping[str, str]) -> Path:
    return _shared(environment) / "icons" / "hicolor"


def _shared(environment: Mapping[str, str]) -> Path:
    given = Path(environment.get("XDG_DATA_HOME", ""))
    return given if given.is_absolute() else Path.home() / ".local" / "share"


def _tell_of_icons(environment: Mapping[str, str]) -> None:
    """Date the theme anew, by which desktops see that its icons are others."""
    if (theme := _theme(environment)).exists():
        os.utime(theme)


def _argument(word: str) -> str:
    """A word of a command line: quoted, its `%` no field, and then written as any string."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", word)
    return _string('"{}"'.format(quoted.replace("%", "%%")))


def _string(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace("\t", r"\t").replace("\r", r"\r")


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: desktops read it the moment it is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
