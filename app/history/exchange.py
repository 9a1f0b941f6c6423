"""Conversations as files: JSON that can be read again, Markdown and HTML to read; pure."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from enum import StrEnum
from html import escape
from types import NoneType

from app.attachments import Attachment, Kind
from app.history.errors import ImportRejected
from app.history.records import Outcome, StoredConversation, StoredMessage
from app.history.statements import options_from, stats_from
from app.language import tr
from app.markdown import as_written, line_as_written, page, parser, to_html
from engine import Role

FORMAT = "dewpoint conversations"
VERSION = 1
LATEST_S = 32_503_680_000  # the year 3000, up to which every system can tell a date
Told = tuple[StoredConversation, Sequence[StoredMessage]]


class FileKind(StrEnum):
    """What a conversation is exported as; the values are the endings of the files."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


def exported(conversations: Sequence[Told], kind: FileKind) -> str:
    """The text of a file with these conversations."""
    match kind:
        case FileKind.MARKDOWN:
            return "\n\n".join(_markdown(*told) for told in conversations)
        case FileKind.HTML:
            title = conversations[0][0].title if len(conversations) == 1 else tr("Conversations")
            return page(title, "".join(_html(*told) for told in conversations))
        case FileKind.JSON:
            return _json(conversations)


def imported(text: str | bytes) -> list[Told]:
    """The conversations of an exported JSON file, with the ids that they have there.

    Bytes may be in any Unicode, with a mark of that or without.

    Raises:
        ImportRejected: The text is no such file, or one of a newer version.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _rejected(tr("it is not JSON")) from error
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise _rejected(tr("it holds something else"))
    if document.get("version") != VERSION:
        raise ImportRejected(
            tr("A newer version of Dewpoint wrote this file."), tr("Install the newer version.")
        )
    try:
        json.dumps(document, ensure_ascii=False).encode()  # raises where a character is only half there
        return [_read(each) for each in document["conversations"]]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise _rejected(tr("something in it cannot be read ({error})", error=error)) from error


def branch(conversation: StoredConversation, messages: Sequence[StoredMessage]) -> list[StoredMessage]:
    """The messages of the branch on show, the first one first."""
    by_id = {message.id: message for message in messages}
    last = by_id.get(conversation.shown or 0) or next(iter(reversed(messages)), None)
    path: list[StoredMessage] = []
    while last is not None and last not in path:
        path.insert(0, last)
        last = by_id.get(last.parent or 0)
    return path


def _json(conversations: Iterable[Told]) -> str:
    held = [
        _conversation_fields(conversation) | {"messages": [_message_fields(each) for each in messages]}
        for conversation, messages in conversations
    ]
    return json.dumps(
        {"format": FORMAT, "version": VERSION, "conversations": held}, ensure_ascii=False, indent=1
    )


def _conversation_fields(conversation: StoredConversation) -> dict[str, object]:
    """What is told of a conversation: all but its draft."""
    return _without(asdict(replace(conversation, attachments=())), "draft", "attachments")


def _without(record: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in record.items() if name not in names}


def _message_fields(message: StoredMessage) -> dict[str, object]:
    """A message as JSON takes it; the bytes of an image in Base64."""
    files = [
        {
            "name": each.name,
            "kind": each.kind,
            "note": each.note,
            "text": each.text,
            "content": b64encode(each.content).decode(),
        }
        for each in message.attachments
    ]
    plain = asdict(replace(message, attachments=()))
    return plain | {"attachments": files} if files else _without(plain, "attachments")


def _markdown(conversation: StoredConversation, messages: Sequence[StoredMessage]) -> str:
    parts = [f"# {line_as_written(conversation.title)}", f"*{_day(conversation)}*"]
    for message in branch(conversation, messages):
        is_asked = message.role is Role.USER
        text = as_written(message.text) if is_asked else _closed(message.text.strip())
        parts += [f"## {_speaker(message)}", *map(line_as_written, _listed(message)), text]
    return "\n\n".join(parts) + "\n"


def _closed(text: str) -> str:
    """A text behind which another can stand: one that was stopped within code gets its last fence."""
    last = parser().parse(f"{text}\n\n# What follows")[-1]
    return f"{text}\n{last.markup}" if last.type == "fence" else text


def _html(conversation: StoredConversation, messages: Sequence[StoredMessage]) -> str:
    parts = [f"<h1>{escape(conversation.title)}</h1>", f"<p><em>{_day(conversation)}</em></p>"]
    for message in branch(conversation, messages):
        parts.append(f"<h2>{_speaker(message)}</h2>")
        parts += [f"<p><em>{escape(line)}</em></p>" for line in _listed(message)]
        if message.thought:
            title = escape(tr("Thought"))
            parts.append(f"<details><summary>{title}</summary>\n{to_html(message.thought)}</details>")
        is_asked = message.role is Role.USER
        asked = f'<p class="asked">{escape(message.text, quote=False)}</p>'
        parts.append(asked if is_asked else to_html(message.text))
    return "\n".join(parts) + "\n"


def _listed(message: StoredMessage) -> list[str]:
    """A line that names what goes with a message, where anything does."""
    names = ", ".join(each.name for each in message.attachments)
    return [tr("Attached: {names}", names=names)] if names else []


def _speaker(message: StoredMessage) -> str:
    return tr("You") if message.role is Role.USER else "Dewpoint"


def _day(conversation: StoredConversation) -> str:
    return f"{datetime.fromtimestamp(conversation.created_s):%Y-%m-%d}"


def _read(held: Mapping[str, object]) -> Told:
    said = held["messages"]
    if not isinstance(said, list):
        raise TypeError("messages")
    read = {"options": options_from(held.get("options")), "attachments": ()}
    conversation = StoredConversation(**_fitting(StoredConversation, held) | read)  # type: ignore[arg-type]  # checked
    return conversation, [_message(each, conversation.id) for each in said]


def _message(held: Mapping[str, object], conversation: int) -> StoredMessage:
    read = {
        "conversation": conversation,
        "role": Role(str(held["role"])),
        "outcome": Outcome(str(held.get("outcome", Outcome.END))),
        "options": options_from(held.get("options")),
        "stats": stats_from(held.get("stats")),
        "attachments": _attachments(held.get("attachments", [])),
    }
    return StoredMessage(**_fitting(StoredMessage, held) | read)  # type: ignore[arg-type]  # checked


def _attachments(held: object) -> tuple[Attachment, ...]:
    """Raises: TypeError, ValueError, KeyError: It is something else."""
    if not isinstance(held, list):
        raise TypeError("attachments")
    return tuple(
        Attachment(
            name=str(each["name"]),
            kind=Kind(each["kind"]),
            note=str(each.get("note", "")),
            text=str(each["text"]),
            content=b64decode(each["content"], validate=True),
        )
        for each in held
    )


_KINDS: dict[str, tuple[type, ...]] = {
    "id": (int,), "conversation": (int,), "parent": (int, NoneType), "shown": (int, NoneType),
    "title": (str,), "folder": (str,), "draft": (str,), "system": (str,), "text": (str,), "thought": (str,),
    "error_title": (str,), "error_hint": (str,), "is_named": (bool,), "is_pinned": (bool,),
    "created_s": (int, float), "updated_s": (int, float),
}  # fmt: skip


def _fitting(kind: type, held: Mapping[str, object]) -> dict[str, object]:
    """The values that a record of this kind takes.

    Raises:
        TypeError: One of them is of another kind.
        ValueError: A moment is no date.
    """
    told = {name: held[name] for name in {field.name for field in fields(kind)} & held.keys()}
    for name in told.keys() & _KINDS.keys():
        if not isinstance(value := told[name], _KINDS[name]):
            raise TypeError(name)
        if name.endswith("_s") and isinstance(value, int | float) and not 0 <= value < LATEST_S:
            raise ValueError(name)
    return told


def _rejected(why: str) -> ImportRejected:
    return ImportRejected(
        tr("This file cannot be imported: {why}.", why=why),
        tr("Choose a JSON file that Dewpoint has exported."),
    )
