"""Proxies and certificates. What else may be wrong with an answer is tried in test_fetch.py."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from engine.errors import ConnectionIntercepted, ProxyRefused
from engine.weights.download.limit import Limit
from engine.weights.download.line import Line, Passing, cut
from engine.weights.download.manifest import ManifestFile
from engine.weights.download.source import Source
from tests.engine.weights.conftest import MODEL
from tests.engine.weights.fetching import SOON
from tests.engine.weights.hub import COMMIT, REPOSITORY, Hub, sha256_of

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@contextmanager
def _answering(answer: bytes, context: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says one thing to everybody; its port, and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with suppress(OSError), connection:
                    spoken = (
                        connection if context is None else context.wrap_socket(connection, server_side=True)
                    )
                    asked.append(spoken.recv(65_536))
                    spoken.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1], asked
        finally:
            cut(server)
            thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def _fetch(source: Source, file: ManifestFile) -> bytes:
    line = Line(source, SOON, Limit())
    try:
        with line.body(REPOSITORY, COMMIT, file, 0) as body:
            return b"".join(body.chunks)
    finally:
        line.close()


@pytest.fixture
def file(files: dict[str, bytes]) -> ManifestFile:
    content = files[MODEL]
    return ManifestFile(path=MODEL, size_bytes=len(content), digest=sha256_of(content))


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "https://hub.example"])
@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden"])
def test_a_proxy_that_refuses_is_said(
    monkeypatch: pytest.MonkeyPatch, file: ManifestFile, endpoint: str, status: str
) -> None:
    with _answering(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()) as (port, asked):
        for name in PROXIES[:2]:
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        if "403" in status and endpoint.startswith("http:"):
            return  # without a tunnel, the proxy's no cannot be told from the server's
        with pytest.raises(ProxyRefused) as caught:
            _fetch(Source(endpoint=endpoint), file)
    assert "settings" in caught.value.hint
    assert asked[0].startswith(b"CONNECT hub.example" if "https" in endpoint else b"GET http://127.0.0.1:1/")


def test_a_proxy_that_is_not_there_may_come_back(monkeypatch: pytest.MonkeyPatch, file: ManifestFile) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with pytest.raises(Passing):
        _fetch(Source(), file)


def test_hosts_that_need_no_proxy_are_asked_directly(
    monkeypatch: pytest.MonkeyPatch, hub: Hub, file: ManifestFile, files: dict[str, bytes]
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    assert _fetch(Source(endpoint=hub.endpoint), file) == files[MODEL]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
def test_a_certificate_of_somebody_else_is_an_interception(tmp_path: Path, file: ManifestFile) -> None:
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=localhost",
    ]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with _answering(b"", context) as (port, _), pytest.raises(ConnectionIntercepted, match="not safe"):
        _fetch(Source(endpoint=f"https://localhost:{port}"), file)
