from __future__ import annotations

import pytest

from app.models.remedies import Remedy, remedy
from engine import errors


@pytest.mark.parametrize(
    ("kind", "helps"),
    [
        (errors.NoConnection, Remedy.RETRY),
        (errors.SignInNeeded, Remedy.RETRY),
        (errors.FilesDiffer, Remedy.RETRY),
        (errors.FolderBusy, Remedy.RETRY),
        (errors.FilesElsewhere, Remedy.FILES),
        (errors.DiskFull, Remedy.FOLDER),
        (errors.FolderUnusable, Remedy.FOLDER),
        (errors.FolderLeft, Remedy.OPEN),
        (errors.ProxyRefused, Remedy.CONNECTION),
        (errors.NotOffered, Remedy.CONNECTION),
        (errors.VersionGone, Remedy.CONNECTION),
        (errors.InvalidOption, Remedy.CONNECTION),
        (errors.ModelDamaged, Remedy.REPAIR),
        (errors.ModelMissing, Remedy.LOOK),
    ],
)
def test_each_kind_of_failure_has_what_helps(kind: type[errors.EngineError], helps: Remedy) -> None:
    assert remedy(kind.__name__) is helps


def test_the_buttons_are_named_each_in_its_own_way() -> None:
    assert len({str(each) for each in Remedy}) == len(Remedy)
