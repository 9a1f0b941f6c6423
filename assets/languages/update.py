"""Bring the lists of words up to date with the sources, and make of them what the window reads.

    python assets/languages/update.py

Each `dewpoint_LANGUAGE.ts` gets the words that `app/` and `engine/` say now, new ones as unfinished; English
holds only those that have a plural. Each `.qm` is made from its `.ts`.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import PySide6

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SOURCES = (ROOT / "app", ROOT / "engine")
LANGUAGES = {"de": (), "en": ("-pluralonly",)}


def update(folder: Path = HERE) -> None:
    """Update every list in a folder, and what is made from it.

    Raises:
        subprocess.CalledProcessError: One of Qt's tools failed.
    """
    sources = sorted(str(path) for folder in SOURCES for path in folder.rglob("*.py"))
    for language, options in LANGUAGES.items():
        words = folder / f"dewpoint_{language}.ts"
        _run(
            "lupdate",
            *sources,
            *("-tr-function-alias", "QT_TR_NOOP+=mark,QT_TR_NOOP+=said"),
            *("-no-obsolete", "-locations", "none", *options),
            *("-source-language", "en", "-target-language", language),
            *("-ts", str(words)),
        )
        _run("lrelease", str(words), "-qm", str(words.with_suffix(".qm")))


def _run(tool: str, *arguments: str) -> None:
    program = Path(PySide6.__file__).with_name(tool)
    subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    update()
