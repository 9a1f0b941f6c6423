"""How the window looks: one table of colours, the type, and whether things may move.

No other module names a colour. `Theme` follows the system's light and dark, live, and tells its
followers with `changed`.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, fields
from string import Template

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from app.faces import Faces, found, wear, worn
from app.paths import ASSETS

BODY_PX = 15
LABEL_PX = 13
CAPTION_PX = 12
LINE_PX = 24  # the line height of body text
COLUMN_CHARACTERS = 76  # the reader's column
ASK_S = 1.0  # how long the window waits at most for what the desktop says of motion

# Cividis (doi:10.1371/journal.pone.0199239), ten of its colours.
_SCALE = (
    *("#00224E", "#123570", "#3B496C", "#575D6D", "#707173"),
    *("#8A8678", "#A59C74", "#C3B369", "#E1CC55", "#FEE838"),
)

Scheme = Qt.ColorScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """The colours of one scheme, as `#RRGGBB`. The `mark_` colours belong to slot states alone."""

    background: str
    surface: str
    raised: str
    raised_line: str
    hover: str
    pressed: str
    line: str
    control_line: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    danger: str
    mark_noise: str
    mark_draft: str
    mark_accepted: str
    mark_renoised: str
    code_keyword: str
    code_string: str
    code_number: str
    code_name: str
    line_px: int = 1


DARK = Colours(
    background="#0F1417",
    surface="#161D21",
    raised="#1D262B",
    raised_line="#1D262B",
    hover="#27323A",
    pressed="#33424B",
    line="#2F3D45",
    control_line="#6B7F89",
    text="#E6EDF0",
    muted="#9FB0B8",
    disabled="#6B7F89",
    accent="#5CCFBC",
    accent_hover="#7DDCCC",
    accent_pressed="#43B5A2",
    on_accent="#0B1F1C",
    danger="#FF8A7A",
    mark_noise="#999999",
    mark_draft="#E69F00",
    mark_accepted="#56B4E9",
    mark_renoised="#D55E00",
    code_keyword="#C9A0F0",
    code_string="#A5D6A7",
    code_number="#F0B67F",
    code_name="#8AB8FF",
)
LIGHT = Colours(
    background="#F5F8F8",
    surface="#FFFFFF",
    raised="#FFFFFF",
    raised_line="#C9D4D8",
    hover="#E7EEEF",
    pressed="#D3DDE0",
    line="#C9D4D8",
    control_line="#7E929B",
    text="#132025",
    muted="#51636B",
    disabled="#7E929B",
    accent="#0A7466",
    accent_hover="#086055",
    accent_pressed="#064C43",
    on_accent="#FFFFFF",
    danger="#B3261E",
    mark_noise="#909090",
    mark_draft="#B87D00",
    mark_accepted="#0072B2",
    mark_renoised="#9E3A00",
    code_keyword="#7A3E9D",
    code_string="#2E6B2F",
    code_number="#8F4700",
    code_name="#1A5FB4",
)
DARK_CONTRAST = Colours(
    background="#000000",
    surface="#000000",
    raised="#000000",
    raised_line="#FFFFFF",
    hover="#303030",
    pressed="#505050",
    line="#FFFFFF",
    control_line="#FFFFFF",
    text="#FFFFFF",
    muted="#E0E0E0",
    disabled="#909090",
    accent="#7FFFEA",
    accent_hover="#5EDCC8",
    accent_pressed="#46B8A6",
    on_accent="#000000",
    danger="#FFB4A9",
    mark_noise="#C0C0C0",
    mark_draft="#FFC04D",
    mark_accepted="#8ED0FF",
    mark_renoised="#FF8F4D",
    code_keyword="#E6C0FF",
    code_string="#B9F6CA",
    code_number="#FFD08A",
    code_name="#A9D2FF",
    line_px=2,
)
LIGHT_CONTRAST = Colours(
    background="#FFFFFF",
    surface="#FFFFFF",
    raised="#FFFFFF",
    raised_line="#000000",
    hover="#E0E0E0",
    pressed="#C4C4C4",
    line="#000000",
    control_line="#000000",
    text="#000000",
    muted="#303030",
    disabled="#767676",
    accent="#00463D",
    accent_hover="#005F53",
    accent_pressed="#002E28",
    on_accent="#FFFFFF",
    danger="#8C0009",
    mark_noise="#595959",
    mark_draft="#755000",
    mark_accepted="#004A75",
    mark_renoised="#7A1F00",
    code_keyword="#4A0072",
    code_string="#0B4A10",
    code_number="#5C2B00",
    code_name="#003A75",
    line_px=2,
)


def colours_for(scheme: Scheme, *, high_contrast: bool) -> Colours:
    """The table's column for a scheme; an unknown scheme is light."""
    if scheme is Scheme.Dark:
        return DARK_CONTRAST if high_contrast else DARK
    return LIGHT_CONTRAST if high_contrast else LIGHT


