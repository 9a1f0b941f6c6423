from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import checks

ROOT = Path(__file__).resolve().parents[2]


def _check(name: str, program: str) -> checks.Check:
    return checks.Check(name, [sys.executable, "-c", program])


def _run(monkeypatch: pytest.MonkeyPatch, *given: checks.Check) -> int:
    monkeypatch.setattr(checks, "_checks", lambda *_: list(given))
    monkeypatch.setattr(checks, "environment_without_qt", lambda python, _folder: python)
    return checks.run(ROOT, Path(sys.executable))


def test_a_failure_stops_no_other_check_and_fails_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "written"
    status = _run(monkeypatch, _check("bad", "exit(3)"), _check("good", f"open({str(written)!r}, 'w')"))
    assert status == 1
    assert written.exists()
    said = capfd.readouterr().out.splitlines()
    assert [line.split()[0] for line in said if line.endswith((" s  bad", " s  good"))] == [
        "FAILED",
        "passed",
    ]


def test_a_run_without_failure_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, _check("good", "pass")) == 0


def test_the_last_line_adds_up_the_tests_of_all_reports(tmp_path: Path) -> None:
    suite = '<testsuites><testsuite tests="{}" failures="{}" errors="{}" skipped="{}"/></testsuites>'
    (tmp_path / "a.xml").write_text(suite.format(10, 1, 2, 3), "utf-8")
    (tmp_path / "b.xml").write_text(suite.format(5, 0, 0, 0), "utf-8")
    assert checks.totals(tmp_path) == (9, 3, 3)


def test_every_folder_of_tests_belongs_to_one_job(tmp_path: Path) -> None:
    jobs = [check.command for check in checks._checks(ROOT, Path("python"), Path("bare"), tmp_path)]
    engine, gpu, others = (command for command in jobs if "pytest" in command)
    own = {part for part in (*engine, *gpu) if part.startswith("tests/")}
    assert own == {"tests/engine", "tests/assets", "tests/gpu"}
    assert "tests" in others
    assert {part.removeprefix("--ignore=") for part in others if part.startswith("--ignore=")} == own
    assert all((ROOT / folder).is_dir() for folder in own)


def test_what_a_gpu_runs_has_a_process_of_its_own_where_kernels_are_not_interpreted(tmp_path: Path) -> None:
    jobs = [check.command for check in checks._checks(ROOT, Path("python"), Path("bare"), tmp_path)]
    assert [command[-1] for command in jobs if "tests/gpu" in command] == ["tests/gpu"]
    assert all(
        command[0] == "bare" for command in jobs if "tests/gpu" in command or "tests/engine" in command
    )
    reports = [part for command in jobs for part in command if part.startswith("--junit-xml=")]
    assert len(set(reports)) == 3


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_the_environment_without_qt_has_everything_else(tmp_path: Path) -> None:
    python = checks.environment_without_qt(Path(sys.executable), tmp_path / "bare")
    finds = "from importlib.util import find_spec; print(*(n for n in {} if find_spec(n)))"
    program = finds.format(["PySide6", "shiboken6", "pytestqt", "torch", "pytest"])
    found = subprocess.run([str(python), "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["torch", "pytest"]
