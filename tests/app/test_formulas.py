from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from app.formulas import KEPT, Formulas, drawn


@pytest.mark.parametrize(
    "source", [r"$x^2$", r"\(a < b\)", r"$$\sum_{i=1}^n i$$", r"\[\begin{pmatrix}1&2\\3&4\end{pmatrix}\]"]
)
def test_a_formula_is_a_picture_that_qt_can_draw(source: str) -> None:
    formula = drawn(source)
    assert formula is not None
    assert QSvgRenderer(QByteArray(formula.svg.encode())).isValid()
    assert formula.width > 0.5
    assert 0.5 < formula.ascent < 3


@pytest.mark.parametrize("source", [r"$\frac{a$", r"$\begin{x}$", "$$$$"])
def test_what_is_no_formula_is_none(source: str) -> None:
    assert drawn(source) is None


def test_what_goes_below_the_line_of_writing_is_told() -> None:
    letter, fraction = drawn("$x$"), drawn(r"$\frac{a}{b}$")
    assert letter is not None
    assert fraction is not None
    assert letter.depth < 0.15 < fraction.depth


def test_a_formula_that_stands_alone_is_larger() -> None:
    inline, display = drawn(r"$\frac{a}{b}$"), drawn(r"$$\frac{a}{b}$$")
    assert inline is not None
    assert display is not None
    assert display.ascent > inline.ascent


def test_formulas_are_drawn_aside_and_once(qtbot: QtBot) -> None:
    made = Formulas()
    broken = r"$\frac{a$"
    assert made.formula("$a$") is None
    assert made.formula(broken) is None
    qtbot.waitUntil(lambda: not made._is_drawing, timeout=20_000)
    formula = made.formula("$a$")
    assert formula is not None
    assert made.formula("$a$") is formula
    assert made.formula(broken) is None
    assert not made._is_drawing


def test_not_more_than_so_many_are_kept(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.formulas.KEPT", 2)
    made = Formulas()
    for source in ("$a$", "$b$", "$c$"):
        made.formula(source)
    qtbot.waitUntil(lambda: not made._is_drawing, timeout=20_000)
    assert list(made._made) == ["$b$", "$c$"]
    assert KEPT > 2


def test_what_is_far_too_long_is_not_tried() -> None:
    made = Formulas()
    assert made.formula("$" + "x" * 5000 + "$") is None
    assert not made._wanted
