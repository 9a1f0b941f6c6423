"""A Hub on this machine that breaks on demand, in every way a download may meet. Standard library only.

It answers the two questions about a repository, sends `/resolve` on to a second server under another host
name (the CDN) with a signature that may expire, and logs every request.
"""

from __future__ import annotations

import hashlib
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from engine.weights.download.line import cut

REPOSITORY = "somebody/tiny-model"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE_BYTES = 1000  # from here on, a file is published with its SHA-256
SEND_BYTES = 2**16
_ONE_READ_S = 0.05
_THROTTLE_S = 0.01  # between two pieces of a slow body


@dataclass(kw_only=True)
class Fault:
    """What goes wrong, and how often.

    Attributes:
        kind: drop, reset, stall, throttle, corrupt, short, no_range, wrong_start, wrong_total, too_much,
            packed, mute, html, status, redirect.
        path: The end of the paths it is for.
        where: `hub`, `cdn` or `api`.
        times: How many requests it spoils.
        skip: How many go well before.
        after: Bytes that are sent properly; for `corrupt` the offset of the wrong byte.
        value: Seconds of a stall, bytes per second of a throttle, bytes that are short, or the status.
    """

    kind: str
    path: str = ""
    where: str = "cdn"
    times: int = 1
    skip: int = 0
    after: int = 0
    value: float = 0
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Asked:
    """One request."""

    where: str
    path: str
    range: str | None
    authorized: bool
    agent: str
    sent_bytes: int = 0


class Hub:
    """The servers. Use `hub_of`, which also closes them.

    Attributes:
        files: Content by path.
        faults: What still goes wrong; used up in order.
        log: Every request, in order.
        signature_uses: How often a signed address works; None for always.
    """

    def __init__(self, files: Mapping[str, bytes | Path], *, with_cdn: bool = True) -> None:
        self.files = dict(files)
        self.commit = COMMIT
        self.faults: list[Fault] = []
        self.log: list[Asked] = []
        self.signature_uses: int | None = None
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self._uses: dict[str, int] = {}
        self._signatures = 0
        self._connections: set[socket.socket] = set()
        self._servers = [_Server(self, where) for where in ("hub", "cdn")]
        self.with_cdn = with_cdn
        self._threads = [threading.Thread(target=s.serve_forever, args=(0.02,)) for s in self._servers]
        for thread in self._threads:
            thread.start()

    @property
    def endpoint(self) -> str:
        """The address of the Hub."""
        return f"http://127.0.0.1:{self._servers[0].server_address[1]}"

    def break_with(self, kind: str, path: str = "", **how: Any) -> None:
        """Let something go wrong."""
        self.faults.append(Fault(kind=kind, path=path, **how))

    def asked(self, path: str, where: str = "cdn") -> list[Asked]:
        """The requests for a file."""
        return [asked for asked in self.log if asked.where == where and asked.path.endswith(path)]

    def sent_bytes(self) -> int:
        """Bytes of files that were sent."""
        return sum(asked.sent_bytes for asked in self.log if asked.where != "api")

    def close(self) -> None:
        """End every connection and thread."""
        self.closing.set()
        for server in self._servers:
            server.shutdown()
        for connection in list(self._connections):
            cut(connection)
        for server in self._servers:
            server.server_close()  # waits for its threads
        for thread in self._threads:
            thread.join()

    # What follows is for the servers' threads.

    def fault_for(self, where: str, path: str) -> Fault | None:
        """The fault that spoils this request, if any."""
        with self.lock:
            for fault in self.faults:
                if fault.times == 0 or fault.where != where or not path.endswith(fault.path):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    def signed(self, path: str) -> str:
        """An address of the CDN."""
        with self.lock:
            self._signatures += 1
            port = self._servers[1].server_address[1]
            return f"http://localhost:{port}/{path}?signature={self._signatures}"

    def is_expired(self, signature: str) -> bool:
        """Count one use of a signature; whether it was one too many."""
        with self.lock:
            self._uses[signature] = self._uses.get(signature, 0) + 1
            return self.signature_uses is not None and self._uses[signature] > self.signature_uses

    def opened(self, connection: socket.socket) -> None:
        """Remember a connection, to end it."""
        self._connections.add(connection)


@contextmanager
def hub_of(files: Mapping[str, bytes | Path], **options: Any) -> Iterator[Hub]:
    """A hub with these files, for the block."""
    hub = Hub(files, **options)
    try:
        yield hub
    finally:
        hub.close()


