from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.history import StoredConversation
from app.models.order import Entry, Heading
from app.models.shelf import EXCERPT_ROLE, ID_ROLE, Shelf


def test_rows_tell_their_conversation_and_headings_cannot_be_chosen(qapp: QApplication) -> None:
    record = StoredConversation(title="Dew")
    shelf = Shelf({record.id: record})
    QAbstractItemModelTester(shelf, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shelf.show([Heading("Today"), Entry(record.id, "…of the dew")])
    heading, entry = shelf.index(0), shelf.index(1)
    assert (heading.data(), heading.data(ID_ROLE)) == ("Today", None)
    assert (entry.data(), entry.data(ID_ROLE), entry.data(EXCERPT_ROLE)) == ("Dew", record.id, "…of the dew")
    assert shelf.flags(heading) == Qt.ItemFlag.NoItemFlags
    assert shelf.place_of(record.id) == entry
    assert not shelf.place_of(4711).isValid()


def test_editing_asks_for_another_title(qapp: QApplication) -> None:
    record = StoredConversation(title="Dew")
    shelf = Shelf({record.id: record})
    shelf.show([Heading("Today"), Entry(record.id)])
    asked: list[tuple[object, str]] = []
    shelf.retitled.connect(lambda id, title: asked.append((id, title)))
    assert shelf.setData(shelf.index(1), "Drops")
    assert not shelf.setData(shelf.index(0), "Drops")
    assert asked == [(record.id, "Drops")]


def test_a_title_that_looks_like_markup_is_told_as_it_is_written(qapp: QApplication) -> None:
    record = StoredConversation(title='<img src="file://host/share/x.png">')
    shelf = Shelf({record.id: record})
    shelf.show([Entry(record.id)])
    assert shelf.index(0).data() == record.title
    assert "<img" not in shelf.index(0).data(Qt.ItemDataRole.ToolTipRole)
