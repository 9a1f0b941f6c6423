from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication

from app.faces import FIXED_FAMILY, TEXT_FAMILY, Faces, families, found, wear, worn
from app.settings import CODE_FONT, FILE_NAME, TEXT_FONT, Settings
from app.theme import BODY_PX, fixed_font, text_font

OTHER_TEXT = FIXED_FAMILY


@pytest.fixture(autouse=True)
def _worn_before(qapp: QApplication) -> Iterator[None]:
    before = worn()
    yield
    wear(before)


def test_what_is_listed_can_be_read_and_is_there(qapp: QApplication) -> None:
    listed = families(fixed=False)
    assert TEXT_FAMILY in listed
    assert listed == sorted(set(listed), key=str.casefold)
    assert set(listed) <= set(QFontDatabase.families())
    assert not [family for family in listed if "Dingbats" in family or "Semi" in family]


def test_for_code_only_families_of_one_width_are_listed(qapp: QApplication) -> None:
    listed = families(fixed=True)
    assert FIXED_FAMILY in listed
    assert TEXT_FAMILY not in listed
    for family in listed:
        wear(Faces(fixed=family))
        metrics = QFontMetricsF(fixed_font(BODY_PX))
        assert metrics.horizontalAdvance("iiii") == pytest.approx(metrics.horizontalAdvance("MMMM")), family


@pytest.mark.parametrize("family", ["", "Not Installed", "Noto Color Emoji", 'a"; color: red'])
def test_what_is_not_there_gives_way_to_what_dewpoint_brings(qapp: QApplication, family: str) -> None:
    assert found(family, fixed=False) == TEXT_FAMILY
    assert found(family, fixed=True) == FIXED_FAMILY


def test_a_family_of_many_widths_is_none_for_code(qapp: QApplication) -> None:
    assert found(TEXT_FAMILY, fixed=True) == FIXED_FAMILY
    assert found(FIXED_FAMILY, fixed=False) == FIXED_FAMILY


def test_fonts_are_made_from_the_faces_that_are_worn(qapp: QApplication) -> None:
    wear(Faces(text=OTHER_TEXT))
    assert QFontInfo(text_font()).family() == OTHER_TEXT
    wear(Faces())
    assert QFontInfo(text_font()).family() == TEXT_FAMILY


def test_a_family_that_is_gone_stays_in_the_file(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"text_font": "Gone Sans", "code_font": "Gone Mono"}')
    settings = Settings(tmp_path)
    assert (settings.text(TEXT_FONT), settings.text(CODE_FONT)) == ("Gone Sans", "Gone Mono")
    settings.remember("window", "here")
    settings.flush()
    held = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))
    assert (held["text_font"], held["code_font"]) == ("Gone Sans", "Gone Mono")
