"""The window over the real engine and a tiny model that sees: a picture from the disk to the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bridge import Bridge
from app.history import History
from app.main import build
from app.settings import Settings
from app.widgets.picture import Picture
from app.widgets.question_view import QuestionView
from tests.app.conftest import tear_down
from tests.engine.seeing import picture, save_seeing_model

WAIT_MS = 60_000


@pytest.mark.qt_log_ignore("OpenType support missing")  # a random model writes in every script
def test_a_picture_is_priced_sent_shown_and_read_by_the_model(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    save_seeing_model(tmp_path / "model")
    (tmp_path / "photo.png").write_bytes(picture(120, 90).content)
    parts = build(qapp, Bridge(), History(tmp_path / "history"), Settings(tmp_path / "history"))
    parts.window.show()
    parts.status.load(tmp_path / "model")
    qtbot.waitUntil(lambda: parts.status.model is not None, timeout=WAIT_MS)

    parts.attachments.add_files([tmp_path / "photo.png"])
    qtbot.waitUntil(lambda: parts.attachments.entries[0].tokens is not None, timeout=WAIT_MS)
    (entry,) = parts.attachments.entries
    assert entry.tokens is not None
    assert entry.tokens > 50
    parts.window.composer.sent.emit("Look")
    (turn,) = parts.library.open_chat.turns
    qtbot.waitUntil(lambda: turn.steps > 0, timeout=WAIT_MS)
    parts.queue.stop()  # a random model ends when it likes
    qtbot.waitUntil(lambda: turn.ended, timeout=WAIT_MS)
    assert turn.error is None
    assert turn.stats is not None
    assert turn.stats.prompt_tokens > entry.tokens
    (view,) = parts.window.transcript.findChildren(QuestionView)
    assert isinstance(view.files[0], Picture)
    tear_down(parts)
