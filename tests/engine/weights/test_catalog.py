"""The catalog: pinned, complete in itself, and small enough to be believed."""

from __future__ import annotations

import re

import pytest

from engine.weights.catalog import CATALOG, FULL, known


def test_every_entry_is_pinned_to_a_commit_with_its_licence() -> None:
    for entry in CATALOG:
        assert re.fullmatch(r"[0-9a-f]{40}", entry.commit)
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", entry.repository)
        assert entry.licence()
        assert entry.licence_url.startswith("https://")
        assert entry.weights_bytes < entry.download_bytes < 1.01 * entry.weights_bytes


def test_an_entry_is_found_by_its_repository() -> None:
    assert known(FULL.repository) is FULL
    assert known("somebody/else") is None


@pytest.mark.usefixtures("bracketed")
def test_the_licence_is_said_as_the_program_around_the_engine_says_it() -> None:
    assert FULL.licence() == "⟦Apache-2.0, with Gemma's prohibited uses⟧"
