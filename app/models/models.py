"""Every model that the window is built over, put together once."""

from __future__ import annotations

from dataclasses import dataclass

from app.bridge import Bridge
from app.history import History
from app.models.archive import Archive
from app.models.attachments import Attachments
from app.models.choices import Choices
from app.models.control import Control
from app.models.days import Days
from app.models.library import Library
from app.models.machine import Machine
from app.models.queue import Queue
from app.models.renoiser import Renoiser
from app.models.room import Room
from app.models.saving import Saving
from app.models.slow_motion import SlowMotion
from app.models.status import Status
from app.models.storage import Storage
from app.settings import RECORDINGS, Settings
from app.theme import Theme
from app.traces import Traces


@dataclass(frozen=True, kw_only=True)
class Models:
    """What the window shows and asks, in one piece; it has no logic of its own."""

    theme: Theme
    bridge: Bridge
    history: History
    settings: Settings
    status: Status
    queue: Queue
    library: Library
    choices: Choices
    attachments: Attachments
    control: Control
    room: Room
    renoiser: Renoiser
    traces: Traces
    archive: Archive
    machine: Machine
    storage: Storage
    saving: Saving

    @staticmethod
    def over(theme: Theme, bridge: Bridge, history: History, settings: Settings) -> Models:
        """Build every model over what all of them stand on, and connect them."""
        status = Status(bridge)
        choices = Choices(settings)
        queue = Queue(bridge, status, choices.presets)
        library = Library(history, settings)
        attachments = Attachments(library, status, bridge)
        renoiser = Renoiser(bridge, status)
        traces = Traces(history.folder, keep=settings.number(RECORDINGS))
        archive = Archive(traces, settings, queue)
        control = Control(library, queue, choices, attachments, archive, SlowMotion(bridge, queue))
        renoiser.reworded.connect(archive.keep)
        library.deleted.connect(queue.leave)
        history.purged.connect(archive.purge)
        archive.purged.connect(history.forget_purged)
        search = library.catalogue.search
        Days(library).changed.connect(lambda: search.look_for(search.words))
        return Models(
            theme=theme,
            bridge=bridge,
            history=history,
            settings=settings,
            status=status,
            queue=queue,
            library=library,
            choices=choices,
            attachments=attachments,
            control=control,
            room=Room(bridge, library, status, queue, choices, attachments, control),
            renoiser=renoiser,
            traces=traces,
            archive=archive,
            machine=Machine(),
            storage=Storage(settings, history.folder),
            saving=Saving(),
        )
