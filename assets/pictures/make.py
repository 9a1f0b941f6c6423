"""Makes the pictures of the README from what the window itself paints.

    .venv/bin/python assets/pictures/make.py

The self-test asks the demo model, keeps every frame of the answer that differs from the one before, and
saves the window. The frames become one animated picture, slower than the model.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROMPT = "Tell me a story about a fox named Mia."
PICTURES = {"condensing-dark-3": "window-dark", "viewer-grid-dark": "viewer-dark"}
FRAME_MS = 220
LAST_FRAME_MS = 4000
ANSWER = (200, 0, 816, 420)  # where question and answer stand in the transcript


def taken(prompt: str, folder: Path) -> None:
    """Run the self-test and let it save its pictures."""
    command = [sys.executable, "-m", "app", "--selftest", prompt, "--screenshots", str(folder)]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, check=True)


def animated(frames: list[Path], target: Path) -> None:
    """Join frames to one animated WebP, slowed down so that each can be seen."""
    pictures = [Image.open(path).convert("RGB").crop(ANSWER) for path in frames]
    durations = [FRAME_MS] * (len(pictures) - 1) + [LAST_FRAME_MS]
    pictures[0].save(
        target, save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=72, method=4
    )


def main() -> None:
    """Take the pictures and put those of the README beside this file."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        taken(PROMPT, folder)
        animated(sorted((folder / "frames-dark").glob("*.png")), HERE / "condensing.webp")
        for source, name in PICTURES.items():
            shutil.copy(folder / f"{source}.png", HERE / f"{name}.png")


if __name__ == "__main__":
    main()
