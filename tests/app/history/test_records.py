from __future__ import annotations

import time

from app.history.records import new_id


def test_ids_are_unique_and_grow_with_time() -> None:
    issued = [new_id() for _ in range(1000)]
    assert len(set(issued)) == 1000
    time.sleep(0.002)
    assert new_id() > max(issued)
    assert new_id() < 2**63  # what SQLite can hold
