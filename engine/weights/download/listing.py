"""What a repository holds at a commit, asked from the Hub's programming interface."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NoReturn

import httpx2

from engine.errors import EngineError, NotOffered, SignInNeeded, VersionGone
from engine.weights.download.line import Passing, busy, proxy_refused, raise_converted
from engine.weights.download.manifest import COMMIT, Manifest, ManifestFile
from engine.weights.download.patience import Patience, told_wait_s
from engine.weights.download.source import Source
from engine.words import said

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.hf_api import RepoFile

MODEL_FILES = ("*.safetensors", "*.json", "*.jinja")


def list_files(
    repository: str,
    revision: str,
    source: Source,
    patience: Patience,
) -> Manifest:
    """The model files of a repository, with the hashes that it publishes.

    Args:
        repository: `owner/name`.
        revision: A full commit id, or the name of a branch or tag, which stands for the commit it has now.
        source: Whom to ask.
        patience: How long to wait for the answer.

    Raises:
        Passing: It did not work now.
        EngineError: It will not work.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HFValidationError

    api = HfApi(endpoint=source.endpoint.rstrip("/"), token=source.token_for(source.endpoint) or False)
    try:
        commit = str(api.model_info(repository, revision=revision, timeout=patience.stall_s).sha)
        if COMMIT.fullmatch(revision) and commit != revision:
            raise _gone()
        return Manifest(
            repository=repository,
            commit=commit,
            files=tuple(_file(found) for found in _model_files(api, repository, commit)),
        )
    except HFValidationError as error:
        raise NotOffered(
            said("“{name}” is no name of a repository.", name=repository), said("Write it as owner/name.")
        ) from error
    except httpx2.HTTPError as error:
        _raise_meaning(error)
    except json.JSONDecodeError as error:
        raise SignInNeeded(
            said("This network wants you to sign in first: it answered with a page of its own."),
            said("Open a web page in your browser and sign in, then try again."),
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise NotOffered(
            said("{repository} holds no model that Dewpoint can fetch.", repository=repository),
            said("Choose another one. ({error})", error=str(error)),
        ) from error


def _model_files(api: HfApi, repository: str, commit: str) -> Iterable[RepoFile]:
    from huggingface_hub.hf_api import RepoFile

    for entry in api.list_repo_tree(repository, recursive=True, revision=commit):
        if isinstance(entry, RepoFile) and any(fnmatchcase(entry.path, wanted) for wanted in MODEL_FILES):
            yield entry


def _file(found: RepoFile) -> ManifestFile:
    told = f"sha256:{found.lfs.sha256}" if found.lfs is not None else f"git-sha1:{found.blob_id}"
    return ManifestFile(path=found.path, size_bytes=found.size, digest=told)


def _raise_meaning(error: httpx2.HTTPError) -> NoReturn:
    """Raise what an answer to a question about a repository means; the kinds are in the Hub's own classes."""
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError

    if isinstance(error, GatedRepoError):
        raise NotOffered(
            said("This model wants its licence to be accepted first."),
            said("Accept it on the model's page, then enter an access token."),
        ) from error
    if isinstance(error, RepositoryNotFoundError):
        raise NotOffered(
            said("The model is not available at this address."),
            said("Check its name and the download address."),
        ) from error
    if isinstance(error, HfHubHTTPError):
        _raise_status(error)
    raise_converted(error)


def _raise_status(error: HfHubHTTPError) -> NoReturn:
    status = error.response.status_code
    if status == 404:
        raise _gone() from error
    if status in (401, 403):
        raise _refused(error) from error
    if status == 407:
        raise proxy_refused() from error
    raise Passing(busy(), wait_s=told_wait_s(error.response.headers)) from error


def _refused(error: HfHubHTTPError) -> NotOffered:
    if "authorization" in error.response.request.headers:
        return NotOffered(
            said("The access token was refused."), said("Check it, or remove it where none is needed.")
        )
    return NotOffered(
        said("The server does not give this model to you."), said("Check the proxy and the download address.")
    )


def _gone() -> EngineError:
    return VersionGone(
        said("This Dewpoint expects a version of the model that was removed or replaced."),
        said("Look for a newer version of Dewpoint, or use another download address."),
    )
