"""The files that will go with the next message: read and counted behind the scene, kept with the draft."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.attachments import (
    MOST,
    Attachment,
    AttachmentRefused,
    Kind,
    broken,
    read_file,
    text_file,
    worded,
)
from app.bridge import Bridge
from app.history.worker import Worker
from app.language import mark, tr
from app.models.library import Library
from app.models.status import Status
from app.models.turn import Turn
from app.pictures import as_png
from engine import Conversation, EngineError, Image

PASTED = mark("Pasted image.png")
PASTED_TEXT = mark("Pasted text.txt")
CLOSE_S = 0.2  # to wait for a file that is being read; nothing of it is lost, it lies on disk
_ids = itertools.count(1)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file beside the field.

    Attributes:
        id: What tells it from the others.
        name: Its name.
        attachment: What was read; None while it is being read.
        tokens: What it costs; None while that is not known.
        problem: Why the loaded model can do nothing with it; empty where it can.
    """

    id: int
    name: str
    attachment: Attachment | None = None
    tokens: int | None = None
    problem: str = ""


class Attachments(QObject):
    """The files of the open conversation's draft, or of the message that is edited. Lives in the GUI thread.

    Signals:
        changed: There are other entries, or one of them tells more.
        given: There are files to attach, which somebody will want to see.
        refused: Why a file cannot be attached, as a sentence.
    """

    changed = Signal()
    given = Signal()
    refused = Signal(str)

    def __init__(
        self, library: Library, status: Status, bridge: Bridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._status, self._bridge = library, status, bridge
        self._worker = Worker("attachments", self)
        self._closed = False
        self._model: object = None
        self._edited: Turn | None = None
        self._entries: dict[int, list[Entry]] = {}  # by the conversation, or by the question that is edited
        library.opened.connect(self._open)
        status.changed.connect(self._count_again)
        self._open()

    @property
    def place(self) -> int:
        """Which conversation's draft, or which question that is edited, these belong to."""
        return self._library.open_chat.record.id if self._edited is None else self._edited.question_id

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What stands beside the field, in the order in which it was attached."""
        return tuple(self._entries.get(self.place, ()))

    @property
    def ready(self) -> tuple[Attachment, ...]:
        """Those that are read."""
        return tuple(each.attachment for each in self.entries if each.attachment is not None)

    @property
    def is_reading(self) -> bool:
        """Whether one of them is still being read."""
        return any(each.attachment is None for each in self.entries)

    def add_files(self, paths: Iterable[Path]) -> None:
        """Attach files; each is read behind the scene."""
        self.given.emit()
        model = self._status.model
        sees = model is None or model.sees_images
        for path in paths:
            read = partial(read_file, path, sees_images=sees, is_wanted=self._is_wanted)
            self._add(path.name, read)

    def add_picture(self, picture: QImage) -> None:
        """Attach a picture that was pasted."""
        self.given.emit()
        model = self._status.model
        if model is not None and not model.sees_images:
            self.refused.emit(tr("A picture cannot be pasted: the loaded model cannot see images."))
        else:
            self._add(tr(PASTED), lambda: _pasted(picture))

    def add_text(self, text: str) -> None:
        """Attach a text that was pasted."""
        self.given.emit()
        self._add(tr(PASTED_TEXT), lambda: text_file(tr(PASTED_TEXT), text))

    def add_ready(self, attachments: Iterable[Attachment]) -> None:
        """Attach what was read before."""
        self.given.emit()
        self._put(self.place, attachments)
        self._tell(self.place)

    def remove(self, id: int) -> None:
        """Take a file away."""
        self._entries[self.place] = [each for each in self.entries if each.id != id]
        self._tell(self.place)

    def take(self) -> tuple[Attachment, ...]:
        """What goes with the message that is sent now; what is still being read stays."""
        taken = self.ready
        self._entries[self.place] = [each for each in self.entries if each.attachment is None]
        self._tell(self.place)
        return taken

    def turn_to(self, edited: Turn | None) -> None:
        """Show the files of a message that is edited, as it was left; None for those of the draft again."""
        self._edited = edited
        if edited is not None and self.place not in self._entries:
            self._put(self.place, edited.attachments)
        self.changed.emit()

    def are_changed(self, edited: Turn) -> bool:
        """Whether a message that is edited has other files by now than it was asked with."""
        entries = self._entries.get(edited.question_id, ())
        return tuple(each.attachment for each in entries) != edited.attachments

    def forget(self, edited: Turn) -> None:
        """Let a message have the files again that it was asked with."""
        self._entries.pop(edited.question_id, None)

    def close(self) -> None:
        """Read nothing more."""
        self._closed = True
        self._worker.close(CLOSE_S, finish=False)

    def _is_wanted(self) -> bool:
        return not self._closed

    def _add(self, name: str, read: Callable[[], Attachment]) -> None:
        if len(self.entries) >= MOST:
            self.refused.emit(
                tr(
                    "“{name}” is not attached: {most} files go with one message at most.",
                    name=name,
                    most=MOST,
                )
            )
            return
        entry = Entry(id=next(_ids), name=name)
        place = self.place
        self._entries.setdefault(place, []).append(entry)
        self._worker.post(
            lambda: _read(name, read), lambda result: self._take_result(place, entry.id, result)
        )
        self.changed.emit()

    def _put(self, place: int, attachments: Iterable[Attachment]) -> None:
        for attachment in attachments:
            entry = Entry(id=next(_ids), name=attachment.name, attachment=attachment)
            self._entries.setdefault(place, []).append(entry)
            self._count(place, entry)

    def _take_result(self, place: int, id: int, result: Attachment | AttachmentRefused) -> None:
        entry = next((each for each in self._entries.get(place, ()) if each.id == id), None)
        if entry is None:
            return  # taken away meanwhile
        if isinstance(result, AttachmentRefused):
            self._entries[place].remove(entry)
            self.refused.emit(f"{result.title} {result.hint}")
        else:
            read = replace(entry, name=result.name, attachment=result)
            self._change(place, read)
            self._count(place, read)
        self._tell(place)

    def _count(self, place: int, entry: Entry) -> None:
        attachment = entry.attachment
        if attachment is not None and self._status.model is not None:
            self._worker.post(
                lambda: self._cost(attachment), lambda cost: self._take_cost(place, entry.id, cost)
            )

    def _take_cost(self, place: int, id: int, cost: int | EngineError) -> None:
        entry = next((each for each in self._entries.get(place, ()) if each.id == id), None)
        if entry is None:
            return
        if isinstance(cost, EngineError):
            self._change(place, replace(entry, tokens=None, problem=cost.title))
        else:
            self._change(place, replace(entry, tokens=cost, problem=""))
        self.changed.emit()

    def _cost(self, attachment: Attachment) -> int | EngineError:
        """What it costs. Runs in the worker's thread."""
        images = (Image(attachment.content),) if attachment.kind is Kind.IMAGE else ()
        try:
            return self._bridge.cost(Conversation().asked(worded("", [attachment]), images))
        except EngineError as error:
            return error

    def _change(self, place: int, entry: Entry) -> None:
        self._entries[place] = [entry if each.id == entry.id else each for each in self._entries[place]]

    def _tell(self, place: int) -> None:
        """Other files are there: a draft keeps those that are read."""
        read = tuple(each.attachment for each in self._entries.get(place, ()) if each.attachment is not None)
        self._library.keep_files(place, read)
        self.changed.emit()

    @Slot()
    def _open(self) -> None:
        record = self._library.open_chat.record
        if record.id not in self._entries and record.attachments:
            self._put(record.id, record.attachments)
        self.changed.emit()

    @Slot()
    def _count_again(self) -> None:
        """Another model counts in another way."""
        if self._status.model is self._model:
            return
        self._model = self._status.model
        for place, entries in self._entries.items():
            for entry in entries:
                self._count(place, entry)


def _read(name: str, read: Callable[[], Attachment]) -> Attachment | AttachmentRefused:
    try:
        return read()
    except AttachmentRefused as error:
        return error
    except Exception:  # noqa: BLE001 - it would be read for ever, and hold the message up
        _log.exception("An attachment could not be read.")
        return broken(name)


def _pasted(picture: QImage) -> Attachment:
    return Attachment(name=tr(PASTED), kind=Kind.IMAGE, content=as_png(picture))
