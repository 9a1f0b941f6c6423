from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.theme import Theme
from app.widgets.mask_note import MaskNote


def test_it_says_what_is_a_way_of_drawing_and_follows_the_theme(theme: Theme, page: QWidget) -> None:
    note = MaskNote(theme, page)
    assert note.text() == "Masks are a way of drawing; the model works on random tokens."
    theme.draw_noise(true=False)
    assert note.text() == "Masks and syllables are ways of drawing; the model works on random tokens."
    theme.draw_noise(true=True)
    assert "syllables" not in note.text()
