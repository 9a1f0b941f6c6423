"""The models on this PC: where they are kept, which there are, and the work on their files."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStorageInfo, Signal, Slot

from app.command import Command
from app.models.files_job import FilesJob, JobState, Run
from app.settings import ENDPOINT, MODEL, MODELS_FOLDER, PROXY, SPEED_LIMIT, Settings
from engine import FULL, said_again


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A model's folder, as `python -m engine models` tells of it."""

    folder: str
    repository: str
    commit: str
    total_bytes: int
    present_bytes: int
    is_finished: bool
    problem: str

    @property
    def name(self) -> str:
        """What it is called: the name of its repository without the owner."""
        return self.repository.rpartition("/")[2] or Path(self.folder).name


class Storage(QObject):
    """The models and the work on them. Lives in the GUI thread; the work happens in other processes.

    Args:
        settings: Say where models are kept, which is loaded at the start, and whom to ask for them.
        data_folder: Has a folder in it where they are kept until the person says otherwise. A place inside
            it is set relative to it: a stick may have another letter the next time.
        run: Makes a command.

    Attributes:
        models: The models that there are.
        download: The download of the full model.
        care: Verifying, moving, or deleting a model.

    Signals:
        changed: There are other models, or another folder.
    """

    changed = Signal()

    def __init__(
        self, settings: Settings, data_folder: Path, run: Run = Command, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._data_folder, self._run = settings, data_folder, run
        self._listing: Command | None = None
        self._is_outdated = False
        self._moving: tuple[str, Path] | None = None
        self._fetched_into = self.folder
        self.models: tuple[Stored, ...] = ()
        self.download = FilesJob(run, self)
        self.care = FilesJob(run, self)
        self.download.finished.connect(self.refresh)
        self.care.finished.connect(self._settle)
        settings.changed.connect(self._follow)

    @property
    def token(self) -> str:
        """What opens models that are not for everybody; it is kept nowhere but in memory."""
        return self.download.token

    def use_token(self, token: str) -> None:
        """Show this to the Hub from now on; empty for nothing."""
        self.download.token = self.care.token = token.strip()
        self.changed.emit()

    @property
    def folder(self) -> Path:
        """The folder that the models' folders are in."""
        return self._place(self._settings.text(MODELS_FOLDER).strip() or "models")

    @property
    def chosen(self) -> str:
        """The model that is loaded at the start: `demo`, or its folder."""
        told = self._settings.text(MODEL).strip() or MODEL.default
        return told if told == MODEL.default else str(self._place(told))

    def choose(self, model: str) -> None:
        """Load a model at the start from now on: `demo`, or its folder."""
        self._settings.set(MODEL, model if model == MODEL.default else self._told(Path(model)))

    @property
    def target(self) -> Path:
        """The folder of the full model."""
        return self.folder / FULL.repository.rpartition("/")[2]

    @property
    def full(self) -> Stored | None:
        """The full model, finished or not, where anything of it is there."""
        return next((model for model in self.models if Path(model.folder) == self.target), None)

    @property
    def unfinished(self) -> Stored | None:
        """The full model, where a download of it was begun and is not running."""
        model = self.full
        if model is None or model.is_finished or model.problem or self.download.is_running:
            return None
        return model

    def free_bytes(self) -> int | None:
        """What is free on the disk of the models' folder; None where nobody tells."""
        place = self.folder
        while not os.path.exists(place) and place != place.parent:
            place = place.parent
        free = QStorageInfo(str(place)).bytesAvailable()
        return free if free >= 0 else None

    def keep_in(self, folder: Path) -> None:
        """Keep models in another folder from now on; those in the old one stay there."""
        self._settings.set(MODELS_FOLDER, self._told(folder))

    @Slot()
    def refresh(self) -> None:
        """Look which models there are; once more where that is being done."""
        self._is_outdated = self._listing is not None
        if self._listing is None:
            self._listing = self._run(["models", str(self.folder), "--json"], self)
            self._listing.told.connect(self._list)
            self._listing.ended.connect(self._listed)
            self._listing.start()

    @Slot()
    def fetch(self, have: Path | None = None) -> None:
        """Download the full model, or go on with it.

        Args:
            have: A folder that has some of its files.
        """
        known = () if have is None else ("--have", str(have))
        self._fetched_into = self.folder
        self.download.start(["download", "--to", str(self.target), *known, *self._way()])

    def repair(self, model: Stored) -> None:
        """Fetch what is damaged of a model; the rest of it is checked and kept."""
        self._moving = None
        if Path(model.folder) == self.target:
            self.fetch()
        else:
            version = ("--repo", model.repository, "--revision", model.commit)
            self.care.start(["download", *version, "--to", model.folder, *self._way()])

    def can_repair(self, model: Stored) -> bool:
        """Whether it is known what the model should be."""
        return bool(model.repository) or Path(model.folder) == self.target

    def verify(self, model: Stored) -> None:
        """Compare a model with what was downloaded."""
        self._moving = None
        self.care.start(["verify", model.folder])

    def move(self, model: Stored, to: Path) -> None:
        """Move a model into a folder, which is where models are kept once it is there."""
        if not self.care.is_running:
            self._moving = (model.folder, to)
        self.care.start(["move", model.folder, "--to", str(to / Path(model.folder).name), *self._way()])

    def remove(self, model: Stored) -> None:
        """Delete a model."""
        self._moving = None
        self.download.forget()
        self.care.start(["remove", model.folder])

    def close(self) -> None:
        """End all work; what has arrived is kept."""
        self.download.close()
        self.care.close()
        if self._listing is not None:
            self._listing.close()

    def _place(self, told: str) -> Path:
        """The folder that is set so: `~` is the person's own, what is relative lies in the data folder."""
        return Path(os.path.abspath(self._data_folder / os.path.expanduser(told)))

    def _told(self, folder: Path) -> str:
        """How a folder is set."""
        inside = folder.is_relative_to(self._data_folder)
        return folder.relative_to(self._data_folder).as_posix() if inside else str(folder)

    def _way(self) -> list[str]:
        """Whom to ask, through whom, and how fast it may go."""
        limit_kb = self._settings.number(SPEED_LIMIT)
        given = {
            "--endpoint": self._settings.text(ENDPOINT),
            "--proxy": self._settings.text(PROXY),
            "--limit": str(limit_kb * 1000) if limit_kb else "",
        }
        return [word for name, value in given.items() if value.strip() for word in (name, value.strip())]

    @Slot()
    def _settle(self) -> None:
        """Take in what became of the models."""
        if self._moving is not None and self.care.state is JobState.DONE:
            old, to = self._moving
            self._moving = None
            if self.chosen == old:
                self.choose(str(to / Path(old).name))
            self.keep_in(to)
        self.refresh()

    @Slot(str)
    def _list(self, line: str) -> None:
        told = json.loads(line)  # no list but an error where the folder cannot be read
        self.models = tuple(_stored(**model) for model in told) if isinstance(told, list) else ()
        self.changed.emit()

    @Slot()
    def _listed(self) -> None:
        if self._listing is not None:
            self._listing.deleteLater()
            self._listing = None
        if self._is_outdated:
            self.refresh()

    @Slot(object)
    def _follow(self, setting: object) -> None:
        if setting is not MODELS_FOLDER:
            return
        if not self.download.is_running:
            self.download.forget()
        elif self.folder != self._fetched_into:
            self.keep_in(self._fetched_into)  # else nobody would find there what arrives
        self.refresh()
        self.changed.emit()


def _stored(*, problem: str, said: dict[str, Any], **told: Any) -> Stored:
    """What a line tells of a model, its problem said in the window's language."""
    return Stored(problem=said_again(said["problem"]), **told)
