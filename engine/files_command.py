"""The commands on model files: download, verify, move, remove, models. Events out, in words or as JSON."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from shutil import get_terminal_size
from typing import TextIO
from urllib.request import getproxies

from engine.chat import BAD_INPUT, DONE, FAILED, is_unwritable, print_error
from engine.errors import FilesElsewhere, FolderUnusable, InvalidOption, ModelMissing, NotOffered
from engine.events import (
    DownloadProgressed,
    DownloadStarted,
    FilesEvent,
    FilesFailed,
    FilesFinished,
    FilesProgressed,
    FilesRemoved,
    FileState,
)
from engine.faults import engine_error
from engine.json_lines import json_line
from engine.quiet import TOKEN_VARIABLE
from engine.weights.catalog import HUB, known
from engine.weights.download import (
    Limit,
    Source,
    StoredModel,
    Wanted,
    download,
    move,
    remove,
    stored_models,
    verify,
)
from engine.weights.download.source import is_address
from engine.words import parts_of, said, size_words

_BAD_INPUT_ERRORS = (FilesElsewhere, InvalidOption, FolderUnusable, NotOffered, ModelMissing)
_RESUMED = ("download", "move")
_PROXIED = {"http", "https", "all"}
_THIS_MACHINE = "localhost,127.0.0.1,::1"


def run(given: argparse.Namespace, out: TextIO, errors: TextIO) -> int:
    """Run one of the commands; returns the exit status. An interrupt pauses it, and is raised again."""
    printer = _JsonPrinter(out) if given.json else _WordsPrinter(out, getattr(given, "endpoint", HUB))
    try:
        if given.command == "models":
            _list(given.folder, out, as_json=given.json)
            return DONE
        with closing(_events(given)) as events:
            for event in events:
                printer(event)
    except KeyboardInterrupt:
        if given.command in _RESUMED:
            errors.write("\nStopped. What has arrived is kept; the same command goes on from there.\n")
        raise
    except Exception as error:  # the command ends here, and says why
        if is_unwritable(error):
            raise
        failed = engine_error(error)
        printer(FilesFailed(kind=type(failed).__name__, error=failed))
        print_error(failed, errors)
        return BAD_INPUT if isinstance(failed, _BAD_INPUT_ERRORS) else FAILED
    return DONE


def _events(given: argparse.Namespace) -> Generator[FilesEvent, None, None]:
    match given.command:
        case "download":
            return download(
                _wanted(given), given.to, source=_source(given), already=given.have, limit=Limit(given.limit)
            )
        case "verify":
            return verify(given.folder)
        case "move":
            return move(given.folder, given.to, source=_source(given), limit=Limit(given.limit))
        case _:
            return _removal(given.folder)


def _list(folder: Path, out: TextIO, *, as_json: bool) -> None:
    models = list(stored_models(folder))
    if as_json:
        out.write(f"{json.dumps([_fields(model) for model in models], ensure_ascii=False)}\n")
        return
    if not models:
        out.write(f"{folder}: no folder in it holds a model\n")
    for model in models:
        state = model.problem or ("complete" if model.is_finished else "unfinished")
        there = f"{size_words(model.present_bytes)} of {size_words(model.total_bytes)}"
        out.write(f"{model.folder}: {model.repository}, {there}, {state}\n")


def _fields(model: StoredModel) -> dict[str, object]:
    """A model as the fields of an object; `"said"` holds what its sentence was made of."""
    return {**dataclasses.asdict(model), "said": {"problem": parts_of(model.problem)}}


def _removal(folder: Path) -> Generator[FilesEvent, None, None]:
    yield remove(folder)


def _wanted(given: argparse.Namespace) -> Wanted:
    """What the options ask for; of a known model the known version, and then its size is checked."""
    entry = known(given.repo)
    if entry is None or given.revision not in (None, entry.commit):
        return Wanted(repository=given.repo, revision=given.revision or "main")
    return Wanted(repository=entry.repository, revision=entry.commit, weights_bytes=entry.weights_bytes)


def _source(given: argparse.Namespace) -> Source:
    """Whom to ask. The proxy, given or the system's own, is told to the whole process; the token is not.

    Raises:
        InvalidOption: The proxy is none of the web, or it or the endpoint is no address.
    """
    # Looked up before NO_PROXY is set: beside any such variable, Windows and macOS are not asked any more.
    proxies = getproxies() if given.proxy is None else dict.fromkeys(_PROXIED, given.proxy)
    if {"http", "https"} <= proxies.keys():
        proxies["all"] = proxies["https"]  # nothing is left for one of its own, which may be of another kind
    for scheme in proxies.keys() & _PROXIED:
        _check_proxy(proxies[scheme])
        os.environ[f"{scheme}_proxy".upper()] = os.environ[f"{scheme}_proxy"] = proxies[scheme]
    spared = filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), _THIS_MACHINE))
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(spared)
    return Source(endpoint=given.endpoint, token=os.environ.pop(TOKEN_VARIABLE, None) or None)


def _check_proxy(address: str) -> None:
    kind, written, _ = address.partition("://")
    if written and kind.lower() not in ("http", "https"):
        raise InvalidOption(
            said("The proxy speaks {kind}, which Dewpoint does not.", kind=kind),
            said("Enter a proxy whose address begins with http:// or https://."),
        )
    if address and not is_address(address if written else f"http://{address}"):
        raise InvalidOption(
            said("The address of the proxy cannot be used."),  # it may hold a password, and is not repeated
            said("Write it like http://proxy:8080."),
        )


class _JsonPrinter:
    def __init__(self, out: TextIO) -> None:
        self._out = out

    def __call__(self, event: FilesEvent) -> None:
        self._out.write(f"{json_line(event)}\n")
        self._out.flush()


class _WordsPrinter:
    """Says what happens; progress on one line of a terminal, or a line for every twentieth of a file."""

    def __init__(self, out: TextIO, endpoint: str = HUB) -> None:
        self._out = out
        self._endpoint = endpoint
        self._is_asking = False
        self._is_terminal = out.isatty()
        self._said = ""
        self._twentieth = -1

    def __call__(self, event: FilesEvent) -> None:
        match event:
            case DownloadStarted():
                self._say(f"{event.repository} at {event.commit[:12]}: {size_words(event.total_bytes)}")
            case DownloadProgressed(files=()):
                self._ask(event.wait_s)
            case DownloadProgressed():
                self._progress(event.done_bytes, event.total_bytes, ", ".join(_pace(event)))
            case FilesProgressed():
                self._progress(event.done_bytes, event.total_bytes, event.path)
            case FilesFinished():
                self._say(f"Complete and verified: {event.folder}, {size_words(event.total_bytes)}.")
            case FilesRemoved():
                self._say(f"Removed: {event.folder}, {size_words(event.freed_bytes)} are free again.")
            case FilesFailed():
                self._leave()

    def _ask(self, wait_s: float | None) -> None:
        """Say once that it is asked what there is, and once that it will be again."""
        if wait_s is None and not self._is_asking:
            self._say(f"Asking {self._endpoint} what there is to fetch.")
        elif wait_s is not None and self._is_asking:
            self._say(f"No usable answer, next try in {wait_s:.0f} s.")
        self._is_asking = wait_s is None

    def _progress(self, done_bytes: int, total_bytes: int, more: str) -> None:
        twentieth = 20 * done_bytes // max(total_bytes, 1)
        if total_bytes and (self._is_terminal or twentieth != self._twentieth):
            self._twentieth = twentieth
            words = f"{size_words(done_bytes)} of {size_words(total_bytes)}" + (f", {more}" if more else "")
            self._say(words, passing=self._is_terminal)

    def _say(self, words: str, *, passing: bool = False) -> None:
        """Write a line; one that passes is written over by the next, so it must not be broken into two."""
        if passing:
            words = words[: get_terminal_size().columns - 1]
        self._out.write(f"{words:{len(self._said)}}" + ("\r" if passing else "\n"))
        self._out.flush()
        self._said = words if passing else ""

    def _leave(self) -> None:
        """Let what has passed stand; an error is said below it."""
        if self._said:
            self._out.write("\n")
            self._out.flush()
        self._said = ""


def _pace(event: DownloadProgressed) -> Iterator[str]:
    if event.bytes_per_second is not None:
        yield f"{size_words(round(event.bytes_per_second))}/s"
    if event.remaining_s is not None:
        minutes = event.remaining_s / 60
        yield f"{minutes:.0f} min left" if minutes > 1.5 else f"{event.remaining_s:.0f} s left"
    waits = [row.wait_s for row in event.files if row.state is FileState.WAITING and row.wait_s is not None]
    if waits:
        yield f"next try in {max(waits):.0f} s"
    elif any(row.state is FileState.VERIFYING for row in event.files):
        yield "verifying"
