"""Measures the network of the public model's size on this machine's GPU, and keeps what comes out.

    python -m tests.gpu.measure [--against transformers] [--vram-gib X] [--context N] [--experts-hit N]
                                [--top-conditioning]

Runs `python -m engine bench --model synthetic-26b` with these arguments in a process of its own, and writes
one JSON file to tests/gpu/results/: the arguments, the date, the versions, the driver, and every figure.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
_COMMAND = (sys.executable, "-m", "engine", "bench", "--model", "synthetic-26b", "--json")
_DRIVER = ("nvidia-smi", "--query-gpu=driver_version,clocks.sm,temperature.gpu", "--format=csv,noheader")


def main(arguments: list[str]) -> int:
    """Measure once; returns the bench's exit status."""
    ran = subprocess.run((*_COMMAND, *arguments), stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode:
        return ran.returncode
    figures = json.loads(ran.stdout.splitlines()[-1])
    now = datetime.now(UTC)
    told = subprocess.run(_DRIVER, capture_output=True, text=True, check=False).stdout.strip()
    about = {
        "date": now.isoformat(timespec="seconds"),
        "arguments": arguments,
        "driver, clock and temperature": told,
        "versions": {name: import_module(name).__version__ for name in ("torch", "triton", "transformers")},
    }
    device = "-".join(figures["device_name"].lower().split())
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{device}-{now:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(about | figures, indent=2) + "\n", "utf-8")
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
