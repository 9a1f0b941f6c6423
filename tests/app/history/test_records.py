from __future__ import annotations

from app.history.records import new_id


def test_ids_grow_and_fit() -> None:
    issued = [new_id() for _ in range(10_000)]
    assert issued == sorted(set(issued))
    assert issued[-1] < 2**63  # what SQLite can hold
