"""The choice of a family of fonts: Dewpoint's own first, then what is installed, each name in its face."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QListView, QWidget

from app.faces import FIXED_FAMILY, TEXT_FAMILY, families
from app.language import tr


class FamilyChoice(QComboBox):
    """A list of families. One that was chosen and is not installed any more is listed as such.

    Args:
        fixed: Whether only families for code are listed.

    Signals:
        chosen: The name of the family that the person chose; empty for Dewpoint's own.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, fixed: bool) -> None:
        super().__init__(parent)
        self.setObjectName("families")
        self.setMaxVisibleItems(14)
        view = QListView()
        view.setUniformItemSizes(True)  # else every face would be loaded to measure its name
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setView(view)
        own = FIXED_FAMILY if fixed else TEXT_FAMILY
        self._list("", tr("{family} (default)", family=own), own)
        for family in families(fixed=fixed):
            if family != own:
                self._list(family, family, family)
        self.activated.connect(lambda: self.chosen.emit(self.currentData()))

    def show_family(self, family: str) -> None:
        """Show which family is set."""
        if (place := self.findData(family)) < 0:
            place = self.count()
            self.addItem(tr("{family} (not installed)", family=family), family)
        self.setCurrentIndex(place)

    def _list(self, name: str, shown: str, family: str) -> None:
        self.addItem(shown, name)
        self.setItemData(self.count() - 1, QFont(family), Qt.ItemDataRole.FontRole)
