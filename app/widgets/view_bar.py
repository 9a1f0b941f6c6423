"""The top row of the viewer: its views by name, and how the one on show draws what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.language import mark, tr
from app.models.canvas import Layer
from app.models.cells import Measure
from app.models.looks import STYLES
from app.widgets.buttons import OPENS, TextButton
from app.widgets.choice_button import ChoiceButton

GAP_PX = 4
VIEWS = (mark("Text"), mark("Grid"), mark("Positions"), mark("Steps"), mark("Compare"))
WORDS, SLOT = range(len(VIEWS), len(VIEWS) + 2)  # the places of the glossary and of the inspector behind them
LAYERED, MEASURED, MASKED = (0, 1, 4), (1,), (0, 4)  # the views that have this to choose


class ViewBar(QWidget):
    """The views as tabs, or in a menu where these have no room, and what there is to choose in each.

    Args:
        behind: What stands at the end of the row; the first gives way where there is no room at all.

    Attributes:
        tabs: The views.
        words: The tab of the glossary.
        view: The menu that stands for the tabs; it has the inspector as well.
        layer: Which story of each slot is told.
        measure: What is told of the slots.
        masks: What stands for an unstable draft.
        drawn: The menu that stands for the last three where they have no room.

    Signals:
        viewed: The person took the view at this place.
    """

    viewed = Signal(int)

    def __init__(self, behind: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._behind = behind
        self.tabs = [self._make_tab(place, tr(name)) for place, name in enumerate(VIEWS)]
        self.words = TextButton("textButton", tr("Words"), tr("What the words mean"), key="G", checkable=True)
        self.view = ChoiceButton(tr("View"), [*map(tr, VIEWS), tr("Words"), tr("Slot")])
        self.view.chosen.connect(self.viewed)
        self.layer = ChoiceButton(tr("Layer"), [tr(layer.value) for layer in Layer], key="L")
        measures = [tr(measure.value) for measure in Measure]
        self.measure = ChoiceButton(tr("What the slots tell"), [*measures, tr("All as a table")])
        self.masks = ChoiceButton(tr("Masks"), map(tr, STYLES.values()), key="M")
        self._choices = ((self.layer, LAYERED), (self.measure, MEASURED), (self.masks, MASKED))
        words = tr("Drawing")
        self.drawn = TextButton("textButton", f"{words}{OPENS}", tr("How it is drawn"))
        self.drawn.setPopupMode(TextButton.ToolButtonPopupMode.InstantPopup)
        self.drawn.setMenu(QMenu(self.drawn))
        for part, _ in self._choices:
            self.drawn.menu().addMenu(part.menu())
        self._place, self._is_cramped = 0, False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        for tab in (self.view, *self.tabs):
            row.addWidget(tab)
        row.addStretch(1)
        for each in (self.layer, self.measure, self.masks, self.drawn, self.words, *behind):
            row.addWidget(each)

    def show_view(self, place: int) -> None:
        """Say that the view at this place is on show, and offer what can be chosen in it."""
        for each, tab in enumerate(self.tabs):
            tab.setChecked(each == place)
        self.words.setChecked(place == WORDS)
        self.view.show_choice(place)
        self._place = place
        self._offer()

    def offer_slot(self, offered: bool) -> None:
        """Have the inspector among the views, or not."""
        self.view.menu().actions()[SLOT].setVisible(offered)

    def fit(self, width: int) -> None:
        """Put the views into a menu where their names have no room in so many pixels, and then the rest."""
        tabs = (*self.tabs, self.words)
        wider = max(self.measure, self.masks, key=_width)
        chosen = (self.layer, wider, *self._behind)  # those that are hidden too, so that all stay in place
        is_tight = sum(map(_width, (*tabs, *chosen))) > width
        self._is_cramped = is_tight and sum(map(_width, (self.view, *chosen))) > width
        least = (self.view, self.drawn, *self._behind)
        self._behind[0].setHidden(self._is_cramped and sum(map(_width, least)) > width)
        self._offer()
        for tab in tabs:
            tab.setHidden(is_tight)
        self.view.setVisible(is_tight)

    def _offer(self) -> None:
        """Show what there is to choose in the view that is on show."""
        for part, places in self._choices:
            part.setVisible(self._place in places and not self._is_cramped)
            part.menu().menuAction().setVisible(self._place in places)
        self.drawn.setVisible(self._is_cramped and any(self._place in places for _, places in self._choices))

    def _make_tab(self, place: int, name: str) -> TextButton:
        tab = TextButton("textButton", name, name, key=str(place + 1), checkable=True)
        tab.clicked.connect(lambda: self.viewed.emit(place))
        return tab


def _width(part: QWidget) -> int:
    return max(part.sizeHint().width(), part.minimumWidth()) + GAP_PX
