from __future__ import annotations

import pytest

from app.history import records
from app.history.records import go_on_from, new_id


def test_ids_grow_and_fit() -> None:
    issued = [new_id() for _ in range(10_000)]
    assert issued == sorted(set(issued))
    assert issued[-1] < 2**63  # what SQLite can hold


def test_ids_go_on_from_those_that_are_kept_but_not_from_one_that_damage_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(records, "_latest", 0)
    kept = new_id() + (86_400_000 << 20)  # made tomorrow, as the clock is now
    go_on_from(kept)
    assert new_id() == kept + 1
    go_on_from(2**63 - 1)
    assert new_id() == kept + 2
