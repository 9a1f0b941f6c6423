"""What a repository holds, and what the Hub's answers mean."""

from __future__ import annotations

import pytest

from engine.errors import EngineError, NotOffered, SignInNeeded, VersionGone
from engine.weights.download.line import Passing
from engine.weights.download.listing import list_files
from engine.weights.download.manifest import Manifest
from engine.weights.download.source import Source
from tests.engine.weights.conftest import MODEL
from tests.engine.weights.fetching import SOON
from tests.engine.weights.hub import COMMIT, REPOSITORY, Hub, git_sha1_of, sha256_of


def _list(hub: Hub, repository: str = REPOSITORY, revision: str = "main") -> Manifest:
    return list_files(repository, revision, Source(endpoint=hub.endpoint), SOON)


def test_model_files_are_listed_with_the_hashes_that_are_published(hub: Hub, files: dict[str, bytes]) -> None:
    hub.files["README.md"] = b"# no model file"
    hub.files["pytorch_model.bin"] = b"neither"
    manifest = _list(hub)
    assert manifest.commit == COMMIT
    digests = {file.path: file.digest for file in manifest.files}
    assert digests.keys() == files.keys()
    assert digests[MODEL] == sha256_of(files[MODEL])
    assert digests["config.json"] == f"git-sha1:{git_sha1_of(files['config.json'])}"


@pytest.mark.parametrize("repository", ["nobody/nothing", "not a name", "a/b/c", "../x"])
def test_a_repository_that_is_not_there_is_said(hub: Hub, repository: str) -> None:
    with pytest.raises(NotOffered):
        _list(hub, repository)


@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (401, {"X-Error-Code": "RepoNotFound"}, NotOffered),
        (403, {"X-Error-Code": "GatedRepo"}, NotOffered),
        (401, {}, NotOffered),
        (404, {"X-Error-Code": "RevisionNotFound"}, VersionGone),
        (404, {}, EngineError),
        (429, {"Retry-After": "3"}, Passing),
        (500, {}, Passing),
    ],
)
def test_each_refusal_has_its_meaning(
    hub: Hub, status: int, headers: dict[str, str], error: type[Exception]
) -> None:
    hub.break_with("status", where="api", value=status, headers=headers)
    with pytest.raises(error) as caught:
        _list(hub)
    if isinstance(caught.value, Passing):
        assert caught.value.wait_s == (3 if status == 429 else None)


@pytest.mark.parametrize(("token", "title"), [("secret", "token was refused"), (None, "does not give")])
def test_a_token_is_called_refused_only_where_one_went_along(hub: Hub, token: str | None, title: str) -> None:
    hub.break_with("status", where="api", value=403)
    with pytest.raises(NotOffered, match=title):
        list_files(REPOSITORY, "main", Source(endpoint=hub.endpoint, token=token), SOON)


def test_a_page_instead_of_an_answer_is_a_network_to_sign_in_to(hub: Hub) -> None:
    hub.break_with("html", where="api")
    with pytest.raises(SignInNeeded):
        _list(hub)


@pytest.mark.parametrize("paths", [["README.md"], ["../evil.json"], ["a.json", "A.json"]])
def test_a_list_that_cannot_be_kept_in_a_folder_is_refused(hub: Hub, paths: list[str]) -> None:
    hub.files = dict.fromkeys(paths, b"x")
    with pytest.raises(NotOffered, match="no model"):
        _list(hub)
