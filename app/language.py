"""The words of the window in the person's language; the sources hold them in English."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.paths import ASSETS
from engine import say_with

FOLDER = ASSETS / "languages"
LANGUAGES = {"en": "English", "de": "Deutsch"}  # each under its own name


def tr(words: str, comment: str = "", count: int = -1, /, **fields: object) -> str:
    """Words in the language that is spoken; in English until one is chosen.

    Args:
        words: What is said, whole sentences at best, with `{name}` where something is put in. It must be a
            literal, so that it is found when the list of words is made; or something that was marked.
        comment: What tells apart two meanings of the same words.
        count: What stands for `%n`, and chooses between one and many.
        **fields: What is put in; numbers are written as the language writes them.
    """
    said = QCoreApplication.translate("", words, comment, count)
    if not fields:
        return said
    written = {
        name: _Number(value) if isinstance(value, int | float) else value for name, value in fields.items()
    }
    return said.format_map(written)


def mark(words: str) -> str:
    """The same words, put on the list of words: for a table that is translated where it is shown."""
    return words


class _Number:
    """A number that is written with the points and commas of the language."""

    __slots__ = ("_value",)

    def __init__(self, value: float) -> None:
        self._value = value

    def __format__(self, format_spec: str) -> str:
        written = format(self._value, format_spec)
        if written.isdigit():
            return written
        locale = QLocale()
        return written.translate({ord(","): locale.groupSeparator(), ord("."): locale.decimalPoint()})


def language_of(chosen: str) -> str:
    """One of `LANGUAGES` for what the settings say; "system" stands for the system's, where it is one."""
    language = QLocale.system().name()[:2] if chosen == "system" else chosen
    return language if language in LANGUAGES else "en"


def speak(app: QCoreApplication, language: str) -> None:
    """Say everything from now on in a language of `LANGUAGES`, Qt's own dialogs and the engine included.

    Raises:
        FileNotFoundError: Its words are not there.
    """
    for former in app.findChildren(QTranslator):
        app.removeTranslator(former)
        former.deleteLater()
    for name, folder in (
        (f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
        (f"dewpoint_{language}", str(FOLDER)),
    ):
        words = QTranslator(app)
        if words.load(name, folder):
            app.installTranslator(words)
        elif name.startswith("dewpoint"):
            raise FileNotFoundError(FOLDER / f"{name}.qm")
    QLocale.setDefault(QLocale(language))
    say_with(tr)