class Theme(QObject):
    """The look in force. Lives in the GUI thread.

    Attributes:
        colours: The colours now.
        faces: The faces now.
        reduced_motion: Whether nothing may fade or flicker.
        true_noise: Whether random tokens are drawn as they are; else syllables stand for them.

    Signals:
        changed: The colours, the motion, the faces or the noise are other ones.
        refaced: The faces are; told last, when every widget has its font.
    """

    changed = Signal()
    refaced = Signal()

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        self._hints = app.styleHints()
        self._chosen: Scheme | None = None
        self._contrast: bool | None = None
        self.reduced_motion = False
        self.true_noise = True
        self.faces = Faces()
        wear(self.faces)
        self.colours = self._current()
        self._hints.colorSchemeChanged.connect(self._follow)
        if hasattr(self._hints, "accessibility"):  # Qt 6.10 and later
            self._hints.accessibility().contrastPreferenceChanged.connect(self._follow)

    def choose(self, scheme: Scheme | None, *, contrast: bool | None = None) -> None:
        """Show this scheme and contrast whatever the system says; None follows the system."""
        self._chosen, self._contrast = scheme, contrast
        self._hints.setColorScheme(scheme or Scheme.Unknown)  # for the frame that the system draws
        self._follow()

    def reduce_motion(self, reduced: bool) -> None:
        """Switch fades and flicker off or on."""
        if reduced is not self.reduced_motion:
            self.reduced_motion = reduced
            self.changed.emit()

    def draw_noise(self, *, true: bool) -> None:
        """Draw random tokens as they are, or as syllables."""
        if true is not self.true_noise:
            self.true_noise = true
            self.changed.emit()

    def choose_faces(self, text: str, fixed: str) -> None:
        """Write in these families where they are installed; an empty name stands for Dewpoint's own."""
        faces = Faces(text=found(text, fixed=False), fixed=found(fixed, fixed=True))
        if faces != self.faces:
            self.faces = faces
            wear(faces)
            self.changed.emit()
            self.refaced.emit()

    def duration_ms(self, wanted_ms: int) -> int:
        """How long a motion lasts: as wanted, or no time at all under reduced motion."""
        return 0 if self.reduced_motion else wanted_ms

    def palette(self) -> QPalette:
        """The colours as a palette, for what a style sheet does not reach."""
        role = QPalette.ColorRole
        shown = self.colours
        palette = QPalette()
        for target, name in (
            (role.Window, shown.background),
            (role.Base, shown.surface),
            (role.AlternateBase, shown.background),
            (role.Button, shown.raised),
            (role.ToolTipBase, shown.raised),
            (role.Highlight, shown.accent),
            (role.Link, shown.accent),
            (role.HighlightedText, shown.on_accent),
            (role.WindowText, shown.text),
            (role.Text, shown.text),
            (role.ButtonText, shown.text),
            (role.ToolTipText, shown.text),
            (role.PlaceholderText, shown.muted),
        ):
            palette.setColor(target, QColor(name))
        return palette

    def style_sheet(self) -> str:
        """The window's style sheet in the colours of the scheme."""
        folder = ASSETS / "themes"
        template = Template((folder / "window.qss").read_text(encoding="utf-8"))
        words = {field.name: getattr(self.colours, field.name) for field in fields(self.colours)}
        sizes = {"body_px": BODY_PX, "label_px": LABEL_PX, "caption_px": CAPTION_PX}
        families = {"family": self.faces.text, "fixed": self.faces.fixed}
        tick = "tick-dark" if ink_on(QColor(self.colours.accent)) == QColor("#000000") else "tick-light"
        return template.substitute(
            words, **sizes, **self._rings(), **families, tick=tick, here=folder.as_posix()
        )

    def _rings(self) -> dict[str, int]:
        """How wide the border is of what has the keyboard, and what is left inside for others' paddings."""
        ring_px = 2 * self.colours.line_px  # also told by its width where contrast leaves it little colour
        wider_px = ring_px - self.colours.line_px
        inside = {f"ringed_{each}": each - wider_px for each in (4, 8, 10, 14, 18)}
        return {"ring_px": ring_px, "ringed_30": 30 - 2 * wider_px, **inside}

    def _current(self) -> Colours:
        scheme = self._hints.colorScheme() if self._chosen is None else self._chosen
        return colours_for(scheme, high_contrast=self._wants_contrast())

    def _wants_contrast(self) -> bool:
        if self._contrast is not None:
            return self._contrast
        if not hasattr(self._hints, "accessibility"):
            return False
        return self._hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast

    @Slot()
    def _follow(self) -> None:
        if (colours := self._current()) != self.colours:
            self.colours = colours
            self.changed.emit()


