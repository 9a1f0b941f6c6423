from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.alignment import Align, beside, differing
from app.models.archive import AT_HAND, NONE_KEPT
from app.models.cursor import Cursor
from app.models.turn import Turn
from app.settings import RECORDINGS
from app.theme import Theme
from app.widgets.compare_view import ALONE, NO_ANSWER, CompareView, Other
from app.widgets.labels import Label
from app.widgets.view_bar import VIEWS
from tests.app.conftest import Opened, OpenWindow
from tests.app.recordings import ANSWER, at_hand, recording_of

COMPARE = VIEWS.index("Compare")
SHORT = recording_of("the drop is clear.", steps=3)


@pytest.fixture
def view(theme: Theme, page: QWidget, cursor: Cursor) -> CompareView:
    theme.reduce_motion(True)
    made = CompareView(theme, cursor, page)
    made.resize(580, 400)
    made.show()
    made.offer([Other("Version 1", at_hand(SHORT)), Other("Version 2", at_hand(ANSWER))])
    return made


def test_the_other_one_stands_at_the_same_step_or_at_its_end(view: CompareView, cursor: Cursor) -> None:
    for moment, wanted in ((0, 0), (2, 2), (3, 3), (6, 4), (ANSWER.starts[1] + 1, 4), (1, 1)):
        cursor.go(moment)
        assert view.other.moment == wanted


def test_another_one_can_be_chosen(view: CompareView, cursor: Cursor) -> None:
    assert view.choice.text().startswith("Version 1")
    cursor.go(5)
    view.choice.menu().actions()[1].trigger()
    assert view.choice.text().startswith("Version 2")
    assert (view.other.recording, view.other.moment) == (ANSWER, 5)


def test_a_screen_reader_can_tell_the_texts_apart(view: CompareView) -> None:
    view.offer([Other("Version 1", at_hand(SHORT)), Other("Version 3", at_hand(ANSWER))], "Version 2")
    view.choice.menu().actions()[1].trigger()
    assert [text.accessibleName() for text in view.texts] == [
        "Text at this step · Version 2",
        "Text at this step · Version 3",
    ]


def test_a_name_with_an_ampersand_is_written_out(view: CompareView) -> None:
    view.offer([Other("Tom & Jerry", at_hand(SHORT))])
    assert view.choice.text() == "Tom && Jerry  ▾"
    assert view.choice.menu().actions()[0].text() == "Tom && Jerry"


def test_the_other_one_says_where_it_is(view: CompareView, cursor: Cursor) -> None:
    cursor.go(2)
    assert view._caption.text().startswith("After 2 steps")
    cursor.go(5)
    assert view._caption.text().startswith("Block 1 is committed")


def test_they_stand_side_by_side_as_the_person_chooses(view: CompareView, cursor: Cursor) -> None:
    cursor.go(4)
    for place, by in enumerate(Align):
        view.align.menu().actions()[place].trigger()
        assert view.other.moment == beside(ANSWER, 4, SHORT, by)
        cursor.go(3)
        assert view.other.moment == beside(ANSWER, 3, SHORT, by)
        cursor.go(4)


def test_it_says_how_far_the_texts_differ_in_the_end(view: CompareView) -> None:
    count, tokens, _ = differing(ANSWER, SHORT)[0]
    told = f"In the end, {count} of {tokens} tokens on this side are not on the other."
    assert view._differing.text() == told  # there is no room for more
    assert view._differing.toolTip() == f"{told} At the end of a block wavy lines mark what differs."
    view.resize(1200, 400)
    assert view._differing.text() == f"{told} At the end of a block wavy lines mark what differs."
    view.take(Other("Itself", at_hand(ANSWER)))
    assert view._differing.text() == "Both end with the same tokens."


def test_a_text_is_not_said_to_be_the_same_where_only_the_other_has_more(
    view: CompareView, cursor: Cursor
) -> None:
    cursor.open(recording_of("the drop is", steps=3))
    assert view._differing.text().startswith("In the end, 0 of 3 tokens on this side are not on the other.")


