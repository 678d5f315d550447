"""STATUSMSG: messages for those who have a role in a channel."""

import pytest

from tests.conformance.conftest import Client, Host, commands, one, said
from tests.conformance.test_isupport import tokens


@pytest.fixture
def room(host: Host) -> list[Client]:
    """An operator, somebody voiced and somebody without a role, all with message-tags."""
    nicks = ("alice", "bob", "carol")
    people = [host.client(nick, "message-tags", channels=["#a"]) for nick in nicks]
    people[0].ask("MODE #a +v bob")
    for person in people:
        person.sync()
    return people


def test_it_is_announced(host: Host) -> None:
    """Modern IRC, "PRIVMSG message": "Servers that support this feature will list the prefixes
    which this is supported for in the STATUSMSG RPL_ISUPPORT parameter".
    """
    assert tokens(host)["STATUSMSG"] == "@+"


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_a_role_and_higher_ones_hear(room: list[Client], command: str) -> None:
    """Modern IRC, "PRIVMSG message": a channel's name "may be prefixed with one or more channel
    membership prefix character ... and the message will be delivered only to the members of that
    channel with the given or higher status in the channel".
    """
    alice, bob, carol = room
    assert carol.ask(f"{command} @#a :one", f"{command} +#a :two") == []
    assert said(alice.sync()) == [
        ("carol", command, "@#a", "one"),
        ("carol", command, "+#a", "two"),
    ]
    assert said(bob.sync()) == [("carol", command, "+#a", "two")]


def test_tags_alone_honour_the_prefix(room: list[Client]) -> None:
    """IRCv3 message-tags: TAGMSG is delivered "in the same way as PRIVMSG and NOTICE messages. This
    means for example, honouring ... STATUSMSG prefixes".
    """
    alice, bob, carol = room
    carol.ask("@+typing=active TAGMSG @#a")
    message = one(alice.sync(), "TAGMSG")
    assert (message.params, message.tags["+typing"]) == (("@#a",), "active")
    assert bob.sync() == []


def test_the_rules_of_the_channel_hold(host: Host, room: list[Client]) -> None:
    """404 from outside and where it is moderated, 403 without a channel."""
    stranger = host.client("dave")
    assert commands(stranger.ask("PRIVMSG @#a :x", "PRIVMSG +#none :x")) == ["404", "403"]
    room[0].ask("MODE #a +m")
    room[2].sync()
    assert commands(room[2].ask("PRIVMSG @#a :x")) == ["404"]


def test_an_echo_names_the_role(host: Host, room: list[Client]) -> None:
    """IRCv3 echo-message: the echo is what the others get."""
    dora = host.client("dora", "echo-message", channels=["#a"])
    assert said(dora.ask("PRIVMSG @#a :x")) == [("dora", "PRIVMSG", "@#a", "x")]


@pytest.mark.parametrize("tag", ["+typing=active", "+draft/reply=abc", "+draft/react=👍"])
def test_client_only_tags_are_relayed(host: Host, tag: str) -> None:
    """IRCv3 message-tags: "servers MUST attach as-is" such tags to what is relayed; and "Servers
    MUST NOT deliver TAGMSG to clients that haven't negotiated the message tags capability".
    """
    alice = host.client("alice", "message-tags", channels=["#a"])
    bob = host.client("bob", "message-tags", channels=["#a"])
    carol = host.client("carol", channels=["#a"])
    bob.sync()
    alice.ask(f"@{tag} TAGMSG #a", f"@{tag} PRIVMSG #a :x")
    name, _, value = tag.partition("=")
    assert [(m.command, m.tags[name]) for m in bob.sync()] == [
        ("TAGMSG", value),
        ("PRIVMSG", value),
    ]
    assert said(carol.sync()) == [("alice", "PRIVMSG", "#a", "x")]
