from __future__ import annotations

import re
import sys
import time
from dataclasses import fields
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontInfo, QPalette, QStyleHints
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.faces import FIXED_FAMILY, TEXT_FAMILY
from app.paths import ASSETS
from app.settings import MOTION, NOISE
from app.theme import (
    DARK,
    DARK_CONTRAST,
    LIGHT,
    LIGHT_CONTRAST,
    Colours,
    Scheme,
    Theme,
    colours_for,
    fixed_font,
    ink_on,
    luminance,
    scale_colour,
    system_reduces_motion,
    text_font,
)
from app.widgets.buttons import TextButton
from tests.app.colour_vision import DEFICIENCIES, distance
from tests.app.conftest import OpenWindow

ALL = pytest.mark.parametrize("colours", [DARK, LIGHT, DARK_CONTRAST, LIGHT_CONTRAST])
MARKS = ("mark_noise", "mark_draft", "mark_accepted", "mark_renoised")


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@ALL
def test_text_is_readable_on_every_ground(colours: Colours) -> None:
    least = 7.0 if colours.line_px > 1 else 4.5
    for ground in (colours.background, colours.surface, colours.raised):
        for ink in (colours.text, colours.muted, colours.accent, colours.danger):
            assert _contrast(ink, ground) >= least, (ink, ground)
    for ink in (colours.text, colours.accent):
        assert _contrast(ink, colours.hover) >= 4.5, (ink, colours.hover)
    for ground in (colours.accent, colours.accent_hover, colours.accent_pressed):
        assert _contrast(colours.on_accent, ground) >= least, (colours.on_accent, ground)
    assert _contrast(colours.text, colours.pressed) >= least


@ALL
def test_states_are_told_apart(colours: Colours) -> None:
    for one, other in pairwise((colours.surface, colours.hover, colours.pressed)):
        assert _contrast(one, other) >= 1.15, (one, other)
    assert _contrast(colours.accent, colours.accent_hover) >= 1.15
    assert _contrast(colours.accent, colours.accent_pressed) >= 1.15
    assert _contrast(colours.accent, colours.pressed) >= 3.0  # a bar on its track, words on what is pressed
    assert _contrast(colours.disabled, colours.surface) >= 3.0
    assert _contrast(colours.disabled, colours.surface) < _contrast(colours.muted, colours.surface)


@ALL
def test_marks_and_borders_can_be_seen(colours: Colours) -> None:
    for name in (*MARKS, "control_line"):
        assert _contrast(getattr(colours, name), colours.surface) >= 3.0, name


def test_each_scheme_has_its_column_and_an_unknown_one_is_light() -> None:
    assert colours_for(Scheme.Dark, high_contrast=False) is DARK
    assert colours_for(Scheme.Unknown, high_contrast=False) is LIGHT
    assert colours_for(Scheme.Dark, high_contrast=True) is DARK_CONTRAST
    assert colours_for(Scheme.Light, high_contrast=True) is LIGHT_CONTRAST


def test_a_chosen_scheme_is_told_once_and_none_follows_the_system(theme: Theme) -> None:
    told: list[Colours] = []
    theme.changed.connect(lambda: told.append(theme.colours))
    theme.choose(Scheme.Dark)
    theme.choose(Scheme.Dark)
    theme.choose(None)
    assert told == [DARK, LIGHT]


def test_the_frame_that_the_system_draws_has_the_chosen_scheme(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Scheme] = []
    monkeypatch.setattr(QStyleHints, "setColorScheme", lambda _hints, scheme: told.append(scheme))
    theme.choose(Scheme.Dark)
    theme.choose(None)
    assert told == [Scheme.Dark, Scheme.Unknown]


def test_the_style_sheet_and_the_palette_speak_the_table(theme: Theme) -> None:
    for scheme, colours in ((Scheme.Light, LIGHT), (Scheme.Dark, DARK)):
        theme.choose(scheme)
        named = set(re.findall(r"#[0-9A-Fa-f]{6}", theme.style_sheet()))
        assert named <= {getattr(colours, field.name) for field in fields(colours)}
        assert theme.palette().color(QPalette.ColorRole.Base) == QColor(colours.surface)


@pytest.mark.parametrize("scheme", [Scheme.Light, Scheme.Dark])
@pytest.mark.parametrize("contrast", [False, True])
def test_a_button_that_cannot_be_pressed_looks_it(
    theme: Theme, page: QWidget, scheme: Scheme, *, contrast: bool
) -> None:
    theme.choose(scheme, contrast=contrast)
    page.setStyleSheet(theme.style_sheet())
    for button in (QPushButton("Save", page), TextButton("choice", "Shorter", "Shorter", page)):
        button.show()
        enabled, size = button.grab().toImage(), button.sizeHint()
        button.setEnabled(False)
        assert button.grab().toImage() != enabled
        assert button.sizeHint() == size


@pytest.mark.parametrize("contrast", [False, True])
@pytest.mark.parametrize("kind", [QLineEdit, QTextEdit, QPlainTextEdit])
def test_what_is_said_in_an_empty_field_is_as_readable_as_all_quiet_text(
    theme: Theme, page: QWidget, kind: type[QLineEdit | QTextEdit | QPlainTextEdit], *, contrast: bool
) -> None:
    theme.choose(Scheme.Light, contrast=contrast)
    page.setStyleSheet(theme.style_sheet())
    field = kind(page)
    field.setObjectName("line")
    field.setPlaceholderText("Write a message")
    field.resize(200, 40)
    field.show()
    image = field.grab(QRect(6, 4, 180, 32)).toImage()
    seen = {
        image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())
    }
    assert theme.colours.muted in seen


