"""A whole session of the real window in a process that may open no socket: load, chat, search, export.

Run by test_offline.py. Whoever asks Python for a socket ends it; at its end, the system is asked whether
anybody else in the process holds one that leads out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

LIMIT_MS = 60_000
asked: list[str] = []


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith("socket.") and event != "socket.gethostname":
        asked.append(f"{event} {arguments}")
        raise PermissionError(event)


def _sockets_that_lead_out() -> list[str]:
    """Open internet sockets of this process, as the system lists them."""
    held = {os.readlink(path) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()}
    listed = [
        line.split()
        for kind in ("tcp", "tcp6", "udp", "udp6")
        for line in Path(f"/proc/self/net/{kind}").read_text().splitlines()[1:]
    ]
    return [f"{line[1]} {line[2]}" for line in listed if f"socket:[{line[9]}]" in held]


def main(folder: Path) -> None:
    """The session; prints what was answered, found and exported."""
    sys.addaudithook(_refuse)
    from engine import keep_quiet

    keep_quiet(offline=True)
    from PySide6.QtCore import QEventLoop, QTimer

    from app.history import FileKind
    from app.main import close, start

    parts = start("demo", folder / "history")
    exported = folder / "all.json"

    def wait(done: Callable[[], bool]) -> None:
        loop, timer = QEventLoop(), QTimer()
        timer.timeout.connect(lambda: loop.quit() if done() else None)
        timer.start(20)
        QTimer.singleShot(LIMIT_MS, loop.quit)
        loop.exec()
        if not done():
            raise TimeoutError

    parts.window.show()
    wait(lambda: parts.status.model is not None)
    parts.window.composer.sent.emit("What is 20 + 22?")
    wait(lambda: parts.library.open_chat.turns[-1].ended)
    parts.window.sidebar.search.setText("plus")
    wait(lambda: bool(parts.library.catalogue.search._found))
    parts.library.export(parts.library.catalogue.ids, FileKind.JSON, exported)
    wait(exported.exists)
    turn = parts.library.open_chat.turns[-1]
    told = f"{turn.text}; {_sockets_that_lead_out()}; {asked}"
    parts.window.close()
    close(parts)
    sys.stdout.write(f"{told}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
