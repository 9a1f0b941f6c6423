"""A storage over commands that run nothing, for the tests of the setup page's cards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import shiboken6

from app.models.storage import Storage
from app.settings import Settings
from tests.app.fake_command import FakeCommands, stored


@contextmanager
def storage_in(folder: Path) -> Iterator[tuple[Storage, FakeCommands]]:
    """Made for the block."""
    settings, commands = Settings(folder / "settings"), FakeCommands()
    storage = Storage(settings, folder, commands)
    yield storage, commands
    settings.flush()
    shiboken6.delete(storage)
    shiboken6.delete(settings)


def list_models(storage: Storage, commands: FakeCommands, *models: dict[str, object]) -> None:
    """Let the storage find these models; without any, the full one, finished."""
    storage.refresh()
    commands.latest("models").finish(list(models) or [stored(str(storage.target))])
