"""What tests of the viewer's parts begin with."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.models.cursor import Cursor
from app.theme import Theme
from app.widgets.viewer import Viewer
from tests.app.recordings import ANSWER


@pytest.fixture
def cursor() -> Cursor:
    """A cursor at the beginning of an answer."""
    made = Cursor()
    made.open(ANSWER, at_end=False)
    return made


@pytest.fixture
def viewer(theme: Theme, page: QWidget) -> Viewer:
    """A viewer at the beginning of an answer."""
    theme.reduce_motion(True)
    page.resize(1000, 600)
    made = Viewer(theme, page)
    made.resize(1000, 560)
    made.show()
    made.open(ANSWER)
    return made
