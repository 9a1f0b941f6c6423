from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from app.collector import RestingCollector
from engine.errors import ModelMissing
from tests.app.conftest import OpenWindow


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    """Leave the collector as it was."""
    yield
    gc.unfreeze()
    gc.enable()


def test_the_collector_rests_until_the_model_is_loaded(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, loaded=False)
    RestingCollector(opened.parts.status)
    assert not gc.isenabled()
    opened.load()
    opened.settle()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_it_goes_on_as_well_where_no_model_could_be_loaded(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, loaded=False, load_error=ModelMissing("There is no model."))
    RestingCollector(opened.parts.status)
    opened.parts.status.load("demo")
    opened.wait(gc.isenabled)
