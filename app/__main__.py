"""`python -m app`: the window.

    --model demo|DIR        the model to load (default: what the settings say; at first demo)
    --selftest PROMPT       start the real window, ask the model, print what was measured, and exit
    --json                  with --selftest: print one JSON object
    --screenshots DIR       with --selftest: save pictures of the window

Exit status: 0 done, 1 the self-test failed, 2 bad input, no display or a package that is missing.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

STARTED_S = time.monotonic()  # as early as Python code can tell


def main() -> int:
    """Open the window, or say what this Python lacks."""
    options = _options()
    try:
        return _open(options)
    except ModuleNotFoundError as error:
        from engine import engine_error

        problem = engine_error(error)
        print(problem.title, problem.hint, file=sys.stderr)
        return 2


def _open(options: argparse.Namespace) -> int:
    """Check that a window can be opened, then open it."""
    from app.paths import keep_together, log_directory
    from engine import keep_quiet, load_runtime

    keep_together()  # before any library is imported, which reads it then
    keep_quiet(offline=True)
    load_runtime()  # before Qt brings its own
    from app import display

    if (problem := display.problem()) is not None:
        print(problem, file=sys.stderr)
        return 2
    from app import crash

    folder = log_directory()
    fell = options.selftest is None and crash.take_fault(folder)
    with crash.install(folder):
        from app.main import run, run_selftest

        if options.selftest is not None:
            return run_selftest(
                options.model,
                options.selftest,
                started_s=STARTED_S,
                as_json=options.json,
                pictures=options.screenshots,
            )
        status = run(options.model, fell=fell)
    crash.end_well(folder)
    return status


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app", description="The Dewpoint window.")
    parser.add_argument("--model", help="demo, or the folder of a model; default: what the settings say")
    parser.add_argument("--selftest", metavar="PROMPT", help="ask this, print what was measured, and exit")
    parser.add_argument("--json", action="store_true", help="with --selftest: print one JSON object")
    parser.add_argument("--screenshots", metavar="DIR", type=Path, help="with --selftest: save pictures")
    options = parser.parse_args()
    if options.selftest is None and (options.json or options.screenshots):
        parser.error("--json and --screenshots go with --selftest")
    return options


if __name__ == "__main__":
    sys.exit(main())
