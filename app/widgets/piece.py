"""The pieces of a long text, and the widgets that show those of them which are near what is in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtWidgets import QWidget

from app.faces import Faces
from app.models.blocks import Block, Code, Prose, blocks
from app.models.markup import place_of
from app.models.sections import Section
from app.plain import without_isolates
from app.theme import LINE_PX, Theme
from app.widgets.code_block import CodeBlock
from app.widgets.formula_painter import OBJECT
from app.widgets.passages import Passage
from app.widgets.prose_block import ProseBlock

CHARACTER_PX = 8  # as wide as one is where nothing is measured yet
SPARE = 24  # widgets of each kind that wait for another piece
Part = ProseBlock | CodeBlock


class Piece(Passage):
    """A passage of an answer.

    Attributes:
        block: What it shows.
        part: The widgets that show it; None far from sight.
        end: The end of its text, as `Formatted.end_point` tells it, while it has no widgets.
        fitted: The width and the faces for which it is laid out.
    """

    def __init__(self, home: QWidget, block: Block) -> None:
        super().__init__(home)
        self.block = block
        self.part: Part | None = None
        self.height = LINE_PX
        self.end: QPointF | None = None
        self.fitted: tuple[int, Faces] | None = None

    @property
    def joint(self) -> str:
        """What was written between it and the next."""
        return self.block.joint if isinstance(self.block, Prose) else super().joint

    @property
    def is_drawn(self) -> bool:
        """Whether formulas stand in it that are drawn."""
        return OBJECT in self.words

    def written(self, shown: str) -> str:
        """What somebody wrote of what is shown of it: nobody wrote what isolates code."""
        return without_isolates(shown) if isinstance(self.block, Prose) and self.block.isolates else shown


@dataclass(slots=True, eq=False)
class Shown:
    """A section as it is shown; `height` is a guess until it is read, and its pieces found by `find`."""

    section: Section
    find: Callable[[Section], Sequence[Block]] = blocks
    pieces: list[Piece] = field(default_factory=list)
    is_read: bool = False
    y: int = 0
    height: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all of it is selected."""
        return self.is_read and all(piece.is_whole for piece in self.pieces)

    def guess(self, width: int) -> int:
        """How high it may be at a width while it is not read, in px."""
        full = len(self.section.text) * CHARACTER_PX // max(width, CHARACTER_PX)
        return max(full + self.section.text.count("\n") // 2, 1) * LINE_PX

    def read(self, home: QWidget, old: list[Piece] | None = None) -> None:
        """Find the pieces; old ones of the same kind stay, and show the new."""
        for block in self.find(self.section):
            if old and isinstance(old[0].block, type(block)):
                piece = old.pop(0)
                piece.block, piece.fitted = block, None
            else:
                piece = Piece(home, block)
            self.pieces.append(piece)
        self.is_read = True

    def place_of_selection(self, piece: Piece) -> tuple[int, int] | None:
        """Where the words that are selected in a piece are in the section's text; see `place_of`."""
        start, end = piece.selected_characters()
        above = [each.words for each in self.pieces[: self.pieces.index(piece)]]
        behind = "\n".join([*above, piece.words[:start]])
        return place_of(piece.words[start:end], behind=behind, text=self.section.text)


class Parts(QObject):
    """The widgets of a text, which show one piece after the other.

    Args:
        theme: Their colours.
        name: What a screen reader calls the text.
        home: What they lie in.

    Signals:
        resized: One of them needs another height by itself.
    """

    resized = Signal()

    def __init__(self, theme: Theme, name: str, home: QWidget) -> None:
        super().__init__(home)
        self._theme, self._name, self._home = theme, name, home
        self._spare: dict[type[Block], list[Part]] = {Prose: [], Code: []}

    def lay_out(self, piece: Piece, part: Part, *, unseen: bool = False) -> None:
        """Show a piece in widgets, and learn how high it is there; `unseen` draws no formulas for it."""
        part.setFixedWidth(max(self._home.width(), 1))
        part.dress()
        if isinstance(piece.block, Prose) and isinstance(part, ProseBlock):
            part.fit()  # a part that is hidden hears of its width only when it is shown
            part.show_html(piece.block.html, unseen=unseen)
            piece.end = part.end_point()
            if piece.part is None:
                piece.keep(part.text)
        elif isinstance(piece.block, Code) and isinstance(part, CodeBlock):
            part.show_code(piece.block)
            piece.end = None
            if piece.part is None:
                piece.keep(piece.block.text.replace("\u2029", "\n"))
        piece.height = part.height()
        piece.fitted = (self._home.width(), self._theme.faces)

    def put_by(self, part: Part) -> None:
        """Keep widgets for another piece, hidden."""
        spare = self._spare[Prose if isinstance(part, ProseBlock) else Code]
        part.hide()
        if isinstance(part, ProseBlock):
            part.show_html("", unseen=True)
        if len(spare) < SPARE:
            spare.append(part)
        else:
            part.deleteLater()

    def clear(self) -> None:
        """Keep no widgets."""
        for spare in self._spare.values():
            for part in spare:
                part.deleteLater()
            spare.clear()

    def part_for(self, block: Block) -> Part:
        """A spare part of the right kind, or a new one."""
        spare = self._spare[type(block)]
        if spare:
            return spare.pop()
        if isinstance(block, Code):
            code = CodeBlock(self._theme, self._home)
            code.hide()
            return code
        prose = ProseBlock(self._theme, self._name, self._home)
        prose.hide()
        prose.setProperty("quiet", self._home.property("quiet"))
        prose.resized.connect(self.resized)
        return prose


def stops_of(part: Part | None) -> list[QWidget]:
    """Where the keyboard stops in a part."""
    if isinstance(part, CodeBlock):
        return [part.copy_button, part.lines]
    return [] if part is None else [part]
