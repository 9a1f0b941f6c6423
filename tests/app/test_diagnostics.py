from __future__ import annotations

from pathlib import Path

import pytest

from app import VERSION
from app.crash import FAULT_NAME, LOG_NAME
from app.diagnostics import LOG_CHARACTERS, redacted, report
from app.settings import SYSTEM, THEME, Settings


def test_it_tells_versions_settings_and_the_end_of_the_logs(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_text("old " * LOG_CHARACTERS + "the last line")
    settings = Settings(tmp_path)
    text = report(settings, tmp_path, "Dewpoint demo", ["gpu: problem, there is none"])
    assert text.startswith(f"Dewpoint {VERSION}\n")
    assert "PySide6 " in text
    assert f"{THEME.name}: system" in text
    assert "model: Dewpoint demo" in text
    assert "the last line" in text
    assert "gpu: problem, there is none" in text
    assert len(text) < 2 * LOG_CHARACTERS
    assert f"{FAULT_NAME}\n(empty)" in text


def test_what_a_person_wrote_is_not_told(tmp_path: Path, qapp: object) -> None:
    settings = Settings(tmp_path)
    settings.set(SYSTEM, "my secret instruction")
    settings.flush()
    assert "secret" not in report(settings, tmp_path / "nowhere", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("File /home/anna/dewpoint/app.py", "File ~/dewpoint/app.py"),
        ("user=anna, hanna stays", "user=<user>, hanna stays"),
        ("/mnt/anna/x", "/mnt/<user>/x"),
    ],
)
def test_home_and_name_are_taken_out(text: str, told: str) -> None:
    assert redacted(text, home=Path("/home/anna"), user="anna") == told


def test_the_paths_of_windows_are_taken_out_however_they_are_written() -> None:
    text = r'File "C:\\Users\\Anna\\x.py" and C:\Users\Anna\y.py'
    told = redacted(text.replace("C:\\", "/"), home=Path("/Users\\Anna"), user="Anna")
    assert "Anna" not in told


def test_the_case_of_a_path_hides_nobody() -> None:
    told = redacted(r"C:\USERS\ANNA~1 and c:\users\anna\y.py", home=Path("/home/Anna"), user="Anna")
    assert "anna" not in told.casefold()


def test_a_root_without_a_home_hides_nothing_else() -> None:
    assert redacted("/usr/lib/root", home=Path("/"), user="root") == "/usr/lib/root"
