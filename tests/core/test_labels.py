"""labeled-response: what answers a command carries its label, and nothing else does."""

import pytest

from netcore.wire.message import parse
from tests.core.conftest import Chat

CAPS = "labeled-response batch message-tags"


def test_no_answer_is_an_ack(chat: Chat) -> None:
    """A command that answers nothing is acknowledged."""
    alice = chat.irc("alice", caps=CAPS)
    assert alice.ask("@label=1 PONG x") == ["@label=1 :chat.local ACK"]


def test_one_answer_carries_the_label(chat: Chat) -> None:
    """A single line is labelled itself; errors count as answers."""
    alice = chat.irc("alice", caps=CAPS)
    assert alice.ask("@label=1 PING x") == ["@label=1 :chat.local PONG chat.local :x"]
    assert alice.ask("@label=2 FLY")[0].startswith("@label=2 :chat.local 421 alice FLY ")


def test_several_answers_are_a_batch(chat: Chat) -> None:
    """The batch carries the label, its lines the batch, and the others see none of it."""
    alice, bob = chat.irc("alice", caps=CAPS), chat.irc("bob", "#a", caps=CAPS)
    lines = [parse(line) for line in alice.ask("@label=1 JOIN #a")]
    opening, *inner, closing = lines
    assert (opening.command, opening.params[1], opening.tags) == (
        "BATCH",
        "labeled-response",
        {"label": "1"},
    )
    assert [line.command for line in inner] == ["JOIN", "353", "366"]
    assert all(line.tags["batch"] == opening.params[0][1:] for line in inner)
    assert (closing.command, closing.params) == ("BATCH", (f"-{opening.params[0][1:]}",))
    (join,) = bob.take()
    assert list(join.tags) == ["msgid"]


def test_without_batch_the_first_answer_is_labelled(chat: Chat) -> None:
    """A client that cannot read batches still learns which answer is whose."""
    alice = chat.irc("alice", caps="labeled-response")
    lines = alice.ask("@label=1 JOIN #a")
    assert [line.startswith("@label=1 ") for line in lines] == [True, False, False]


@pytest.mark.parametrize("prefix", ["", "@label= ", f"@label={'x' * 65} ", "@other=1 "])
def test_without_a_proper_label_nothing_is_labelled(chat: Chat, prefix: str) -> None:
    """No label, an empty one and one that is too long are as none."""
    alice = chat.irc("alice", caps=CAPS)
    assert alice.ask(f"{prefix}PING x") == [":chat.local PONG chat.local :x"]


def test_a_label_without_the_capability_is_nothing(chat: Chat) -> None:
    """Who has not asked for labels gets none."""
    assert chat.irc("alice").ask("@label=1 PING x") == [":chat.local PONG chat.local :x"]


def test_a_label_cannot_pass_for_another_tag(chat: Chat) -> None:
    """Whatever stands in a label, the time is there too and the label comes back whole."""
    alice = chat.irc("alice", caps=f"{CAPS} server-time")
    (pong,) = alice.ask(r"@label=time=1\:\s\\n PING x")
    message = parse(pong)
    assert message.tags["label"] == "time=1; \\n"
    assert message.tags["time"].endswith("Z")


def test_the_echo_of_a_labelled_message_carries_its_label(chat: Chat) -> None:
    """Then it stands behind what others said before, and the others' copies have no label."""
    alice = chat.irc("alice", "#a", caps=f"{CAPS} echo-message")
    bob = chat.irc("bob", "#a", caps=f"{CAPS} echo-message")
    chat.forget()
    chat.hub.received(bob.id, b"PRIVMSG #a :first\r\n")
    chat.hub.received(alice.id, b"@label=1 PRIVMSG #a :second\r\n")
    chat.turn()
    first, second = alice.take()
    assert (first.params[1], second.params[1]) == ("first", "second")
    assert second.tags["label"] == "1"
    assert all("label" not in message.tags for message in bob.take())


def test_quit_with_a_label_still_ends(chat: Chat) -> None:
    """The ERROR line of a labelled QUIT is labelled, and the link closed."""
    alice = chat.irc("alice", caps=CAPS)
    (line,) = alice.ask("@label=1 QUIT")
    assert line.startswith("@label=1 ERROR :")
    assert alice.said_goodbye


def test_what_is_not_for_the_asker_is_no_answer(chat: Chat) -> None:
    """An event that the asker has not asked to see does not count among the answers."""
    alice = chat.irc("alice", caps="labeled-response batch")
    (line,) = alice.ask("@label=1 SETNAME :Alice L.")
    assert line.startswith("@label=1 :chat.local NOTICE alice :")
