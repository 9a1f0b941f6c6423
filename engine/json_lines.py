"""Events as JSON objects, one a line: the command line's contract with scripts."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any, get_args

from engine.errors import EngineError
from engine.events import (
    DownloadProgressed,
    Event,
    FileProgress,
    FilesEvent,
    FilesFailed,
    FileState,
    Top,
)
from engine.vocabulary import Vocabulary
from engine.words import Sentence, parts_of, said_again

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def json_line(event: Event | FilesEvent) -> str:
    """One event as one line, without its line end.

    The object has `"event"`, the name of the event's class, and the event's own fields. Enums are
    their values, an error is its fields (`error_fields`) in place, and a vocabulary is its
    size and its end and padding ids. The likeliest ids of a step are two lists of lists, one a slot, with
    probabilities to four figures: half precision holds no more.
    """
    written: dict[str, object] = {"event": type(event).__name__}
    for field in dataclasses.fields(event):
        match getattr(event, field.name):
            case EngineError() as error:
                written |= error_fields(error)
            case Vocabulary() as vocabulary:
                written[field.name] = {
                    "size": len(vocabulary.tokens),
                    "end_ids": sorted(vocabulary.end_ids),
                    "pad_id": vocabulary.pad_id,
                }
            case Top() as top:
                written[field.name] = _top_fields(top)
            case value:
                written[field.name] = value
    return json.dumps(written, ensure_ascii=False, default=_plain)


def files_event(line: str) -> FilesEvent:
    """The event that a line of a command on model files tells of: the way back from `json_line`.

    Raises:
        ValueError: It is no such line.
    """
    try:
        told = json.loads(line)
        return _FILES_EVENTS[told.pop("event")](**told)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"no event: {line[:80]}") from error


def _download_progressed(*, files: list[dict[str, Any]], **told: Any) -> DownloadProgressed:
    rows = tuple(FileProgress(**{**row, "state": FileState(row["state"])}) for row in files)
    return DownloadProgressed(files=rows, **told)


def _files_failed(
    *, kind: str, title: str, hint: str, recoverable: bool, said: dict[str, Any] | None = None
) -> FilesFailed:
    title, hint = (said_again(said[part]) for part in ("title", "hint")) if said else (title, hint)
    return FilesFailed(kind=kind, error=EngineError(title, hint, recoverable=recoverable))


_FILES_EVENTS: dict[str, Callable[..., FilesEvent]] = {
    **{kind.__name__: kind for kind in get_args(FilesEvent)},
    DownloadProgressed.__name__: _download_progressed,
    FilesFailed.__name__: _files_failed,
}


def error_fields(error: EngineError) -> dict[str, object]:
    """What an error says, as the fields of an object; `"said"` holds what its sentences were made of."""
    return {
        "title": error.title,
        "hint": error.hint,
        "recoverable": error.recoverable,
        "said": {"title": parts_of(error.title), "hint": parts_of(error.hint)},
    }


def value_fields(value: DataclassInstance) -> dict[str, object]:
    """A value as the fields of an object; `"said"` holds what those that are sentences were made of."""
    fields = dataclasses.asdict(value)
    sentences = {name: parts_of(field) for name, field in fields.items() if isinstance(field, Sentence)}
    return {**fields, "said": sentences}


def _top_fields(top: Top) -> dict[str, object]:
    slots = [top.of(slot) for slot in range(top.slots)]
    return {
        "ids": [[candidate.id for candidate in slot] for slot in slots],
        "probabilities": [[float(f"{candidate.probability:.4g}") for candidate in slot] for slot in slots],
    }


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"{type(value).__name__} has no place in a line of JSON")
