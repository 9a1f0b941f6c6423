"""Every check and test of the checkout, one after the other, with a table at the end."""

from __future__ import annotations

import subprocess
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

# What an installed Qt consists of; the engine's tests run where none of it is.
QT_PACKAGES = ("pyside6", "shiboken6", "pytestqt", "pytest_qt")


@dataclass(frozen=True)
class Check:
    """One check: its name in the table and the command that runs it."""

    name: str
    command: list[str]


@dataclass(frozen=True)
class Outcome:
    """How a check ended."""

    name: str
    passed: bool
    seconds: float


def run(root: Path, python: Path) -> int:
    """Run all checks with the environment of `python`; a failure stops none of the others.

    Returns:
        0 where all passed, else 1.
    """
    with tempfile.TemporaryDirectory(prefix="dewpoint-test-") as scratch:
        reports = Path(scratch)
        without_qt = environment_without_qt(python, reports / "without-qt")
        outcomes = [_run(check, root) for check in _checks(root, python, without_qt, reports)]
        passed, failed, skipped = totals(reports)
    print("\n" + "\n".join(_line(outcome) for outcome in outcomes))
    print(f"\n{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _checks(root: Path, python: Path, without_qt: Path, reports: Path) -> list[Check]:
    here = [str(python), "-m"]
    lint_imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    folders = ["app", "engine", "packaging", "tests", "assets/demo_model"]
    engine = ["tests/engine", "tests/assets"]
    others = ["tests", *(f"--ignore={folder}" for folder in [*engine, "tests/gpu"])]

    def tests(name: str, interpreter: Path, which: list[str]) -> Check:
        report = f"--junit-xml={reports}/{name.partition(' ')[0]}.xml"
        return Check(name, [str(interpreter), "-m", "pytest", "-q", report, *which])

    return [
        Check("ruff: lint", [*here, "ruff", "check", "."]),
        Check("ruff: format", [*here, "ruff", "format", "--check", "."]),
        Check("mypy", [*here, "mypy", *folders]),
        Check("import-linter", [str(python), "-c", lint_imports]),
        Check("Qt is not installed", [str(without_qt), "-c", _ASSERT_NO_QT]),
        tests("engine and demo model, without Qt", without_qt, engine),
        tests("kernels on a GPU, where there is one", without_qt, ["tests/gpu"]),
        tests("window and rules", python, others),
    ]


_ASSERT_NO_QT = """
from importlib import metadata, util
found = [name for name in ("PySide6", "shiboken6", "pytestqt") if util.find_spec(name)]
found += [d.name for d in metadata.distributions() if d.name.startswith(("pyside", "PySide", "pytest-qt"))]
assert not found, f"there is Qt in the environment without Qt: {found}"
import torch  # and yet the rest is there
"""


def _run(check: Check, root: Path) -> Outcome:
    print(f"\n=== {check.name} ===", flush=True)
    started = time.monotonic()
    status = subprocess.run(check.command, cwd=root, check=False).returncode
    return Outcome(check.name, status == 0, time.monotonic() - started)


def environment_without_qt(python: Path, folder: Path) -> Path:
    """Make a second environment in which all that `python` has is installed, but no Qt.

    Its packages are links to the first one's, so it is made in a moment.

    Returns:
        Its interpreter.
    """
    subprocess.run([str(python), "-m", "venv", "--without-pip", str(folder)], check=True)
    site_packages = _site_packages(python)
    own = _site_packages(folder / python.parent.name / python.name)
    for entry in sorted(site_packages.iterdir()):
        if not entry.name.lower().startswith(QT_PACKAGES):
            (own / entry.name).symlink_to(entry, target_is_directory=entry.is_dir())
    return folder / python.parent.name / python.name


def _site_packages(python: Path) -> Path:
    ask = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip())


def totals(reports: Path) -> tuple[int, int, int]:
    """Add up the tests of all reports: passed, failed, skipped."""
    passed = failed = skipped = 0
    for report in reports.glob("*.xml"):
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            failed += bad
            skipped += int(suite.get("skipped", 0))
            passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
    return passed, failed, skipped


def _line(outcome: Outcome) -> str:
    verdict = "passed" if outcome.passed else "FAILED"
    return f"{verdict}  {outcome.seconds:7.1f} s  {outcome.name}"
