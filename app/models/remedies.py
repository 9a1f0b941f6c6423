"""What helps against a failed work on files: one thing for each kind of failure."""

from __future__ import annotations

from enum import StrEnum

from app.language import mark


class Remedy(StrEnum):
    """What a person can do, as its button says it."""

    RETRY = mark("Try again")
    FOLDER = mark("Choose a folder…")
    FILES = mark("Choose another folder…")
    CONNECTION = mark("Connection…")
    REPAIR = mark("Repair")
    LOOK = mark("Look again")
    OPEN = mark("Open the folder")


_FOR = {
    "FilesElsewhere": Remedy.FILES,
    "DiskFull": Remedy.FOLDER,
    "FolderUnusable": Remedy.FOLDER,
    "FolderLeft": Remedy.OPEN,
    "InvalidOption": Remedy.CONNECTION,
    "NotOffered": Remedy.CONNECTION,
    "ProxyRefused": Remedy.CONNECTION,
    "VersionGone": Remedy.CONNECTION,
    "ModelDamaged": Remedy.REPAIR,
    "ModelForeign": Remedy.LOOK,
    "ModelMissing": Remedy.LOOK,
}


def remedy(kind: str) -> Remedy:
    """What helps against a kind of failure; whatever may pass is tried again."""
    return _FOR.get(kind, Remedy.RETRY)
