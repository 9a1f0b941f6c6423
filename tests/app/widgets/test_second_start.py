from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app.instance import Instance
from app.widgets.second_start import bring_forward, takes_over

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager


def test_a_first_window_that_does_not_answer_is_said_in_a_sentence_with_its_process(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, words: said.append(words))
    monkeypatch.setattr("app.instance.ANSWER_MS", 50)
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.claim()
    assert bring_forward(second, "demo") == 1
    (words,) = said
    assert words.startswith("Dewpoint is running already, but does not answer.")
    assert f"end process {os.getpid()}" in words
    first.release()


def _left_by(host: str, folder: Path) -> Instance:
    """A folder as a process on another computer leaves it whose power went."""
    first = Instance(folder)
    assert first.claim()
    lock = folder / "instance.lock"
    process, app, _this, *rest = lock.read_text().splitlines(keepends=True)
    first.release()
    lock.write_text("".join((process, app, f"{host}\n", "f" * 32 + "\n", *rest[1:])))
    return Instance(folder)


@pytest.mark.parametrize(("chosen", "is_had"), [("Open here", True), ("Cancel", False)])
def test_what_another_computer_did_not_give_back_is_had_once_a_person_says_so(
    qapp: QApplication, tmp_path: Path, chosen: str, is_had: bool
) -> None:
    told: list[str] = []

    def choose() -> None:
        box = qapp.activeModalWidget()
        assert isinstance(box, QMessageBox)
        told.append(box.text())
        next(button for button in box.buttons() if button.text() == chosen).click()

    second = _left_by("lab-7", tmp_path)
    assert not second.claim()
    assert second.host == "lab-7"
    QTimer.singleShot(0, choose)
    assert takes_over(second) is is_had
    assert told == ["These conversations are open on the computer lab-7."]
    assert second.host == ("" if is_had else "lab-7")
    second.release()


def test_a_process_of_this_computer_is_on_no_other(qapp: QApplication, tmp_path: Path) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.claim()
    assert not second.claim()
    assert second.host == ""
    first.release()
