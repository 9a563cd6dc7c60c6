"""Questions are acknowledged once they are answered, in whatever order, and never before."""

import random
from typing import Any

import amqp
import pytest

from bus.questions import Questions


class Broker:
    """A channel's other end, which knows what it still holds."""

    def __init__(self) -> None:
        self.held: set[int] = set()
        self.acks = 0

    def basic_ack(self, tag: int, *, multiple: bool = False) -> None:
        self.acks += 1
        self.held -= {one for one in self.held if one <= tag} if multiple else {tag}


def a_question(channel: Any, tag: int) -> amqp.Message:
    message = amqp.Message(channel=channel)
    message.delivery_info = {"delivery_tag": tag}
    channel.held.add(tag)
    return message


def begun(broker: Broker, number: int) -> tuple[Questions, list[amqp.Message]]:
    questions = Questions(broker)
    messages = [a_question(broker, tag) for tag in range(1, number + 1)]
    for message in messages:
        questions.add(message)
    return questions, messages


@pytest.mark.parametrize("seed", range(20))
def test_in_whatever_order_none_is_acknowledged_unanswered_and_all_are_in_the_end(
    seed: int,
) -> None:
    broker = Broker()
    questions, messages = begun(broker, 40)
    order = random.Random(seed).sample(messages, len(messages))  # noqa: S311  # no secret
    for number, message in enumerate(order, 1):
        questions.answered(message)
        unanswered = {one.delivery_tag for one in order[number:]}
        assert unanswered <= broker.held
        assert len(broker.held) < len(unanswered) + Questions.TOGETHER
    assert broker.held == set()


def test_those_answered_in_their_order_are_acknowledged_together() -> None:
    broker = Broker()
    questions, messages = begun(broker, 4 * Questions.TOGETHER)
    for message in messages:
        questions.answered(message)
    assert broker.acks == 4


def test_one_that_is_alone_is_acknowledged_at_once() -> None:
    broker = Broker()
    questions, [message] = begun(broker, 1)
    questions.answered(message)
    assert broker.held == set()


def test_one_that_takes_long_holds_up_no_other() -> None:
    broker = Broker()
    questions, [slow, *others] = begun(broker, 9)
    for message in others:
        questions.answered(message)
    assert broker.held == {slow.delivery_tag}


def test_those_of_a_connection_that_was_lost_are_nobody_s() -> None:
    old, new = Broker(), Broker()
    _, [message] = begun(old, 1)
    questions, _ = begun(new, 1)
    questions.answered(message)
    assert (old.acks, new.acks) == (0, 0)
