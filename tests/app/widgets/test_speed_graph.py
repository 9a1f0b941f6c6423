from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.theme import Theme
from app.widgets.speed_graph import SpeedGraph


def _top(graph: SpeedGraph) -> int:
    """The highest row that is drawn on at the right edge, above the base line."""
    image = graph.grab().toImage()
    x, ground = image.width() - 2, image.pixelColor(1, 1)
    return min(y for y in range(image.height()) if image.pixelColor(x, y) != ground)


def test_the_newest_is_at_the_right_edge_and_the_highest_at_the_top(page: QWidget, theme: Theme) -> None:
    graph = SpeedGraph(theme, page)
    graph.resize(400, graph.height())
    graph.show_speeds([1e6] * 10 + [5e7] * 30)
    assert _top(graph) < 5
    graph.show_speeds([5e7] * 30 + [1e6] * 10)
    assert 38 < _top(graph) < 47
    assert graph.accessibleDescription() == "1 MB per second"


def test_without_speeds_there_is_a_base_line_alone(page: QWidget, theme: Theme) -> None:
    graph = SpeedGraph(theme, page)
    graph.resize(400, graph.height())
    graph.show_speeds([])
    assert _top(graph) >= 46
    graph.show_speeds([0.0, 0.0])
    assert _top(graph) >= 44
