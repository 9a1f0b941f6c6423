"""The views of the turns on a page, from the top: which of them are where, found without asking each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QApplication, QWidget

from app.models.turn import Turn
from app.widgets.answer_view import AnswerView
from app.widgets.formatted import FAR, NEAR
from app.widgets.question_view import QuestionView
from app.widgets.versions import Versions


class TurnViews(NamedTuple):
    """A turn with its views."""

    turn: Turn
    question: QuestionView
    answer: AnswerView

    def wake(self) -> None:
        """Be whole: the reader comes near."""
        self.question.wake()
        self.answer.wake()

    def rest(self) -> None:
        """Keep only what the page needs: the reader is far."""
        self.question.rest()
        self.answer.rest()

    @property
    def is_held(self) -> bool:
        """Whether the keyboard is in it, or a menu is open, which may be one of its own."""
        focused = QApplication.focusWidget()
        has_keyboard = focused is not None and any(view.isAncestorOf(focused) for view in self[1:])
        return has_keyboard or QApplication.activePopupWidget() is not None


def look_around(
    turns: Sequence[TurnViews], before: Sequence[TurnViews], top: int, height: int
) -> Sequence[TurnViews]:
    """Let the turns that are near what is in sight be whole; those that are farther off let go of widgets.

    Args:
        turns: All, from the top.
        before: What this returned when it was called last.
        top: Where on the page begins what is in sight.
        height: How high that is.

    Returns:
        Those that may have something to let go of when they are farther off.
    """
    near, far = round(NEAR * height), round(FAR * height)
    for each in between(turns, top - near, top + height + near):
        each.wake()
    around = between(turns, top - far, top + height + far)
    left = [each for each in before if each not in around]
    for each in (*around, *left):
        each.question.look()
        each.answer.look()
    held = [each for each in left if each.is_held]
    for each in left:
        if each not in held:
            each.rest()
    return [*around, *held]


def between(turns: Sequence[TurnViews], top: int, bottom: int) -> Sequence[TurnViews]:
    """Those that are at least partly between two heights of their page; laid out, and in order."""
    first = bisect_left(turns, top, key=_bottom)
    return turns[first : max(bisect_right(turns, bottom, key=_top), first)]


def first_view(turns: Sequence[TurnViews], top: int) -> QWidget | None:
    """The first view of which something is below a height of their page."""
    place = bisect_left(turns, top, key=_bottom)
    if place == len(turns):
        return None
    question = turns[place].question
    return question if question.geometry().bottom() >= top else turns[place].answer


def keep_arrow(held: QWidget | None, forked: Sequence[TurnViews]) -> None:
    """Where the arrow between versions that had the keyboard is gone, give it to the one in its place.

    Args:
        held: What had the keyboard before another version was shown.
        forked: The turn that is shown now where the other was, if there is one.
    """
    gone = held.parentWidget() if held is not None else None
    if not isinstance(gone, Versions) or gone.isVisible():
        return
    for each in forked:
        view = each.question if gone.what == "message" else each.answer
        if (versions := view.findChild(Versions)) is not None:
            versions.take_keyboard(back=held is gone.back)


def _top(views: TurnViews) -> int:
    return views.question.y()


def _bottom(views: TurnViews) -> int:
    return views.answer.geometry().bottom()
