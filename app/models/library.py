"""All conversations: which one is open, and what can be done with one as a whole."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.attachments import Attachment
from app.history import FileKind, History, HistoryError, StoredConversation, StoredMessage, renumbered
from app.language import tr
from app.models.autosave import Autosave
from app.models.catalogue import Catalogue
from app.models.chat import UNTITLED, Chat, title_for, title_of
from app.models.stored import messages_in, turns_from
from app.models.turn import Turn
from app.settings import SYSTEM, Settings
from engine import TurnOptions

DRAFT_MS = 500  # of rest before a draft is written
OPEN = "open"  # the name under which the open conversation is remembered


class Library(QObject):
    """The stored conversations. Lives in the GUI thread; what is read from disk arrives later.

    Attributes:
        open_chat: The conversation on show; it is listed once something was asked in it.
        catalogue: What is kept of all of them besides their messages.

    Signals:
        opened: Another conversation is on show.
        turned_to: Somebody wants the one on show to be seen; it may have been on show before.
        deleted: A `Chat` was deleted as a whole.
        removed: A sentence and a call: something was deleted, and the call undoes it.
        sought: A conversation that a search found is on show; with the id of the message, and the words.
        told: A sentence about files, and the folder to look into or None.
        failed: A `HistoryError`: a file was not written or read.
    """

    opened = Signal()
    turned_to = Signal()
    deleted = Signal(Chat)
    removed = Signal(str, object)
    sought = Signal(object, str)
    told = Signal(str, object)
    failed = Signal(object)

    def __init__(self, history: History, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._settings = history, settings
        self._autosave = Autosave(history, self)
        self.catalogue = Catalogue(history, self)
        self.catalogue.replaced.connect(self._follow_record)
        self._chats: dict[int, Chat] = {}
        self._wanted = 0
        self._sought: int | None = None  # the message that is to be shown of it
        self._is_from_before = False  # and nobody asked for it since the start
        self._draft_rest = QTimer(self, singleShot=True, interval=DRAFT_MS)
        self._draft_rest.timeout.connect(self._save_draft)
        self._empty = self.open_chat = self._fresh()
        settings.changed.connect(self._follow_settings)

    @property
    def folder(self) -> Path:
        """Where the conversations lie on disk."""
        return self._history.folder

    def restore(self) -> None:
        """Read what is stored, and open what was open last."""
        self._history.read_all(self._take_stored)

    def open(self, id: int, *, at: int | None = None, is_from_before: bool = False) -> None:
        """Put a conversation on show, as soon as it is read, at a message where one is sought."""
        self._wanted, self._sought, self._is_from_before = id, at, is_from_before
        if id in self._chats:
            self._show(self._chats[id])
        else:
            self._history.read_messages(id, lambda messages: self._take_messages(id, messages))

    def open_found(self, id: int) -> None:
        """Put a conversation on show that is listed, at the message that the search found in it."""
        self.open(id, at=self.catalogue.search.message_in(id))

    @Slot()
    def start(self) -> None:
        """Put an empty conversation on show."""
        if not self._is_unused(self._empty):
            self._empty = self._fresh()
        self.open(self._empty.record.id)

    def instruct(self, id: int, system: str) -> None:
        """Give a conversation another system prompt from the next turn on; a new one is listed with it."""
        if system != self.catalogue.record(id).system:
            self.catalogue.change(id, system=system, title=self.catalogue.record(id).title or tr(UNTITLED))
            self._remember_open()

    def keep_options(self, options: TurnOptions | None) -> None:
        """Keep what was chosen in the open conversation for its next turn."""
        if options != self.open_chat.record.options:
            self._keep(self.open_chat, options=options)

    def write_draft(self, draft: str) -> None:
        """Keep what is written in the open conversation; it goes to disk when the keys rest."""
        if draft != self.open_chat.record.draft:
            self.catalogue.replace(self.open_chat.record.id, draft=draft)
            self._draft_rest.start()

    def keep_files(self, id: int, attachments: tuple[Attachment, ...]) -> None:
        """Keep the files of a draft; those of the open conversation go to disk with its words."""
        if id in self.catalogue and self.catalogue.record(id).attachments != attachments:
            self.catalogue.replace(id, attachments=attachments)
            if id == self.open_chat.record.id:
                self._draft_rest.start()
            else:
                self._history.save(self.catalogue.record(id))

    def delete(self, id: int) -> None:
        """Delete a conversation, for good with the next start."""
        self._history.delete_conversation(id)
        record = self.catalogue.take_out(id)
        if id in self._chats:
            self.deleted.emit(self._chats[id])
        if self.open_chat.record.id == id:
            self.start()
        self.catalogue.relist()

        def undo() -> None:
            self.catalogue.take_in([record])
            self._history.delete_conversation(id, deleted=False)
            self.catalogue.relist()
            self.open(id)

        self.removed.emit(tr("Deleted “{title}”", title=record.title), undo)

    def cut(self, chat: Chat, turn: Turn) -> None:
        """Delete a turn and what follows it, for good with the next start."""
        taken = chat.cut(turn)
        gone = chat.messages_without(taken)
        self._history.delete_messages(gone)
        self._unlist_empty(chat)

        def undo() -> None:
            self._history.delete_messages(gone, deleted=False)
            chat.put_back(taken)
            self.open(chat.record.id)

        words = tr("Deleted the message") if len(taken) == 1 else tr("Deleted the messages")
        self.removed.emit(words, undo)

    def duplicate(self, id: int) -> None:
        """Copy a conversation with every branch, and open the copy."""
        title = title_of(tr("{title} (copy)", title=self.catalogue.record(id).title))
        self._history.duplicate(id, title, self._take_copy)

    def fork(self, chat: Chat, turn: Turn) -> None:
        """Begin a conversation with what was said up to a turn, and open it."""
        path = chat.turns[: chat.turns.index(turn) + 1]
        said = messages_in(path, chat.record.id)
        title = title_of(tr("{title} (fork)", title=chat.title))
        copy, copies = renumbered(chat.record, said, title=title)
        self.add(replace(copy, draft="", attachments=()), copies)
        self.open(copy.id)

    def export(self, ids: Sequence[int], kind: FileKind, path: Path) -> None:
        """Save conversations as a file, with what is not stored yet; `told` or `failed` says how it went."""
        records = [self.catalogue.record(id) for id in ids]
        said = {id: messages_in(self._chats[id].tree, id) for id in ids if id in self._chats}
        self._history.export(records, said, kind, path, self._take_export)

    def import_file(self, path: Path) -> None:
        """Take in exported conversations; `told` or `failed` says how it went."""
        self._history.import_file(path, self._take_import)

    def add(self, record: StoredConversation, messages: Sequence[StoredMessage]) -> None:
        """Take in a conversation that was made elsewhere, and store it."""
        self._history.save(record, messages)
        self._take_in(Chat(record, turns_from(messages), self))
        self.catalogue.relist()

    def flush(self) -> None:
        """Write at once what waits to be written."""
        if self._draft_rest.isActive():
            self._save_draft()

    def _take_stored(self, stored: tuple[list[StoredConversation], str]) -> None:
        records, last = stored
        self.catalogue.take_in(record for record in records if record.id not in self.catalogue)
        record = self.open_chat.record
        is_untouched = not (self.open_chat.turns or record.draft or record.attachments)
        for record in records:  # the newest first
            if not record.title and record.id not in self._chats:
                self._keep_unsent(self._take_in(Chat(record, parent=self)))
        self.catalogue.relist()
        if is_untouched and last.isdecimal() and int(last) in self.catalogue:
            self.open(int(last), is_from_before=True)

    def _keep_unsent(self, chat: Chat) -> None:
        """Let what was written and never sent wait in the new conversation, or else be listed."""
        if chat is self._empty or not self._is_unsent(chat):
            return
        if self._is_unsent(self._empty):
            words = title_for(chat.record.draft, chat.record.attachments)
            self.catalogue.change(chat.record.id, title=words)
        else:
            self._empty = chat

    def _take_messages(self, id: int, messages: list[StoredMessage]) -> None:
        if id not in self.catalogue:
            return
        if id not in self._chats:
            self._take_in(Chat(self.catalogue.record(id), turns_from(messages), self))
        if id == self._wanted:
            self._show(self._chats[id])

    def _take_copy(self, copy: StoredConversation | None) -> None:
        if copy is not None:
            self.catalogue.take_in([copy])
            self.catalogue.relist()
            self.open(copy.id)

    def _take_export(self, result: Path | HistoryError) -> None:
        if isinstance(result, HistoryError):
            self.failed.emit(result)
        else:
            self.told.emit(tr("Saved {name}", name=result.name), result.parent)

    def _take_import(self, result: list[StoredConversation] | HistoryError) -> None:
        if isinstance(result, HistoryError):
            self.failed.emit(result)
            return
        self.catalogue.take_in(result)
        self.catalogue.relist()
        self.told.emit(tr("Imported %Ln conversations", "", len(result)), None)
        if result:
            self.open(result[0].id)

    @Slot(object)
    def _follow_settings(self, setting: object) -> None:
        """The system prompt of new conversations holds for the empty one as well."""
        if setting is SYSTEM and self._is_unused(self._empty):
            self._keep(self._empty, system=self._settings.text(SYSTEM))

    def _is_unused(self, chat: Chat) -> bool:
        """Whether nothing was asked in a conversation, and it is not listed, nor deleted."""
        return chat.record.id in self.catalogue and not (chat.turns or chat.record.title)

    def _is_unsent(self, chat: Chat) -> bool:
        """Whether something is written in such a conversation."""
        return self._is_unused(chat) and bool(chat.record.draft or chat.record.attachments)

    def _fresh(self) -> Chat:
        return self._take_in(Chat(StoredConversation(system=self._settings.text(SYSTEM)), parent=self))

    def _take_in(self, chat: Chat) -> Chat:
        self.catalogue.take_in([chat.record])
        self._chats[chat.record.id] = chat
        self._autosave.follow(chat)
        chat.added.connect(lambda turn: self._take_turn(chat, turn))
        chat.removed.connect(lambda turn: self._take_removal(chat, turn))
        chat.branched.connect(lambda _kept: self._take_branch(chat))
        return chat

    def _take_turn(self, chat: Chat, turn: Turn) -> None:
        self._touch(chat)
        self._autosave.add(chat, turn)

    def _take_branch(self, chat: Chat) -> None:
        """Another branch is on show, perhaps with a turn that is new."""
        for turn in [turn for turn in chat.tree if not self._autosave.has(turn)]:
            self._take_turn(chat, turn)
        self.catalogue.change(chat.record.id, shown=chat.last_id, title=chat.record.title or chat.first_words)

    def _take_removal(self, chat: Chat, turn: Turn) -> None:
        """What was asked is in the draft again, on disk as well before the message goes from there."""
        gone = chat.messages_without([turn])
        self._touch(chat)
        if turn.question_id in gone:
            draft = "\n".join(filter(None, (turn.prompt, chat.record.draft)))
            self.catalogue.replace(
                chat.record.id, draft=draft, attachments=chat.record.attachments + turn.attachments
            )
        self._history.save(chat.record)
        self._history.delete_messages(gone)
        self._unlist_empty(chat)

    def _unlist_empty(self, chat: Chat) -> None:
        """List a conversation no more in which nothing is left, and for which nothing was chosen."""
        if not chat.tree and self._is_plain(chat.record):
            self.catalogue.change(chat.record.id, title="")
            self._empty = self._fresh() if chat is self._empty else self._empty  # what left may be put back
            self._keep_unsent(chat)

    def _is_plain(self, record: StoredConversation) -> bool:
        """Whether nobody chose a name, a place or a system prompt for a conversation."""
        is_placed = record.is_named or record.is_pinned or record.folder
        return not is_placed and record.system == self._settings.text(SYSTEM)

    def _touch(self, chat: Chat) -> None:
        """Something was said: the conversation is the newest one, and perhaps has a name now."""
        record = chat.record
        title = record.title if record.is_named else chat.first_words or record.title
        self.catalogue.replace(record.id, title=title, updated_s=time.time(), shown=chat.last_id)
        self._remember_open()
        self.catalogue.relist()

    def _show(self, chat: Chat) -> None:
        self.flush()
        if chat is not self.open_chat:
            self._keep_unsent(self.open_chat)
            self.open_chat = chat
            self._remember_open()
            self.opened.emit()
        if not self._is_from_before:
            self.turned_to.emit()
        if self._sought is not None:
            message, self._sought = self._sought, None
            self.sought.emit(message, self.catalogue.search.words)

    @Slot(StoredConversation)
    def _follow_record(self, record: StoredConversation) -> None:
        if record.id in self._chats:
            self._chats[record.id].record = record

    def _keep(self, chat: Chat, **values: object) -> None:
        """Change a conversation, on disk as well unless nothing was asked or written in it."""
        self.catalogue.replace(chat.record.id, **values)
        if self._is_unsent(chat) or not self._is_unused(chat):
            self._history.save(chat.record)

    @Slot()
    def _save_draft(self) -> None:
        self._draft_rest.stop()
        self._history.save(self.open_chat.record)
        self._remember_open()

    def _remember_open(self) -> None:
        self._history.remember(OPEN, str(self.open_chat.record.id))
