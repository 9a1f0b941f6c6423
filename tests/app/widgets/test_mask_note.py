from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.models.caption import note_of_masks
from app.theme import Theme
from app.widgets.mask_note import MaskNote


def test_it_says_what_is_a_way_of_drawing_and_follows_the_theme(theme: Theme, page: QWidget) -> None:
    note = MaskNote(theme, page)
    assert note.text() == "Masks are a way of drawing; the model works on random tokens."
    theme.draw_noise(true=False)
    assert note.text() == "Masks and syllables are ways of drawing; the model works on random tokens."
    theme.draw_noise(true=True)
    assert "syllables" not in note.text()


def test_where_there_is_hardly_room_it_says_less_and_later_all_again(theme: Theme, page: QWidget) -> None:
    note = MaskNote(theme, page)
    whole = note.text()
    note.be_brief(True)
    assert note.text() == note_of_masks(true_noise=True, brief=True) != whole
    theme.draw_noise(true=False)
    assert note.text() == note_of_masks(true_noise=False, brief=True)
    theme.draw_noise(true=True)
    note.be_brief(False)
    assert note.text() == whole