@pytest.mark.parametrize("name", ["transcript", "setup", "figures"])
def test_what_scrolls_with_the_keyboard_shows_that_it_has_it(
    theme: Theme, page: QWidget, qtbot: QtBot, name: str
) -> None:
    page.setStyleSheet(theme.style_sheet())
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    area = QScrollArea(page)
    area.setObjectName(name)
    area.resize(200, 100)
    area.show()
    seen, sizes = [], set()
    for is_focused in (False, True):
        area.setFocus() if is_focused else area.clearFocus()
        seen.append(area.grab().toImage().pixelColor(100, 0))
        sizes.add(area.viewport().width())
    assert seen == [QColor(theme.colours.surface), QColor(theme.colours.accent)]
    assert len(sizes) == 1


def test_no_other_module_names_a_colour() -> None:
    strangers = {
        path.name: found
        for path in (ASSETS.parent / "app").rglob("*.py")
        if path.name not in ("theme.py", "icons.py")  # the icons' ink is replaced, never shown
        and (found := re.findall(r"[\"']#[0-9A-Fa-f]{3,8}[\"']", path.read_text("utf-8")))
    }
    assert strangers == {}


def test_reduced_motion_takes_all_time_from_motions(theme: Theme) -> None:
    assert theme.duration_ms(120) == 120
    theme.reduce_motion(True)
    assert theme.duration_ms(120) == 0


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the settings and commands of a desktop: GNOME's or another."""
    if sys.platform == "win32":
        pytest.skip("Windows is asked in another way")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "none"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    return tmp_path


def _say(desktop: Path, script: str) -> None:
    command = desktop / "gsettings"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


@pytest.mark.parametrize(
    ("script", "still"),
    [
        ('[ "$*" = "get org.gnome.desktop.interface enable-animations" ] && echo false', True),
        ("echo true", False),
        ("echo No such schema >&2; exit 1", False),
    ],
)
def test_motion_is_reduced_where_gnomes_settings_say_so(desktop: Path, script: str, *, still: bool) -> None:
    _say(desktop, script)
    assert system_reduces_motion() is still


def test_a_desktop_that_has_no_settings_or_never_answers_reduces_no_motion(
    desktop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(desktop))
    assert not system_reduces_motion()
    monkeypatch.setenv("PATH", f"{desktop}:/bin:/usr/bin")
    _say(desktop, "exec sleep 20")
    started_s = time.perf_counter()
    assert not system_reduces_motion()
    assert time.perf_counter() - started_s < 10


def test_a_desktop_is_asked_at_the_start_and_when_it_is_chosen_and_only_where_it_decides(
    desktop: Path, open_window: OpenWindow
) -> None:
    asked = desktop / "asked"
    _say(desktop, f"echo again >> {asked}; echo false")
    opened = open_window(shown=False, loaded=False)
    theme, settings = opened.parts.theme, opened.parts.settings
    settings.set(NOISE, "syllables")
    assert theme.reduced_motion
    settings.set(MOTION, "full")
    assert not theme.reduced_motion
    assert asked.read_text().split() == ["again"]
    opened.tear_down()
    again = open_window(shown=False, loaded=False)
    assert asked.read_text().split() == ["again"]
    again.parts.settings.set(MOTION, "system")
    assert again.parts.theme.reduced_motion
    assert asked.read_text().split() == ["again", "again"]


@pytest.mark.parametrize(("factor", "still"), [("0", True), ("0.5", False), (None, False)])
def test_motion_is_reduced_where_plasmas_settings_say_so(
    desktop: Path, monkeypatch: pytest.MonkeyPatch, factor: str | None, *, still: bool
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    _say(desktop, "echo false")  # of no other desktop
    if factor is not None:
        written = (
            f"[$Version]\na=b\n\n[Colors:View][Inactive]\nc=1,2\n\n[KDE]\nAnimationDurationFactor={factor}\n"
        )
        (desktop / "kdeglobals").write_text(written)
    assert system_reduces_motion() is still


def test_the_bundled_faces_are_in_use(qapp: QApplication) -> None:
    assert QFontInfo(text_font()).family() == TEXT_FAMILY
    assert QFontInfo(fixed_font()).family() == FIXED_FAMILY
    assert QFontInfo(fixed_font()).fixedPitch()


def test_contrast_can_be_wanted_whatever_the_system_says(theme: Theme) -> None:
    theme.choose(Scheme.Dark, contrast=True)
    assert theme.colours == DARK_CONTRAST
    theme.choose(Scheme.Light, contrast=False)
    assert theme.colours == LIGHT
    theme.choose(None)


@ALL
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_marks_of_different_states_look_different_to_every_eye(colours: Colours, deficiency: str) -> None:
    for one, other in combinations(MARKS, 2):
        assert distance(getattr(colours, one), getattr(colours, other), deficiency) > 8, (one, other)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_scale_rises_in_luminance_and_its_steps_can_be_told_apart(deficiency: str) -> None:
    scale = [scale_colour(place / 10) for place in range(11)]
    assert all(luminance(one) < luminance(other) for one, other in pairwise(scale))
    assert all(distance(one.name(), other.name(), deficiency) > 3 for one, other in pairwise(scale))


def test_the_scale_ends_where_its_values_end() -> None:
    assert scale_colour(-1).name() == scale_colour(0).name() == "#00224e"
    assert scale_colour(2).name() == scale_colour(1).name() == "#fee838"


def test_text_on_any_colour_of_the_scale_is_readable() -> None:
    for place in range(101):
        ground = scale_colour(place / 100)
        assert _contrast(ink_on(ground).name(), ground.name()) >= 4.5
