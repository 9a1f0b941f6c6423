"""What tests of the viewer's parts begin with."""

from __future__ import annotations

import pytest

from app.models.cursor import Cursor
from tests.app.recordings import ANSWER


@pytest.fixture
def cursor() -> Cursor:
    """A cursor at the beginning of an answer."""
    made = Cursor()
    made.open(ANSWER, at_end=False)
    return made