def test_what_differs_is_marked_where_a_block_ends_and_nowhere_else(
    view: CompareView, cursor: Cursor, qtbot: QtBot
) -> None:
    sides = differing(ANSWER, SHORT)
    left, right = (text.canvas for text in view.texts)
    block_ends = ANSWER.starts[1] - 1
    cursor.go(block_ends - 1)
    assert left._marked == set()
    cursor.go(block_ends)
    assert left._marked == {slot for canvas, slot in sides[0].slots if canvas == 0} != set()
    cursor.go(cursor.last)
    assert left._marked == {slot for canvas, slot in sides[0].slots if canvas == cursor.block}
    assert right._marked == {slot for _, slot in sides[1].slots}
    cursor.go(block_ends)
    qtbot.waitUntil(lambda: not left.is_moving)
    marked = view.texts[0].grab().toImage()
    view.take(None)
    assert left._marked == right._marked == set()
    assert view.texts[0].grab().toImage() != marked


def test_both_texts_have_the_same_room_whatever_they_are_called(view: CompareView, qtbot: QtBot) -> None:
    name = "Version 2 · seeds 1990222690, then 914229038, then 1990222690 · Thorough · 29 steps"
    view.offer([Other(name, at_hand(SHORT))], name)
    for width in (300, 580, 900):
        view.resize(width, 400)
        qtbot.waitUntil(lambda: view.texts[1].geometry().right() == view.rect().right())
        left, right = (text.geometry() for text in view.texts)
        assert abs(left.width() - right.width()) <= 1
        assert min(left.height(), right.height()) > 0.6 * view.height()
        assert name.startswith(view._name.text().rstrip("…"))
        assert view._name.toolTip() == name
        assert view.choice.geometry().right() <= view.rect().right()


def test_where_it_is_low_the_texts_keep_most_of_the_room(view: CompareView, qtbot: QtBot) -> None:
    view.resize(340, 95)
    text = view.texts[0]
    qtbot.waitUntil(lambda: text.height() > 0.55 * (view.height() - text.y()))


def test_where_it_is_low_it_still_says_that_nothing_is_kept_to_compare_with(view: CompareView) -> None:
    view.resize(340, 95)
    assert not view._caption.isVisible()
    view.take(Other("Version 3", lambda then: then(None)))
    assert view._caption.isVisible()
    assert view._caption.accessibleName() == NONE_KEPT
    view.take(Other("Version 1", at_hand(SHORT)))
    assert not view._caption.isVisible()


def test_the_texts_keep_their_places_while_they_play(view: CompareView, cursor: Cursor) -> None:
    view.resize(360, 400)
    cursor.go(0)
    places = [text.geometry() for text in view.texts]
    for moment in range(cursor.last + 1):
        cursor.go(moment)
        assert [text.geometry() for text in view.texts] == places


def test_the_one_that_was_taken_stays_where_more_are_offered(view: CompareView) -> None:
    view.choice.menu().actions()[1].trigger()
    view.offer([Other(f"Version {number}", at_hand(SHORT)) for number in (3, 2, 1)])
    assert view.choice.text().startswith("Version 2")


def test_without_another_one_the_answer_has_all_the_room_and_one_line_says_how_to_get_one(
    view: CompareView, qtbot: QtBot
) -> None:
    view.offer([], "Version 1")
    qtbot.waitUntil(lambda: view.texts[0].width() == view.width())
    assert view.other.recording is None
    lines = [line for line in view.findChildren(Label) if line.isVisible()]
    assert [line.text() for line in lines] == [ALONE]
    assert not view.choice.isVisible()
    view.offer([Other("Version 1", at_hand(SHORT))])
    qtbot.waitUntil(lambda: view.texts[0].width() < view.width() / 2)
    assert view.texts[1].isVisible()
    assert view.choice.isVisible()
    assert not lines[0].isVisible()


