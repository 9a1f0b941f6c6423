"""Kill a process at random moments while it writes, and look at what is left with SQLite itself.

    python -m tests.app.history.kill --rounds 200

A child answers turn after turn, block after block, and says on its standard output what is written. The
parent kills it, opens the file and demands that it is whole and holds every block that was said to be. All
rounds write to one file, so a round begins with what the kill before left.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BLOCKS = 5  # of each answer
LATEST_KILL_S = 0.25  # after the first block was written


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """What a round found: blocks that were told of, and those of them that are not in the file."""

    blocks: int
    lost: int
    is_whole: bool


def write_until_killed(folder: Path) -> None:
    """What the child does."""
    from app.history import History, Outcome, StoredConversation, StoredMessage
    from engine import Role

    history = History(folder)
    while True:
        talk = StoredConversation(title="killed")
        asked = StoredMessage(conversation=talk.id, role=Role.USER, text="Tell me more.")
        answer = StoredMessage(
            conversation=talk.id, parent=asked.id, role=Role.MODEL, text="", outcome=Outcome.OPEN
        )
        history.save(talk, [asked, answer])
        for block in range(BLOCKS):
            answer = replace(answer, text=answer.text + f"block {block} " + "condenses out of noise " * 40)
            history.save(talk, [answer])
            line = f"{answer.id} {block}\n".encode()
            history._write(lambda _connection, line=line: os.write(1, line))  # type: ignore[misc]  # bound early
        while history._writer._tasks:
            time.sleep(0.001)


def rounds(folder: Path, count: int, seed: int) -> list[Killed]:
    """Start, kill and look, so many times."""
    moments = random.Random(seed)
    return [_round(folder, moments.uniform(0, LATEST_KILL_S)) for _ in range(count)]


def _round(folder: Path, wait_s: float) -> Killed:
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.app.history.kill", "--write", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(wait_s)
    child.kill()
    rest, _ = child.communicate()
    told = [line.split() for line in (first + rest).splitlines()]
    latest = {int(message): int(block) for message, block in told}
    connection = sqlite3.connect(folder / "history.sqlite3")
    is_whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.execute("INSERT INTO message_text (message_text, rank) VALUES ('integrity-check', 1)")
    held = dict(connection.execute("SELECT id, text FROM message WHERE role = 'model'"))
    connection.close()
    lost = sum(f"block {block} " not in held.get(message, "") for message, block in latest.items())
    return Killed(blocks=len(told), lost=lost, is_whole=is_whole)


def main() -> int:
    """The command; its exit status is 1 where anything was lost or damaged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write is not None:
        write_until_killed(options.write)
    with tempfile.TemporaryDirectory() as folder:
        found = rounds(Path(folder), options.rounds, options.seed)
    lost = sum(each.lost for each in found)
    damaged = sum(not each.is_whole for each in found)
    blocks = sum(each.blocks for each in found)
    sys.stdout.write(f"{len(found)} kills, {blocks} blocks written, {lost} lost, {damaged} files damaged\n")
    return int(bool(lost or damaged))


if __name__ == "__main__":
    sys.exit(main())
