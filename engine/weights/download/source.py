"""Where a model comes from: the Hub, or a mirror that speaks as the Hub does."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import httpx2

from engine.errors import InvalidOption
from engine.weights.catalog import HUB
from engine.words import said


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A server of models.

    Attributes:
        endpoint: Its base address; https, or http on this machine.
        token: What opens repositories that are not for everybody. It goes to the endpoint's own host and
            to no other, and never to a mirror.

    Raises:
        InvalidOption: The endpoint is not such an address.
    """

    endpoint: str = HUB
    token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not is_trusted_scheme(self.endpoint):
            raise InvalidOption(
                said("“{address}” cannot be a download address.", address=self.endpoint),
                said("Give an address like https://huggingface.co."),
            )

    def url(self, repository: str, commit: str, path: str) -> str:
        """The address that every attempt begins at."""
        return f"{self.endpoint.rstrip('/')}/{quote(repository)}/resolve/{commit}/{quote(path)}"

    def token_for(self, url: str) -> str | None:
        """The token, where this address may see it."""
        if self.is_mirror or _origin(url) != _origin(self.endpoint):
            return None
        return self.token

    @property
    def is_mirror(self) -> bool:
        """Whether somebody else than the Hub answers; a server on this machine counts as the Hub's own."""
        return _origin(self.endpoint) != _origin(HUB) and not is_loopback(self.endpoint)


def is_trusted_scheme(url: str) -> bool:
    """Whether an address is https, or http on this machine."""
    scheme = url.partition("://")[0].lower()
    return is_address(url) and (scheme == "https" or (scheme == "http" and is_loopback(url)))


def is_address(url: str) -> bool:
    """Whether an address names a host that can be asked, and a port that there can be, if any."""
    try:
        return bool(httpx2.URL(url).host.encode("idna")) and urlsplit(url).port != 0
    except (httpx2.InvalidURL, ValueError):
        return False


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port
