"""The faces that everything is written in: those that Dewpoint brings, or others of this PC."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFontDatabase, QGuiApplication

from app.paths import ASSETS

TEXT_FAMILY = "Inter"
FIXED_FAMILY = "JetBrains Mono"
_LATIN, _SYMBOL = QFontDatabase.WritingSystem.Latin, QFontDatabase.WritingSystem.Symbol
_WEIGHTS = {"Inter Semi Bold", "Inter SemiBold"}  # no face of its own, only a weight
_WORN = "faces"  # a property of the application: every font in the window is made from it
_UNQUOTABLE = set("'\"\\")  # no style sheet could name such a family


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The families of text and of code."""

    text: str = TEXT_FAMILY
    fixed: str = FIXED_FAMILY


def load_fonts() -> None:
    """Make the bundled faces known to Qt. Needs an application object."""
    for path in sorted((ASSETS / "fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


def families(*, fixed: bool) -> list[str]:
    """The installed families that the window could be written in, by name; `fixed` leaves those for code."""
    return sorted(filter(lambda f: _is_fit(f, fixed=fixed), QFontDatabase.families(_LATIN)), key=str.casefold)


def found(family: str, *, fixed: bool) -> str:
    """The family, or the one that Dewpoint brings where it is not installed or its name is empty."""
    if family in QFontDatabase.families(_LATIN) and _is_fit(family, fixed=fixed):
        return family
    return FIXED_FAMILY if fixed else TEXT_FAMILY


def wear(faces: Faces) -> None:
    """Write in these faces whatever is made from now on."""
    if (app := QGuiApplication.instance()) is not None:
        app.setProperty(_WORN, faces)


def worn() -> Faces:
    """The faces in use."""
    app = QGuiApplication.instance()
    faces = app.property(_WORN) if app is not None else None
    return faces if isinstance(faces, Faces) else Faces()


def _is_fit(family: str, *, fixed: bool) -> bool:
    return (
        QFontDatabase.isSmoothlyScalable(family)
        and not QFontDatabase.isPrivateFamily(family)
        and _SYMBOL not in QFontDatabase.writingSystems(family)
        and family not in _WEIGHTS
        and not _UNQUOTABLE & set(family)
        and (not fixed or QFontDatabase.isFixedPitch(family))
    )
