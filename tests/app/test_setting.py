from __future__ import annotations

import pytest

from app.setting import Choice, Family, Line, Number, Setting, Switch, Words

SWITCH = Switch(name="a", group="", label="", help="", default=False)
NUMBER = Number(name="a", group="", label="", help="", default=2, least=1, most=3)
CHOICE = Choice(name="a", group="", label="", help="", default="b", options={"b": "B"})
WORDS = Words(name="a", group="", label="", help="", default="", longest=3)
LINE = Line(name="a", group="", label="", help="", default="", longest=3)
FAMILY = Family(name="a", group="", label="", help="")


@pytest.mark.parametrize(
    ("setting", "value"),
    [(SWITCH, True), (NUMBER, 3), (CHOICE, "b"), (WORDS, "a\nb"), (LINE, "abc"), (FAMILY, "Not Installed")],
)
def test_each_kind_takes_what_is_within_its_limits(setting: Setting, value: object) -> None:
    assert setting.fits(value)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        *((SWITCH, 1), (NUMBER, 4), (NUMBER, True), (CHOICE, "c"), (CHOICE, ["b"]), (WORDS, "abcd")),
        *((LINE, "a\nb"), (LINE, 1), (FAMILY, "a\nb"), (FAMILY, "a" * 201)),
    ],
)
def test_and_nothing_else(setting: Setting, value: object) -> None:
    assert not setting.fits(value)