def test_versions_of_an_answer_are_offered(open_window: OpenWindow) -> None:
    opened = open_window()
    first = opened.answered()
    opened.parts.control.regenerate(first)
    opened.wait(lambda: opened.parts.library.open_chat.turns[-1] is not first)
    second = opened.parts.library.open_chat.turns[-1]
    opened.finish(second)
    opened.window.drawer.toggle(second)
    viewer = opened.window.drawer.viewer
    compare = viewer.compare
    assert _offered(compare) == [f"Version 1 · seed 0 · Best · {first.steps} steps"]
    assert compare._name.text() == f"Version 2 · seed 0 · Best · {second.steps} steps"
    assert compare.other.recording is None  # nothing is read that nobody sees
    viewer.show_view(COMPARE)
    assert compare.other.recording is not None
    assert compare.other.recording.trace is first.trace


def test_a_version_that_is_made_while_the_viewer_is_open_is_offered(open_window: OpenWindow) -> None:
    opened = open_window()
    first = opened.answered()
    opened.window.drawer.toggle(first)
    viewer = opened.window.drawer.viewer
    viewer.show_view(COMPARE)
    assert viewer.compare._alone.isVisible()
    opened.parts.control.regenerate(first)
    opened.wait(lambda: opened.parts.library.open_chat.turns[-1] is not first)
    second = opened.parts.library.open_chat.turns[-1]
    opened.finish(second)
    assert _offered(viewer.compare) == [f"Version 2 · seed 0 · Best · {second.steps} steps"]
    assert not viewer.compare._alone.isVisible()
    assert viewer.compare.other.recording is not None
    assert viewer.cursor_model.recording is not None
    assert viewer.cursor_model.recording.trace is first.trace


def _versions(open_window: OpenWindow) -> tuple[Opened, list[Turn]]:
    """A window with versions of an answer, of which the recording of the first has left memory."""
    opened = open_window()
    first = opened.answered()
    chat = opened.parts.library.open_chat
    for seed in range(1, AT_HAND + 1):
        opened.parts.choices.seed = seed
        opened.parts.control.regenerate(first)
        opened.finish(chat.turns[-1])
    opened.wait(lambda: first.recording is None)
    return opened, chat.answers(first)


def _offered(view: CompareView) -> list[str]:
    return [action.text() for action in view.choice.menu().actions()]


def _beside_a_file(open_window: OpenWindow) -> tuple[Opened, Turn, Turn]:
    """A recording from a file, opened over the second of two versions of an answer; with both versions."""
    opened = open_window()
    first = opened.answered()
    opened.parts.control.regenerate(first)
    second = opened.parts.library.open_chat.turns[-1]
    opened.finish(second)
    opened.window.drawer.toggle(second)
    viewer = opened.window.drawer.viewer
    viewer.show_view(COMPARE)
    viewer.export.opened.emit(SHORT)
    return opened, first, second


def test_a_recording_from_a_file_is_compared_with_the_answer_that_was_on_show_and_its_versions(
    open_window: OpenWindow,
) -> None:
    opened, _, second = _beside_a_file(open_window)
    viewer = opened.window.drawer.viewer
    assert viewer.cursor_model.recording is SHORT
    assert viewer.compare._name.text() == "From a file · 3 steps"
    assert [name[:9] for name in _offered(viewer.compare)] == ["Version 2", "Version 1"]
    assert viewer.compare.other.recording is not None
    assert viewer.compare.other.recording.trace is second.trace


def test_a_deleted_version_is_no_longer_offered_beside_a_recording_from_a_file(
    open_window: OpenWindow,
) -> None:
    opened, first, second = _beside_a_file(open_window)
    viewer = opened.window.drawer.viewer
    opened.parts.control.delete(second)
    assert [name[:9] for name in _offered(viewer.compare)] == ["Version 1"]
    assert viewer.cursor_model.recording is SHORT
    opened.parts.control.delete(first)
    assert _offered(viewer.compare) == []


