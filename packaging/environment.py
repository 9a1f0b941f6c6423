"""The private Python environment in `.venv`: make it, see whether it is whole, mend it.

A stamp inside says that everything was installed, from what, and names every installed file. An
environment without a stamp is half made, one that lacks a file is broken: both are removed and made
again. The stamp is taken away before anything changes and written last, so whoever is killed in
between leaves none. Who changes `.venv` holds the lock beside it, and so does the pip that it
started, which may outlive it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import machine
import torch_build
from lock import locked

_STAMP = "dewpoint.json"
_TRY_AGAIN = "Its reason is above; it needs the network. Run the same command again to go on."


class SetupFailed(Exception):
    """The environment could not be made; the text says what happened and what to do."""


@dataclass(frozen=True)
class Stamp:
    """What a finished environment was made of."""

    place: str  # the Python and the checkout it was made for
    wanted: str  # a hash of what was asked for
    driver: str  # torch_build.driver_trace() at that time
    build: str  # the torch build, "cpu" or "cuda"
    tests: bool  # whether the tools for the tests are in it
    base: str  # the interpreter beneath; on Windows the one in .venv is a copy that outlives it
    files: list[str]  # what was installed and can be run or read, relative to site-packages


def say(sentence: str) -> None:
    """Tell the person at the terminal what is being done."""
    print(sentence, flush=True)


@dataclass(frozen=True)
class Environment:
    """The `.venv` of one checkout.

    Attributes:
        root: The checkout.
    """

    root: Path

    @property
    def folder(self) -> Path:
        """Where the environment lives."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def site_packages(self) -> Path:
        """Where pip puts packages."""
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        return self.folder / ("Lib" if os.name == "nt" else f"lib/{version}") / "site-packages"

    def ensure(self, *, tests: bool) -> None:
        """Make the environment ready; returns at once where it is.

        Args:
            tests: Whether the tools for the tests are wanted too.

        Raises:
            SetupFailed: venv or pip gave up. An environment that was whole before still is.
        """
        if self.is_ready(tests=tests):
            return
        with locked(
            self.root / ".venv.lock", lambda: say("Another start is at work on .venv; waiting.")
        ) as lock:
            stamp = self._stamp()
            if self._fits(stamp, tests):  # the other start has made it
                return
            build = self._choose_build(stamp)
            if build == "cuda" and (packages := machine.compiler_packages()):
                say("The full model's kernels are compiled on this PC, and what that needs is missing.")
                say(f"On Debian and Ubuntu this installs it:\n    {machine.apt_line(packages)}")
            obstacle = self._obstacle(stamp, build)
            if obstacle is not None:
                stamp = None
                self._make_empty(obstacle, lock)
            self._fill(stamp, build, tests or (stamp is not None and stamp.tests), lock)
        say("The environment is ready.")

    def is_ready(self, *, tests: bool) -> bool:
        """Whether there is nothing to make and nothing to mend; `tests` as for `ensure`."""
        return self._fits(self._stamp(), tests)

    def _fits(self, stamp: Stamp | None, tests: bool) -> bool:
        return (
            stamp is not None
            and stamp.place == self._place()
            and stamp.wanted == self._wanted(stamp.build)
            and stamp.driver == torch_build.driver_trace()
            and (stamp.tests or not tests)
            and self._missing_file(stamp) is None
        )

    def _choose_build(self, stamp: Stamp | None) -> str:
        """The torch build that suits this machine; CUDA's stays where a driver falls silent for a while."""
        choice = torch_build.choose()
        if choice.build == "cpu" and self._obstacle(stamp, "cuda") is None:
            say(f"{choice.reason}: the CUDA build of torch stays, as it runs without a card too.")
            return "cuda"
        say(f"{choice.reason}: torch will be the {choice.build.upper()} build.")
        return choice.build

    def _obstacle(self, stamp: Stamp | None, build: str) -> str | None:
        """Why pip cannot go on from what is there, or None where it can; empty where nothing is there."""
        if not os.path.lexists(self.folder):
            return ""
        if stamp is None:
            return "The environment in .venv is not finished"
        if stamp.place != self._place():
            return "The environment in .venv was made for another Python or folder"
        if stamp.build != build:
            return "The environment in .venv has the other torch build"
        if (missing := self._missing_file(stamp)) is not None:
            return f"The environment in .venv is damaged ({Path(missing).name} is gone)"
        return None

    def _make_empty(self, obstacle: str, lock: int) -> None:
        if obstacle:
            say(f"{obstacle}; it is made again.")
            _remove(self.folder)
        version = ".".join(str(part) for part in sys.version_info[:3])
        say(f"Making an environment for Python {version} in {self.folder}")
        if not _succeeds([_base(), "-m", "venv", str(self.folder)], lock):
            raise SetupFailed("Python could not make the environment; its reason is above.")
        say("Looking for a newer pip.")  # where there is none to be had, an older one does too
        _succeeds([*self._pip_install(), "--quiet", "--retries", "1", "--upgrade", "pip"], lock)

    def _fill(self, before: Stamp | None, build: str, tests: bool, lock: int) -> None:
        (self.folder / _STAMP).unlink(missing_ok=True)
        try:
            self._install(build, tests, lock)
        except SetupFailed:
            if before is not None and self._missing_file(before) is None:  # pip undid what it began
                self._write(before)
            raise
        self._lead_to_checkout()
        wanted, driver, files = self._wanted(build), torch_build.driver_trace(), self._installed_files()
        self._write(Stamp(self._place(), wanted, driver, build, tests, _base(), files))

    def _lead_to_checkout(self) -> None:
        """Have this environment import the checkout's packages.

        The way is relative, so it is ASCII: Python before 3.12.4 reads the file in the system's encoding.
        """
        way = os.path.relpath(self.root, self.site_packages)
        (self.site_packages / "dewpoint.pth").write_text(f"{way}\n", "utf-8")

    def _install(self, build: str, tests: bool, lock: int) -> None:
        pip = self._pip_install()
        torch = torch_build.requirement(build)
        probe = [*pip, "--dry-run", "--no-deps", "--quiet", "--retries", "1", torch]
        index = torch_build.index(build)
        where = [] if index is None or _succeeds(probe, lock, shown=False) else ["--extra-index-url", index]
        say(f"Installing torch {torch_build.VERSION}, {torch_build.DOWNLOAD[build]} to fetch.")
        if not _succeeds([*pip, *where, torch], lock):
            source = f" from {index}" if where else ""
            raise SetupFailed(
                f"pip could not install the {build.upper()} build of torch{source}. {_TRY_AGAIN}"
            )
        say("Installing the other packages.")
        extras = (["cuda"] if build == "cuda" else []) + (["test"] if tests else [])
        if not _succeeds([*pip, torch, *_requirements(self.root, extras)], lock):
            raise SetupFailed(f"pip could not install the packages. {_TRY_AGAIN}")

    def _pip_install(self) -> list[str]:
        pip = [str(self.python), "-I", "-m", "pip", "install"]
        return [*pip, "--disable-pip-version-check", "--no-input", "--only-binary=:all:"]

    def _place(self) -> str:
        return f"Python {sys.version_info.major}.{sys.version_info.minor} in {self.root}"

    def _wanted(self, build: str) -> str:
        text = (self.root / "pyproject.toml").read_bytes() + torch_build.requirement(build).encode()
        return hashlib.sha256(text).hexdigest()

    def _missing_file(self, stamp: Stamp) -> str | None:
        if not os.path.exists(stamp.base):
            return stamp.base
        here = f"{self.site_packages}{os.sep}"
        return next((name for name in stamp.files if not os.path.exists(here + name)), None)

    def _installed_files(self) -> list[str]:
        own = (self.python, self.folder / "pyvenv.cfg", self.site_packages / "dewpoint.pth")
        files = [os.path.relpath(path, self.site_packages) for path in own]
        for record in sorted(self.site_packages.glob("*.dist-info/RECORD")):
            lines = record.read_text("utf-8").splitlines()
            names = (line.rsplit(",", 2)[0].strip('"') for line in lines)
            files += [name for name in names if not name.endswith((".pyc", ".h"))]  # headers: half of all
        return files

    def _stamp(self) -> Stamp | None:
        try:
            return Stamp(**json.loads((self.folder / _STAMP).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, stamp: Stamp) -> None:
        part = self.folder / f"{_STAMP}.part"
        part.write_text(json.dumps(asdict(stamp)), "utf-8")
        part.replace(self.folder / _STAMP)


def _base() -> str:
    """The interpreter beneath: the one that runs may be that of the environment which is made again."""
    return getattr(sys, "_base_executable", sys.executable)


def _requirements(root: Path, extras: list[str]) -> list[str]:
    import tomllib  # not needed where everything is ready

    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    return [*project["dependencies"], *(wanted for extra in extras for wanted in optional[extra])]


def _succeeds(command: list[str], lock: int, *, shown: bool = True) -> bool:
    output = None if shown else subprocess.DEVNULL
    held = () if os.name == "nt" else (lock,)
    return subprocess.run(command, stdout=output, stderr=output, pass_fds=held, check=False).returncode == 0


def _remove(folder: Path) -> None:
    try:
        if folder.is_symlink() or folder.is_file():
            folder.unlink()  # of a link only the link
        else:
            (folder / _STAMP).unlink(missing_ok=True)
            shutil.rmtree(folder)
    except OSError as error:
        raise SetupFailed(
            f"{folder} could not be removed ({error}). Close Dewpoint, remove that folder and try again."
        ) from error