def scale_colour(value: float) -> QColor:
    """A colour of the continuous scale: 0 dark to 1 light, told apart with any kind of colour vision."""
    place = min(max(value, 0.0), 1.0) * (len(_SCALE) - 1)
    low = min(int(place), len(_SCALE) - 2)
    first, second = QColor(_SCALE[low]), QColor(_SCALE[low + 1])
    part = place - low

    def mixed(one: int, other: int) -> int:
        return round(one + (other - one) * part)

    return QColor(
        mixed(first.red(), second.red()),
        mixed(first.green(), second.green()),
        mixed(first.blue(), second.blue()),
    )


def luminance(colour: QColor) -> float:
    """Relative luminance from 0, black, to 1, white, as WCAG 2 defines it."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(ground: QColor) -> QColor:
    """Black or white, whichever is easier to read on a ground."""
    return QColor("#000000" if luminance(ground) > 0.18 else "#FFFFFF")


def text_font(size_px: int = BODY_PX, *, tabular: bool = False, faces: Faces | None = None) -> QFont:
    """The text face, of the faces in use; `tabular` figures keep their place while they change."""
    font = QFont((faces or worn()).text)
    font.setPixelSize(size_px)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def fixed_font(size_px: int = CAPTION_PX, *, faces: Faces | None = None) -> QFont:
    """The fixed-width face, of those in use; every character is drawn as itself, none joined into a sign."""
    font = QFont((faces or worn()).fixed)
    font.setPixelSize(size_px)
    font.setStyleHint(QFont.StyleHint.Monospace)
    part_signs(font)
    return font


def part_signs(font: QFont) -> None:
    """Let a face draw every character as itself, none joined into a sign."""
    for joined in ("liga", "calt"):
        font.setFeature(QFont.Tag(joined), 0)


def system_reduces_motion() -> bool:
    """Whether the system asks for still windows; one that does not say, does not.

    Qt 6.11 tells it on no platform: Windows is asked itself, and so is the desktop.
    """
    if sys.platform != "win32":
        return _desktop_stands_still()
    animated = ctypes.c_int(1)
    get_client_area_animation = 0x1042
    ctypes.windll.user32.SystemParametersInfoW(get_client_area_animation, 0, ctypes.byref(animated), 0)
    return not animated.value


def _desktop_stands_still() -> bool:
    """Whether KDE gives animations no time, or GNOME's settings, which others share, switch them off."""
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", ""):
        chosen = QStandardPaths.locate(QStandardPaths.StandardLocation.GenericConfigLocation, "kdeglobals")
        return str(QSettings(chosen, QSettings.Format.IniFormat).value("KDE/AnimationDurationFactor")) == "0"
    asked = ("gsettings", "get", "org.gnome.desktop.interface", "enable-animations")
    with suppress(OSError, subprocess.SubprocessError):
        return subprocess.check_output(asked, stderr=subprocess.DEVNULL, timeout=ASK_S).strip() == b"false"
    return False