def test_an_answer_and_a_second_file_are_compared_with_the_file_that_was_opened_before(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    turn = opened.answered()
    drawer = opened.window.drawer
    drawer.toggle(turn)
    compare = drawer.viewer.compare
    drawer.viewer.show_view(COMPARE)
    answer = f"Version 1 · seed 0 · Best · {turn.steps} steps"
    for recording in (ANSWER, SHORT):
        drawer.viewer.export.opened.emit(recording)
    assert _offered(compare) == [answer, "From a file · 18 steps"]
    compare.choice.menu().actions()[1].trigger()
    assert compare.other.recording is ANSWER
    drawer.toggle(turn)
    assert compare._name.text() == answer
    assert _offered(compare) == ["From a file · 3 steps", "From a file · 18 steps"]
    assert compare.other.recording is SHORT


def test_a_file_is_let_go_when_the_viewer_is_put_away(open_window: OpenWindow) -> None:
    opened = open_window()
    drawer = opened.window.drawer
    drawer.toggle(opened.answered())
    drawer.viewer.show_view(COMPARE)
    gone = []
    for text in ("the drop.", "the glass."):
        recording = recording_of(text)
        gone.append(weakref.ref(recording))
        drawer.viewer.export.opened.emit(recording)
    del recording
    drawer.close_viewer()
    opened.wait(lambda: gc.collect() >= 0 and [each() for each in gone] == [None, None])


def test_what_is_of_no_conversation_and_has_nothing_beside_it_says_so(view: CompareView) -> None:
    view.offer([])
    assert view._alone.text() == NO_ANSWER  # there is no “Another answer” below it


def test_a_version_whose_recording_left_memory_is_brought_back_to_compare_with(
    open_window: OpenWindow,
) -> None:
    opened, (first, *_, last) = _versions(open_window)
    opened.window.drawer.toggle(last)
    viewer = opened.window.drawer.viewer
    assert viewer.compare.choice.menu().actions()[0].text().startswith("Version 1 · seed 0 · ")
    viewer.show_view(COMPARE)
    opened.wait(lambda: viewer.compare.other.recording is not None)
    assert viewer.compare.other.recording is not None
    assert viewer.compare.other.recording.trace is first.trace
    opened.window.drawer.close_viewer()
    assert viewer.compare.other.recording is None


def test_a_version_that_comes_when_another_one_was_chosen_is_not_shown(open_window: OpenWindow) -> None:
    opened, (first, second, last) = _versions(open_window)
    opened.window.drawer.toggle(last)
    viewer = opened.window.drawer.viewer
    viewer.show_view(COMPARE)
    viewer.compare.choice.menu().actions()[1].trigger()
    opened.wait(lambda: first.recording is not None)
    assert viewer.compare.other.recording is not None
    assert viewer.compare.other.recording.canvases[0].trace.noise != first.trace.canvases[0].noise
    assert viewer.compare.choice.text().startswith("Version 2")
    assert second in opened.parts.library.open_chat.answers(last)


def test_where_no_recording_of_a_version_is_kept_the_comparison_says_so(open_window: OpenWindow) -> None:
    opened, (*_, last) = _versions(open_window)
    opened.parts.settings.set(RECORDINGS, 0)
    opened.parts.traces.trim()
    opened.window.drawer.toggle(last)
    viewer = opened.window.drawer.viewer
    viewer.show_view(COMPARE)
    opened.wait(lambda: viewer.compare._caption.text() == NONE_KEPT)
    assert viewer.compare.other.recording is None


def test_in_a_low_window_the_texts_have_the_room_of_what_is_said_of_them(view: CompareView) -> None:
    for height, said in ((400, True), (80, False), (200, True)):
        view.resize(600, height)
        QApplication.processEvents()
        assert view._caption.isVisible() is view._differing.isVisible() is said
    view.resize(600, 80)
    QApplication.processEvents()
    assert all(text.geometry().bottom() == view.rect().bottom() for text in view.texts)
    assert all(text.y() == view.choice.geometry().bottom() + 1 for text in view.texts)
    view.resize(600, 140)
    QApplication.processEvents()
    assert view._caption.height() < 2 * view._caption.fontMetrics().lineSpacing()
    view.offer([])
    view.resize(600, 400)
    assert not view._caption.isVisible()
