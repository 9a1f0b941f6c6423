#!/usr/bin/env python3
"""Sets Dewpoint up from a checkout and starts it. Needs Python 3.11 to 3.14 and nothing else.

    python3 packaging/launch.py [ARGUMENTS]          set up .venv and open the window; the arguments go to it
    python3 packaging/launch.py test                 set up .venv and run every check and test
    python3 packaging/launch.py --add-to-menu        set up .venv; Dewpoint stands in the applications menu
    python3 packaging/launch.py --remove-from-menu   it stands there no more
    python3 packaging/launch.py --help               these lines

On Windows a double-click on packaging/Dewpoint.cmd does the first of them. The first start fetches
Python packages and takes minutes; later starts add a moment. A start that was interrupted, or a .venv
that was damaged, is mended by running the same command again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import machine
import menu
from environment import Environment, SetupFailed

ROOT = Path(__file__).resolve().parent.parent
TEST_ENVIRONMENT = {
    "QT_QPA_PLATFORM": "offscreen",
    "HF_HUB_OFFLINE": "1",
    "OMP_NUM_THREADS": "1",  # the models are tiny: on a busy machine more threads only wait for each other
}
SUPPORTED = ((3, 11), (3, 15))  # as pyproject.toml says
_BEST_FIRST = ("3.13", "3.12", "3.11", "3.14")
OTHER_PYTHONS = {
    "posix": [[f"python{version}"] for version in _BEST_FIRST],
    "nt": [["py", f"-{version}"] for version in _BEST_FIRST],  # Windows has one launcher for all of them
}
_OTHER_WAY = {
    "win32": "Here, a right-click on packaging\\Dewpoint.cmd sends it to the desktop as a shortcut.",
    "darwin": "Here, python3 packaging/launch.py opens the window.",
}
_OPEN_S = 5.0  # a window that cannot be opened has ended by then
_IN_TERMINAL = "--in-terminal"
_STAYING = '"$@" || { printf "\\nPress Enter to close this window. "; read -r _; }'  # where something failed


def main(arguments: list[str]) -> int:
    """Run one of the commands.

    Returns:
        0 done; 1 failed; 2 no display, or a Python that does not fit; 130 interrupted.
    """
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if not SUPPORTED[0] <= sys.version_info[:2] < SUPPORTED[1]:
        return _with_another_python(arguments)
    own: dict[str, Callable[[], int]] = {
        "test": _test,
        "--add-to-menu": _add_to_menu,
        "--remove-from-menu": _remove_from_menu,
        menu.FROM_MENU: _open_from_menu,
        _IN_TERMINAL: lambda: _window([], alone=True),
    }
    try:
        return own[arguments[0]]() if len(arguments) == 1 and arguments[0] in own else _window(arguments)
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130


def _with_another_python(arguments: list[str]) -> int:
    version = ".".join(str(part) for part in sys.version_info[:2])
    for name, *option in OTHER_PYTHONS[os.name]:
        path = shutil.which(name)
        command = [path or name, *option]
        if path is not None and subprocess.call([*command, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            print(f"This is Python {version}; going on with {' '.join(command)}", flush=True)
            return _become([*command, __file__, *arguments])
    print(f"Dewpoint needs Python 3.11 to 3.14; this is {version}. Install one of those and use it here.")
    return 2


def _window(arguments: list[str], *, alone: bool = os.name == "nt") -> int:
    """Open the window in place of this process; where it is to be alone, what it needs no more may close."""
    display = machine.has_display(os.environ)
    python = _set_up(machine.qt_libraries(os.environ) if display else {}, tests=False)
    if python is None:
        return 1
    if not display:
        print("There is no display here, so no window can open. Dewpoint also works in the terminal:")
        print(f'    {python} -m engine chat --model demo "Who are you?"')
        return 2
    window = [str(python), "-P", "-m", "app", *arguments]
    if alone and not arguments and _goes_on_alone(window):
        return 0
    return _become(window)


def _become(command: list[str]) -> int:
    if os.name != "nt":  # Windows cannot give this process to another, signals and exit status included
        os.execv(command[0], command)
    return subprocess.call(command)


def _goes_on_alone(command: list[str]) -> bool:
    """Start a process that shall outlive this one and its console; False where it fails at once.

    On Windows it gets a console that nobody sees. With none, as with pythonw.exe, each compiler that Triton
    calls would open one on the screen.
    """
    quiet = None if os.name == "nt" else subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=os.name != "nt",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        return process.wait(_OPEN_S) == 0
    except subprocess.TimeoutExpired:
        return True


def _add_to_menu() -> int:
    if not sys.platform.startswith("linux"):
        print(f"That is for Linux. {_OTHER_WAY.get(sys.platform, '')}".strip())
        return 2
    libraries = machine.qt_libraries(os.environ) if machine.has_display(os.environ) else {}
    if _set_up(libraries, tests=False) is None:
        return 1
    try:
        print(f"Dewpoint is in the applications menu: {menu.add(ROOT, os.environ)}")
    except OSError as error:
        print(f"Dewpoint cannot be put in the applications menu: {error}.")
        return 1
    return 0


def _remove_from_menu() -> int:
    try:
        found = menu.remove(os.environ)
    except OSError as error:
        print(f"Dewpoint cannot be taken from the applications menu: {error}.")
        return 1
    print("Dewpoint is gone from the applications menu." if found else "Dewpoint is not in the menu.")
    return 0


def _open_from_menu() -> int:
    """Open the window; where it has to be set up first, in a terminal, so that somebody can read of it."""
    python, terminal = Environment(ROOT), shutil.which("x-terminal-emulator")
    missing = machine.missing_packages(machine.qt_libraries(os.environ))
    if terminal is None or (python.is_ready(tests=False) and not missing):
        return _window([])
    again = [sys.executable, __file__, _IN_TERMINAL]
    return _become([terminal, "-e", "sh", "-c", _STAYING, "sh", *again])


def _test() -> int:
    os.environ |= TEST_ENVIRONMENT
    python = _set_up(machine.qt_libraries(os.environ), tests=True)
    if python is None:
        return 1
    import checks  # a window has no use for it

    return checks.run(ROOT, python)


def _set_up(libraries: dict[str, str], *, tests: bool) -> Path | None:
    """Make `.venv` ready; where that fails, say why and return None."""
    packages = machine.missing_packages(libraries)
    if packages and machine.installs_packages_itself(os.environ):
        machine.install_packages(packages)
        packages = machine.missing_packages(libraries)
    if packages:
        print("System packages are missing. On Debian and Ubuntu this installs them:")
        print(f"    {machine.apt_line(packages)}")
        return None
    environment = Environment(ROOT)
    try:
        environment.ensure(tests=tests)
    except SetupFailed as failure:
        print(failure)
        return None
    except OSError as error:
        print(f"Dewpoint cannot be set up in {ROOT}: {error}.")
        print("Copy it to a folder that you may write in, on a disk with room, and start it there.")
        return None
    return environment.python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