def sha256_of(content: bytes) -> str:
    """As a manifest writes it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def git_sha1_of(content: bytes) -> str:
    """The id that git gives to a file."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, hub: Hub, where: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub
        self.where = where

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what this is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 0

    def setup(self) -> None:
        super().setup()
        self.hub = cast(_Server, self.server).hub
        self.hub.opened(self.connection)

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = unquote(parts.path).lstrip("/")
        where = "api" if path.startswith("api/") else cast(_Server, self.server).where
        self.asked = Asked(
            where=where,
            path=path,
            range=self.headers.get("Range"),
            authorized="Authorization" in self.headers,
            agent=self.headers.get("User-Agent", ""),
        )
        self.hub.log.append(self.asked)
        fault = self.hub.fault_for(where, path) or Fault(kind="")
        if self._answers_wrongly(fault):
            return
        if where == "api":
            self._answer_about(path)
        elif where == "hub" and self.hub.with_cdn:
            self._headers(302, {"Location": self.hub.signed(path), "Content-Length": "0"})
        elif where == "cdn" and self.hub.is_expired(parse_qs(parts.query)["signature"][0]):
            self._headers(403, {"Content-Length": "0"})
        else:
            self._answer_file(path, fault)

    def _answers_wrongly(self, fault: Fault) -> bool:
        """Answer with something else than what was asked for, if that is the fault."""
        match fault.kind:
            case "mute":
                self.hub.closing.wait(fault.value)
                self.close_connection = True
            case "status":
                self._headers(int(fault.value), {"Content-Length": "0", **fault.headers})
            case "html":
                page = b"<html>Please sign in</html>"
                self._headers(200, {"Content-Type": "text/html", "Content-Length": str(len(page))})
                self.wfile.write(page)
            case "redirect":
                self._headers(302, {"Content-Length": "0", **fault.headers})
            case _:
                return False
        return True

    def _answer_about(self, path: str) -> None:
        if f"api/models/{REPOSITORY}/" not in path:
            self._headers(404, {"X-Error-Code": "RepoNotFound", "Content-Length": "0"})
        elif "/tree/" in path:
            self._json([_entry(name, _content(file)) for name, file in self.hub.files.items()])
        else:
            self._json({"id": REPOSITORY, "modelId": REPOSITORY, "sha": self.hub.commit, "siblings": []})

    def _json(self, told: object) -> None:
        body = json.dumps(told).encode()
        self._headers(200, {"Content-Type": "application/json", "Content-Length": str(len(body))})
        self.wfile.write(body)

    def _answer_file(self, path: str, fault: Fault) -> None:
        name = path.partition(f"/resolve/{COMMIT}/")[2]
        if name not in self.hub.files:
            self._headers(404, {"Content-Length": "0"})
            return
        content = _content(self.hub.files[name])
        if fault.kind == "short":
            content = content[: -int(fault.value)]
        start, status, headers = self._place(content, fault)
        body = bytearray(content[start:])
        if fault.kind == "corrupt" and start <= fault.after:
            body[fault.after - start] ^= 0xFF
        if fault.kind == "too_much":
            body += b"more"
            headers["Transfer-Encoding"] = "chunked"
            self._headers(status, headers)
            self.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), bytes(body)))
            return
        self._headers(status, headers | {"Content-Length": str(len(body))})
        self._send(memoryview(body), fault)

    def _place(self, content: bytes, fault: Fault) -> tuple[int, int, dict[str, str]]:
        """Where the answer starts, its status and its headers."""
        headers = {"Content-Type": "application/octet-stream"}
        if fault.kind == "packed":
            headers["Content-Encoding"] = "gzip"
        if self.asked.range is None or fault.kind == "no_range":
            return 0, 200, headers
        start = int(self.asked.range.removeprefix("bytes=").rstrip("-"))
        start -= fault.kind == "wrong_start"
        total = len(content) + (fault.kind == "wrong_total")
        headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{total}"
        return start, 206, headers

    def _send(self, body: memoryview, fault: Fault) -> None:
        """Send a body as far as the fault lets it go."""
        breaks_at = fault.after if fault.kind in ("drop", "reset", "stall") else len(body)
        self._push(body[:breaks_at], fault)
        match fault.kind:
            case "drop":
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_WR)
            case "reset":
                time.sleep(_ONE_READ_S)  # what was sent shall be read first
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()
            case "stall":
                self.hub.closing.wait(fault.value)
                self.close_connection = True
            case _:
                pass

    def _push(self, body: memoryview, fault: Fault) -> None:
        step = SEND_BYTES
        if fault.kind == "throttle":
            step = max(1, int(fault.value * _THROTTLE_S))
        for start in range(0, len(body), step):
            if self.hub.closing.is_set():
                self.close_connection = True
                return
            piece = body[start : start + step]
            self.connection.sendall(piece)
            self.asked.sent_bytes += len(piece)
            if fault.kind == "throttle":
                self.hub.closing.wait(_THROTTLE_S)

    def _headers(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def _content(file: bytes | Path) -> bytes:
    return file if isinstance(file, bytes) else file.read_bytes()


def _entry(name: str, content: bytes) -> dict[str, object]:
    entry: dict[str, object] = {
        "type": "file",
        "path": name,
        "size": len(content),
        "oid": git_sha1_of(content),
    }
    if len(content) >= LARGE_BYTES:
        sha256 = hashlib.sha256(content).hexdigest()
        entry["lfs"] = {"oid": sha256, "size": len(content), "pointerSize": 134}
    return entry
