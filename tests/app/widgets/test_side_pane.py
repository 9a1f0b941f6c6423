from __future__ import annotations

from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.widgets.side_pane import SidePane


def test_it_stands_at_the_end_of_the_row_or_fills_its_page(page: QWidget) -> None:
    host = QWidget(page)
    host.resize(500, 300)
    host.show()
    column, row, others, moved = QVBoxLayout(host), QHBoxLayout(), QLabel("views"), QLabel("slot")
    row.addWidget(others, 1)
    moved.setFixedWidth(120)
    pane = SidePane(moved, row, 120)
    column.addLayout(row)
    column.addWidget(pane.page)
    for aside in (True, False, True):
        pane.move(aside=aside)
        QApplication.processEvents()
        assert pane.is_aside is aside
        assert moved.isVisible()
        assert (moved.width() == 120) is aside
        assert pane.page.isAncestorOf(moved) is not aside
        assert (moved.geometry().left() > others.geometry().right()) is aside
