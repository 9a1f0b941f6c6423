"""One thing that can be set: its kinds, each with its limits and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Value = bool | int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing that can be set.

    Attributes:
        name: Its name in the file.
        group: The heading that it stands under, marked for translation as all that people read of it.
        label: What people call it.
        help: What it does, in a sentence.
        default: Its value until it is set.
    """

    name: str
    group: str
    label: str
    help: str
    default: Value

    def fits(self, value: object) -> bool:
        """Whether a value is one that this can have."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Setting):
    """On or off."""

    default: bool

    def fits(self, value: object) -> bool:
        """Whether it is on or off."""
        return isinstance(value, bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Setting):
    """A whole number from `least` to `most`, in steps, with a unit to show.

    Attributes:
        least_words: What is shown for the least, where that is no amount.
    """

    default: int
    least: int
    most: int
    step: int = 1
    unit: str = ""
    least_words: str = ""

    def fits(self, value: object) -> bool:
        """Whether it is a whole number within the limits."""
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Setting):
    """One of several values, each with its words."""

    default: str
    options: Mapping[str, str]

    def fits(self, value: object) -> bool:
        """Whether it is one of the values."""
        return isinstance(value, str) and value in self.options


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Setting):
    """A text of at most `longest` characters."""

    default: str
    longest: int

    def fits(self, value: object) -> bool:
        """Whether it is a text that is short enough."""
        return isinstance(value, str) and len(value) <= self.longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Words):
    """A text on one line."""

    def fits(self, value: object) -> bool:
        """Whether it is a text that is short enough, on one line."""
        return isinstance(value, str) and len(value) <= self.longest and "\n" not in value


@dataclass(frozen=True, slots=True, kw_only=True)
class Family(Line):
    """The name of a family of fonts, installed or not; empty for the one that Dewpoint brings.

    Attributes:
        fixed: Whether all its characters are of one width.
    """

    default: str = ""
    longest: int = 200
    fixed: bool = False
