"""One HTTP connection at a time to a source of models, and what may be wrong with an answer.

Every attempt begins at the source's own address and follows redirects itself, so that no signed address is
remembered and no token goes to another host. What can pass is raised as `Passing`, anything else as the
engine's error.
"""

from __future__ import annotations

import re
import socket
import ssl
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NoReturn

import httpcore2
import httpx2

from engine.errors import (
    ConnectionIntercepted,
    EngineError,
    FilesDiffer,
    NoConnection,
    NotOffered,
    ProxyRefused,
    ServerBusy,
    ServerConfused,
    SignInNeeded,
    VersionGone,
)
from engine.weights.download.limit import Limit
from engine.weights.download.manifest import ManifestFile
from engine.weights.download.patience import Patience, told_wait_s
from engine.weights.download.source import Source, is_trusted_scheme
from engine.words import said

USER_AGENT = "Dewpoint"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_LARGE_BYTES = 2**20
_TRY_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})


class Passing(Exception):
    """An attempt failed in a way that may pass.

    Args:
        error: What to say when it does not pass.
        wait_s: How long the server asks to wait.
        restart: Whether what was fetched of the file is not to be built on.
        doubtful: Whether one more try is enough.
    """

    def __init__(
        self,
        error: EngineError,
        *,
        wait_s: float | None = None,
        restart: bool = False,
        doubtful: bool = False,
    ) -> None:
        super().__init__(error.title)
        self.error = error
        self.wait_s = wait_s
        self.restart = restart
        self.doubtful = doubtful


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a file from `start_bytes` on, as they come."""

    start_bytes: int
    chunks: Iterator[bytes]


class Line:
    """Asks a source for files. For one thread, but for `abort`.

    Args:
        source: Whom it asks.
        patience: How long it waits for an answer.
        limit: Says how much to read at once.
    """

    def __init__(self, source: Source, patience: Patience, limit: Limit) -> None:
        self._source = source
        self._read_bytes = limit.read_bytes
        self._stream: httpcore2.NetworkStream | None = None
        self._stall_s = patience.stall_s
        self._client = httpx2.Client(
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Accept": "*/*"},
            timeout=httpx2.Timeout(patience.stall_s, connect=patience.connect_s),
            limits=httpx2.Limits(
                max_keepalive_connections=0
            ),  # so that the latest connection is the one in use
        )

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def abort(self) -> None:
        """Wake whoever waits for bytes on this line, from any thread."""
        stream = self._stream
        connection = None if stream is None else stream.get_extra_info("socket")
        if isinstance(connection, socket.socket):
            cut(connection)

    @contextmanager
    def body(self, repository: str, commit: str, file: ManifestFile, offset_bytes: int) -> Iterator[Body]:
        """Ask for a file from an offset on; the answer is checked before the first byte is handed out.

        Raises:
            Passing: It did not work now.
            EngineError: It will not work.
        """
        with _converted():
            response = self._ask(self._source.url(repository, commit, file.path), offset_bytes)
            try:
                start_bytes = _checked_start(response, file, offset_bytes)
                yield Body(start_bytes, self._chunks(response, file.size_bytes - start_bytes))
            finally:
                response.close()

    def _ask(self, url: str, offset_bytes: int) -> httpx2.Response:
        """The first answer that is no redirect; anything but a success is raised."""
        for redirects in range(_MOST_REDIRECTS):
            response = self._client.send(self._request(url, offset_bytes), stream=True)
            location = response.headers.get("location", "")
            if response.status_code not in _REDIRECTS or not location:
                with _closed_on_error(response):
                    _check_status(response, redirected=redirects > 0)
                return response
            response.close()
            try:
                url = str(httpx2.URL(url).join(location))
            except httpx2.InvalidURL as error:
                raise Passing(confused(said("It sends to an address that is none."))) from error
            if not is_trusted_scheme(url):
                raise _sign_in()
        raise Passing(confused(said("It sends from one address to the next.")))

    def _request(self, url: str, offset_bytes: int) -> httpx2.Request:
        request = self._client.build_request("GET", url, extensions={"trace": self._trace})
        if offset_bytes:
            request.headers["Range"] = f"bytes={offset_bytes}-"
        if (token := self._source.token_for(url)) is not None:
            request.headers["Authorization"] = f"Bearer {token}"
        return request

    def _chunks(self, response: httpx2.Response, left_bytes: int) -> Iterator[bytes]:
        """The body as it comes; more than was announced fails the attempt.

        The library hands out 16 to 64 kB at a time, at a cost that is felt in every one of a million pieces.
        So of a large body of known length it gives only what it has read already, and the rest is read from
        the connection, which is used for nothing else afterwards.
        """
        is_plain = "content-length" in response.headers
        stream: httpcore2.NetworkStream = response.extensions["network_stream"]
        pieces = response.iter_raw()  # kept: it would close the connection when it goes
        for chunk in pieces:
            left_bytes -= len(chunk)
            if left_bytes < 0:
                how = said("It sends more than it announced.")
                raise Passing(confused(how), restart=True, doubtful=True)
            yield chunk
            if is_plain and left_bytes > _LARGE_BYTES:
                break
        while is_plain and left_bytes and (chunk := self._read(stream, left_bytes)):
            left_bytes -= len(chunk)
            yield chunk

    def _read(self, stream: httpcore2.NetworkStream, left_bytes: int) -> bytes:
        return stream.read(min(left_bytes, self._read_bytes), self._stall_s)

    def _trace(self, name: str, told: Mapping[str, object]) -> None:
        """Remember the connection as soon as there is one, long before there is an answer."""
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            self._stream = told["return_value"]  # type: ignore[assignment]  # httpcore documents it as a stream


def cut(connection: socket.socket) -> None:
    """End a connection under whoever waits on it, in any thread.

    On Windows a shutdown wakes nobody (python/cpython#91913), elsewhere closing would not. Both are the bare
    socket's own: an SSLSocket's would drop its state, which the one who waits still uses.
    """
    with suppress(OSError):
        if sys.platform == "win32":
            socket.SocketType.close(connection)
        else:
            socket.SocketType.shutdown(connection, socket.SHUT_RDWR)


def raise_converted(error: httpx2.HTTPError) -> NoReturn:
    """Raise what a library's error means: `Passing`, or an error of the engine."""
    if _is_certificate_error(error):
        raise ConnectionIntercepted(
            said("The connection is not safe: the certificate is not the server's."),
            said("Check this PC's date and time, or ask who runs this network. Then try again."),
        ) from error
    if isinstance(error, httpx2.ProxyError):
        refused = proxy_refused()
        if "407" in str(error) or "403" in str(error):
            raise refused from error
        raise Passing(refused) from error
    raise Passing(_no_connection()) from error


def proxy_refused() -> ProxyRefused:
    """The error of a proxy that says no."""
    return ProxyRefused(
        said("The proxy refuses the connection."),
        said("Check the proxy's address, user name and password in the settings, then try again."),
    )


def _no_connection() -> NoConnection:
    return NoConnection(
        said("There is no connection to the server."),
        said("What has arrived is kept. Try again, and it goes on from there."),
    )


def busy() -> ServerBusy:
    """The error of a server that has no time."""
    return ServerBusy(
        said("The server is busy."),
        said("Wait a while. What has arrived is kept. Try again, and it goes on from there."),
    )


@contextmanager
def _converted() -> Iterator[None]:
    try:
        yield
    except httpx2.HTTPError as error:
        raise_converted(error)
    except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:  # from the connection itself
        raise Passing(_no_connection()) from error


@contextmanager
def _closed_on_error(response: httpx2.Response) -> Iterator[None]:
    try:
        yield
    except BaseException:
        response.close()
        raise


def _check_status(response: httpx2.Response, *, redirected: bool) -> None:
    """Raise for everything but 200, 206 and 416."""
    status = response.status_code
    if status in (200, 206, 416):
        return
    if status == 511:
        raise _sign_in()
    if status == 407:
        raise proxy_refused()
    if status in _TRY_LATER:
        raise Passing(busy(), wait_s=told_wait_s(response.headers))
    if status in (401, 403):
        refused = NotOffered(
            said("The server does not give this model to you."),
            said("Accept its licence on the model's page, or check the access token."),
        )
        raise Passing(refused) if redirected else refused
    if status == 404:
        gone = VersionGone(
            said("A file of this version is no longer there."), said("Look for a newer version of Dewpoint.")
        )
        raise Passing(gone) if redirected else gone
    raise Passing(confused(said("It answers with status {status}.", status=status)))


def _checked_start(response: httpx2.Response, file: ManifestFile, offset_bytes: int) -> int:
    """Where the bytes of a successful answer begin."""
    kind = response.headers.get("content-type", "")
    if kind.startswith("text/html") and not file.path.endswith((".html", ".htm")):
        raise _sign_in()
    if response.headers.get("content-encoding", "identity") != "identity":
        raise Passing(confused(said("It packs the files it sends.")), doubtful=True)
    if response.status_code == 416:
        how = said("It has nothing behind what is already here.")
        raise Passing(confused(how), restart=True, doubtful=True)
    if response.status_code == 206:
        return _checked_range(response.headers.get("content-range", ""), file, offset_bytes)
    length = response.headers.get("content-length")
    if length is not None and length != str(file.size_bytes):
        raise Passing(_other_size(file), doubtful=True)
    return 0


def _checked_range(told: str, file: ManifestFile, offset_bytes: int) -> int:
    parsed = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", told)
    if parsed is None or int(parsed[1]) != offset_bytes:
        raise Passing(confused(said("It sends another part of the file than was asked for.")))
    if int(parsed[3]) != file.size_bytes:
        raise Passing(_other_size(file), doubtful=True)
    return offset_bytes


def _other_size(file: ManifestFile) -> FilesDiffer:
    return FilesDiffer(
        said("The server's {file} has another size than it should.", file=file.path),
        said("Try again later, or use another download address."),
    )


def confused(how: str) -> ServerConfused:
    """The error of a server whose answers do not fit; `how` is a sentence."""
    return ServerConfused(
        said("The server's answers make no sense. {how}", how=how),
        said("Try again later, or use another download address."),
    )


def _sign_in() -> SignInNeeded:
    return SignInNeeded(
        said("This network wants you to sign in first: it answered with a page of its own."),
        said(
            "Open a web page in your browser and sign in. What has arrived is kept. Try again, and it goes on"
            " from there."
        ),
    )


def _is_certificate_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
