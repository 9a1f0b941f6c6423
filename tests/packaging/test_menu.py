from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import launch
import menu
from app.paths import APP_NAME

pytestmark = pytest.mark.skipif(os.name == "nt", reason="menus of this kind are of Linux")
NASTY = 'My "own" $HOME `apps`\\100 %d'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a person for such files; empty."""
    return tmp_path / "data"


def add(root: Path, data: Path) -> Path:
    return menu.add(root, {"XDG_DATA_HOME": str(data)})


def checkout(folder: Path, program: str = "") -> Path:
    """What is needed of one, in a folder; its launch.py is another program."""
    shutil.copytree(launch.ROOT / "assets" / "icons", folder / "assets" / "icons")
    (folder / "packaging").mkdir()
    (folder / "packaging" / "launch.py").write_text(program, "utf-8")
    return folder


def value(entry: Path, key: str) -> str:
    return next(
        line.partition("=")[2] for line in entry.read_text("utf-8").splitlines() if line.startswith(f"{key}=")
    )


@pytest.mark.parametrize("name", ["plain", NASTY])
def test_the_specification_s_own_validator_has_nothing_to_say(name: str, tmp_path: Path, data: Path) -> None:
    validator = shutil.which("desktop-file-validate")
    if validator is None:
        pytest.skip("there is no desktop-file-validate here: sudo apt install desktop-file-utils")
    entry = add(checkout(tmp_path / name), data)
    done = subprocess.run([validator, entry], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["plain", NASTY])
def test_a_desktop_starts_what_the_entry_names_wherever_it_lies(
    name: str, tmp_path: Path, data: Path
) -> None:
    gio = shutil.which("gio")
    if gio is None:
        pytest.skip("there is no gio here: sudo apt install libglib2.0-bin")
    told = tmp_path / "told"
    root = checkout(tmp_path / name, f"import sys; open({str(told)!r}, 'w').write('|'.join(sys.argv))")
    entry = add(root, data)
    os.mkfifo(told)  # its reader waits for the writer, as gio does not
    subprocess.run([gio, "launch", entry], check=True, timeout=60)
    assert told.read_text("utf-8") == f"{root / 'packaging' / 'launch.py'}|--from-menu"


def test_the_entry_is_the_running_window_s(data: Path) -> None:
    entry = add(launch.ROOT, data)
    assert entry == data / "applications" / f"{APP_NAME.lower()}.desktop"  # what the window calls itself
    assert value(entry, "StartupWMClass") == APP_NAME  # X11's class of a Qt application of that name
    assert value(entry, "Icon") == menu.NAME


def test_a_deleted_checkout_takes_the_entry_off_the_menu(tmp_path: Path, data: Path) -> None:
    witness = Path(value(add(launch.ROOT, data), "TryExec"))
    assert witness == launch.ROOT / "packaging" / "launch.py"
    assert os.access(witness, os.X_OK), "desktops look for a program"
    without_modes = checkout(tmp_path / "from a disk that knows no modes")
    assert value(add(without_modes, data), "TryExec") == sys.executable


def test_both_icons_are_in_the_theme_that_all_others_fall_back_to(data: Path) -> None:
    add(launch.ROOT, data)
    theme, ours = data / "icons" / "hicolor", launch.ROOT / "assets" / "icons"
    large, small = theme / "scalable" / "apps" / "dewpoint.svg", theme / "16x16" / "apps" / "dewpoint.svg"
    assert large.read_bytes() == (ours / "dewpoint.svg").read_bytes()
    assert small.read_bytes() == (ours / "dewpoint-16.svg").read_bytes()


def test_new_icons_are_told_by_the_date_of_the_theme(data: Path) -> None:
    theme = data / "icons" / "hicolor"
    for change in (lambda: add(launch.ROOT, data), lambda: menu.remove({"XDG_DATA_HOME": str(data)})):
        theme.mkdir(parents=True, exist_ok=True)
        os.utime(theme, (0, 0))
        change()
        assert theme.stat().st_mtime > 0


def test_removing_takes_all_of_it_away_and_nothing_else(data: Path) -> None:
    other = data / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.touch()
    add(launch.ROOT, data)
    assert menu.remove({"XDG_DATA_HOME": str(data)})
    assert [path for path in data.rglob("*") if path.is_file()] == [other]
    assert not menu.remove({"XDG_DATA_HOME": str(data)})


def test_an_entry_that_cannot_be_written_anew_stays_as_it_was(data: Path, tmp_path: Path) -> None:
    entry = add(launch.ROOT, data)
    before = entry.read_bytes()
    (entry.with_name(f"{entry.name}.part")).mkdir()  # so nothing can be written there
    with pytest.raises(OSError, match="directory"):
        add(checkout(tmp_path / "other"), data)
    assert entry.read_bytes() == before


@pytest.mark.parametrize("given", ["", "relative/path"])
def test_without_a_folder_of_its_own_it_lies_in_that_of_the_home(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    entry = menu.add(launch.ROOT, {"XDG_DATA_HOME": given})
    assert entry == tmp_path / ".local" / "share" / "applications" / "dewpoint.desktop"
