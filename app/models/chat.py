"""One conversation: a tree of turns, the branch on show, and what the engine is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from app.attachments import Attachment, Kind, worded
from app.history import StoredConversation
from app.language import mark, tr
from app.models.recording import Recording
from app.models.turn import Turn
from engine import Conversation, Image, Message, Role, TurnOptions, TurnStats

UNTITLED = mark("New conversation")
LONGEST_TITLE = 80


class Chat(QObject):
    """A conversation. Lives in the GUI thread.

    Turns with the same parent are versions of each other: those that share their question are versions of
    the answer, the others of the question. Nothing that was said is replaced.

    Attributes:
        record: What is stored of it besides its turns; the library alone changes it.
        turns: The branch on show, the oldest turn first.

    Signals:
        added: A turn is new at the end of the branch on show.
        removed: A turn was taken out that was never asked; what is beside it is on show by now.
        branched: Another branch is on show; so many turns of the one before it still are.
    """

    added = Signal(Turn)
    removed = Signal(Turn)
    branched = Signal(int)

    def __init__(
        self, record: StoredConversation, turns: Iterable[Turn] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.record = record
        self._tree: list[Turn] = []
        self._chosen: dict[Turn | None, Turn] = {}
        self._answering: dict[int, Turn] = {}  # what was last shown of each question's answers
        for turn in turns:
            self._hang(turn)
        shown = next((turn for turn in self._tree if turn.answer_id == record.shown), None)
        self.turns = self._branch(shown or self._newest(None))

    @property
    def title(self) -> str:
        """Its name; the first line of its first prompt, where nobody chose another."""
        return self.record.title or tr(UNTITLED)

    @property
    def first_words(self) -> str:
        """A title from what was asked first; empty while nothing was."""
        if not self.turns:
            return ""
        return title_for(self.turns[0].prompt, self.turns[0].attachments)

    @property
    def last_id(self) -> int | None:
        """The id of the last answer on show; None while nothing was asked."""
        return self.turns[-1].answer_id if self.turns else None

    @property
    def tree(self) -> tuple[Turn, ...]:
        """Every turn of every branch, a turn behind its parent."""
        return tuple(self._tree)

    def ask(self, prompt: str, options: TurnOptions, attachments: Iterable[Attachment] = ()) -> Turn:
        """Add a turn that waits to be asked, behind the branch on show."""
        after = self.turns[-1] if self.turns else None
        turn = Turn(prompt, options, after=after, attachments=attachments)
        self._hang(turn)
        self.turns.append(turn)
        self.added.emit(turn)
        return turn

    def ask_again(self, turn: Turn, options: TurnOptions) -> Turn:
        """Add another version of an answer, and show it."""
        return self._fork(_version(turn, options))

    def reword(self, turn: Turn, text: str, recording: Recording, stats: TurnStats | None) -> Turn:
        """Add another wording of an answer as a version beside it, and show it."""
        reworded = _version(turn, turn.options)
        reworded.reword(turn, text, recording, stats)
        return self._fork(reworded)

    def ask_instead(
        self, turn: Turn, prompt: str, options: TurnOptions, attachments: Iterable[Attachment] = ()
    ) -> Turn:
        """Add another version of a question, and show it."""
        return self._fork(Turn(prompt, options, after=turn.after, attachments=attachments))

    def answers(self, turn: Turn) -> list[Turn]:
        """The versions of an answer, the oldest first, this one among them."""
        return [other for other in self._after(turn.after) if other.question_id == turn.question_id]

    def questions(self, turn: Turn) -> list[Turn]:
        """For each version of a question the turn that is shown with it, the oldest question first."""
        shown: dict[int, Turn] = {}
        for other in self._after(turn.after):
            shown[other.question_id] = self._answering.get(other.question_id, other)
        shown[turn.question_id] = turn
        return list(shown.values())

    def show(self, turn: Turn) -> None:
        """Show the branch through a turn, and behind it what was last shown there."""
        before, self.turns = self.turns, self._branch(turn)
        kept = next(
            (
                index
                for index, pair in enumerate(zip(before, self.turns, strict=False))
                if pair[0] is not pair[1]
            ),
            min(len(before), len(self.turns)),
        )
        self.branched.emit(kept)

    def remove(self, turn: Turn) -> None:
        """Take out a turn that was never asked: what waits behind it follows what takes its place.

        That is a version beside it, which is shown instead, or else the turn before it.
        """
        self._tree.remove(turn)
        self._forget(turn)
        self.turns = [kept for kept in self.turns if kept is not turn]
        place = turn.after
        if beside := self._after(turn.after):
            place = beside[-1]
            self.show(place)
        if behind := self._after(turn):
            for each in behind:
                each.move_behind(place)
            self.show(behind[-1])
        self.removed.emit(turn)  # last: without its turns a conversation would seem to be a new one
        turn.deleteLater()

    def cut(self, turn: Turn) -> list[Turn]:
        """Take out a turn and all that follows it, and show what is beside or before it; what was taken."""
        taken = [turn, *self.following(turn)]
        beside = [other for other in self._after(turn.after) if other is not turn]
        self._tree = [kept for kept in self._tree if kept not in taken]
        for gone in taken:
            self._forget(gone)
        if (next_shown := beside[-1] if beside else turn.after) is not None:
            self.show(next_shown)
        else:
            self.turns = []
            self.branched.emit(0)
        return taken

    def put_back(self, taken: Iterable[Turn]) -> None:
        """Hang in again what was cut, and show it."""
        first, *others = taken
        for turn in (first, *others):
            self._hang(turn)
        self.show(first)

    def messages_without(self, taken: Sequence[Turn]) -> list[int]:
        """The messages that go with turns that were taken out: a question may have other answers."""
        kept = {left.question_id for left in self._tree}
        return sorted({each.answer_id for each in taken} | {each.question_id for each in taken} - kept)

    def following(self, turn: Turn) -> list[Turn]:
        """All turns behind a turn, over all branches."""
        found: list[Turn] = []
        for other in self._tree:
            if other.after is turn or other.after in found:
                found.append(other)
        return found

    def conversation(self, turn: Turn) -> Conversation:
        """What the engine is asked for a turn: it, and the turns before it that were answered."""
        return self._told(_path(turn)[:-1], turn.prompt, turn.attachments)

    def conversation_with(
        self, prompt: str, attachments: Sequence[Attachment], instead: Turn | None = None
    ) -> Conversation:
        """What the engine would be asked for a prompt behind the branch on show, or in place of a turn."""
        return self._told(self.before(instead), prompt, attachments)

    def before(self, instead: Turn | None) -> list[Turn]:
        """The turns before a next one, or before another version of a turn."""
        return self.turns if instead is None else _path(instead)[:-1]

    def _told(self, before: Iterable[Turn], prompt: str, attachments: Sequence[Attachment]) -> Conversation:
        messages = list(Conversation.opened(system=self.record.system).messages)
        for turn in filter(is_told, before):
            messages.append(_question(turn.prompt, turn.attachments))
            messages.append(Message(role=Role.MODEL, text=turn.text, thought=turn.thought))
        return Conversation(messages=(*messages, _question(prompt, attachments)))

    def _hang(self, turn: Turn) -> None:
        turn.setParent(self)
        self._tree.append(turn)
        self._chosen[turn.after] = turn

    def _forget(self, turn: Turn) -> None:
        if self._chosen.get(turn.after) is turn:
            del self._chosen[turn.after]
        if self._answering.get(turn.question_id) is turn:
            del self._answering[turn.question_id]

    def _fork(self, turn: Turn) -> Turn:
        self._hang(turn)
        self.show(turn)
        return turn

    def _after(self, turn: Turn | None) -> list[Turn]:
        beside = (other for other in self._tree if other.after is turn)
        return sorted(beside, key=lambda other: other.answer_id)

    def _newest(self, turn: Turn | None) -> Turn | None:
        return self._chosen.get(turn) or next(iter(reversed(self._after(turn))), None)

    def _branch(self, turn: Turn | None) -> list[Turn]:
        """The turns up to this one, and on to the end along what was last shown."""
        if turn is None:
            return []
        branch = _path(turn)
        for each in branch:
            self._chosen[each.after] = each
        while (child := self._newest(branch[-1])) is not None:
            branch.append(child)
        self._answering |= {each.question_id: each for each in branch}
        return branch


def _path(turn: Turn) -> list[Turn]:
    """The turns from the first one to this one."""
    path = [turn]
    while (before := path[0].after) is not None:
        path.insert(0, before)
    return path


def is_told(turn: Turn) -> bool:
    """Whether later turns tell the model of a turn: it has an answer, or the beginning of one."""
    return turn.ended and bool(turn.text)


def _version(turn: Turn, options: TurnOptions) -> Turn:
    """Another answer to the question of a turn."""
    return Turn(
        turn.prompt,
        options,
        after=turn.after,
        question_id=turn.question_id,
        asked_s=turn.asked_s,
        attachments=turn.attachments,
    )


def _question(prompt: str, attachments: Sequence[Attachment]) -> Message:
    images = tuple(Image(each.content) for each in attachments if each.kind is Kind.IMAGE)
    return Message(role=Role.USER, text=worded(prompt, attachments), images=images)


def title_for(prompt: str, attachments: Iterable[Attachment]) -> str:
    """A title from the words of a message, or from the names of its files where it has none."""
    return title_of(prompt if prompt.strip() else ", ".join(each.name for each in attachments))


def title_of(prompt: str) -> str:
    """The first line with anything in it, on one line and not too long."""
    line = " ".join(next((line for line in prompt.splitlines() if line.strip()), tr(UNTITLED)).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"
