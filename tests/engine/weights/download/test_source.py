"""Addresses: which may be asked, and who sees the token."""

from __future__ import annotations

import pytest

from engine.errors import InvalidOption
from engine.weights.catalog import HUB
from engine.weights.download.source import Source, is_trusted_scheme


@pytest.mark.parametrize(
    "endpoint",
    [
        *("http://huggingface.co", "ftp://x", "huggingface.co", "", "https://", "http://127.evil.com", "//["),
        *("https://x:abc", "https://127.0.0.1:99999999", "https://x:0", "https://x\x01", "https://x..y"),
    ],
)
def test_what_anybody_could_read_along_or_is_no_address_is_refused(endpoint: str) -> None:
    with pytest.raises(InvalidOption, match="download address"):
        Source(endpoint=endpoint)


@pytest.mark.parametrize(
    "endpoint", [HUB, "https://hf-mirror.example/path", "http://localhost:1", "http://[::1]:1"]
)
def test_https_and_this_machine_are_taken(endpoint: str) -> None:
    assert is_trusted_scheme(Source(endpoint=endpoint).endpoint)


def test_an_attempt_begins_at_the_commit_with_a_quoted_path() -> None:
    url = Source(endpoint=f"{HUB}/").url("a/b", "c0ffee", "sub/Übung 1.json")
    assert url == f"{HUB}/a/b/resolve/c0ffee/sub/%C3%9Cbung%201.json"


def test_the_token_is_for_the_hub_itself() -> None:
    hub = Source(token="secret")
    assert hub.token_for(f"{HUB}/a/b") == "secret"
    assert hub.token_for("https://cdn.example/a") is None
    assert hub.token_for("https://huggingface.co.evil.example/a") is None
    assert hub.token_for("https://huggingface.co:444/a") is None
    assert (
        Source(endpoint="https://mirror.example", token="secret").token_for("https://mirror.example/a")
        is None
    )


def test_the_token_is_not_shown() -> None:
    assert "secret" not in repr(Source(token="secret"))
