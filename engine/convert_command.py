"""`convert` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from engine.model.config import NetworkConfig
from engine.words import size_words


def convert_files(source: Path, target: Path, *, out: TextIO) -> None:
    """Convert a model directory, and write each per cent that is done.

    Raises:
        EngineError: As `engine.weights.convert.convert`; ModelForeign also for another kind of model.
    """
    from engine.weights.checkpoint import read_json
    from engine.weights.convert import convert  # these import torch

    NetworkConfig.from_json(read_json(source / "config.json"))
    written = -1

    def progress(done_bytes: int, total_bytes: int) -> None:
        nonlocal written
        percent = 100 * done_bytes // total_bytes
        if percent > written:
            written = percent
            out.write(f"{percent} %, {size_words(done_bytes)} of {size_words(total_bytes)}\n")
            out.flush()

    convert(source, target, progress=progress, cancelled=lambda: False)
