from __future__ import annotations

import pytest

from engine.conversation import Conversation, Image, Message, Role
from engine.errors import PromptRejected
from tests.engine.brackets import refuses_in_words


def _said(*roles: Role) -> tuple[Message, ...]:
    return tuple(Message(role=role, text=role.value) for role in roles)


@pytest.mark.parametrize(
    "roles",
    [
        (Role.MODEL,),
        (Role.USER, Role.USER),
        (Role.USER, Role.MODEL, Role.MODEL),
        (Role.USER, Role.SYSTEM),
        (Role.SYSTEM, Role.SYSTEM),
        (Role.SYSTEM, Role.MODEL),
    ],
)
def test_speakers_out_of_turn_are_rejected(roles: tuple[Role, ...]) -> None:
    with pytest.raises(PromptRejected):
        Conversation(messages=_said(*roles))


@pytest.mark.parametrize(
    "roles", [(), (Role.SYSTEM,), (Role.USER,), (Role.SYSTEM, Role.USER, Role.MODEL, Role.USER)]
)
def test_speakers_in_turn_are_accepted(roles: tuple[Role, ...]) -> None:
    assert [message.role for message in Conversation(messages=_said(*roles)).messages] == list(roles)


@pytest.mark.parametrize("system", ["", "  \n"])
def test_a_blank_system_text_makes_no_message(system: str) -> None:
    assert Conversation.opened(system=system) == Conversation()


def test_asking_and_answering_return_new_conversations() -> None:
    opened = Conversation.opened(system="Be brief.")
    asked = opened.asked("Hello")
    answered = asked.answered("Hi", thought="a greeting")
    assert [message.role for message in opened.messages] == [Role.SYSTEM]
    assert [message.text for message in asked.messages] == ["Be brief.", "Hello"]
    assert answered.messages[-1] == Message(role=Role.MODEL, text="Hi", thought="a greeting")


def test_the_prompt_is_the_last_thing_the_person_said() -> None:
    conversation = Conversation().asked("first").answered("answer").asked("second")
    assert conversation.prompt == "second"
    assert conversation.answered("another answer").prompt == "second"
    assert Conversation.opened(system="Be brief.").prompt == ""


def test_images_belong_to_the_persons_messages_and_are_listed_in_order() -> None:
    one, two = Image(b"one"), Image(b"two")
    conversation = (
        Conversation().asked("Look", images=(one, two)).answered("Yes").asked("And?", images=(one,))
    )
    assert conversation.images == (one, two, one)
    assert one.digest != two.digest
    assert "one" not in repr(one)  # a photo would fill the log
    with pytest.raises(PromptRejected, match="images"):
        Message(role=Role.MODEL, text="Here", images=(one,))


def test_shortening_drops_the_oldest_question_with_its_answer_and_keeps_the_rest() -> None:
    talk = Conversation.opened(system="Be brief.").asked("One").answered("1").asked("Two")
    shorter = talk.shortened
    assert shorter is not None
    assert [message.text for message in shorter.messages] == ["Be brief.", "Two"]
    assert shorter.shortened is None
    assert Conversation().asked("One").shortened is None


@pytest.mark.usefixtures("bracketed")
def test_rejections_are_told_in_the_words_that_are_spoken() -> None:
    for roles in ((Role.USER, Role.SYSTEM), (Role.USER, Role.USER)):
        assert refuses_in_words(Conversation, messages=_said(*roles))
    images = (Image(b"x"),)
    assert refuses_in_words(Message, role=Role.MODEL, text="", images=images)
