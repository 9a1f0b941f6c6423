"""Between turns and what is stored of them: pure, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from app.history import Outcome, StoredMessage
from app.models.turn import Turn, TurnState
from engine import EngineError, FinishReason, PromptRejected, Role, TurnOptions

_REASONS = {
    Outcome.END: FinishReason.END,
    Outcome.BUDGET: FinishReason.BUDGET,
    Outcome.CANCELLED: FinishReason.CANCELLED,
}
_ERRORS = {Outcome.FAILED: EngineError, Outcome.REFUSED: PromptRejected}


def messages_of(turn: Turn, conversation: int) -> tuple[StoredMessage, StoredMessage]:
    """The question and the answer of a turn as they are now; of the answer, what is final.

    One that was asked to go on is as it was until something new is final.
    """
    question = StoredMessage(
        id=turn.question_id,
        conversation=conversation,
        parent=turn.after.answer_id if turn.after is not None else None,
        role=Role.USER,
        text=turn.prompt,
        created_s=turn.asked_s,
        attachments=turn.attachments,
    )
    answer = StoredMessage(
        id=turn.answer_id,
        conversation=conversation,
        parent=turn.question_id,
        role=Role.MODEL,
        text=turn.committed_text,
        thought=turn.committed_thought_text,
        outcome=_outcome(turn.reason, turn.error if turn.state is TurnState.FAILED else None),
        options=turn.options,
        stats=turn.stats,
        error_title=turn.error.title if turn.error is not None else "",
        error_hint=turn.error.hint if turn.error is not None else "",
        created_s=turn.created_s,
    )
    if (before := turn.standing) is not None:
        answer = replace(
            answer,
            text=before.text,
            thought=before.thought,
            outcome=_outcome(before.reason, before.error if before.has_failed else None),
            stats=before.stats,
            error_title=before.error.title if before.error is not None else "",
            error_hint=before.error.hint if before.error is not None else "",
        )
    return question, answer


def messages_in(turns: Iterable[Turn], conversation: int) -> list[StoredMessage]:
    """The messages of turns, each once: versions of an answer have one question; the oldest first."""
    said = {each.id: each for turn in turns for each in messages_of(turn, conversation)}
    return sorted(said.values(), key=lambda each: each.id)


def _outcome(reason: FinishReason | None, failed_with: EngineError | None) -> Outcome:
    if failed_with is not None:
        return Outcome.REFUSED if isinstance(failed_with, PromptRejected) else Outcome.FAILED
    match reason:
        case FinishReason.END:
            return Outcome.END
        case FinishReason.BUDGET:
            return Outcome.BUDGET
        case FinishReason.CANCELLED:
            return Outcome.CANCELLED
        case None:
            return Outcome.OPEN
        case _:
            assert_never(reason)


def turns_from(messages: Iterable[StoredMessage]) -> list[Turn]:
    """The turns that messages make, a turn behind its parent.

    A question without an answer is a turn that was interrupted, and an answer whose question is missing
    has a blank one; what follows an answer that is missing stands at the beginning.
    """
    questions: dict[int, StoredMessage] = {}
    answers: dict[int, list[StoredMessage]] = {}
    for message in messages:
        if message.role is Role.MODEL:
            answers.setdefault(message.parent or 0, []).append(message)
        else:
            questions[message.id] = message
    for lost in answers.keys() - questions.keys():
        first = answers[lost][0]
        questions[lost] = StoredMessage(
            id=lost, conversation=first.conversation, role=Role.USER, text="", created_s=first.created_s
        )
    turns: dict[int, Turn] = {}
    for question in _behind_parents(questions, answers):
        for answer in answers.get(question.id, [None]):
            turn = _turn(question, answer, turns.get(question.parent or 0))
            turns[turn.answer_id] = turn
    return list(turns.values())


def _behind_parents(
    questions: Mapping[int, StoredMessage], answers: Mapping[int, Sequence[StoredMessage]]
) -> Iterable[StoredMessage]:
    """The questions, each behind the one it follows and else by age; a ring of them is cut somewhere."""
    answered = {answer.id: question for question, said in answers.items() for answer in said}
    ordered: dict[int, StoredMessage] = {}
    for oldest in sorted(questions.values(), key=lambda each: each.id):
        path: dict[int, StoredMessage] = {}
        question: StoredMessage | None = oldest
        while question is not None and question.id not in ordered and question.id not in path:
            path[question.id] = question
            question = questions.get(answered.get(question.parent or 0, 0))
        ordered |= reversed(path.items())
    return ordered.values()


def _turn(question: StoredMessage, answer: StoredMessage | None, after: Turn | None) -> Turn:
    if answer is None:
        turn = Turn(
            question.text,
            TurnOptions(),
            after=after,
            question_id=question.id,
            created_s=question.created_s,
            attachments=question.attachments,
        )
        turn.recall("", "", None, None)
        return turn
    turn = Turn(
        question.text,
        answer.options or TurnOptions(),
        after=after,
        question_id=question.id,
        answer_id=answer.id,
        created_s=answer.created_s,
        asked_s=question.created_s,
        attachments=question.attachments,
    )
    turn.recall(answer.text, answer.thought, _REASONS.get(answer.outcome), answer.stats)
    if (kind := _ERRORS.get(answer.outcome)) is not None:
        turn.fail(kind(answer.error_title, answer.error_hint))
    return turn
