"""What a model's folder shall hold: a repository at a commit, and of each file path, size and hash."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from engine.errors import FolderUnusable, ModelDamaged, ModelMissing
from engine.words import said

COMMIT = re.compile(r"[0-9a-f]{40}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|git-sha1:[0-9a-f]{40}")
_UNSAFE = re.compile(r'[\\:*?"<>|\x00-\x1f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFile:
    """One file.

    Attributes:
        path: Relative, with `/`; it stays inside the folder on every system.
        size_bytes: Its length.
        digest: `sha256:` of the content, or `git-sha1:`, what git names a blob by; both in hex.

    Raises:
        ValueError: A value is not as described.
    """

    path: str
    size_bytes: int
    digest: str

    def __post_init__(self) -> None:
        if not _is_safe(self.path):
            raise ValueError(f"path {self.path!r} may leave the folder")
        if self.size_bytes < 0:
            raise ValueError(f"size_bytes of {self.path} is {self.size_bytes}")
        if not _DIGEST.fullmatch(self.digest):
            raise ValueError(f"digest of {self.path} is {self.digest!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All files of a model.

    Raises:
        ValueError: There is no file, a path comes twice, or the commit is not a full commit id.
    """

    repository: str
    commit: str
    files: tuple[ManifestFile, ...]

    def __post_init__(self) -> None:
        if not COMMIT.fullmatch(self.commit):
            raise ValueError(f"commit is {self.commit!r}, not a full commit id")
        if not self.files:
            raise ValueError(f"{self.repository} has no file to fetch")
        if len({file.path.casefold() for file in self.files}) < len(self.files):
            raise ValueError(f"{self.repository} has a path twice")

    @property
    def total_bytes(self) -> int:
        """The sum of all sizes."""
        return sum(file.size_bytes for file in self.files)


def written(manifest: Manifest) -> str:
    """The manifest as text, with a seal that shows whether anybody edited it."""
    return json.dumps({**_plain(manifest), "seal": _seal(manifest)}, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> Manifest:
    """The manifest in a file.

    Raises:
        ModelMissing: There is no such file.
        ModelDamaged: It is not what was written.
        FolderUnusable: It cannot be read.
    """
    try:
        told = json.loads(path.read_text("utf-8"))
        manifest, seal = _parsed(told), told["seal"]
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelMissing(
            said("There is no finished model in {folder}.", folder=path.parent),
            said("Download it, or choose another folder."),
        ) from error
    except OSError as error:
        raise FolderUnusable(
            said("The folder {folder} cannot be used: {reason}.", folder=path.parent, reason=error.strerror),
            said("Choose another folder."),
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _edited(path) from error
    if seal != _seal(manifest):
        raise _edited(path)
    return manifest


def _edited(path: Path) -> ModelDamaged:
    return ModelDamaged(
        said("The list of files {file} in {folder} was changed.", file=path.name, folder=path.parent),
        said("Download the model again to this folder: what is there is checked and kept."),
    )


def _parsed(told: dict[str, object]) -> Manifest:
    files = told["files"]
    if not isinstance(files, list):
        raise TypeError("files is no list")
    return Manifest(
        repository=str(told["repository"]),
        commit=str(told["commit"]),
        files=tuple(
            ManifestFile(
                path=str(file["path"]), size_bytes=int(file["size_bytes"]), digest=str(file["digest"])
            )
            for file in files
        ),
    )


def _plain(manifest: Manifest) -> dict[str, object]:
    files = [
        {"path": file.path, "size_bytes": file.size_bytes, "digest": file.digest} for file in manifest.files
    ]
    return {"repository": manifest.repository, "commit": manifest.commit, "files": files}


def _seal(manifest: Manifest) -> str:
    return hashlib.sha256(json.dumps(_plain(manifest)).encode()).hexdigest()


def _is_safe(path: str) -> bool:
    """Whether a path names a place inside the folder, on Windows too."""
    parts = path.split("/")
    return (
        not _UNSAFE.search(path)
        and not PurePosixPath(path).is_absolute()
        and all(part.strip(". ") and part == part.rstrip(". ") for part in parts)
        and not any(_DEVICES.fullmatch(part) for part in parts)
    )
