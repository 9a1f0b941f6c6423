from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.language import FOLDER, LANGUAGES, language_of, speak, tr
from app.models.amounts import size_words
from assets.languages.update import update


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    speak(qapp, "de")
    yield
    speak(qapp, "en")


def _messages(language: str, folder: Path = FOLDER) -> Iterator[tuple[str, list[str]]]:
    """What is said in English, and each form of it in a language."""
    for message in ElementTree.parse(folder / f"dewpoint_{language}.ts").iter("message"):
        said = message.find("translation")
        assert said is not None
        forms = [form.text or "" for form in said] or [said.text or ""]
        yield message.findtext("source", ""), forms


def test_words_are_said_in_the_language_that_is_spoken(german: None) -> None:
    assert tr("Reading the conversation") == "Liest das Gespräch"


def test_one_and_many_differ(qapp: QApplication) -> None:
    assert tr("%Ln steps", "", 1) == "1 step"
    assert tr("%Ln steps", "", 2) == "2 steps"


def test_numbers_are_written_as_the_language_writes_them(qapp: QApplication, german: None) -> None:
    assert size_words(19.27e9) == "19,3 GB"
    assert tr("%Ln tokens", "", 1234) == "1.234 Tokens"
    assert tr("Seed {seed}", seed="1.5") == "Seed 1.5"
    speak(qapp, "en")
    assert size_words(19.27e9) == "19.3 GB"
    assert tr("%Ln tokens", "", 1234) == "1,234 tokens"


def test_the_former_language_is_left(qapp: QApplication, german: None) -> None:
    speak(qapp, "en")
    assert tr("Reading the conversation") == "Reading the conversation"


def test_a_language_without_its_words_is_told(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError, match=r"dewpoint_xx\.qm"):
        speak(qapp, "xx")
    speak(qapp, "en")


def test_the_system_language_is_spoken_where_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language_of("de") == "de"
    for name, spoken in (("de_AT", "de"), ("fr_FR", "en"), ("C", "en")):
        monkeypatch.setattr(QLocale, "system", lambda name=name: QLocale(name))
        assert language_of("system") == spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_translated_with_the_fields_of_the_english(language: str) -> None:
    fields = re.compile(r"\{[^}]*\}|%L?n")
    for source, forms in _messages(language):
        for said in forms:
            assert said, source
            assert sorted(fields.findall(said)) == sorted(fields.findall(source)), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_of_words_are_those_of_the_sources(language: str, tmp_path: Path) -> None:
    copied = copytree(FOLDER, tmp_path / "languages")
    update(copied)
    assert list(_messages(language, copied)) == list(_messages(language)), "run assets/languages/update.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_window_reads_holds_every_word(language: str) -> None:
    words = QTranslator()
    assert words.load(f"dewpoint_{language}", str(FOLDER))
    for source, forms in _messages(language):
        assert words.translate("", source, "", 5 if len(forms) > 1 else -1) == forms[-1]
