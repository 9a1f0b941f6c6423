"""Measurements of the downloader, from the root of a checkout; one JSON object each.

python -m tests.engine.weights.trials kills [--cycles 50] [--bytes 300000000] [--seed 0] --to DIR
python -m tests.engine.weights.trials rate  [--runs 5] [--bytes 1000000000] --to DIR

`kills` ends a download with SIGKILL at random moments and goes on with it, then counts what was sent.
`rate` compares it with curl, alternating, from one server that sends with sendfile; both write to DIR.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.weights.download.folder import UNFINISHED, record
from engine.weights.download.manifest import Manifest, ManifestFile, written
from engine.weights.download.part import write_whole
from tests.engine.weights.hub import COMMIT, REPOSITORY, Fault, hub_of

KILL_S = 30.0  # the whole file on the slow line
ROOT = Path(__file__).resolve().parents[3]


def kill_and_resume(
    folder: Path, *, size_bytes: int, cycles: int, seed: int, seconds: float
) -> dict[str, object]:
    """Kill a download so many times at random moments, then let it end.

    The line is so slow that all of it would take `seconds`.
    """
    chance = random.Random(seed)
    content = b"".join(chance.randbytes(min(2**20, size_bytes - at)) for at in range(0, size_bytes, 2**20))
    rate = size_bytes / seconds
    with hub_of({"model.safetensors": content}) as hub:
        hub.faults.append(Fault(kind="throttle", value=rate, times=10**6))
        for _ in range(cycles):
            child = _start(hub.endpoint, folder)
            before = hub.sent_bytes()
            slice_bytes = chance.uniform(0.1, 0.9) * size_bytes / cycles
            while child.poll() is None and hub.sent_bytes() - before < slice_bytes:
                time.sleep(0.005)
            child.kill()
            child.wait()
        status = _start(hub.endpoint, folder).wait()
        sent_bytes = hub.sent_bytes()
    model = folder / "model.safetensors"
    is_complete = status == 0 and model.read_bytes() == content and bool(record(folder))
    return {
        "cycles": cycles,
        "size_bytes": size_bytes,
        "sent_bytes": sent_bytes,
        "sent_over_size": round(sent_bytes / size_bytes, 4),
        "is_complete": is_complete,
    }


def compare_with_curl(folder: Path, *, size_bytes: int, runs: int) -> dict[str, object]:
    """Rates in bytes per second from the same server: curl, and a download with its verification.

    Ours includes bringing the file to the disk; `ratio_flushed` compares with a curl whose file is brought
    there too. A first round, for which the system finds its memory, is not counted.
    """
    source = folder / "source.bin"
    hashed = hashlib.sha256()
    with source.open("wb") as out:
        for _ in range(size_bytes // 2**20):
            piece = os.urandom(2**20)
            hashed.update(piece)
            out.write(piece)
    digest = f"sha256:{hashed.hexdigest()}"
    file = ManifestFile(path="model.safetensors", size_bytes=source.stat().st_size, digest=digest)
    manifest = Manifest(repository=REPOSITORY, commit=COMMIT, files=(file,))
    rows = []
    with _file_server(source) as endpoint:
        for _ in range(runs + 1):
            curl_s, curl_flushed_s = _curl(endpoint, folder / "curl.bin")
            target = folder / "model"
            target.mkdir()
            write_whole(target / UNFINISHED, written(manifest))
            our_s, peak_bytes = _timed_download(endpoint, target)
            rows.append((curl_s, curl_flushed_s, our_s, peak_bytes))
            shutil.rmtree(target)
    source.unlink()
    del rows[0]
    rates = [round(file.size_bytes / statistics.median(row[column] for row in rows)) for column in range(3)]
    return {
        "size_bytes": file.size_bytes,
        "runs": runs,
        "curl_bytes_per_second": rates[0],
        "curl_flushed_bytes_per_second": rates[1],
        "our_bytes_per_second": rates[2],
        "ratio": round(statistics.median(row[0] / row[2] for row in rows), 3),
        "ratio_flushed": round(statistics.median(row[1] / row[2] for row in rows), 3),
        "peak_memory_bytes": max(row[3] for row in rows),
    }


def _start(endpoint: str, folder: Path, told: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "engine", "download", "--repo", REPOSITORY, "--to", str(folder)]
    return subprocess.Popen([*command, "--endpoint", endpoint, "--json"], cwd=ROOT, stdout=told)


def _curl(endpoint: str, target: Path) -> tuple[float, float]:
    """Seconds that curl takes, and the same with its file brought to the disk as ours is."""
    url = f"{endpoint}/{REPOSITORY}/resolve/{COMMIT}/model.safetensors"
    command = ["curl", "--silent", "--fail", "--output", str(target), "--write-out", "%{time_total}", url]
    began_s = time.perf_counter()
    told_s = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    flushed_s = time.perf_counter() - began_s
    target.unlink()
    return told_s, flushed_s


def _timed_download(endpoint: str, folder: Path) -> tuple[float, int]:
    """Seconds, verification, flush and record included, and the process's peak of memory."""
    child = _start(endpoint, folder, subprocess.PIPE)
    assert child.stdout is not None
    finished = json.loads(child.stdout.read().splitlines()[-1])
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, finished
    return float(finished["seconds"]), usage.ru_maxrss * 1024


@contextmanager
def _file_server(path: Path) -> Iterator[str]:
    """A process that sends one file to everybody, as fast as the system does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        child = os.fork()
        if child == 0:
            while True:
                threading.Thread(target=_send, args=(server.accept()[0], path), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            os.kill(child, 9)
            os.waitpid(child, 0)


def _send(connection: socket.socket, path: Path) -> None:
    with connection, path.open("rb") as file:
        connection.recv(65_536)
        size = path.stat().st_size
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size)
        connection.sendfile(file)


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.weights.trials")
    kinds = parser.add_subparsers(dest="kind", required=True)
    kills, rate = kinds.add_parser("kills"), kinds.add_parser("rate")
    kills.add_argument("--cycles", type=int, default=50)
    kills.add_argument("--seed", type=int, default=0)
    kills.add_argument("--bytes", type=int, default=300_000_000)
    rate.add_argument("--runs", type=int, default=5)
    rate.add_argument("--bytes", type=int, default=1_000_000_000)
    for kind in (kills, rate):
        kind.add_argument("--to", type=Path, required=True, help="an empty folder")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    report = (
        kill_and_resume(
            given.to / "model", size_bytes=given.bytes, cycles=given.cycles, seed=given.seed, seconds=30
        )
        if given.kind == "kills"
        else compare_with_curl(given.to, size_bytes=given.bytes, runs=given.runs)
    )
    sys.stdout.write(f"{json.dumps(report)}\n")


if __name__ == "__main__":
    main()
