from __future__ import annotations

from pathlib import Path

from tests.app.history.kill import rounds


def test_what_was_written_outlives_a_kill_at_any_moment(tmp_path: Path) -> None:
    found = rounds(tmp_path, 4, seed=1)
    assert all(each.blocks for each in found)
    assert [(each.lost, each.is_whole) for each in found] == [(0, True)] * 4
