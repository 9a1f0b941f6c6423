from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.models.machine import CardPlan
from app.theme import Theme
from app.widgets.labels import ElidedLabel
from app.widgets.plan_bar import PlanBar, folded

GIB = 2**30
PARTS = tuple((f"part {size}", size * GIB) for size in (1, 9, 3, 5, 2, 7, 4, 6))
PLAN = CardPlan(parts=PARTS, total_bytes=37 * GIB, budget_bytes=40 * GIB, max_context=1)


def test_the_largest_parts_are_named_and_nothing_is_lost() -> None:
    parts = folded(PLAN)
    assert [name for name, _ in parts] == [
        *(f"part {size}" for size in (9, 7, 6, 5, 4, 3)),
        "everything else",
    ]
    assert sum(size for _, size in parts) == sum(size for _, size in PARTS)
    few = CardPlan(parts=PARTS[:2], total_bytes=10 * GIB, budget_bytes=40 * GIB, max_context=1)
    assert [name for name, _ in folded(few)] == ["part 9", "part 1"]


def test_a_plan_is_shown_with_what_stays_free_and_can_go_again(page: QWidget, theme: Theme) -> None:
    bar = PlanBar(theme, page)
    assert bar.isHidden()
    bar.show_plan(PLAN)
    said = [label.text() for label in bar.findChildren(QLabel)]
    assert said == [
        *(f"Part {size}, {size}.0 GiB" for size in (9, 7, 6, 5, 4, 3)),
        "Everything else, 3.0 GiB",
        "Free, 3.0 GiB",
    ]
    assert "part 9 9.0 GiB" in bar.accessibleName()
    bar.show_plan(None)
    assert bar.isHidden()


def test_the_parts_take_their_share_of_the_bar(page: QWidget, theme: Theme) -> None:
    bar = PlanBar(theme, page)
    half = CardPlan(parts=(("a", 20 * GIB),), total_bytes=20 * GIB, budget_bytes=40 * GIB, max_context=1)
    bar.show_plan(half)
    bar.show()
    bar.resize(400, bar.sizeHint().height())
    image = bar._bar.grab().toImage()
    accent = [
        x for x in range(image.width()) if image.pixelColor(x, 8).name().upper() == theme.colours.accent
    ]
    assert 0.48 < len(accent) / image.width() < 0.51


def test_the_legend_has_two_columns_where_both_have_room(page: QWidget, theme: Theme) -> None:
    bar = PlanBar(theme, page)
    bar.show_plan(PLAN)
    labels = bar.findChildren(ElidedLabel)
    for width, columns in ((300, 1), (560, 2), (300, 1)):
        bar.resize(width, 400)
        QApplication.processEvents()
        assert len({label.x() for label in labels}) == columns
        assert all(label.toolTip() == "" for label in labels)  # none is cut
